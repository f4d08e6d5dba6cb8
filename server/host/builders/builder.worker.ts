/**
 * The worker thread in which builders run. It is started warm and used for many items, one at a time; a builder that ends, floods or
 * blocks its thread takes nothing else with it.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { FilePatterns } from '../../engine/model/action.ts';
import { must } from '../../engine/model/assert.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { BuilderModule } from './api.ts';
import { builderError } from './builderError.ts';
import { RecordingContext } from './context.ts';
import type { BuildJob, FromWorker, LoadedFile, ToWorker, WorkerSetup } from './messages.ts';
import { ModuleGraph } from './moduleGraph.ts';

const port = must(parentPort, 'the port of a worker thread');
const setup = workerData as WorkerSetup;
const graph = new ModuleGraph(setup.root);
const modules = new Map<
  RelativePath,
  { readonly build: BuilderModule['build']; readonly files: readonly LoadedFile[] }
>();
const lateFiles = new Map<string, LoadedFile>();
let answer: ((message: ToWorker) => void) | undefined;

function send(message: FromWorker): void {
  port.postMessage(message);
}

/** What the builder or its libraries print belongs to the item that is being built. */
function captureOutput(): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      send({
        type: 'log',
        stream,
        bytes: typeof chunk === 'string' ? Buffer.from(chunk) : Uint8Array.from(chunk),
      });
      const done = rest.at(-1);
      if (typeof done === 'function') queueMicrotask(() => void done());
      return true;
    };
    process[stream].write = write as typeof process.stdout.write;
  }
}

/** The pool's table of files says what a pattern means; a builder waits for its answer. */
async function askGlob(patterns: FilePatterns): Promise<readonly RelativePath[]> {
  port.ref();
  const message = await new Promise<ToWorker>((resolve) => {
    answer = resolve;
    send({ type: 'glob', patterns });
  });
  port.unref();
  if (message.type === 'matches') return message.matches;
  throw new Error(
    message.type === 'no-matches' ? message.problem : `unexpected answer: ${message.type}`,
  );
}

/** One question at a time, so that answers cannot be mixed up. */
let questions: Promise<unknown> = Promise.resolve();
function glob(patterns: FilePatterns): Promise<readonly RelativePath[]> {
  const result = questions.then(() => askGlob(patterns));
  questions = result.catch(() => undefined);
  return result;
}

async function load(
  module: RelativePath,
): Promise<(BuilderModule & { readonly files: readonly LoadedFile[] }) | 'torn'> {
  const known = modules.get(module);
  if (known !== undefined) return known;
  const file = join(setup.root, module);
  graph.takeFresh();
  const build = buildFunction(await import(pathToFileURL(file).href), module);
  const files = graph.closure(file);
  graph.takeFresh();
  if (!graph.isIntact(files)) return 'torn';
  const loaded = { build, files };
  modules.set(module, loaded);
  return loaded;
}

function buildFunction(exports: unknown, module: string): BuilderModule['build'] {
  const own = exports as {
    readonly build?: unknown;
    readonly default?: { readonly build?: unknown };
  };
  for (const candidate of [own.build, own.default?.build, own.default]) {
    if (typeof candidate === 'function') return candidate as BuilderModule['build'];
  }
  throw new Error(
    `${module} exports no function "build". Write: export function build(context) { ... }`,
  );
}

async function loadOnly(module: RelativePath): Promise<FromWorker> {
  const loaded = await load(module);
  return loaded === 'torn' ? { type: 'torn' } : { type: 'loaded', files: loaded.files };
}

async function build(job: BuildJob): Promise<FromWorker> {
  const loaded = await load(job.module);
  if (loaded === 'torn') return { type: 'torn' };
  const log = (text: string): void =>
    send({ type: 'log', stream: 'stdout', bytes: Buffer.from(text) });
  const context = new RecordingContext(job, { setup, glob, log });
  await loaded.build(context);
  // A cached module is not loaded again, so what any build of this worker loaded late counts for all later ones.
  for (const row of graph.takeFresh()) lateFiles.set(row[0], row);
  const late = [...lateFiles.values()];
  if (!graph.isIntact(late)) return { type: 'torn' };
  return {
    type: 'built',
    observations: context.observations.list,
    files: loaded.files,
    lateFiles: late,
  };
}

async function work(message: Extract<ToWorker, { type: 'load' | 'build' }>): Promise<void> {
  // Without a reference from the port, a builder that waits for something that cannot happen any more ends the thread, and is told so.
  port.unref();
  try {
    send(message.type === 'load' ? await loadOnly(message.module) : await build(message));
  } catch (error) {
    send({
      type: 'failed',
      message: builderError(error, { root: setup.root, module: message.module }),
    });
  }
  port.ref();
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'load' || message.type === 'build') void work(message);
  else answer?.(message);
});
captureOutput();
graph.install();

// What the engine itself costs: the time to decide on one action, how many batches of changed files it
// turns into rebuild sets in a second, and how long look-ups in a graph of 10,000 actions take. Real
// files and the real store; only the commands are not real: each writes its output from here.
//
//   npm run bench -- engine                  10,000 actions
//   npm run bench -- engine --actions 1000

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from '../../server/engine/engine.ts';
import { findCycles } from '../../server/engine/graph/cycles.ts';
import { buildGraph, reachable, topologicalOrder } from '../../server/engine/graph/graph.ts';
import type { Action } from '../../server/engine/model/action.ts';
import {
  type ActionId,
  as,
  type ByteCount,
  type RelativePath,
} from '../../server/engine/model/brand.ts';
import type { RunRecord } from '../../server/engine/model/run.ts';
import type { BuilderRunner, ProcessRunner } from '../../server/engine/ports/processes.ts';
import { openFiles } from '../../server/host/files/nodeFiles.ts';
import { NodeOutputWriter } from '../../server/host/files/outputWriter.ts';
import { NodeClock } from '../../server/host/platform/clock.ts';
import { NodeHasher } from '../../server/host/platform/hasher.ts';
import { openStore } from '../../server/host/store/openStore.ts';
import { action } from '../support/engine/actions.ts';
import { buildRequest } from '../support/engine/buildRequest.ts';
import { machine, median, tableText } from './measure.ts';

const help = `npm run bench -- engine [options]

  --actions N   actions in the graph, three dependencies each (10000)
  --batch N     changed files in one batch (10)
  --batches N   batches of changes (100)
  --json FILE   write the results there`;

/** Files changed less than 2 s ago are read again; decisions are measured after that. */
const settleMs = 2500;
const noopRuns = 5;
const graphRuns = 20;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  /** Whether the limit is the most or the least that is allowed. */
  readonly kind: 'at most' | 'at least';
}

/** @returns exit code: 1 where a figure is not within its limit */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      actions: { type: 'string', default: '10000' },
      batch: { type: 'string', default: '10' },
      batches: { type: 'string', default: '100' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'cachescope-bench-'));
  try {
    const actions = makeActions(root, Number(values.actions));
    const figures = [
      ...graphFigures(actions),
      await decisionFigure(root, actions),
      ...invalidationFigures(root, actions, {
        size: Number(values.batch),
        count: Number(values.batches),
      }),
    ];
    return report(figures, actions.size, values.json);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A source file and an action for each; each depends on three that stand about a hundred before it. */
function makeActions(root: string, count: number): ReadonlyMap<ActionId, Action> {
  const actions = new Map<ActionId, Action>();
  for (let index = 0; index < count; index++) {
    const folder = as<RelativePath>(`p${index}`);
    mkdirSync(join(root, folder, 'src'), { recursive: true });
    writeFileSync(join(root, folder, 'src/a.txt'), `source of ${index}\n`);
    const before = [index - 100, index - 101, index - 107];
    const dependsOn = before
      .filter((at) => at >= 0)
      .map((at) => ({ action: idOf(at), readsOutputs: true }));
    actions.set(idOf(index), makeAction(idOf(index), folder, dependsOn));
  }
  return actions;
}

function idOf(index: number): ActionId {
  return as<ActionId>(`p${index}#build`);
}

function makeAction(id: ActionId, folder: RelativePath, dependsOn: Action['dependsOn']): Action {
  const patterns = { base: folder, exclude: [], ignoreGitIgnored: false, boundaries: [] };
  return action({
    id,
    group: folder,
    name: 'build',
    cwd: folder,
    work: { type: 'commands', commands: [{ type: 'argv', argv: ['node', 'build.js'] }] },
    dependsOn,
    inputs: { ...patterns, include: ['src/**'] },
    outputs: { ...patterns, include: ['dist/**'] },
  });
}

/** An engine as a new process would have it, and how to close it. */
function openEngine(
  root: string,
  actions: ReadonlyMap<ActionId, Action>,
): { engine: Engine; close(): void } {
  const store = openStore({
    root,
    onTrouble: (message) => {
      throw new Error(message);
    },
  });
  if ('message' in store) throw new Error(store.message);
  const hasher = new NodeHasher(join(root, '.cachescope/salt'));
  const engine = createEngine({
    actions,
    files: openFiles({ root, rows: store.digests, hasher, basePath: process.env.PATH ?? '' }),
    writer: new NodeOutputWriter(root),
    traces: store.traces,
    blobs: store.blobs,
    processes: copyingProcesses(root),
    builders: noBuilders,
    hasher,
    clock: new NodeClock(),
    platform: 'bench',
  });
  return { engine, close: () => store.close() };
}

/** Stands for the commands: writes the source as the output. */
function copyingProcesses(root: string): ProcessRunner {
  return {
    async run({ action }) {
      const folder = join(root, action.cwd);
      mkdirSync(join(folder, 'dist'), { recursive: true });
      writeFileSync(join(folder, 'dist/out.txt'), readFileSync(join(folder, 'src/a.txt')));
      return { type: 'exited', exitCode: 0, signal: undefined };
    },
    memoryUsed: () => as<ByteCount>(0),
  };
}

const noBuilders: BuilderRunner = {
  digest: async () => ({ message: 'there are no builders here' }),
  build: async () => ({ type: 'failed', message: 'there are no builders here' }),
};

async function build(engine: Engine, actions: ReadonlyMap<ActionId, Action>): Promise<RunRecord> {
  return await engine.build(buildRequest([...actions.keys()], { targets: ['build'] }));
}

/** Whole no-op builds, each with stores and tables opened anew, divided by the number of actions. */
async function decisionFigure(
  root: string,
  actions: ReadonlyMap<ActionId, Action>,
): Promise<Figure> {
  await buildOnce(root, actions, 'ran');
  await wait(settleMs);
  await buildOnce(root, actions, 'fresh');
  const times: number[] = [];
  for (let run = 0; run < noopRuns; run++) times.push(await buildOnce(root, actions, 'fresh'));
  const value = median(times) / actions.size;
  return { name: 'decision, an action', value, unit: 'ms', limit: 1, kind: 'at most' };
}

/** @returns milliseconds, opening included */
async function buildOnce(
  root: string,
  actions: ReadonlyMap<ActionId, Action>,
  expected: 'ran' | 'fresh',
): Promise<number> {
  const start = performance.now();
  const { engine, close } = openEngine(root, actions);
  const run = await build(engine, actions);
  close();
  const time = performance.now() - start;
  const other = run.actions.find(({ state }) => state !== expected);
  if (other !== undefined || run.actions.length !== actions.size) {
    throw new Error(`all actions had to be ${expected}, but ${other?.id} was ${other?.state}`);
  }
  return time;
}

/** Only `applyChange` is timed: looking at the changed files and finding what may be out of date. */
function invalidationFigures(
  root: string,
  actions: ReadonlyMap<ActionId, Action>,
  batch: { readonly size: number; readonly count: number },
): Figure[] {
  const { engine, close } = openEngine(root, actions);
  const change = (at: number): number =>
    timeOfBatch(engine, root, batchAt(at, batch.size, actions));
  const first = change(0);
  let spentMs = 0;
  for (let at = 1; at <= batch.count; at++) spentMs += change(at);
  close();
  return [
    {
      // It makes the indexes, for which it reads what all actions were seen to read.
      name: 'invalidation, first of a process',
      value: first,
      unit: 'ms',
      limit: 1000,
      kind: 'at most',
    },
    {
      name: `invalidation, batches of ${batch.size} files`,
      value: (batch.count / spentMs) * 1000,
      unit: '/s',
      limit: 100,
      kind: 'at least',
    },
  ];
}

/** The actions whose source is edited in a batch. */
function batchAt(at: number, size: number, actions: ReadonlyMap<ActionId, Action>): number[] {
  return Array.from({ length: size }, (_, n) => (at * 97 + n * 613) % actions.size);
}

/** @returns milliseconds */
function timeOfBatch(engine: Engine, root: string, indexes: readonly number[]): number {
  const paths = indexes.map((index) => as<RelativePath>(`p${index}/src/a.txt`));
  for (const path of paths) writeFileSync(join(root, path), `edit of ${path}, ${Math.random()}\n`);
  const start = performance.now();
  const { dirty } = engine.applyChange({ paths, cause: 'edited' });
  const time = performance.now() - start;
  const found = new Set(dirty);
  const missed = indexes.find((index) => !found.has(idOf(index)));
  if (missed !== undefined) throw new Error(`${idOf(missed)} was edited, and is not called dirty`);
  return time;
}

function graphFigures(actions: ReadonlyMap<ActionId, Action>): Figure[] {
  const graph = buildGraph(actions);
  const figure = (name: string, work: () => unknown): Figure => {
    const times: number[] = [];
    for (let run = 0; run < graphRuns; run++) {
      const start = performance.now();
      work();
      times.push(performance.now() - start);
    }
    return { name, value: median(times), unit: 'ms', limit: 5, kind: 'at most' };
  };
  return [
    figure('graph: all dependents of one action', () => reachable(graph, [idOf(0)], 'dependents')),
    figure('graph: all dependencies of one action', () =>
      reachable(graph, [idOf(actions.size - 1)], 'dependencies'),
    ),
    figure('graph: order of all actions', () => topologicalOrder(graph)),
    figure('graph: cycles among all actions', () => findCycles(graph)),
  ];
}

function report(figures: readonly Figure[], actions: number, json: string | undefined): number {
  const { cpu, parallelism, os, node } = machine();
  console.log(`${actions} actions; ${parallelism} x ${cpu}, ${os}, Node ${node}\n`);
  const rows = figures.map((figure) => {
    const { name, value, unit, limit, kind } = figure;
    const digits = value < 10 ? 3 : 0;
    const bar = `${kind} ${limit} ${unit}`;
    return [name, `${value.toFixed(digits)} ${unit}`, bar, isMet(figure) ? 'met' : 'MISSED'];
  });
  console.log(tableText([['', 'median', 'bar', ''], ...rows]));
  if (json !== undefined) {
    const content = { version: 1, machine: machine(), actions, figures };
    writeFileSync(json, `${JSON.stringify(content, undefined, 2)}\n`);
  }
  return figures.every(isMet) ? 0 : 1;
}

function isMet({ value, limit, kind }: Figure): boolean {
  return kind === 'at most' ? value <= limit : value >= limit;
}

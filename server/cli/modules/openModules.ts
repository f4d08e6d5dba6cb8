/** The modules of the workspace that a command was started in, and files as a user names them. */
import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { readText } from '../../host/modules/progress.ts';
import { FileActions } from '../../host/workspace/fileActions.ts';
import { ModuleSession, type ModuleSessionOptions } from '../../host/workspace/moduleSession.ts';
import { findRoot } from '../../host/workspace/root.ts';
import { noRules } from '../../modules/graph/usageRules.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { openSession, type Session, troubleTeller } from '../session.ts';
import { forgetRowsOfUser, marksOfUser, rowsOfUser } from './rowsOfUser.ts';

/** What commands about modules ask. */
export interface OpenModules {
  readonly root: string;
  readonly session: ModuleSession;
  /** Undefined in a folder without any configuration: it has modules and no actions. */
  readonly engine: Session | undefined;
  readonly actions: FileActions | undefined;
  close(): Promise<void>;
}

/** Analyses the workspace; where it was analysed before, only what changed since. */
export async function openModules(context: CommandContext): Promise<OpenModules> {
  const { folder, cancel } = context;
  const found = findRoot(folder);
  const root = found ?? folder;
  const engine = found === undefined ? undefined : await openSession(context, {});
  const actions = engine && new FileActions(engine, () => engine.concurrency);
  const onNote = troubleTeller(context.output);
  const isKept = !context.flags.has('no-cache');
  const onTrouble = context.output.verbose ? onNote : ignore;
  const session = await analysed({
    root,
    cancel,
    engine: isKept ? engine : engine && keepingNothing(engine),
    rows: isKept && !engine ? rowsOfUser(root, onTrouble) : undefined,
    // No cache: also who keeps nothing is not to be ended by one file again and again.
    marks: engine ? undefined : marksOfUser(root, onTrouble),
    ofActions: () => actions?.named() ?? [],
    usage: () => engine?.workspace.settings.modules ?? noRules,
    onNote,
    memoryLimit: engine?.workspace.settings.memoryLimit,
  });
  if (isKept && engine) forgetRowsOfUser(root);
  if (context.output.verbose) tellReading(context.output, session);
  return {
    root,
    session,
    engine,
    actions,
    close: async () => {
      await session.close();
      await engine?.close();
    },
  };
}

/** `--no-cache`: everything is read, and what was kept stays as it was. */
function keepingNothing(engine: Session): NonNullable<ModuleSessionOptions['engine']> {
  const { store } = engine;
  return { moduleRows: undefined, store, countCache: (figures) => engine.countCache(figures) };
}

/** A place where nothing can be kept costs time alone, so only who asks for more is told. */
function ignore(): void {}

function tellReading({ stderr }: Output, { modules }: ModuleSession): void {
  const { hits, misses } = modules.statistics();
  if (modules.lastRead) stderr.write(`${readText(modules.lastRead)}\n`);
  const known = (hits.memory + hits.disk).toLocaleString('en');
  stderr.write(`Modules: ${known} known from before, ${misses.toLocaleString('en')} parsed.\n`);
}

async function analysed(options: ModuleSessionOptions): Promise<ModuleSession> {
  try {
    return await ModuleSession.open(options);
  } catch (error) {
    if (options.cancel?.cancelled) throw new CommandFailure('stopped', options.cancel.why ?? '');
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('no-modules', `The modules could not be analysed: ${why}`);
  }
}

/**
 * A file as it is known in the workspace.
 * @param name as written: relative to the folder that the command was started in, or absolute
 * @returns undefined where it lies outside
 */
export function pathInside(root: string, folder: string, name: string): RelativePath | undefined {
  const path = relative(root, resolve(folder, name)).split(sep).join('/');
  const isOutside = path === '..' || path.startsWith('../') || /^[a-z]:/i.test(path);
  return isOutside ? undefined : (path as RelativePath);
}

/**
 * A file or folder that is there.
 * @throws CommandFailure where it is not
 */
export function fileNamed(root: string, folder: string, name: string): RelativePath {
  const path = pathInside(root, folder, name);
  if (path === undefined)
    throw new CommandFailure('unknown-file', `${name} is not in the workspace ${root}.`);
  if (existsSync(resolve(root, path))) return path;
  throw new CommandFailure('unknown-file', `There is no file ${name}.`, {
    suggestion: 'Name it as seen from the folder that you are in.',
  });
}

/**
 * A file that is a module.
 * @throws CommandFailure where it is none
 */
export function moduleNamed(
  { root, session }: OpenModules,
  folder: string,
  name: string,
): RelativePath {
  const path = fileNamed(root, folder, name);
  if (session.graph.numberOf(path) !== undefined) return path;
  if (statSync(resolve(root, path)).isDirectory())
    throw new CommandFailure('unknown-module', `${name} is a folder: name a file.`, {
      suggestion: `What a change of all that is in it costs says: cachescope impact ${name}`,
    });
  throw new CommandFailure('unknown-module', `${path} is no module, and no module imports it.`, {
    suggestion: 'Modules are scripts, styles, JSON and the script parts of components.',
  });
}

/** What `doctor` says about the machine: Node, SQLite, git, the state folder, the watcher, limits. */
import { accessSync, constants, lstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { processLimit } from '../../processes/throttle.ts';
import { loadSqlite } from '../../store/sqlite.ts';
import { openStateFolder, stateFolderName } from '../../store/stateFolder.ts';

/** One fact about the machine. */
export interface MachineFact {
  readonly name: string;
  /** `note`: it works, but slower or with less. */
  readonly state: 'good' | 'note' | 'bad';
  readonly message: string;
  readonly suggestion?: string;
}

/**
 * Looks at the machine; starts no process.
 * @param root absolute path of the workspace root
 */
export function machineFacts(root: string, environment: NodeJS.ProcessEnv): readonly MachineFact[] {
  return [
    nodeFact(),
    sqliteFact(),
    gitFact(root, environment),
    stateFact(root),
    processFact(environment),
  ];
}

function nodeFact(): MachineFact {
  return {
    name: 'node',
    state: 'good',
    message: `Node ${process.versions.node} on ${process.platform}-${process.arch}.`,
  };
}

function sqliteFact(): MachineFact {
  const sqlite = loadSqlite();
  if ('message' in sqlite) return { name: 'sqlite', state: 'bad', message: sqlite.message };
  return { name: 'sqlite', state: 'good', message: 'node:sqlite is there.' };
}

function gitFact(root: string, environment: NodeJS.ProcessEnv): MachineFact {
  if (!existsAbove(root, '.git')) {
    const message =
      'The workspace is not in a git repository: default inputs are all files that .gitignore files do not name.';
    return { name: 'git', state: 'note', message, suggestion: 'Run git init, or declare inputs.' };
  }
  const isInstalled = (environment.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && isRunnable(join(folder, 'git')));
  if (isInstalled) return { name: 'git', state: 'good', message: 'git is there.' };
  return {
    name: 'git',
    state: 'note',
    message: 'git is not on the PATH; ignore rules are read from .gitignore files alone.',
  };
}

function existsAbove(root: string, name: string): boolean {
  for (let at = root; ; at = join(at, '..')) {
    if (lstatSync(join(at, name), { throwIfNoEntry: false })) return true;
    if (join(at, '..') === at) return false;
  }
}

function isRunnable(file: string): boolean {
  try {
    accessSync(process.platform === 'win32' ? `${file}.exe` : file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder is not made for this: `doctor` leaves no trace in a workspace that never ran anything. */
function stateFact(root: string): MachineFact {
  if (!lstatSync(join(root, stateFolderName), { throwIfNoEntry: false })) {
    return {
      name: 'state',
      state: 'good',
      message: `${stateFolderName} does not exist yet; the first run makes it.`,
    };
  }
  const state = openStateFolder(root);
  if ('message' in state) return { name: 'state', state: 'bad', message: state.message };
  return {
    name: 'state',
    state: 'good',
    message: `${stateFolderName} is private and can be written.`,
  };
}

function processFact(environment: NodeJS.ProcessEnv): MachineFact {
  const processors = availableParallelism();
  const { limit, problem } = processLimit(processors, environment);
  if (problem !== undefined) return { name: 'processes', state: 'note', message: problem };
  return {
    name: 'processes',
    state: 'good',
    message: `${processors} processors; at most ${limit} processes at once unless configured.`,
  };
}

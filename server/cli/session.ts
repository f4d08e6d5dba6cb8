/** What a command opens to build or to look into the stores, with troubles told on standard error. */
import type { Store } from '../host/store/openStore.ts';
import { openStore } from '../host/store/openStore.ts';
import type { WorkspaceEngine, WorkspaceEngineOptions } from '../host/workspace/workspaceEngine.ts';
import { openWorkspaceEngine } from '../host/workspace/workspaceEngine.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './failure.ts';
import type { Output } from './output.ts';
import { visible } from './render/visible.ts';
import { readVersion } from './version.ts';
import { requireRoot } from './workspace.ts';

/** Everything a build needs. */
export type Session = WorkspaceEngine;

/** Opens all for building. */
export async function openSession(
  context: CommandContext,
  { concurrency, moreVariables }: Pick<WorkspaceEngineOptions, 'concurrency' | 'moreVariables'>,
): Promise<Session> {
  return await openWorkspaceEngine({
    root: requireRoot(context),
    environment: process.env,
    program: readVersion(),
    concurrency,
    moreVariables,
    onTrouble: troubleTeller(context.output),
  });
}

/** Stores without an engine, for `stats` and `cache`. */
export interface OpenStores {
  readonly root: string;
  readonly store: Store;
  close(): void;
}

/**
 * Opens the stores.
 * @throws CommandFailure where they cannot be opened
 */
export function openStores(context: CommandContext): OpenStores {
  const root = requireRoot(context);
  const store = openStore({ root, onTrouble: troubleTeller(context.output) });
  if ('message' in store) throw new CommandFailure('no-store', store.message);
  return { root, store, close: () => store.close() };
}

/** Tells each trouble once, on standard error. */
export function troubleTeller({ stderr }: Output): (message: string) => void {
  // A disk that is full stays so for the whole run: each thing that does not work is said once.
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    stderr.write(`${stderr.style.yellow(visible(`cachescope: ${message}`))}\n`);
  };
}

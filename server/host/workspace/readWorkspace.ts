/** Reads a workspace for those who only look, e.g. to draw its graph: nothing below `.cachescope` is opened or made. */
import type { Workspace as LoadedWorkspace } from '../../engine/config/loaded.ts';
import { openFiles } from '../files/nodeFiles.ts';
import { NodeHasher } from '../platform/hasher.ts';
import type { Environment } from '../processes/environment.ts';
import { diskConfigSource } from './configSource.ts';
import { noDigests } from './memoryStore.ts';

/** A workspace that was read. */
export interface Workspace extends LoadedWorkspace {
  /** Absolute path. */
  readonly root: string;
}

/**
 * Reads it.
 * @param root absolute path of the workspace root
 * @param environment e.g. `process.env`
 */
export async function readWorkspace(root: string, environment: Environment): Promise<Workspace> {
  const { loadWorkspace } = await import('../../engine/config/workspace.ts');
  const hasher = new NodeHasher(`${root}/.cachescope/salt`);
  const files = openFiles({ root, rows: noDigests, hasher, basePath: environment.PATH ?? '' });
  return { root, ...loadWorkspace(diskConfigSource(root, files, environment)) };
}

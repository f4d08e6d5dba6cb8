// A table of files on a real folder, with the real store that keeps its rows between processes.

import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { type NodeFiles, openFiles } from '../../../server/host/files/nodeFiles.ts';
import { NodeHasher } from '../../../server/host/platform/hasher.ts';
import { openStore } from '../../../server/host/store/openStore.ts';
import { noDigests } from '../../../server/host/workspace/memoryStore.ts';
import type { CleanupScope } from '../../support/tempDir.ts';

/** A store, and tables that each start with what the last one saved, as the next process does. */
export interface Tables {
  readonly open: () => NodeFiles;
  /** A table that knows nothing but what it sees. */
  readonly openCold: () => NodeFiles;
}

/**
 * Opens the store of a folder.
 * @param basePath the PATH that programs are looked up on
 * @throws Error where the store refuses to open
 */
export function tablesOf(scope: CleanupScope, root: string, basePath = ''): Tables {
  const troubles: string[] = [];
  const store = openStore({ root, onTrouble: (message) => troubles.push(message) });
  if ('message' in store) throw new Error(store.message);
  scope.after(async () => {
    store.close();
    if (troubles.length > 0) throw new Error(troubles.join('\n'));
  });
  const hasher = new NodeHasher(join(root, '.cachescope', 'salt'));
  return {
    open: () => openFiles({ root, rows: store.digests, hasher, basePath }),
    openCold: () => openFiles({ root, rows: noDigests, hasher, basePath }),
  };
}

/** A plain path as the table wants it. */
export function at(path: string): RelativePath {
  return path as RelativePath;
}

/**
 * Runs something at another time of the clock, e.g. long after files were written, so that they count as rested.
 * @param shiftMs how much later
 */
export function later<T>(shiftMs: number, run: () => T): T {
  const { now } = Date;
  Date.now = () => now() + shiftMs;
  try {
    return run();
  } finally {
    Date.now = now;
  }
}

/**
 * Writes until the file system stamps another time: what changes afterwards can be told from what was before.
 * @param folder where to write
 */
export function endTick(folder: string): void {
  const probe = join(folder, '.probe');
  writeFileSync(probe, '');
  const first = lstatSync(probe, { bigint: true }).ctimeNs;
  while (lstatSync(probe, { bigint: true }).ctimeNs === first) writeFileSync(probe, 'x');
  rmSync(probe);
}

/**
 * The file of the standing run (see workspace/standingRun.ts): a checked frame around bytes that it knows nothing of.
 *
 *     32 bytes  sha256 of the rest
 *     rest      content
 *
 * Written aside and renamed, so that it is there as a whole or not at all.
 */
import { hash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../engine/model/brand.ts';
import type { KeptItem } from './inventory.ts';
import { standingName } from './schema.ts';

const sumBytes = 32;

/** @param folder absolute path of `.cachescope` */
export function standingPath(folder: string): string {
  return join(folder, standingName);
}

/** @returns the content; undefined where there is none, or a damaged one */
export function readStanding(folder: string): Buffer | undefined {
  try {
    const bytes = readFileSync(standingPath(folder));
    const content = bytes.subarray(sumBytes);
    const isIntact = hash('sha256', content, 'buffer').equals(bytes.subarray(0, sumBytes));
    return isIntact ? content : undefined;
  } catch {
    // There is none, or it cannot be read: the run then looks at everything itself, and tells what is wrong.
    return undefined;
  }
}

/** Keeps the content in place of what there was; where the disk refuses, there is none. */
export function writeStanding(folder: string, content: Uint8Array): void {
  const aside = `${standingPath(folder)}.${process.pid}`;
  try {
    writeFileSync(aside, Buffer.concat([hash('sha256', content, 'buffer'), content]), {
      mode: 0o600,
    });
    renameSync(aside, standingPath(folder));
  } catch {
    // It only saves time; a full disk is told by those whose writes matter.
    rmSync(aside, { force: true });
  }
}

/** The standing run as one of the things that are kept; none where there is no such file. */
export function standingItems(folder: string): readonly KeptItem[] {
  const stats = statSync(standingPath(folder), { throwIfNoEntry: false });
  if (!stats) return [];
  const [kind, madeAt] = ['standing' as const, stats.mtimeMs as EpochMs];
  const times = { createdAt: madeAt, lastUsedAt: madeAt };
  const worth = { hits: 0, savesMs: 0, blobs: [], size: stats.size };
  return [{ kind, row: 1, name: kind, key: kind, ...times, ...worth }];
}

/**
 * Forgets the standing run. To be called before anything that it relies on is dropped.
 * @returns what went wrong and what to do
 */
export function dropStanding(folder: string): string | undefined {
  try {
    rmSync(standingPath(folder), { force: true });
    return undefined;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return `${standingPath(folder)} cannot be removed: ${detail}. Remove it by hand.`;
  }
}

// Plays random edits of random workspaces: after each, what was kept true step by step must be what an analysis from nothing finds, and so
// must what another process makes of what was saved, and the sum of all changes told. Prints the seed of what fails, which then fails again:
//
//   npm run trial:modules                            1,000 scripts
//   npm run trial:modules -- --count 1 --seed 12345  one of them

import { strictEqual } from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import type { PackStore } from '../../../server/host/files/packedRows.ts';
import { Analysis } from '../../../server/host/modules/analysisRun.ts';
import { ParsePool } from '../../../server/host/modules/parsePool.ts';
import type { ModuleRecord } from '../../../server/modules/model.ts';
import { World } from './worldScript.ts';

/** One script that failed. */
export interface Failure {
  readonly seed: number;
  readonly message: string;
  readonly log: readonly string[];
}

const stepsMax = 8;

/** Keeps rows in memory, as bytes. */
export function memoryRows(): PackStore {
  const kept = new Map<string, Uint8Array>();
  return {
    loadAll: () => kept,
    save: (rows) => {
      for (const [name, bytes] of rows) kept.set(name, bytes.slice());
    },
  };
}

/** @returns the first script that failed */
export async function playScripts({
  count,
  seed,
}: {
  readonly count: number;
  readonly seed: number;
}): Promise<Failure | undefined> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'cachescope-modules-')));
  const pool = new ParsePool({ root, bytesMax: 5e6 }, 1);
  try {
    for (let at = 0; at < count; at++) {
      const failure = await playScript(root, pool, seed + at);
      if (failure) return failure;
      rmSync(root, { recursive: true, force: true });
    }
    return undefined;
  } finally {
    await pool.close();
    rmSync(root, { recursive: true, force: true });
  }
}

async function playScript(
  root: string,
  pool: ParsePool,
  seed: number,
): Promise<Failure | undefined> {
  rmSync(root, { recursive: true, force: true });
  const world = new World(root, seed);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(root);
  world.fill();
  const make = (rows: PackStore | undefined): Analysis =>
    new Analysis({ root, rows, pool, threads: 1, onProgress: undefined });
  const rows = memoryRows();
  const live = make(rows);
  try {
    await live.open(undefined);
    const told = new Map<RelativePath, ModuleRecord>(live.records);
    live.onChange(({ changed, removed }) => {
      for (const path of removed) told.delete(path);
      for (const record of changed) told.set(record.path, record);
    });
    for (let step = world.random.integer(1, stepsMax); step > 0; step--) {
      const paths = world.edit();
      if (world.random.chance(15)) await live.refresh();
      else await live.apply(paths);
      const fresh = make(undefined);
      await fresh.open(undefined);
      const expected = plain(fresh.records);
      same(plain(live.records), expected, 'step by step');
      same(plain(told), expected, 'sum of changes');
      if (!world.random.chance(30)) continue;
      live.save();
      if (world.random.chance(50)) world.edit();
      const reopened = make(rows);
      await reopened.open(undefined);
      const again = make(undefined);
      await again.open(undefined);
      same(plain(reopened.records), plain(again.records), 'reopened');
      await live.refresh();
      same(plain(live.records), plain(again.records), 'refreshed');
    }
    return undefined;
  } catch (error) {
    return {
      seed,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      log: world.log,
    };
  }
}

/** A line for each module; the first that differs is told. */
function plain(records: ReadonlyMap<RelativePath, ModuleRecord>): readonly string[] {
  return [...records]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { facts, resolutions }]) => JSON.stringify([path, resolutions, facts]));
}

function same(actual: readonly string[], expected: readonly string[], what: string): void {
  const at = expected.findIndex((line, index) => line !== actual[index]);
  if (at >= 0) strictEqual(actual[at], expected[at], what);
  strictEqual(actual.length, expected.length, what);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '1000' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const started = performance.now();
  const failure = await playScripts({ count: Number(values.count), seed });
  if (failure) {
    console.error(`seed ${failure.seed}\n${failure.log.join('\n')}\n${failure.message}`);
    process.exitCode = 1;
  } else
    console.log(
      `${values.count} scripts from seed ${seed} in ${Math.round(performance.now() - started)} ms`,
    );
}

// Plays random edits of random workspaces: after each, what was kept true step by step must be what an analysis from nothing finds, and so
// must what another process makes of what was saved, and the sum of all changes told. Prints the seed of what fails, which then fails again:
//
//   npm run trial:modules                            1,000 scripts
//   npm run trial:modules -- --count 1 --seed 12345  one of them

import { strictEqual } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { patternsOf } from '../../../server/engine/config/workspacePatterns.ts';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import type { PackStore } from '../../../server/host/files/packedRows.ts';
import { Analysis } from '../../../server/host/modules/analysisRun.ts';
import {
  type NextBatch,
  type OnParsed,
  ParsePool,
} from '../../../server/host/modules/reading/parsePool.ts';
import type { ModuleRecord } from '../../../server/modules/model.ts';
import { type Edited, World } from './world/world.ts';

/** One script that failed. */
export interface Failure {
  readonly seed: number;
  readonly message: string;
  readonly log: readonly string[];
}

const stepsMax = 12;

/** Keeps rows in memory, as bytes. */
export function memoryRows(): PackStore {
  const kept = new Map<string, Uint8Array>();
  return {
    loadAll: () => new Map([...kept].map(([name, bytes]) => [name, bytes.slice()] as const)),
    save: (rows) => {
      for (const [name, bytes] of rows) kept.set(name, bytes.slice());
    },
  };
}

/**
 * What was read long after it was written proves by its signature alone that it did not change; what was read at once is read again. So that both
 * are played, the clock of half of the scripts goes ahead.
 */
const aheadMs = 60_000;

class AheadPool extends ParsePool {
  override run(next: NextBatch, onParsed: OnParsed, most?: number): Promise<void> {
    return super.run(
      next,
      (request, reply) => onParsed(request, { ...reply, takenAt: reply.takenAt + aheadMs }),
      most,
    );
  }
}

/** @returns the first script that failed */
export async function playScripts({
  count,
  seed,
}: {
  readonly count: number;
  readonly seed: number;
}): Promise<Failure | undefined> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'cachescope-modules-')));
  const data = { root: join(home, 'root'), bytesMax: 5e6 };
  const pools = [new ParsePool(data, 1), new AheadPool(data, 1)];
  try {
    for (let at = 0; at < count; at++) {
      const isAhead = (seed + at) % 2 === 1;
      const failure = await withClock(isAhead, () =>
        playScript(home, pools[isAhead ? 1 : 0] as ParsePool, seed + at),
      );
      if (failure) return failure;
    }
    return undefined;
  } finally {
    for (const pool of pools) await pool.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function withClock<T>(isAhead: boolean, work: () => Promise<T>): Promise<T> {
  const { now } = Date;
  if (isAhead) Date.now = () => now() + aheadMs;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}

/** Until the file system's clock shows another time: two changes within one tick have equal signatures, which is what is not played here. */
function nextTick(home: string): void {
  const probe = join(home, 'tick');
  const stamp = (): number => {
    writeFileSync(probe, '');
    return statSync(probe).ctimeMs;
  };
  for (const first = stamp(); stamp() === first; );
}

async function playScript(
  home: string,
  pool: ParsePool,
  seed: number,
): Promise<Failure | undefined> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  const world = new World(home, seed);
  const { root } = world;
  world.fill();
  const make = (rows: PackStore | undefined): Analysis =>
    new Analysis({ root, rows, pool, threads: 1, patterns: patternsOf, onProgress: undefined });
  const rows = memoryRows();
  const live = make(rows);
  const edit = (): Edited => {
    nextTick(home);
    return world.edit();
  };
  try {
    await live.open(undefined);
    const told = new Map<RelativePath, ModuleRecord>(live.records);
    live.onChange(({ changed, removed }) => {
      for (const path of removed) told.delete(path);
      for (const record of changed) told.set(record.path, record);
    });
    for (let step = world.random.integer(1, stepsMax); step > 0; step--) {
      const { told: paths, isUntold } = edit();
      if (isUntold || world.random.chance(15)) await live.refresh();
      else await live.apply(paths);
      const fresh = make(undefined);
      await fresh.open(undefined);
      const expected = plain(fresh.records);
      same(plain(live.records), expected, 'step by step');
      same(plain(told), expected, 'sum of changes');
      if (!world.random.chance(30)) continue;
      // What it was not told of, it must not keep as if it knew.
      if (world.random.chance(30)) edit();
      await live.save();
      if (world.random.chance(50)) edit();
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

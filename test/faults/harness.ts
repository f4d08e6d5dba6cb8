// What the trials share: arguments, chance that a seed repeats, workspaces, a report.
//
//   node test/faults/kill.ts --trials 1000 --seed 7

import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** How many trials, and the chance behind them. */
export interface TrialOptions {
  readonly trials: number;
  readonly seed: number;
}

/** What a run of trials found. `failures` say what was lost or wrong; `counts` what was tried. */
export interface TrialReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number in [0, below). */
export function upTo(random: () => number, below: number): number {
  return Math.floor(random() * below);
}

/** One of several. */
export function pick<T>(random: () => number, from: readonly T[]): T {
  const picked = from[upTo(random, from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

/** An empty folder that the caller removes. */
export function makeWorkspace(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'cachescope-fault-'));
}

/** Makes `to` an exact copy of `from`. */
export function copyOver(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

/**
 * Runs trials as a command: prints what was tried and what was lost, with the seed, and sets the exit code. Does nothing when the
 * file is imported.
 */
export async function asCommand(
  isMain: boolean,
  name: string,
  defaults: TrialOptions,
  run: (options: TrialOptions) => Promise<TrialReport> | TrialReport,
): Promise<void> {
  if (!isMain) return;
  const { values } = parseArgs({
    options: { trials: { type: 'string' }, seed: { type: 'string' } },
  });
  const options = {
    trials: Number(values.trials ?? defaults.trials),
    seed: Number(values.seed ?? Date.now() % 1e6),
  };
  const start = performance.now();
  const { counts, failures } = await run(options);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const tried = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  console.log(
    `${name}: ${options.trials} trials, seed ${options.seed}, ${seconds} s: ${tried.join(', ')}`,
  );
  for (const failure of failures.slice(0, 20)) console.log(`  FAILED ${failure}`);
  console.log(
    failures.length === 0 ? '  nothing lost, nothing wrong' : `  ${failures.length} failures`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Writes a file of random length and content, compressible or not. */
export function writeRandomFile(path: string, random: () => number): Buffer {
  const length = upTo(random, 3) === 0 ? upTo(random, 30_000) : upTo(random, 3000);
  const isText = random() < 0.5;
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++)
    bytes[i] = isText ? 97 + (i % 7) + upTo(random, 2) : upTo(random, 256);
  writeFileSync(path, bytes);
  return bytes;
}

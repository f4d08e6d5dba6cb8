// Time and memory of whole processes, and tables of them.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** A program to start. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes what it prints. */
  readonly log: string;
}

/**
 * Runs a program to its end.
 *
 * @returns wall time in seconds
 * @throws Error with the end of what it printed, if it fails
 */
export function timeProcess({ argv, cwd, environment, log }: Invocation): number {
  const [file = '', ...args] = argv;
  const output = openSync(log, 'w');
  const start = performance.now();
  const { status, error } = spawnSync(file, args, {
    cwd,
    env: { ...environment },
    stdio: ['ignore', output, output],
  });
  const seconds = (performance.now() - start) / 1000;
  closeSync(output);
  if (status === 0) return seconds;
  const tail = readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
  throw new Error(`${argv.join(' ')} failed (${error?.message ?? `status ${status}`}):\n${tail}`);
}

/** Runs its arguments and prints the peak resident memory of the largest process among them, in kB. */
const pythonMeter = `
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)`;

/**
 * Peak resident memory of a program, children included one by one, not summed up.
 *
 * @returns MB; undefined where neither GNU time nor python3 is there to tell
 */
export function peakMemoryMb({ argv, cwd, environment }: Invocation): number | undefined {
  const meters = [
    { file: '/usr/bin/time', args: ['-f', '%M'] },
    { file: 'python3', args: ['-c', pythonMeter] },
  ];
  for (const { file, args } of meters) {
    if (file.startsWith('/') && !existsSync(file)) continue;
    const { status, stdout, stderr } = spawnSync(file, [...args, ...argv], {
      cwd,
      env: { ...environment },
      encoding: 'utf8',
    });
    const kilobytes = Number(/(\d+)\s*$/.exec(file === 'python3' ? stdout : stderr)?.[1]);
    if (status === 0 && kilobytes > 0) return (kilobytes * 1024) / 1e6;
  }
  return undefined;
}

/** Processes that want to run, on average of the last minute: above 0.5 before a measurement, figures are too high. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** The middle value; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Two digits that count: `0.087`, `1.23`, `76.0`. */
export function secondsText(seconds: number): string {
  const digits = seconds >= 10 ? 1 : seconds >= 1 ? 2 : 3;
  return seconds.toFixed(digits);
}

/** Rows of cells under each other; the first column to the left, the others to the right. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) =>
    row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0),
    );
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

/** What was measured on, for the report. */
export function machine(): {
  cpu: string;
  parallelism: number;
  memoryGb: number;
  os: string;
  node: string;
} {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    parallelism: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    os: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

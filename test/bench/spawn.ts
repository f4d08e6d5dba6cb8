// What starting a command costs an engine of some size, directly and through the helper: `npm run bench -- spawn`.
//
// Each row is a process of its own that holds so much memory and runs `true` in a shell, first one after the other, then four at a
// time. "blocked" is the time in which that process can do nothing else, a command; "wall" is the time a command takes of the whole.
// Both programs are bundled first, as they ship: compiling types away would make them larger.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { neverCancelled } from '../../server/host/platform/cancelSource.ts';
import { NodeClock } from '../../server/host/platform/clock.ts';
import { NodeProcessRunner } from '../../server/host/processes/runner.ts';
import { actionWith, bundleProgram, toCommand } from '../host/processes/processFixture.ts';
import { median, tableText } from './measure.ts';

type Mode = 'never' | 'always';

interface Figures {
  readonly rssMb: number;
  readonly helperMb: number;
  /** Milliseconds a command. */
  readonly wallMs: number;
  readonly blockedMs: number;
}

interface Programs {
  readonly measurer: string;
  readonly helper: string;
}

/** Grows this process by memory that was really touched. */
function grow(toBytes: number): Buffer[] {
  const held: Buffer[] = [];
  while (process.memoryUsage.rss() < toBytes) held.push(Buffer.alloc(1 << 20, 1));
  return held;
}

async function runMany(runner: NodeProcessRunner, count: number): Promise<void> {
  const request = {
    action: actionWith(),
    command: toCommand('true'),
    onLog: () => {},
    cancel: neverCancelled,
  };
  const ends = await Promise.all(Array.from({ length: count }, () => runner.run(request)));
  if (ends.some((end) => end.type !== 'exited')) throw new Error('a command did not run');
}

/** Measures in this process. */
async function measure(
  helper: string,
  mode: Mode,
  rssMb: number,
  atOnce: number,
  count: number,
): Promise<Figures> {
  const runner = new NodeProcessRunner({
    root: '/',
    limit: atOnce,
    clock: new NodeClock(),
    spawner: mode,
    spawnerFile: helper,
  });
  await runMany(runner, 10);
  const held = grow(rssMb * 1e6);
  const before = performance.eventLoopUtilization();
  const start = performance.now();
  await runMany(runner, count);
  const wall = performance.now() - start;
  const { active } = performance.eventLoopUtilization(before);
  const { pid } = runner.helper();
  const status = pid === undefined ? '' : readFileSync(`/proc/${pid}/status`, 'latin1');
  const figures = {
    rssMb: process.memoryUsage.rss() / 1e6,
    helperMb: Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1000,
    wallMs: wall / count,
    blockedMs: active / count,
  };
  await runner.dispose();
  if (held.length > 1e6) throw new Error('the memory has to be held until here');
  return figures;
}

/** Measures in a process of its own. */
function measureApart(programs: Programs, ...args: readonly (string | number)[]): Figures {
  const argv = [programs.measurer, '--one', args.join(','), '--helper', programs.helper];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }));
}

function middle(runs: readonly Figures[]): Figures {
  const of = (name: keyof Figures): number => median(runs.map((run) => run[name]));
  return {
    rssMb: of('rssMb'),
    helperMb: of('helperMb'),
    wallMs: of('wallMs'),
    blockedMs: of('blockedMs'),
  };
}

function row(
  programs: Programs,
  rssMb: number,
  atOnce: number,
  count: number,
  rounds: number,
): string[] {
  const runs: Record<Mode, Figures[]> = { never: [], always: [] };
  // In turns, so that what else the machine does meets both.
  for (let round = 0; round < rounds; round++) {
    for (const mode of ['never', 'always'] as const)
      runs[mode].push(measureApart(programs, mode, rssMb, atOnce, count));
  }
  const direct = middle(runs.never);
  const helper = middle(runs.always);
  return [
    `${direct.rssMb.toFixed(0)} MB, ${atOnce} at once`,
    direct.wallMs.toFixed(2),
    helper.wallMs.toFixed(2),
    (direct.wallMs / helper.wallMs).toFixed(2),
    direct.blockedMs.toFixed(2),
    helper.blockedMs.toFixed(2),
    (direct.blockedMs / helper.blockedMs).toFixed(1),
    helper.helperMb.toFixed(0),
  ];
}

const help = `npm run bench -- spawn [options]

  --sizes LIST   megabytes that the starting process holds (60,150,300)
  --count N      commands a measurement (500)
  --rounds N     measurements of each; the middle one counts (3)`;

// It is bundled as a program of its own, so it reads its arguments itself; the name of the benchmark is among them.
const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    one: { type: 'string' },
    helper: { type: 'string', default: '' },
    count: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    sizes: { type: 'string', default: '60,150,300' },
  },
});

if (options.help) {
  console.log(help);
} else if (options.one === undefined) {
  const rows = [
    ['engine', 'wall ms', 'helper', 'ratio', 'blocked ms', 'helper', 'ratio', 'helper MB'],
  ];
  const folder = mkdtempSync(join(tmpdir(), 'cachescope-bench-'));
  const programs: Programs = {
    measurer: await bundleProgram('test/bench/spawn.ts', folder),
    helper: await bundleProgram('server/host/processes/spawner.worker.ts', folder),
  };
  const [count, rounds] = [Number(options.count), Number(options.rounds)];
  for (const size of options.sizes.split(',').map(Number)) {
    for (const atOnce of [1, 4]) rows.push(row(programs, size, atOnce, count, rounds));
  }
  console.log(tableText(rows));
  rmSync(folder, { recursive: true });
} else {
  const [mode, rssMb, atOnce, count] = options.one.split(',');
  const figures = await measure(
    options.helper,
    mode === 'always' ? 'always' : 'never',
    Number(rssMb),
    Number(atOnce),
    Number(count),
  );
  console.log(JSON.stringify(figures));
}

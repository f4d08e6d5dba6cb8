// How much memory a run takes whose commands print 200 MB that nobody reads for a while: `npm run bench -- output`. "buffer" is to hold all of
// it; the bar is that waiting takes 60 % less. What is left out was read and thrown away, which leaves garbage behind.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { settledCount } from '../support/settledCount.ts';
import { tableText } from './measure.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;
const policies = ['buffer', 'wait', 'drop'] as const;
const shareMax = 0.4;

interface Figures {
  readonly peakMb: number;
  readonly readMb: number;
}

function peakMb(pid: number | undefined): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1]) / 1024;
}

async function runUnread(folder: string, policy: string): Promise<Figures> {
  writeFileSync(join(folder, 'count'), '0');
  const child = spawn(
    process.execPath,
    [program, 'run', 'talk', '--force', `--slow-reader=${policy}`],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = new Promise((resolve) => child.once('close', resolve));
  await settledCount(join(folder, 'count'));
  let read = 0;
  let peak = peakMb(child.pid);
  for await (const chunk of child.stdout) {
    if (read === 0) peak = Math.max(peak, peakMb(child.pid));
    read += (chunk as Buffer).length;
  }
  await closed;
  return { peakMb: peak, readMb: read / 1e6 };
}

/** @returns 1 where the bar is not met */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { mb: { type: 'string', default: '200' } },
  });
  const folder = mkdtempSync(join(tmpdir(), 'cachescope-bench-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "scripts": { "talk": "sh talk.sh" } }');
    const parts = Number(values.mb) * 10;
    writeFileSync(
      join(folder, 'talk.sh'),
      `i=0\nwhile [ $i -lt ${parts} ]; do head -c 100000 /dev/zero | tr '\\0' x; i=$((i+1)); echo $i > count; done\n`,
    );
    const figures = new Map<string, Figures>();
    for (const policy of policies) figures.set(policy, await runUnread(folder, policy));
    const whole = figures.get('buffer')?.peakMb ?? 0;
    const rows = [...figures].map(([policy, { peakMb, readMb }]) => [
      policy,
      peakMb.toFixed(0),
      `${((peakMb / whole) * 100).toFixed(0)} %`,
      readMb.toFixed(1),
    ]);
    console.log(`${values.mb} MB printed, load ${loadavg()[0]?.toFixed(1)}`);
    console.log(tableText([['', 'peak MB', 'of buffer', 'read MB'], ...rows]));
    const isMet = (figures.get('wait')?.peakMb ?? whole) <= whole * shareMax;
    console.log(`waiting takes at most 40 % of holding all: ${isMet ? 'met' : 'NOT met'}`);
    return isMet ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

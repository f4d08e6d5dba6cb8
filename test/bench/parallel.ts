// What running steps beside each other brings: `npm run bench -- parallel`. Steps that only compute run one after the other, then as many at once
// as there are processors. Half the time is the most that two processors can bring.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, tableText } from './measure.ts';
import { cliFile, plainEnvironment } from './tools.ts';

interface Figures {
  readonly wallMs: number;
  /** Processors that were busy on average. */
  readonly cores: number;
}

/** Hashes what is in memory again and again, for about a third of a second. */
const work = `const { hash } = require('node:crypto');
const bytes = Buffer.alloc(1 << 20);
for (let round = 0; round < ROUNDS; round++) bytes.write(hash('sha256', bytes), 0);
`;

function makeWorkspace(folder: string, steps: number, rounds: string): void {
  const scripts = Object.fromEntries(
    Array.from({ length: steps }, (_, index) => [`step${index}`, 'node work.cjs']),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }));
  writeFileSync(join(folder, 'work.cjs'), work.replace('ROUNDS', rounds));
}

/** The shell tells the processor time of all that it started. */
function run(folder: string, steps: number, concurrency: number): Figures {
  const names = Array.from({ length: steps }, (_, index) => `step${index}`).join(' ');
  const command = `"${process.execPath}" "${cliFile}" run ${names} --force --quiet --concurrency ${concurrency}; times`;
  const started = performance.now();
  const text = execFileSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    // Without a helper between, the shell's count has all of it.
    env: { ...plainEnvironment(), CACHESCOPE_SPAWNER: 'never' },
  });
  const wallMs = performance.now() - started;
  const ofChildren = text.trim().split('\n').at(-1) ?? '';
  const cpuMs = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
  return { wallMs, cores: cpuMs / wallMs };
}

/** @returns 1 where the bar is not met */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      steps: { type: 'string', default: '32' },
      rounds: { type: 'string', default: '300' },
      runs: { type: 'string', default: '3' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'cachescope-bench-'));
  const processors = availableParallelism();
  const steps = Number(values.steps);
  try {
    makeWorkspace(folder, steps, values.rounds);
    console.log(`${steps} steps, ${processors} processors, load ${loadavg()[0]?.toFixed(1)}`);
    // By turns, so that a busy moment of the machine meets both.
    const pairs = Array.from({ length: Number(values.runs) }, () => ({
      alone: run(folder, steps, 1),
      beside: run(folder, steps, processors),
    }));
    const rows = pairs.map(({ alone, beside }) => [
      `${alone.wallMs.toFixed(0)} ms`,
      `${beside.wallMs.toFixed(0)} ms`,
      `${((1 - beside.wallMs / alone.wallMs) * 100).toFixed(0)} %`,
      `${((beside.cores / processors) * 100).toFixed(0)} %`,
    ]);
    console.log(tableText([['one by one', 'beside each other', 'less', 'cores busy'], ...rows]));
    const less = median(pairs.map(({ alone, beside }) => 1 - beside.wallMs / alone.wallMs));
    const busy = median(pairs.map(({ beside }) => beside.cores / processors));
    const isMet = busy >= 0.8;
    const most = 1 - 1 / processors;
    console.log(
      `${(less * 100).toFixed(0)} % less time, of the ${(most * 100).toFixed(0)} % that ${processors} processors can bring if nothing else takes any; cores busy ${(busy * 100).toFixed(0)} % (bar 80: ${isMet ? 'met' : 'NOT met'})`,
    );
    return isMet ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

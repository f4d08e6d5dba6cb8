// Two command lines build one workspace at once, again and again, while files are edited: nobody fails because of the other, and what
// lies there afterwards is what a clean build would give. Some rounds kill one of the two with SIGKILL.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  asCommand,
  chance,
  makeWorkspace,
  type TrialOptions,
  type TrialReport,
  upTo,
} from './harness.ts';

const cli = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
const packageCount = 10;
/** An edit or a kill comes at most this long after the start, which is about as long as a build takes. */
const meddleWithinMs = 400;

interface Shop {
  readonly root: string;
  /** For each package, those before it that it depends on. */
  readonly dependencies: readonly (readonly number[])[];
}

function makeShop(root: string, random: () => number): Shop {
  const dependencies = Array.from({ length: packageCount }, (_, at) =>
    Array.from({ length: at }, (_, before) => before).filter(() => random() < 0.3),
  );
  const write = (path: string, content: unknown): void =>
    writeFileSync(join(root, path), JSON.stringify(content));
  write('package.json', { name: 'shop', private: true, workspaces: ['packages/*'] });
  write('cachescope.json', {
    tasks: { build: { dependsOn: ['^build'], inputs: ['src/**'], outputs: ['dist/**'] } },
  });
  for (const [at, before] of dependencies.entries()) {
    mkdirSync(join(root, `packages/p${at}/src`), { recursive: true });
    const read = ['src/a.txt', ...before.map((other) => `../p${other}/dist/out.txt`)].join(' ');
    write(`packages/p${at}/package.json`, {
      name: `p${at}`,
      dependencies: Object.fromEntries(before.map((other) => [`p${other}`, '*'])),
      scripts: {
        build: `mkdir -p dist && cat ${read} > dist/out.txt && sleep 0.0${upTo(random, 5)}`,
      },
    });
    edit(root, at, `first ${at}`);
  }
  return { root, dependencies };
}

function edit(root: string, at: number, text: string): void {
  writeFileSync(join(root, `packages/p${at}/src/a.txt`), `${text}\n`);
}

function expected({ root, dependencies }: Shop, at: number): string {
  const own = readFileSync(join(root, `packages/p${at}/src/a.txt`), 'utf8');
  return (
    own +
    (dependencies[at] ?? []).map((before) => expected({ root, dependencies }, before)).join('')
  );
}

function start(root: string): {
  readonly child: ChildProcess;
  readonly ended: Promise<string | undefined>;
} {
  const words = [cli, 'run', 'build', '--cwd', root, '--json', '--concurrency', '3'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout?.on('data', (text) => {
    said += text;
  });
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const ended = new Promise<string | undefined>((resolve) =>
    child.on('close', (code) =>
      resolve(code === 0 ? undefined : `exit ${code}: ${said.slice(-600)}`),
    ),
  );
  return { child, ended };
}

/** @param options.trials rounds */
export async function togetherTrials({ trials, seed }: TrialOptions): Promise<TrialReport> {
  const root = makeWorkspace();
  const random = chance(seed);
  const failures: string[] = [];
  const counts = { rounds: 0, edits: 0, kills: 0 };
  try {
    const shop = makeShop(root, random);
    for (let round = 0; round < trials; round++) {
      counts.rounds++;
      edit(root, upTo(random, packageCount), `round ${round}`);
      if (random() < 0.2)
        rmSync(join(root, `packages/p${upTo(random, packageCount)}/dist`), {
          recursive: true,
          force: true,
        });
      failures.push(
        ...(await oneRound(shop, random, counts)).map((failure) => `round ${round}: ${failure}`),
      );
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return { counts, failures };
}

async function oneRound(
  shop: Shop,
  random: () => number,
  counts: { edits: number; kills: number },
): Promise<string[]> {
  const { root } = shop;
  const [first, second] = [start(root), start(root)];
  const meddling = random();
  if (meddling < 0.5) await pause(random() * meddleWithinMs);
  if (meddling < 0.3) {
    counts.edits++;
    edit(root, upTo(random, packageCount), `meanwhile ${meddling}`);
  } else if (meddling < 0.5) {
    counts.kills++;
    first.child.kill('SIGKILL');
  }
  const [firstEnd, secondEnd] = await Promise.all([first.ended, second.ended]);
  const failures = [meddling >= 0.3 && meddling < 0.5 ? undefined : firstEnd, secondEnd].filter(
    (end) => end !== undefined,
  );
  // An edit in mid-build is the next build's business.
  const last = meddling < 0.3 ? await start(root).ended : undefined;
  if (last !== undefined) failures.push(last);
  for (let at = 0; at < packageCount; at++) {
    const there = readFileSync(join(root, `packages/p${at}/dist/out.txt`), 'utf8');
    if (there !== expected(shop, at)) failures.push(`p${at} is not what a clean build gives`);
  }
  return failures;
}

await asCommand(
  import.meta.main,
  'two command lines, one workspace',
  { trials: 200, seed: 1 },
  togetherTrials,
);

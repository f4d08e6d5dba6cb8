// Whether random edits find what is broken: breaks the logic that keeps modules true, at one place at a time, in a copy of the sources, and
// plays scripts there until one fails.
//
//   npm run trial:planted                       all of them, at most 200 scripts each
//   npm run trial:planted -- --only 'partials|links'

import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { breaks, type PlantedBreak } from './planted/breaks.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** @throws Error where what is to be broken is not there, or more than once */
export function broken(text: string, { name, file, from, to }: PlantedBreak): string {
  const places = text.split(from).length - 1;
  if (places !== 1) throw new Error(`${name}: ${places} places in ${file} for ${from}`);
  return text.replace(from, () => to);
}

/** The source that a break is planted in. */
export function sourceOf({ file }: PlantedBreak): string {
  return readFileSync(join(project, 'server', file), 'utf8');
}

function copyInto(folder: string): void {
  mkdirSync(folder);
  for (const name of ['server', 'test/host/modules', 'test/oracle', 'package.json'])
    cpSync(join(project, name), join(folder, name), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
}

/** @returns how many scripts it took; undefined: none of them failed */
async function scriptsUntilFound(
  folder: string,
  one: PlantedBreak,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<number | undefined> {
  const file = join(folder, 'server', one.file);
  writeFileSync(file, broken(sourceOf(one), one));
  try {
    const words = ['test/host/modules/trial.ts', '--count', `${count}`, '--seed', `${seed}`];
    const child = spawn(process.execPath, words, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part;
    });
    child.stderr.on('data', (part: Buffer) => {
      text += part;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code === 0) return undefined;
    const failed = /^seed (\d+)$/m.exec(text)?.[1];
    // What ends before the first script says nothing of the scripts.
    if (failed === undefined) throw new Error(`${one.name}: ${text}`);
    return Number(failed) - seed + 1;
  } finally {
    writeFileSync(file, sourceOf(one));
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  });
  const limits = { count: Number(values.count), seed: Number(values.seed) };
  const wanted = breaks.filter(({ name }) => new RegExp(values.only).test(name));
  const home = mkdtempSync(join(tmpdir(), 'cachescope-planted-'));
  const missed: string[] = [];
  const waiting = [...wanted];
  try {
    const work = async (thread: number): Promise<void> => {
      const folder = join(home, `${thread}`);
      copyInto(folder);
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        const scripts = await scriptsUntilFound(folder, one, limits);
        if (scripts === undefined) missed.push(one.name);
        console.log(
          `${scripts === undefined ? 'NOT FOUND' : `${scripts}`.padStart(9)}  ${one.name}`,
        );
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, (_, thread) => work(thread)));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  console.log(
    `${wanted.length - missed.length} of ${wanted.length} found within ${limits.count} scripts`,
  );
  return missed.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();

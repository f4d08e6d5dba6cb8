// What is left of processes that ended while they parsed, and what is made of it.

import { deepStrictEqual, fail, match, ok, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Marks } from '../../../server/host/modules/marks/marks.ts';
import { Suspects } from '../../../server/host/modules/marks/suspects.ts';
import { deadlyText, leaveDeadMark, liveMark, slowText } from '../../support/deadMark.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { imports, leads, open } from './openedModules.ts';

/** Where marks are put, and no trouble is to be told. */
const at = (folder: string): Marks => new Marks(place(folder));
const place = (folder: string) => ({ folder, onTrouble: (message: string) => fail(message) });

/** Two that look at once: the first one finds the process that ended, both find its files. */
function look(folder: string): readonly (readonly [boolean, readonly string[]])[] {
  return [at(folder), at(folder)].map((marks) => {
    const hasEnded = marks.begin();
    return [hasEnded, [...marks.suspects].sort()];
  });
}

test('a mark is left alone while its process lives, and names suspects when that was killed', async (t) => {
  const folder = join(await makeTempDir(t), 'not', 'there', 'yet');
  const process = await liveMark(t, folder, ['a.ts', 'é/b.ts']);
  const names = readdirSync(folder);
  strictEqual(names.length, 1);
  deepStrictEqual(look(folder), [
    [false, []],
    [false, []],
  ]);
  deepStrictEqual(readdirSync(folder), names);
  process.kill('SIGKILL');
  await once(process, 'exit');
  const suspects = ['a.ts', 'é/b.ts'];
  deepStrictEqual(look(folder), [
    [true, suspects],
    [false, suspects],
  ]);
  strictEqual(
    readdirSync(folder).some((name) => name.endsWith('.mark')),
    false,
  );
  const [first, second] = [at(folder), at(folder)];
  first.begin();
  second.begin();
  first.clear(suspects);
  second.clear(suspects);
  strictEqual(second.begin(), false);
  deepStrictEqual([...second.suspects], []);
  second.close();
  strictEqual(existsSync(folder), false);
});

test('a process that parses nothing any more leaves nobody under suspicion', async (t) => {
  const folder = await makeTempDir(t);
  const marks = at(folder);
  marks.note(3, ['a.ts']);
  marks.end();
  const [name = ''] = readdirSync(folder);
  // As if it had been another process's.
  writeFileSync(join(folder, `999999999${name.slice(name.indexOf('-'))}`), '');
  deepStrictEqual(look(folder)[0], [false, []]);
  deepStrictEqual(readdirSync(folder), [name]);
});

test('who ends on purpose leaves nobody under suspicion, whatever is still parsed', async (t) => {
  const folder = join(await makeTempDir(t), 'marks');
  const marks = at(folder);
  const isHeard = (): boolean =>
    process.listeners('exit').some(({ name }) => name === 'withdrawMarks');
  marks.note(0, ['a.ts']);
  strictEqual(isHeard(), true);
  // What ships has that in another bundle than what analyses.
  const file = new URL('../../../server/host/modules/marks/markFile.ts?again', import.meta.url);
  const { withdrawMarks } = (await import(
    file.href
  )) as typeof import('../../../server/host/modules/marks/markFile.ts');
  withdrawMarks();
  strictEqual(existsSync(folder), false);
  marks.note(1, ['b.ts']);
  marks.end();
  marks.close();
  strictEqual(existsSync(folder), false);
  strictEqual(isHeard(), false);
});

test('of too many suspects the latest count, and the others are forgotten', async (t) => {
  const folder = await makeTempDir(t);
  const all = new Suspects(folder);
  const named = (): string[] => readdirSync(folder);
  for (const [seconds, path] of ['old.ts', 'later.ts', 'latest.ts'].entries()) {
    const before = new Set(named());
    all.add(path);
    const name = named().find((one) => !before.has(one)) ?? '';
    utimesSync(join(folder, name), seconds, seconds);
  }
  const most = new Suspects(folder, 2);
  most.look(named());
  deepStrictEqual([...most.all].sort(), ['later.ts', 'latest.ts']);
  strictEqual(named().length, 2);
});

test('garbage is taken away, and of it only what may be paths', async (t) => {
  const folder = await makeTempDir(t);
  const name = (at: number): string => join(folder, `99999999${at}-0123456789abcdef.mark`);
  const head = Buffer.alloc(1024);
  const slot = (length: number, bytes: Buffer): Buffer => {
    const [all, count] = [Buffer.alloc(256 * 1024), Buffer.alloc(4)];
    count.writeUInt32LE(length);
    Buffer.concat([count, bytes]).copy(all);
    return all;
  };
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 31) % 256));
  writeFileSync(name(1), noise);
  writeFileSync(name(2), 'x');
  writeFileSync(
    name(3),
    Buffer.concat([head, slot(0xffff_fff0, noise), slot(4, Buffer.from('a.ts'))]),
  );
  // More than a thread is ever given.
  writeFileSync(name(4), Buffer.concat([head, slot(9000, Buffer.from('a\0'.repeat(4500)))]));
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, `${'0'.repeat(32)}.suspect`), 'not of this name');
  const marks = at(folder);
  marks.begin();
  const isSuspect = ['a.ts', 'a', 'not of this name'].map((path) => marks.suspects.has(path));
  deepStrictEqual(isSuspect, [true, false, false]);
  const left = readdirSync(folder).filter((one) => !one.endsWith('.suspect'));
  deepStrictEqual(left, ['b']);
  ok(marks.suspects.size < 100, `${marks.suspects.size}`);
});

test('where nothing can be marked, that is told once, and all is read', async (t) => {
  const home = await makeTempDir(t);
  const notes: string[] = [];
  // Refused, whoever asks: a link that leads to itself.
  symlinkSync('loop', join(home, 'loop'));
  const { modules } = await open(
    t,
    { 'a.ts': imports('./b'), 'b.ts': '' },
    { marks: { folder: join(home, 'loop', 'in'), onTrouble: (note) => notes.push(note) } },
  );
  deepStrictEqual(leads(modules, 'a.ts'), ['./b -> b.ts']);
  strictEqual(notes.length, 1, notes.join('\n'));
  match(notes[0] ?? '', /^A file that ends the process that reads it will do so again: Cannot /);
});

test('after a process was killed all is read apart: also what nobody suspects ends no other one', async (t) => {
  const marks = join(await makeTempDir(t), 'marks');
  leaveDeadMark(marks, ['a.ts', 'gone.ts']);
  // So deep that only a thread has the stack for it.
  const deep = `${'('.repeat(1900)}1${')'.repeat(1900)}`;
  const files = {
    'a.ts': imports('./b'),
    'b.ts': imports('./deadly'),
    'deadly.ts': deadlyText,
    'deep.ts': `${deep};${imports('./a')}`,
  };
  const { modules } = await open(t, files, { marks: place(marks) });
  deepStrictEqual(leads(modules, 'a.ts'), ['./b -> b.ts']);
  deepStrictEqual(leads(modules, 'deep.ts'), ['./a -> a.ts']);
  const problems = [...modules.records().values()].flatMap(({ facts }) => facts.problems);
  deepStrictEqual(
    problems.map(({ message }) => message),
    ['deadly.ts could not be parsed: the process that tried ended. Its imports are not known.'],
  );
  const after = at(marks);
  strictEqual(after.begin(), false);
  // One of them was not there to be tried.
  deepStrictEqual([...after.suspects].sort(), ['deadly.ts', 'gone.ts']);
});

const limited = { timeout: 60_000 };
test(
  'what parses apart ends with who started it, also where that is killed',
  limited,
  async (t) => {
    const root = await makeTempDir(t);
    writeFileSync(join(root, 'slow.ts'), slowText);
    const file = new URL('../../../server/host/modules/reading/processParser.ts', import.meta.url);
    const script = `
    import { ProcessParser } from ${JSON.stringify(file.href)};
    const make = () => new ProcessParser({ root: process.argv[1], bytesMax: 1e6 });
    const [idle, busy] = [make(), make()];
    await Promise.all([idle.ready, busy.ready]);
    busy.ask({ paths: ['slow.ts'], known: undefined });
    process.stdout.write([idle.pid, busy.pid].join(' '));
  `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script, root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = await once(parent.stdout, 'data');
    const pids = String(text).split(' ').map(Number);
    t.after(() => {
      for (const pid of pids) if (isThere(pid)) process.kill(pid, 'SIGKILL');
    });
    deepStrictEqual(pids.map(isThere), [true, true]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (pids.some(isThere) && !t.signal.aborted) await new Promise(setImmediate);
    deepStrictEqual(pids.map(isThere), [false, false]);
  },
);

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No process has this number any more.
    return false;
  }
}

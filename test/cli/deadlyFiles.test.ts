// Files that end the process that parses them: one run does not survive them, all others do, and know everything else.

import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { marksOf } from '../../server/host/modules/marks/marksFolder.ts';
import { deadlyText, marking, slowText } from '../support/deadMark.ts';
import { writeFixture } from '../support/fixture.ts';
import { type CleanupScope, makeTempDir } from '../support/tempDir.ts';
import { type CommandLine, commandLineIn, type Running } from './support.ts';

const plain = `
  //- main.js
  import './lib/a.js';
  //- lib/a.js
  import './b.js';
  import './long.ts';
  //- lib/b.js
  export const b = 1;
`;
const words = ['graph', '--modules', 'lib/b.js', '--dependents', '--verbose'];
const tree = 'lib/b.js\n└─ lib/a.js\n   └─ main.js\n';

interface Place extends CommandLine {
  /** Where it is marked what is being parsed. */
  readonly marks: string;
  ask(): Running;
}

async function place(scope: CleanupScope, long: string): Promise<Place> {
  const [caches, root] = [await makeTempDir(scope), await makeTempDir(scope)];
  await writeFixture(root, plain);
  await writeFile(join(root, 'lib/long.ts'), long);
  const line = commandLineIn(root, { XDG_CACHE_HOME: caches });
  const marks = marksOf(join(caches, 'cachescope/modules'), root);
  return { ...line, marks, ask: () => line.start(...words) };
}

async function checkAnswer({ ask }: Place, told: RegExp): Promise<void> {
  const { code, stdout, stderr } = await ask().finished;
  deepEqual([code, stdout], [0, tree], stderr);
  match(stderr, told);
}

const problem =
  'lib/long.ts could not be parsed: the process that tried ended. Its imports are not known.';

test('a file that ends the process ends one, and is a problem from then on', async (t) => {
  const here = await place(t, deadlyText);
  await rejects(here.ask().finished, /ended by SIGABRT/);
  await checkAnswer(here, /1 of them with problems.*\nModules: 0 known from before, 4 parsed\.\n/);
  const [suspect = '', ...others] = await readdir(here.marks);
  match(suspect, /^[0-9a-f]{32}\.suspect$/);
  deepEqual(others, []);
  // Files that were only just written are read again, and known by their bytes.
  await checkAnswer(here, /Modules: 4 known from before, 0 parsed\.\n/);
  const { stderr } = await here.run(...words);
  deepEqual(stderr.split(problem).length, 2, stderr);
  // Others are parsed as ever.
  await writeFile(join(here.root, 'lib/b.js'), 'export const c = 1;');
  await checkAnswer(here, /Modules: 3 known from before, 1 parsed\.\n/);
  deepEqual(await readdir(here.marks), [suspect]);
  await writeFile(join(here.root, 'lib/long.ts'), "import './b.js';");
  const { stdout } = await here.run(...words);
  equal(stdout, 'lib/b.js\n├─ lib/a.js\n│  └─ main.js\n└─ lib/long.ts\n   └─ lib/a.js (above)\n');
  equal(existsSync(here.marks), false);
});

/** A run that is just parsing what takes long. */
async function parsing({ marks, ask }: Place): Promise<Running> {
  const { promise, resolve } = Promise.withResolvers<Running>();
  await marking(marks, 'lib/long.ts', () => resolve(ask()));
  return await promise;
}

test('a run that is ended at once, by a second signal, leaves nothing to be careful about', async (t) => {
  const here = await place(t, slowText);
  const running = await parsing(here);
  // Two different ones: of two equal ones, the second may be lost while the first is waiting.
  running.child.kill('SIGINT');
  running.child.kill('SIGTERM');
  await running.finished.then(
    ({ code }) => equal([130, 143].includes(code), true, `${code}`),
    () => undefined,
  );
  equal(existsSync(here.marks), false);
});

test('a run that is killed leaves nothing behind that the next one does not settle', async (t) => {
  const here = await place(t, slowText);
  const running = await parsing(here);
  running.child.kill('SIGKILL');
  await rejects(running.finished, /ended by SIGKILL/);
  const [name = ''] = await readdir(here.marks);
  match(name, /\.mark$/);
  await checkAnswer(
    here,
    /A process ended while it read .*\n.*\nModules: 0 known from before, 4 parsed\.\n/,
  );
  equal(existsSync(here.marks), false);
  await checkAnswer(here, /Modules: 4 known from before, 0 parsed\.\n/);
});

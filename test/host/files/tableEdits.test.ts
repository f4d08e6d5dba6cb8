// Tables that remember against one that knows nothing: after any edits, all must say the same of every question that a build asks.

import { deepStrictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NodeFiles } from '../../../server/host/files/nodeFiles.ts';
import { patterns } from '../../support/engine/actions.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { at, endTick, later, tablesOf } from './tableFixture.ts';

const paths = ['a', 'b', 'd', 'd/a', 'd/b', 'd/e/a', 'd/e/b', 'd/e/.gitignore'] as const;
const anHourMs = 3600 * 1000;
const questions = [
  patterns('', ['**']),
  patterns('', ['**'], { ignoreGitIgnored: true }),
  patterns('d', ['**/a', 'e/*']),
  patterns('', ['d/e']),
  patterns('d/e', ['a']),
];

interface Edit {
  readonly kind: 'write' | 'remove' | 'folder' | 'link' | 'mode' | 'time' | 'rename' | 'pipe';
  readonly path: (typeof paths)[number];
  readonly other: (typeof paths)[number];
  readonly letter: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'write',
    'write',
    'write',
    'remove',
    'folder',
    'link',
    'mode',
    'time',
    'rename',
    'pipe',
  ),
  path: fc.constantFrom(...paths),
  other: fc.constantFrom(...paths),
  letter: fc.constantFrom('a', 'b', '*'),
});
/** Edits, and whether the table that stays open is told of them one by one, as a watcher does. */
const step = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
  told: fc.boolean(),
  saves: fc.boolean(),
});

/** What is at a path; undefined also where a file stands in the way. */
function statOf(path: string): Stats | undefined {
  return existsSync(dirname(path)) && lstatSync(dirname(path)).isDirectory()
    ? lstatSync(path, { throwIfNoEntry: false })
    : undefined;
}

/** Folders on the way; a file in the way goes, and whatever was at the place itself. */
function clear(root: string, path: string): string {
  const parts = path.split('/');
  for (const count of parts.keys()) {
    const above = join(root, ...parts.slice(0, count));
    if (statOf(above)?.isDirectory() === false) rmSync(above);
  }
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  rmSync(full, { recursive: true, force: true });
  return full;
}

const makers: Readonly<Record<Edit['kind'], (root: string, edit: Edit) => void>> = {
  write: (root, { path, letter }) => writeFileSync(clear(root, path), letter),
  remove: (root, { path }) => void clear(root, path),
  folder: (root, { path }) => mkdirSync(clear(root, path)),
  link: (root, { path, other }) => symlinkSync(join(root, other), clear(root, path)),
  pipe: (root, { path }) => void execFileSync('mkfifo', [clear(root, path)]),
  mode: (root, { path }) => {
    const full = join(root, path);
    const stats = statOf(full);
    if (stats?.isFile()) chmodSync(full, stats.mode ^ 0o111);
  },
  time: (root, { path }) => {
    const full = join(root, path);
    if (statOf(full)?.isFile()) utimesSync(full, 1e9, 1e9);
  },
  rename: (root, { path, other }) => {
    if (path.startsWith(other) || other.startsWith(path) || !statOf(join(root, path))) return;
    renameSync(join(root, path), clear(root, other));
  },
};

/** A watcher names what went with a folder, too. */
function concerned({ path, other }: Edit): string[] {
  const isBelow = (each: string): boolean =>
    each.startsWith(`${path}/`) || each.startsWith(`${other}/`);
  return [path, other, ...paths.filter(isBelow), 'd/e'];
}

/** A link in a circle cannot be read, and the message is an answer, too. */
function said(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    return String(error);
  }
}

function answers(table: NodeFiles): unknown {
  return [
    questions.map((question) => [
      said(() => table.inputsDigest(question)),
      said(() => table.outputsDigest(question)),
      said(() => table.glob(question)),
      said(() => table.inputs(question)),
      said(() => table.outputs(question)),
    ]),
    paths.map((path) => [path, said(() => table.digest(at(path)))]),
  ];
}

test('after any edits, what is remembered changes no answer', async (t) => {
  const root = await makeTempDir(t);
  const { open, openCold } = tablesOf(t, root);
  const empty = (): void => {
    for (const name of readdirSync(root))
      if (name !== '.cachescope') rmSync(join(root, name), { recursive: true });
  };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
      empty();
      const kept = open();
      for (const { edits, told, saves } of steps) {
        // Files of an hour ago count as rested, so that their digests are saved.
        later(anHourMs, () => answers(kept));
        if (saves) kept.save();
        endTick(root);
        for (const each of edits) makers[each.kind](root, each);
        if (told) kept.invalidate(edits.flatMap(concerned).map(at), () => false);
        else kept.newEpoch();
        const expected = answers(openCold());
        deepStrictEqual(answers(kept), expected, 'the table that stays open');
        deepStrictEqual(answers(open()), expected, 'a new table on what was saved');
      }
    }),
    { numRuns: 100 },
  );
});

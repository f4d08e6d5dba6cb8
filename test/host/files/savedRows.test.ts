// What one process learned of files, the next one need not read again: counted by the files that are opened.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fs, { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { patterns } from '../../support/engine/actions.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { at, endTick, later, type Tables, tablesOf } from './tableFixture.ts';

const inputs = patterns('src', ['**']);
const anHourMs = 3600 * 1000;
const fileCount = 6;

/** @returns the names of the files in `src` that are opened meanwhile, in order */
function opened(root: string, run: () => void): string[] {
  const { openSync } = fs;
  const names: string[] = [];
  const noted: typeof openSync = (path, ...rest) => {
    const text = String(path);
    if (text.startsWith(`${root}/src/`)) names.push(text.slice(root.length + 5));
    return openSync(path, ...rest);
  };
  Object.assign(fs, { openSync: noted });
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    Object.assign(fs, { openSync });
    syncBuiltinESMExports();
  }
  return names.sort();
}

/** Files that were digested and saved when they had rested for an hour. */
async function makeSaved(t: TestContext): Promise<{ root: string; tables: Tables }> {
  const root = await makeTempDir(t);
  const tables = tablesOf(t, root);
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  for (let file = 0; file < fileCount; file++)
    writeFileSync(join(root, `src/${file % 2 ? 'deep/' : ''}${file}`), String(file));
  later(anHourMs, () => {
    const table = tables.open();
    table.inputs(inputs);
    table.save();
  });
  endTick(root);
  return { root, tables };
}

test('a new table opens no file that is as it was, however it is asked', async (t) => {
  const { root, tables } = await makeSaved(t);
  const expected = tables.openCold().inputs(inputs);
  const digest = tables.openCold().inputsDigest(inputs);
  deepStrictEqual(
    opened(root, () => tables.openCold().inputs(inputs)).length,
    fileCount,
    'one that knows nothing opens all',
  );
  const names = opened(root, () => {
    deepStrictEqual(tables.open().inputs(inputs), expected);
    strictEqual(tables.open().inputsDigest(inputs), digest);
    strictEqual(
      tables.open().digest(at('src/deep/1')),
      expected.find(([path]) => path.endsWith('1'))?.[1],
    );
  });
  deepStrictEqual(names, []);
});

test('exactly what an edit touched is opened', async (t) => {
  const { root, tables } = await makeSaved(t);
  const look = (): string[] => opened(root, () => void tables.open().inputsDigest(inputs));
  writeFileSync(join(root, 'src/0'), 'x');
  deepStrictEqual(look(), ['0'], 'rewritten');
  writeFileSync(join(root, 'src/deep/new'), '');
  deepStrictEqual(look(), ['0', 'deep/new'], 'added, beside what is not saved yet');
  rmSync(join(root, 'src/deep/new'));
  renameSync(join(root, 'src/2'), join(root, 'src/two'));
  deepStrictEqual(look(), ['0', 'two'], 'renamed');
});

test('what had just changed is read again by the next table, and by it alone', async (t) => {
  const root = await makeTempDir(t);
  const tables = tablesOf(t, root);
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/young'), '1');
  const look = (): string[] =>
    opened(root, () => {
      const table = tables.open();
      table.inputs(inputs);
      table.inputs(patterns('src', ['*']));
      table.save();
    });
  deepStrictEqual(look(), ['young']);
  deepStrictEqual(look(), ['young'], 'its digest was not saved');
  deepStrictEqual(later(anHourMs, look), ['young'], 'read once more when it has rested');
  deepStrictEqual(look(), [], 'and from then on known');
});

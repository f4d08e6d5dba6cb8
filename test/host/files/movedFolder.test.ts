/** A watcher names a folder that was moved, removed or replaced, and none of the files in it. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FilePatterns } from '../../../server/engine/model/action.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { at, later, tablesOf } from './tableFixture.ts';

const all: FilePatterns = {
  base: at(''),
  include: ['src/**'],
  exclude: [],
  ignoreGitIgnored: false,
  boundaries: [],
};

const moves: Readonly<Record<string, (root: string) => void>> = {
  'moved away': (root) => renameSync(join(root, 'src/a'), join(root, 'away')),
  removed: (root) => rmSync(join(root, 'src/a'), { recursive: true }),
  'replaced by another': (root) => {
    renameSync(join(root, 'src/a'), join(root, 'away'));
    renameSync(join(root, 'other'), join(root, 'src/a'));
  },
  'replaced by a file': (root) => {
    rmSync(join(root, 'src/a'), { recursive: true });
    writeFileSync(join(root, 'src/a'), 'file');
  },
};

for (const [what, move] of Object.entries(moves)) {
  test(`a folder that was ${what} takes what was in it along`, async (t) => {
    const root = await makeTempDir(t);
    for (const folder of ['src/a/deep', 'other/deep']) {
      mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, folder, 'x.txt'), folder);
    }
    const tables = tablesOf(t, root);
    // Once as a table that looked at everything itself, once as one that knows it from the process before.
    for (const isSaved of [false, true]) {
      const table = tables.open();
      later(60_000, () => table.inputs(all));
      const deep = at('src/a/deep/x.txt');
      assert.notEqual(table.digest(deep), undefined);
      if (!isSaved) {
        table.save();
        continue;
      }
      move(root);
      assert.deepEqual(
        table.invalidate([at('src/a')], () => false),
        ['src/a'],
      );
      const cold = tables.openCold();
      assert.equal(table.digest(deep), cold.digest(deep));
      assert.deepEqual(table.inputs(all), cold.inputs(all));
    }
  });
}

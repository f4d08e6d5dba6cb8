// Removing old outputs and making folders for new ones: nothing but what was named goes, and nothing outside is touched.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NodeOutputWriter } from '../../../server/host/files/outputWriter.ts';
import { writeFixture } from '../../support/fixture.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { at } from './tableFixture.ts';

function tree(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
}

test('what is named goes, and folders that became empty, up to the one to keep', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(
    root,
    `
    //- web/dist/a.js
    //- web/dist/deep/er/b.js
    //- web/dist/kept/c.js
    //- web/dist/kept/d.js
    `,
  );
  mkdirSync(join(root, 'web/dist/empty'));
  symlinkSync('kept', join(root, 'web/dist/link'));
  const named = ['a.js', 'deep/er/b.js', 'kept/c.js', 'empty', 'link', 'absent/x', 'a.js/below'];
  const paths = named.map((name) => at(`web/dist/${name}`));
  strictEqual(new NodeOutputWriter(root).remove(paths, at('web')), undefined);
  deepStrictEqual(tree(root), ['web', 'web/dist', 'web/dist/kept', 'web/dist/kept/d.js']);
  strictEqual(new NodeOutputWriter(root).remove([at('web/dist/kept/d.js')], at('web')), undefined);
  deepStrictEqual(tree(root), ['web']);
});

test('a folder with something in it stays', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, '//- dist/mine\n');
  strictEqual(new NodeOutputWriter(root).remove([at('dist')], at('')), undefined);
  deepStrictEqual(tree(root), ['dist', 'dist/mine']);
});

test('nothing is removed or made through a link that leaves the workspace', async (t) => {
  const root = await makeTempDir(t);
  const outside = await makeTempDir(t);
  writeFileSync(join(outside, 'precious'), 'precious');
  symlinkSync(outside, join(root, 'dist'));
  const writer = new NodeOutputWriter(root);
  match(writer.remove([at('dist/precious')], at('')) ?? '', /leads out of the workspace/);
  match(writer.makeParents([at('dist/new/file')]) ?? '', /leads out of the workspace/);
  deepStrictEqual(tree(outside), ['precious']);
  // The link itself is ours.
  strictEqual(writer.remove([at('dist')], at('')), undefined);
  deepStrictEqual(tree(root), []);
  strictEqual(readFileSync(join(outside, 'precious'), 'utf8'), 'precious');
});

test('folders are made as needed; a file in the way is told, and stays', async (t) => {
  const root = await makeTempDir(t);
  const writer = new NodeOutputWriter(root);
  strictEqual(writer.makeParents([at('a/b/c'), at('a/d'), at('e')]), undefined);
  deepStrictEqual(tree(root), ['a', 'a/b']);
  writeFileSync(join(root, 'file'), 'mine');
  match(writer.makeParents([at('file/below')]) ?? '', /^Cannot make the folder file\. /);
  strictEqual(readFileSync(join(root, 'file'), 'utf8'), 'mine');
});

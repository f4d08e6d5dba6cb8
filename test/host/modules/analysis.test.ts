// Modules while files change, and what a pipeline has to bear: broken files, cancelling, a second process.

import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert/strict';
import { chmodSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { patternsOf } from '../../../server/engine/config/workspacePatterns.ts';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { openModules } from '../../../server/host/modules/analysis.ts';
import { readText } from '../../../server/host/modules/progress.ts';
import { CancelSource } from '../../../server/host/platform/cancelSource.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { imports, leads, open, write } from './openedModules.ts';
import { memoryRows } from './trial.ts';

test('globs follow the files that come and go', async (t) => {
  const { root, modules } = await open(t, {
    'a.ts': "import.meta.glob(['./p/*.ts', '!./p/no.ts'])",
    'p/x.ts': '',
    'p/no.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['./p/*.ts\n!./p/no.ts -> [p/x.ts]']);
  write(root, { 'p/y.ts': '' });
  const { changed } = await modules.apply(['p/y.ts' as RelativePath]);
  deepStrictEqual(changed.map(({ path }) => path).sort(), ['a.ts', 'p/y.ts']);
  deepStrictEqual(leads(modules, 'a.ts'), ['./p/*.ts\n!./p/no.ts -> [p/x.ts p/y.ts]']);
});

test('a configuration in a folder that was told', async (t) => {
  const base = (folder: string): string =>
    JSON.stringify({ compilerOptions: { paths: { '@/*': [`../${folder}/*`] } } });
  const { root, modules } = await open(t, {
    'tsconfig.json': '{ "extends": "./config/base.json" }',
    'config/base.json': base('src'),
    'a.ts': imports('@/b'),
    'src/b.ts': '',
    'lib/b.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['@/b -> src/b.ts']);
  write(root, { 'config/base.json': base('lib') });
  await modules.apply(['config' as RelativePath]);
  deepStrictEqual(leads(modules, 'a.ts'), ['@/b -> lib/b.ts']);
});

test('files that git ignores are no modules, and can be imported all the same', async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': 'gen\n',
    'a.ts': imports('./gen/x'),
    'gen/x.ts': imports('../a'),
  });
  deepStrictEqual([...modules.records().keys()], ['a.ts']);
  deepStrictEqual(leads(modules, 'a.ts'), ['./gen/x -> gen/x.ts']);
  write(root, { '.gitignore': '' });
  await modules.apply(['.gitignore' as RelativePath]);
  deepStrictEqual([...modules.records().keys()].sort(), ['a.ts', 'gen/x.ts']);
});

test('an edit that changes no import changes no module, and an unrelated one neither', async (t) => {
  const { root, modules } = await open(t, {
    'a.ts': imports('./b'),
    'b.ts': 'export const c = 1;',
  });
  write(root, { 'b.ts': 'export const c = 2;', 'notes.txt': 'x' });
  deepStrictEqual(await modules.apply(['b.ts', 'notes.txt'] as RelativePath[]), {
    changed: [],
    removed: [],
  });
  strictEqual(modules.revision, 1);
});

test('a file that cannot be read is one problem of its own', {
  skip: process.getuid?.() === 0 && 'root may read everything',
}, async (t) => {
  const { root, modules } = await open(t, { 'a.ts': imports('./b'), 'b.ts': '' });
  chmodSync(join(root, 'b.ts'), 0);
  await modules.apply(['b.ts' as RelativePath]);
  strictEqual(modules.records().get('b.ts' as RelativePath)?.facts.problems.length, 1);
});

test('large, deep and broken files are problems of their own', async (t) => {
  const deep = 'x = ';
  const { modules } = await open(
    t,
    {
      'good.ts': imports('./large', './deep', './broken'),
      'large.ts': `${imports('./good')}${' '.repeat(2_000_000)}`,
      'deep.ts': `${deep}${'('.repeat(200_000)}1${')'.repeat(200_000)}`,
      'broken.ts': `${imports('./good')}\nconst = ;`,
    },
    { fileBytesMax: 1_000_000 },
  );
  const problemsOf = (path: string) =>
    modules
      .records()
      .get(path as RelativePath)
      ?.facts.problems.map(({ message }) => message);
  deepStrictEqual(problemsOf('large.ts'), [
    'large.ts has 2.0 MB, more than the limit of 1.0 MB, so its imports are not known.',
  ]);
  deepStrictEqual(problemsOf('deep.ts'), [
    'deep.ts is nested too deeply to be read. Its imports are not known.',
  ]);
  strictEqual(problemsOf('broken.ts')?.length, 1);
  deepStrictEqual(leads(modules, 'broken.ts'), ['./good -> good.ts']);
  deepStrictEqual(leads(modules, 'good.ts'), [
    './large -> large.ts',
    './deep -> deep.ts',
    './broken -> broken.ts',
  ]);
});

test('a reopened workspace parses nothing', async (t) => {
  const rows = memoryRows();
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`src/f${at}.ts`, imports(`./f${at + 1}`)]),
  );
  const { root, modules } = await open(t, files, { rows });
  for (const path of Object.keys(files)) utimesSync(join(root, path), 1, 1);
  strictEqual(modules.statistics().misses, 100);
  await modules.close();
  const { modules: again } = await open(t, {}, { root, rows });
  deepStrictEqual(leads(again, 'src/f7.ts'), ['./f8 -> src/f8.ts']);
  const { misses, hitRate = 0 } = again.statistics();
  strictEqual(misses, 0);
  ok(hitRate >= 0.95);
});

test('going back to an earlier text parses nothing', async (t) => {
  const { root, modules } = await open(t, { 'a.ts': imports('./b'), 'b.ts': '' });
  for (const text of [imports('./c'), imports('./b')]) {
    write(root, { 'a.ts': text });
    await modules.apply(['a.ts' as RelativePath]);
  }
  deepStrictEqual(leads(modules, 'a.ts'), ['./b -> b.ts']);
  strictEqual(modules.statistics().misses, 3);
});

test('cancelling ends an analysis, and the next one makes up for it', async (t) => {
  const cancel = new CancelSource();
  cancel.cancel('Closed.');
  const root = await makeTempDir(t);
  write(root, { 'a.ts': '' });
  await rejects(openModules({ root, cancel, patterns: patternsOf }), {
    name: 'Cancelled',
    message: 'Closed.',
  });
  const { modules } = await open(t, {}, { root });
  write(root, { 'a.ts': imports('./b'), 'b.ts': '' });
  await rejects(modules.apply(['a.ts', 'b.ts'] as RelativePath[], cancel), { name: 'Cancelled' });
  await modules.apply([]);
  deepStrictEqual(leads(modules, 'a.ts'), ['./b -> b.ts']);
});

test('what an update found before it was cut off is told by the next one', async (t) => {
  const cancel = new CancelSource();
  let isArmed = false;
  const { root, modules } = await open(
    t,
    { 'a.ts': 'export const a = 1;', 'b.ts': "import './a';" },
    {
      onProgress: ({ stage, done }) => {
        if (isArmed && stage === 'parse' && done > 0) cancel.cancel('Enough.');
      },
    },
  );
  write(root, { 'a.ts': 'export const renamed = 1, more = 2;' });
  isArmed = true;
  await rejects(modules.apply(['a.ts'] as RelativePath[], cancel), { name: 'Cancelled' });
  isArmed = false;
  const { changed } = await modules.apply([]);
  ok(changed.some(({ path }) => path === 'a.ts'));
  strictEqual(modules.revision, 2);
});

test('progress is told of each stage', async (t) => {
  const stages = new Set<string>();
  const { root, modules } = await open(
    t,
    { 'a.ts': '' },
    { onProgress: ({ stage }) => stages.add(stage) },
  );
  ok(stages.has('parse') && stages.has('link'));
  rmSync(join(root, 'a.ts'));
  deepStrictEqual((await modules.apply(['a.ts' as RelativePath])).removed, ['a.ts']);
});

test('reading tells what it took, and a ceiling of memory holds new work back', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, at) => [`src/${at}.ts`, `export const a = ${at};`]),
  );
  const broken = { 'src/broken.ts': 'export const = ;', 'src/more.ts': '}' };
  const { modules } = await open(t, { ...files, ...broken }, { threads: 4 });
  const { files: read, failed, ms, memoryPeak, pauses } = modules.lastRead ?? {};
  deepStrictEqual({ read, failed, pauses }, { read: 202, failed: 2, pauses: 0 });
  ok((ms ?? 0) > 0 && (memoryPeak ?? 0) > 20e6);
  const { modules: held } = await open(t, files, { threads: 4, memoryLimit: 1 });
  strictEqual(held.lastRead?.files, 200);
  ok((held.lastRead?.pauses ?? 0) > 0, 'nothing had to wait');
});

test('what reading took is said in a sentence', () => {
  const took = { files: 10_010, failed: 3, ms: 2100, memoryPeak: 290e6, pauses: 0 };
  strictEqual(
    readText(took),
    '10,010 files were read in 2.1 s (4,767 a second), 3 of them with problems; at most 290 MB of memory.',
  );
  match(readText({ ...took, failed: 0, pauses: 4 }), /none of them .* which 4 batches had to wait/);
});

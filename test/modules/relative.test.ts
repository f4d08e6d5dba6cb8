// Which file a path means, among names.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, type NameState, type Names } from '../../server/modules/resolve/names.ts';
import { absentReason, lookUp } from '../../server/modules/resolve/relative.ts';

/** @param files those that there are */
function namesOf(...files: readonly string[]): Names {
  const all = new Map<string, NameState>(files.map((file) => [file, 'file']));
  for (const file of files)
    for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder))
      all.set(folder, 'folder');
  return {
    at: (path) => (path === '' ? 'folder' : (all.get(path) ?? 'absent')),
    inFolder: () => [],
    isIgnored: () => false,
  };
}

function check(files: readonly string[], target: string, expected: string): void {
  const names = namesOf(...files);
  const wanted = { target, flavour: 'ts', isFolder: false } as const;
  const found = lookUp(names, wanted);
  const shown = found.type === 'file' ? found.path : absentReason(names, wanted);
  deepStrictEqual(shown, expected, target);
}

test('files for platforms, where there is none for all', () => {
  check(['a.ios.tsx', 'a.android.tsx'], 'a', 'a.ios.tsx');
  check(['a.web.ts', 'a.native.ts'], 'a', 'a.native.ts');
  check(['a.web.ts', 'a.ts'], 'a', 'a.ts');
  check(['a.web.ts', 'a/index.ts'], 'a', 'a/index.ts');
  check(['a.windows.ts'], 'a.js', 'a.windows.ts');
  check(
    ['a.native.css'],
    'a.css',
    'no file a.css, looked for a.css, a.css.ts, a.css.tsx, a.css.mts, ... and a.css/index.ts, ...',
  );
});

test('a folder without an index file', () => {
  check(['a/b.ts'], 'a', 'the folder a has no index file');
});

test('what is built leads to its source', () => {
  const files = ['p/package.json', 'p/src/a.ts', 'p/src/esm/b.tsx', 'p/src/c/index.ts'];
  check(files, 'p/dist/a.js', 'p/src/a.ts');
  check(files, 'p/dist/a', 'p/src/a.ts');
  check(files, 'p/dist/a.d.ts', 'p/src/a.ts');
  check(files, 'p/dist/esm/b.js', 'p/src/esm/b.tsx');
  check(files, 'p/dist/cjs/a.cjs', 'p/src/a.ts');
  check(files, 'p/dist/c/index.js', 'p/src/c/index.ts');
  check(files, 'p/dist/c', 'p/src/c/index.ts');
  check(files, 'p/lib/a.js', 'p/src/a.ts');
  check(files, 'p/dist/none.js', 'there is no folder p/dist');
  check(files, 'p/other/a.js', 'there is no folder p/other');
  check(files, 'p/test/dist/a.js', 'there is no folder p/test/dist');
  check(
    [...files, 'p/dist/d.js'],
    'p/dist/a.js',
    'no file p/dist/a.js, looked for a.ts, a.tsx, a.js, a.jsx, ... and a.js/index.ts, ...',
  );
  check(['src/a.ts', 'package.json'], 'dist/a.js', 'src/a.ts');
  const kit = ['p/package.json', 'p/src/lib/b/index.ts', 'p/src/lib/C.svelte', 'p/src/lib/a.ts'];
  check(kit, 'p/dist/b/index.js', 'p/src/lib/b/index.ts');
  check(kit, 'p/dist/C.svelte', 'p/src/lib/C.svelte');
  check([...kit, 'p/lib/a.ts'], 'p/dist/a.js', 'p/lib/a.ts');
  check(['p/src/a.ts'], 'p/dist/a.js', 'there is no folder p/dist');
  check(['p/a.scss', 'p/b.less', 'p/b.css'], 'p/a.css', 'p/a.scss');
  check(['p/a.scss', 'p/b.less', 'p/b.css'], 'p/b.css', 'p/b.css');
});

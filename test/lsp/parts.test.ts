// Parts of the server that need no thread: which folder a file is in, what is watched, pages, what is printed.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ActionId } from '../../server/engine/model/brand.ts';
import { FileChanges, isWatched } from '../../server/lsp/fileChanges.ts';
import { LogTeller } from '../../server/lsp/folder/logTeller.ts';
import { pageOf } from '../../server/lsp/folder/page.ts';
import { selectsItem } from '../../server/lsp/folder/selection.ts';
import { Folders } from '../../server/lsp/folders.ts';
import { relativeInside } from '../../server/lsp/paths.ts';
import type { FileChange } from '../../server/lsp/workerMessages.ts';

type KeptItem = Parameters<ReturnType<typeof selectsItem>>[0];

function foldersOf(...uris: string[]): Folders {
  const folders = new Folders({
    token: 'test',
    trusted: () => false,
    settings: () => ({ codeLens: true, checkOnChange: true }),
    isWindowActive: () => true,
    storage: () => undefined,
    onTold: () => undefined,
    onStatus: () => undefined,
    log: () => undefined,
  });
  for (const uri of uris) folders.add(uri, '');
  return folders;
}

test('a file belongs to the innermost folder, whatever its name', () => {
  const folders = foldersOf('file:///work', 'file:///work/app');
  const find = (uri: string) => {
    const found = folders.find(uri);
    return found && [found.host.name, found.path];
  };
  assert.deepEqual(find('file:///work/app/a%20b.ts'), ['app', 'a b.ts']);
  assert.deepEqual(find('file:///work/application/x.ts'), ['work', 'application/x.ts']);
  const name = '<img src=x onerror=alert(1)>.ts';
  assert.deepEqual(find(`file:///work/${encodeURIComponent(name)}`), ['work', name]);
  assert.equal(find('file:///work'), undefined);
  assert.equal(find('file:///other/x.ts'), undefined);
  assert.equal(find('untitled:Untitled-1'), undefined);
});

test('a virtual folder fails with a sentence and starts nothing', () => {
  const [host] = foldersOf('vscode-vfs://github/some/project').all;
  host?.start();
  assert.equal(host?.isStarted, false);
  assert.equal(host?.status.state, 'failed');
  assert.match(host?.status.message ?? '', /virtual/);
});

test('paths outside of a folder are in none', () => {
  assert.equal(relativeInside('/work/app', '/work/app/src/a.ts'), 'src/a.ts');
  assert.equal(relativeInside('/work/app', '/work/application/a.ts'), undefined);
  assert.equal(relativeInside('/work/app', '/work/app/..odd'), '..odd');
});

test('packages, version control and our own state are not watched', () => {
  for (const path of ['node_modules/a.js', 'a/node_modules', '.git/HEAD', 'x/.cachescope/blobs/a'])
    assert.equal(isWatched(path), false, path);
  for (const path of ['src/a.ts', 'node_modules.ts', '.gitignore', 'my.cachescope/a'])
    assert.equal(isWatched(path), true, path);
});

test('changes wait for quiet, but not for ever; a new file that is written stays new', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const pass = (ms: number): void => {
    now += ms;
    mock.timers.tick(ms);
  };
  const batches: (readonly FileChange[])[] = [];
  const limits = { quietMs: 50, latestMs: 200 };
  const changes = new FileChanges(limits, (batch) => batches.push(batch));
  changes.add({ path: 'a', type: 'create' });
  pass(30);
  changes.add({ path: 'a', type: 'update' });
  pass(30);
  assert.equal(batches.length, 0);
  pass(40);
  assert.deepEqual(batches, [[{ path: 'a', type: 'create' }]]);
  for (let at = 0; at < 8; at++) {
    changes.add({ path: `b${at}`, type: 'update' });
    pass(30);
  }
  assert.equal(batches.length, 2);
});

test('a page is cut to what there is', () => {
  const items = [1, 2, 3];
  const double = (item: number): number => item * 2;
  assert.deepEqual(pageOf(items, { offset: 1, limit: 5 }, double), {
    rows: [4, 6],
    total: 3,
    offset: 1,
  });
  assert.deepEqual(pageOf(items, { offset: 9, limit: 5 }, double).rows, []);
  assert.deepEqual(pageOf(items, { offset: -4, limit: Number.NaN }, double).rows, [2]);
});

test('a character that is printed in two pieces arrives whole', () => {
  const sent: string[] = [];
  const teller = new LogTeller((run, chunks) => {
    for (const { text } of chunks) sent.push(`${run} ${text}`);
  });
  const bytes = new TextEncoder().encode('né');
  const add = (part: Uint8Array): void =>
    teller.add('r', 'a#b' as ActionId, { stream: 'stdout', bytes: part });
  add(bytes.subarray(0, 2));
  add(bytes.subarray(2));
  teller.flush();
  assert.deepEqual(sent, ['r né']);
});

test('conditions of a selection are joined by "and"', () => {
  const item = {
    kind: 'result',
    row: 7,
    name: 'app#build',
    key: 'sha256:abc',
    createdAt: 1000,
    lastUsedAt: 5000,
    hits: 0,
    savesMs: 1,
    blobs: [],
    size: 10,
  } as unknown as KeptItem;
  const selects = (...select: Parameters<typeof selectsItem>[0][]) =>
    select.map((one) => selectsItem(one, 10_000)(item));
  assert.deepEqual(
    selects(
      { cache: 'traces', group: 'app#build', filter: 'APP' },
      { cache: 'texts' },
      { cache: 'traces', filter: 'lib' },
      { unusedForMs: 4000 },
      { unusedForMs: 6000 },
      { ids: ['result-7-1000'] },
      { ids: ['result-7-999'] },
    ),
    [true, false, false, true, false, true, false],
  );
});

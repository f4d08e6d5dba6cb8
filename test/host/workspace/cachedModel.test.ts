/** The kept configuration: used while nothing changed, read anew after every kind of change that could matter. */
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadWorkspace } from '../../../server/engine/config/workspace.ts';
import { loadCachedWorkspace } from '../../../server/host/workspace/cachedModel.ts';
import { diskConfigSource } from '../../../server/host/workspace/configSource.ts';
import { twoPackages } from '../../cli/support.ts';
import { writeFixture } from '../../support/fixture.ts';
import { makeTempDir } from '../../support/tempDir.ts';

test('what is loaded equals what is read, and files are only read when something changed', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const cache = new Map<string, string>();
  const reads: string[] = [];
  const disk = diskConfigSource(root, { glob: () => [] }, {});
  const source = {
    ...disk,
    read(path: Parameters<typeof disk.read>[0]) {
      reads.push(path);
      return disk.read(path);
    },
  };
  /** Loads, as if `laterMs` had passed since the files changed; says whether anything was read. */
  const load = async (laterMs = 10_000): Promise<boolean> => {
    reads.length = 0;
    const { workspace } = await loadCachedWorkspace({
      root,
      source,
      cache: { get: (key) => cache.get(key), set: (key, value) => void cache.set(key, value) },
      program: 'this one',
      now: () => Date.now() + laterMs,
    });
    const hasRead = reads.length > 0;
    const plain = loadWorkspace(disk);
    assert.deepEqual(
      JSON.parse(JSON.stringify([workspace.model, [...workspace.actions.keys()]])),
      JSON.parse(JSON.stringify([plain.model, [...plain.actions.keys()]])),
    );
    return hasRead;
  };
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };

  assert.equal(await load(0), true, 'files that changed just now are not trusted');
  assert.equal(await load(), true, 'so they are read again');
  assert.equal(await load(), false);

  await write('packages/web/src/other.txt', 'not configuration');
  assert.equal(await load(), false);

  const changes: readonly (readonly [what: string, change: () => Promise<void>])[] = [
    [
      'a script changed',
      () => write('packages/web/package.json', '{ "name": "web", "scripts": { "build": "true" } }'),
    ],
    [
      'a file appeared that was looked for',
      () => write('turbo.json', '{ "tasks": { "build": {} } }'),
    ],
    [
      'a package was added',
      () => write('packages/new/package.json', '{ "name": "new", "scripts": { "build": "true" } }'),
    ],
    ['a package was removed', () => rm(join(root, 'packages/new'), { recursive: true })],
    [
      'the patterns changed',
      () => write('package.json', '{ "name": "root", "workspaces": ["packages/core"] }'),
    ],
    ['the configuration is gone', () => rm(join(root, 'cachescope.json'))],
  ];
  for (const [what, change] of changes) {
    await change();
    assert.equal(await load(), true, what);
    assert.equal(await load(), false, `after: ${what}`);
  }
});

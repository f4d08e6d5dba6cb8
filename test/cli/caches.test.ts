/** The caches as a user meets them: their figures, switching them off, cleaning up by itself and on command. */
import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { cacheNames } from '../../server/engine/config/model.ts';
import { turnFile } from '../../server/host/store/collectTurn.ts';
import { rowSum } from '../../server/host/store/rowSum.ts';
import { indexFile } from '../../server/host/store/schema.ts';
import { writeStanding } from '../../server/host/store/standingFile.ts';
import type { CommandLine, Finished } from './support.ts';
import { jsonOf, makeWorkspace, twoPackages } from './support.ts';

type Figures = { enabled: boolean; entries: number; hits: { disk: number } | null; misses: number };

async function figures(workspace: CommandLine): Promise<Map<string, Figures>> {
  const { caches } = jsonOf(await workspace.run('stats', '--json'));
  return new Map((caches as (Figures & { name: string })[]).map((cache) => [cache.name, cache]));
}

/** Files look as if they had changed long ago: what just changed is not trusted, nor kept. */
async function age({ root }: CommandLine, ...paths: string[]): Promise<void> {
  for (const path of paths) await utimes(join(root, path), 1e9, 1e9);
}

function states(finished: Finished): string[] {
  return (jsonOf(finished).actions as { state: string }[]).map(({ state }) => state);
}

async function configure({ root }: CommandLine, cache: object): Promise<void> {
  const tasks = { build: { dependsOn: ['^build'], inputs: ['src/**'], outputs: ['dist/**'] } };
  await writeFile(join(root, 'cachescope.json'), JSON.stringify({ cache, tasks }));
}

test('figures of every cache, over all processes', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await workspace.run('run', 'build');
  const all = await figures(workspace);
  assert.deepEqual([...all.keys()].sort(), Object.keys(cacheNames).sort());
  assert.deepEqual([all.get('traces')?.hits?.disk, all.get('traces')?.misses], [2, 2]);
  const validation = all.get('validation');
  assert.equal(validation?.entries, 1);
  assert.deepEqual([validation?.hits?.disk, validation?.misses], [1, 1]);
  const { stdout } = await workspace.run('cache', 'ls');
  for (const name of Object.keys(cacheNames)) assert.match(stdout, new RegExp(`^  ${name}  `, 'm'));
  assert.match(stdout, /validation +1 entry +2 B +hit rate 50 % +1 of 2/);
});

for (const name of Object.keys(cacheNames)) {
  test(`${name} switched off keeps nothing and is said to be off; the build is as right`, async (t) => {
    const workspace = await makeWorkspace(t, twoPackages);
    await configure(workspace, { disable: [name] });
    await age(workspace, 'cachescope.json');
    assert.deepEqual(states(await workspace.run('run', 'build', '--json', '-q')), ['ran', 'ran']);
    const again = states(await workspace.run('run', 'build', '--json', '-q'));
    assert.deepEqual(again, name === 'traces' ? ['ran', 'ran'] : ['fresh', 'fresh']);
    const off = (await figures(workspace)).get(name);
    assert.deepEqual([off?.enabled, off?.entries], [false, 0]);
    assert.match((await workspace.run('stats')).stdout, new RegExp(`${name} +switched off`));
  });
}

test('a cache that does not exist cannot be switched off', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await configure(workspace, { disable: ['trace'] });
  const { code, stderr } = await workspace.run('run', 'build');
  assert.equal(code, 2);
  assert.match(stderr, /^cachescope\.json:1:\d+: error: .*Did you mean "traces"\?/m);
});

/** Makes all results look unused for a number of days. */
function letRest({ root }: CommandLine, days: number): void {
  const database = new DatabaseSync(join(root, '.cachescope', indexFile));
  const rows = database.prepare('SELECT * FROM uses').all();
  const set = database.prepare('UPDATE uses SET last_used = ?, sum = ? WHERE trace = ?');
  for (const row of rows) {
    const { trace, hits, last_used, started, duration, size } = row as Record<string, number>;
    const used = (last_used ?? 0) - days * 86_400_000;
    set.run(used, rowSum(trace, used, hits, started, duration, size), trace ?? 0);
  }
  database.close();
}

test('a run that built something cleans up by itself, once an hour, by the configured lifetime', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await configure(workspace, { disk: { ttl: '2d' } });
  const count = async (): Promise<unknown> =>
    jsonOf(await workspace.run('cache', 'ls', 'core', '--json')).entries;
  const change = async (text: string): Promise<void> => {
    await writeFile(join(workspace.root, 'packages/core/src/a.txt'), text);
    assert.equal((await workspace.run('run', 'build')).code, 0);
  };
  await change('first');
  letRest(workspace, 3);
  await change('second');
  assert.equal(await count(), 2, 'the hour is not over');
  const turn = join(workspace.root, '.cachescope', turnFile);
  await utimes(turn, 1e9, 1e9);
  await workspace.run('run', 'build');
  assert.equal(await count(), 2, 'nothing was built');
  await change('third');
  assert.equal(await count(), 2, 'the first is gone, the third is there');
});

test('prune: a preview with count and bytes, then by age and by size; rm: one, a group, all', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  letRest(workspace, 5);
  await writeFile(join(workspace.root, 'packages/web/src/w.txt'), 'new');
  await workspace.run('run', 'build');
  const entries = async (...words: string[]): Promise<unknown> =>
    jsonOf(await workspace.run('cache', ...words, '--json')).entries;
  const preview = await workspace.run('cache', 'prune', '--older-than', '3d', '--dry-run');
  assert.match(preview.stdout, /^Would delete 1 entry, \d+ B/);
  assert.equal(preview.code, 0);
  assert.equal(await entries('ls', 'build'), 3);
  assert.equal(await entries('prune', '--older-than', '3d'), 1);
  assert.equal(await entries('ls', 'build'), 2);
  assert.equal(await entries('rm', 'web', '--dry-run'), 1);
  assert.equal(await entries('rm', 'web#build'), 1);
  assert.equal(await entries('rm', 'traces', '--dry-run'), 1);
  assert.equal(await entries('rm', 'validation'), 1);
  assert.equal(((await entries('prune', '--size', '1', '--dry-run')) as number) > 0, true);
  assert.equal(((await entries('rm', '--all')) as number) > 0, true);
  assert.equal(await entries('ls'), 0);
  const wrong = await workspace.run('cache', 'prune', '--older-than', 'long');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--older-than is something like 12h, 7d or 4w, not "long"/);
});

test('profiles of runs are counted, keep to their number when pruned, and go with everything', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const folder = join(workspace.root, '.cachescope/profiles');
  const [newest = ''] = await readdir(folder);
  for (let at = 10; at < 34; at++)
    await writeFile(join(folder, `20200101-0000${at}-aaaaaa.trace.json.gz`), 'x'.repeat(1000));
  await writeFile(join(folder, 'notes.txt'), 'not ours');
  const listed = await workspace.run('cache', 'ls');
  assert.match(listed.stdout, /^25 profiles of the last runs, 2\d kB on disk$/m);
  assert.match((await workspace.run('stats')).stdout, /, 25 profiles of runs, .* on disk with the/);
  const { store } = jsonOf(await workspace.run('stats', '--json'));
  assert.equal((store as { profiles: number }).profiles, 25);
  const report = async (...words: string[]) => {
    const { entries, profiles } = jsonOf(await workspace.run('cache', ...words, '--json'));
    return { entries, profiles };
  };
  assert.deepEqual(await report('prune', '--dry-run'), { entries: 0, profiles: 5 });
  assert.match((await workspace.run('cache', 'prune')).stdout, /^Deleted 0 entries and the 5 prof/);
  const kept = (await readdir(folder)).sort();
  assert.deepEqual([kept.length, kept[0], kept.includes(newest)], [21, kept[0], true]);
  assert.match(kept[0] ?? '', /^20200101-000015-/);
  assert.equal((await report('rm', 'web')).profiles, 0);
  assert.equal((await report('rm', '--all')).profiles, 20);
  assert.deepEqual(await readdir(folder), ['notes.txt']);
  assert.doesNotMatch((await workspace.run('cache', 'ls')).stdout, /profile/);
});

test('the standing run is counted and can be deleted like any other cache', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  writeStanding(join(workspace.root, '.cachescope'), Buffer.alloc(1_000_000));
  assert.match((await workspace.run('stats')).stdout, /standing +1 entry +1\.0 MB/);
  const { code, stdout } = await workspace.run('cache', 'rm', 'standing', '--yes');
  assert.deepEqual([code, stdout], [0, 'Deleted 1 entry, 1.0 MB besides the index.\n']);
  assert.match((await workspace.run('stats')).stdout, /standing +0 entries/);
});

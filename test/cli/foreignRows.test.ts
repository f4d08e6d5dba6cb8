/**
 * Rows whose checksum is right and whose content is not what this version writes: another program with the same schema version, a
 * mistake of ours, an attacker. Whatever stands in a row, commands go on, and what is built is right.
 */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Column } from '../../server/host/store/rowSum.ts';
import { rowSum } from '../../server/host/store/rowSum.ts';
import { indexFile } from '../../server/host/store/schema.ts';
import type { CommandLine } from './support.ts';
import { jsonOf, makeWorkspace, twoPackages } from './support.ts';

/** The columns that a row's checksum covers. */
const covered = {
  traces: ['action', 'key', 'closure', 'identity', 'payload'],
  actions: ['action', 'trace', 'duration', 'failure'],
  runs: ['id', 'started', 'payload'],
  folders: ['folder', 'payload'],
  entries: ['cache', 'key', 'schema', 'value', 'blob', 'size', 'created', 'fresh', 'expires'],
} as const;

type Table = keyof typeof covered;
type Row = Record<string, Column>;

const head = '{"dependencyDigest":"x","outputDigest":"y","startedAt":1,"duration":1}';

/** What takes the place of a column's value. */
const variants: readonly (readonly [Table, string, (old: Column) => Column])[] = [
  ['traces', 'payload', () => ''],
  ['traces', 'payload', () => '{"a":1}'],
  ['traces', 'payload', () => 'null\nnull'],
  ['traces', 'payload', () => `${head}\n{"dependencies":[`],
  ['traces', 'payload', () => `${head}\n{"dependencies":[null],"outputs":[{}]}`],
  ['traces', 'payload', (old) => `${String(old).split('\n')[0]}\n{"dependencies":[}`],
  ['actions', 'failure', () => 'no JSON'],
  ['actions', 'failure', () => '{}'],
  ['runs', 'payload', () => '[]'],
  ['runs', 'payload', () => new Uint8Array([1, 2, 3])],
  ['folders', 'payload', () => 'no JSON'],
  ['folders', 'payload', () => '{"a":1}'],
  ['folders', 'payload', () => new Uint8Array([9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])],
  ['entries', 'value', () => 'no JSON'],
  ['entries', 'value', () => '[null]'],
];

function rewrite({ root }: CommandLine, [table, column, change]: (typeof variants)[number]): void {
  const database = new DatabaseSync(join(root, '.cachescope', indexFile));
  const rows = database.prepare(`SELECT * FROM ${table}`).all() as Row[];
  const set = database.prepare(
    `UPDATE ${table} SET ${column} = ?, sum = ? WHERE ${covered[table].slice(0, 2).join(' = ? AND ')} = ?`,
  );
  for (const row of rows) {
    const names = covered[table].slice(0, 2).map((name) => row[name] ?? null);
    row[column] = change(row[column]);
    const sum = rowSum(...covered[table].map((name) => row[name]));
    if (names.includes(null)) continue;
    set.run(row[column] ?? null, sum, ...(names as string[]));
  }
  database.close();
}

for (const variant of variants) {
  const [table, column, change] = variant;
  const text = JSON.stringify(change('...'));
  test(`${table} whose ${column} is ${text}`, async (t) => {
    const workspace = await makeWorkspace(t, twoPackages);
    await workspace.run('run', 'build');
    const looks = [['explain', 'web#build'], ['stats'], ['cache', 'ls']];
    for (const words of looks) {
      rewrite(workspace, variant);
      const { code, stderr } = await workspace.run(...words);
      assert.notEqual(code, 3, `${words.join(' ')}: ${stderr}`);
    }
    await workspace.run('run', 'build');
    rewrite(workspace, variant);
    // So that the whole of a trace is needed: by its first part alone it would be found fresh, and rightly.
    if (table === 'traces')
      await rm(join(workspace.root, 'packages/web/dist'), { recursive: true });
    if (table === 'traces')
      await rm(join(workspace.root, 'packages/core/dist'), { recursive: true });
    const run = await workspace.run('run', 'build', '--json', '--quiet');
    assert.equal(run.code, 0, run.stderr);
    const states = (jsonOf(run).actions as { state: string }[]).map(({ state }) => state);
    assert.deepEqual(states, table === 'traces' ? ['ran', 'ran'] : ['fresh', 'fresh']);
    const built = await readFile(join(workspace.root, 'packages/web/dist/all.txt'), 'utf8');
    assert.equal(built, 'web\none\ntwo\nthree\n');
    if (table === 'traces') assert.match(run.stderr, /was damaged; it is dropped/);
  });
}

/** Patterns against paths: what matches, and that thousands of literal patterns cost no more than a few. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matcherOf } from '../../../server/engine/model/glob.ts';

const patterns = ['a', 'b/c.ts', './d//e/', 'src/**', 'lib/**/*', 'x/*.js', 'odd [name]/**'];
const filler = Array.from({ length: 20 }, (_, at) => `none/${at}.ts`);

for (const [kind, all] of [
  ['few', patterns],
  ['many', [...patterns, ...filler]],
] as const) {
  test(`${kind} patterns: names, folders and wildcards side by side`, () => {
    const matches = matcherOf(all);
    const yes = ['a', 'a/b/c', 'b/c.ts', 'b/c.ts/x', 'd/e', 'd/e/f', 'src/a', 'src/a/b', 'lib/x'];
    const no = [
      'aa',
      'b',
      'b/c',
      'b/c.tsx',
      'd',
      'd/ef',
      'src',
      'srcs/a',
      'lib',
      'x/a.ts',
      '',
      '/',
    ];
    for (const path of [...yes, 'x/a.js', 'x/a.js/below']) assert.equal(matches(path), true, path);
    for (const path of no) assert.equal(matches(path), false, path);
  });
}

test('thousands of names are looked up, not compared one by one', () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `packages/p${at % 500}/src/f${at}.ts`);
  const matches = matcherOf(names);
  const started = process.hrtime.bigint();
  let found = 0;
  for (const name of names) if (matches(name) && !matches(`${name}x`)) found++;
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  assert.equal(found, names.length);
  // One by one this takes more than ten seconds; looked up, some ten milliseconds.
  assert.ok(ms < 2000, `${ms.toFixed(0)} ms`);
});

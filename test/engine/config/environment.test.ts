/** Which variables patterns pick. The table is Turborepo's own, from its page on `env`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickVariables } from '../../../server/engine/config/environment.ts';

const all = {
  FOO: '1',
  FOOD: '2',
  FOO_FIGHTERS: '3',
  'FOO*': '4',
  '!FOO': '5',
  'FOO!': '6',
  BAR: '7',
  X_a_Y: '8',
};

function check(patterns: readonly string[], expected: string): void {
  assert.equal(Object.keys(pickVariables(patterns, all)).join(' '), expected);
}

test('patterns of variables', () => {
  check(['FOO'], 'FOO');
  check(['FOO*'], 'FOO FOO! FOO* FOOD FOO_FIGHTERS');
  check(['FOO\\*'], 'FOO*');
  check(['\\!FOO'], '!FOO');
  check(['FOO!'], 'FOO!');
  check(['*', '!FOO*'], '!FOO BAR X_a_Y');
  check(['!*', 'BAR'], '');
  check(['X_*_Y', 'X*a*Y'], 'X_a_Y');
  check(['X_a_*Y_'], '');
  check(['MISSING', 'NONE_*'], 'MISSING');
});

test('a name that is not set counts as unset', () => {
  assert.deepEqual({ ...pickVariables(['MISSING'], all) }, { MISSING: undefined });
});

test('a long pattern of many stars takes no time', () => {
  const names = { [`${'a'.repeat(10_000)}b`]: '1' };
  const started = performance.now();
  check([`${'*a'.repeat(2000)}*c`], '');
  assert.deepEqual(Object.keys(pickVariables([`${'*a'.repeat(2000)}*c`], names)), []);
  assert.ok(performance.now() - started < 1000);
});

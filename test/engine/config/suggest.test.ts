/** The name that was probably meant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, nearestName } from '../../../server/engine/config/suggest.ts';

const names = ['build', 'bundle', 'lint', 'test', 'dev', 'typecheck'];

for (const [written, meant] of [
  ['biuld', 'build'],
  ['buidl', 'build'],
  ['ubild', 'build'],
  ['Build', 'build'],
  ['tset', 'test'],
  ['dve', 'dev'],
  ['tpyecehck', 'typecheck'],
  ['buld', 'build'],
  ['bundles', 'bundle'],
] as const) {
  test(`${written} was meant to be ${meant}`, () => {
    assert.equal(nearestName(written, names), meant);
  });
}

test('of names equally near, the first; letters that changed places are one edit', () => {
  assert.equal(nearestName('form', ['farm', 'from']), 'farm');
  assert.equal(nearestName('biuld', ['bluff', 'build']), 'build');
  assert.equal(nearestName('dve', ['dye', 'dev']), 'dye');
});

test('nothing near is nothing', () => {
  for (const written of ['deploy', 'x', '', 'ev', 'a'.repeat(300)])
    assert.equal(didYouMean(written, ['build', 'lint', 'test']), undefined, written);
});

test('the sentence names it', () => {
  assert.equal(didYouMean('biuld', names), 'Did you mean "build"?');
});

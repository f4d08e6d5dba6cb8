// A short stretch of the trial (mutations.ts), in every run of the tests.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { parseMutated } from './mutations.ts';

test('broken sources crash nothing', () => {
  deepStrictEqual(parseMutated({ count: 3000, seed: 20_261_121 }), []);
});

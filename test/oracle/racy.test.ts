// A part of the trial of racy edits, on every run of the tests; `npm run trial:oracle -- --racy 10000` makes as many as wanted.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { racyEdits } from './racy.ts';

test('1,000 edits of the same size, within a tick of the clock, are all noticed', async () => {
  const { edits, missed, kinds, sameSignature } = await racyEdits({ edits: 1000, seed: 1 });
  deepStrictEqual({ edits, missed, kinds }, { edits: 1000, missed: 0, kinds: [] });
  strictEqual(
    sameSignature > 100,
    true,
    `the stat must hide many edits, or this tests nothing; it hid ${sameSignature}`,
  );
});

test('without the rule about files that have just changed, edits are missed', async () => {
  const { missed } = await racyEdits({ edits: 800, seed: 1, trusting: true });
  strictEqual(missed > 50, true, `only ${missed} were missed`);
});

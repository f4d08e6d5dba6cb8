// A short stretch of the trial (trial.ts), in every run of the tests.

import { ok } from 'node:assert/strict';
import { test } from 'node:test';
import { playScripts } from './trial.ts';

test('random edits leave what an analysis from nothing finds', async () => {
  const failure = await playScripts({ count: 60, seed: 20_261_121 });
  ok(
    failure === undefined,
    `seed ${failure?.seed}\n${failure?.log.join('\n')}\n${failure?.message}`,
  );
});

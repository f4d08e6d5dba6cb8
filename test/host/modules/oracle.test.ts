// A short stretch of the trial (trial.ts), in every run of the tests.

import { ok } from 'node:assert/strict';
import { test } from 'node:test';
import { breaks } from './planted/breaks.ts';
import { broken, sourceOf } from './planted.ts';
import { playScripts } from './trial.ts';

test('random edits leave what an analysis from nothing finds', async () => {
  const failure = await playScripts({ count: 60, seed: 20_261_121 });
  ok(
    failure === undefined,
    `seed ${failure?.seed}\n${failure?.log.join('\n')}\n${failure?.message}`,
  );
});

test('each break that is planted still has its one place', () => {
  for (const one of breaks) ok(broken(sourceOf(one), one) !== sourceOf(one), one.name);
});

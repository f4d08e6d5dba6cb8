/** What a run comes to, told by its results. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActionId, DurationMs, KeyDigest } from '../../../server/engine/model/brand.ts';
import type { ActionResult, ActionState } from '../../../server/engine/model/run.ts';
import { totalsOf } from '../../../server/host/workspace/runTotals.ts';

function resultOf(state: ActionState, key: string | undefined, saved = 0): ActionResult {
  return {
    id: 'a#build' as ActionId,
    state,
    reasons: [],
    duration: 0 as DurationMs,
    saved: saved as DurationMs,
    unchanged: false,
    key: key as KeyDigest | undefined,
  };
}

test('what was tried counts; tasks that only name others do not', () => {
  const totals = totalsOf([
    resultOf('fresh', 'k1', 30),
    resultOf('restored', 'k2', 12),
    resultOf('ran', 'k3'),
    resultOf('failed', 'k4'),
    resultOf('skipped', undefined),
    resultOf('fresh', undefined),
  ]);
  assert.deepEqual(totals, {
    actions: 5,
    fresh: 1,
    restored: 1,
    ran: 1,
    failed: 1,
    skipped: 1,
    hitRate: 0.5,
    savedMs: 42,
  });
});

test('nothing decided is no hit rate', () => {
  assert.equal(totalsOf([resultOf('skipped', undefined)]).hitRate, undefined);
  assert.equal(totalsOf([resultOf('fresh', undefined)]).hitRate, undefined);
});

// Turns, under a clock that only moves when told to.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { DurationMs, EpochMs } from '../../../server/engine/model/brand.ts';
import { CancelSource, neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import { processLimit, Throttle, type Turn } from '../../../server/host/processes/throttle.ts';

class HandClock {
  at = 0;
  now(): EpochMs {
    return this.at as EpochMs;
  }
  elapsed(): DurationMs {
    return this.at as DurationMs;
  }
  async sleep(): Promise<void> {}
}

/** Asks for a turn and keeps the name of who got one, in order. */
function ask(
  throttle: Throttle,
  got: string[],
  name: string,
  cancel = neverCancelled,
): Promise<Turn | undefined> {
  return throttle.acquire(cancel).then((turn) => {
    if (turn !== undefined) got.push(name);
    return turn;
  });
}

test('throttle: first come, first served, up to the limit', async () => {
  const throttle = new Throttle(2, new HandClock());
  const got: string[] = [];
  const asked = ['a', 'b', 'c', 'd'].map((name) => ask(throttle, got, name));
  const a = await asked[0];
  await asked[1];
  deepEqual(got, ['a', 'b']);
  a?.();
  await asked[2];
  deepEqual(got, ['a', 'b', 'c']);
  const { running, waiting, peak, limit } = throttle.statistics();
  deepEqual({ running, waiting, peak, limit }, { running: 2, waiting: 1, peak: 2, limit: 2 });
});

test('throttle: a turn given back twice counts once', async () => {
  const throttle = new Throttle(1, new HandClock());
  const turn = await throttle.acquire(neverCancelled);
  turn?.();
  turn?.();
  equal(throttle.statistics().running, 0);
  ok(await throttle.acquire(neverCancelled));
  equal(throttle.statistics().running, 1);
});

test('throttle: the longest wait covers those who still wait, and those who gave up', async () => {
  const clock = new HandClock();
  const throttle = new Throttle(1, clock);
  const turn = await throttle.acquire(neverCancelled);
  const cancel = new CancelSource();
  const waiting = throttle.acquire(cancel);
  clock.at = 30;
  equal(throttle.statistics().longestWait, 30);
  cancel.cancel('no longer wanted');
  equal(await waiting, undefined);
  clock.at = 100;
  equal(throttle.statistics().longestWait, 30);
  turn?.();
  equal(throttle.statistics().running, 0);
});

test('throttle: who gave up does not hold up the next', async () => {
  const throttle = new Throttle(1, new HandClock());
  const got: string[] = [];
  const turn = await throttle.acquire(neverCancelled);
  const cancel = new CancelSource();
  const gone = ask(throttle, got, 'gone', cancel);
  const next = ask(throttle, got, 'next');
  cancel.cancel('no longer wanted');
  turn?.();
  await Promise.all([gone, next]);
  deepEqual(got, ['next']);
  equal(await throttle.acquire(cancel), undefined);
});

const limits: readonly (readonly [setting: number, variable: string | undefined, limit: number])[] =
  [
    [8, undefined, 8],
    [8, '', 8],
    [8, '3', 3],
    [2, '3', 2],
    [8, '0', 8],
    [8, '-1', 8],
    [8, 'many', 8],
    [8, '2.5', 8],
  ];

for (const [setting, variable, limit] of limits) {
  test(`process limit: setting ${setting}, variable ${variable}`, () => {
    const answer = processLimit(setting, { CACHESCOPE_MAX_PROCESSES: variable });
    equal(answer.limit, limit);
    const isNumber = variable === undefined || variable === '' || variable === '3';
    if (isNumber) equal(answer.problem, undefined);
    else match(answer.problem ?? '', /is not a whole number of 1 or more.*Set it to/);
  });
}

// Simulated histories: steps that were planted are found with their day and size, noise alone is silent. How often each fails is counted.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { runTrends, trendText } from '../../../server/engine/metrics/runTrends.ts';
import { type TrendRules, worseSince } from '../../../server/engine/metrics/trend.ts';
import type { DurationMs, EpochMs } from '../../../server/engine/model/brand.ts';
import type { RunRecord } from '../../../server/engine/model/run.ts';
import { resultOf } from '../../support/engineEvents.ts';
import { normalOf, randomOf } from '../../support/simulated.ts';

const hourMs = 3600_000;
const start = Date.UTC(2026, 10, 2, 8);
const rules: TrendRules = { worse: 'higher', leastChange: (before) => 0.15 * before, grain: 5 };

/** Factors around 1, of several kinds. */
const noises: Readonly<Record<string, (random: () => number) => () => number>> = {
  'normal, 10 %': (random) => {
    const normal = normalOf(random);
    return () => Math.max(0.1, 1 + 0.1 * normal());
  },
  'log-normal, 30 %': (random) => {
    const normal = normalOf(random);
    return () => Math.exp(0.3 * normal());
  },
  'even, half to one and a half': (random) => () => 0.5 + random(),
  'one of ten takes three times as long': (random) => {
    const normal = normalOf(random);
    return () => (1 + 0.05 * normal()) * (random() < 0.1 ? 3 : 1);
  },
  'two modes, as with and without a warm cache': (random) => {
    const normal = normalOf(random);
    return () => (1 + 0.05 * normal()) * (random() < 0.4 ? 2 : 1);
  },
  exponential: (random) => () => -Math.log(1 - random()),
};

interface History {
  readonly seed: number;
  readonly count: number;
  readonly noise: string;
  /** Factor from a run on. */
  readonly step?: { readonly from: number; readonly factor: number };
}

function samplesOf({ seed, count, noise, step }: History) {
  const factor = noises[noise]?.(randomOf(seed)) ?? (() => 1);
  return Array.from({ length: count }, (_, at) => ({
    at: start + at * 5 * hourMs,
    value: 2000 * factor() * (step && at >= step.from ? step.factor : 1),
  }));
}

test('noise alone is silent: less than 1 false alarm in 2,000 histories', (t) => {
  let alarms = 0;
  let histories = 0;
  for (const noise of Object.keys(noises)) {
    let ofNoise = 0;
    for (let seed = 1; seed <= 2000; seed++) {
      const count = [15, 30, 60, 120, 200][seed % 5] ?? 60;
      if (worseSince(samplesOf({ seed, count, noise }), rules)) ofNoise++;
      histories++;
    }
    t.diagnostic(`${noise}: ${ofNoise} of 2000`);
    alarms += ofNoise;
  }
  ok(alarms / histories < 1 / 2000, `${alarms} false alarms in ${histories}`);
});

test('a step of 40 % is found in noise of 10 %, also where it is 6 runs old, and at its run', (t) => {
  for (const after of [6, 10, 30]) {
    let found = 0;
    let near = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const step = { from: 60 - after, factor: 1.4 };
      const samples = samplesOf({ seed, count: 60, noise: 'normal, 10 %', step });
      const told = worseSince(samples, rules);
      if (!told) continue;
      found++;
      const distance = Math.abs(told.since - (samples[step.from]?.at ?? 0)) / (5 * hourMs);
      if (distance <= 1 && Math.abs(told.after / told.before - 1.4) < 0.15) near++;
    }
    t.diagnostic(
      `${after} runs after it: ${found} of 300 found, ${near} of them at the run, with the size`,
    );
    ok(found >= (after === 6 ? 270 : 295), `${found} found`);
    ok(near >= (after === 6 ? 0.8 : 0.9) * found, `${near} of ${found}`);
  }
});

test('steps in other noise are found, too', (t) => {
  for (const noise of Object.keys(noises)) {
    let found = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const history = {
        seed,
        count: 100,
        noise,
        step: { from: 60, factor: noise === 'exponential' ? 5 : 2.2 },
      };
      if (worseSince(samplesOf(history), rules)) found++;
    }
    t.diagnostic(`${noise}: ${found} of 100`);
    ok(found >= 80, `${noise}: ${found}`);
  }
});

test('what got better, and what is over, is not told', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const noise = 'normal, 10 %';
    const better = { seed, count: 60, noise, step: { from: 30, factor: 0.6 } };
    strictEqual(worseSince(samplesOf(better), rules), undefined);
    const samples = samplesOf({ seed, count: 90, noise });
    const over = samples.map((one, at) =>
      at >= 30 && at < 60 ? { ...one, value: one.value * 2 } : one,
    );
    strictEqual(worseSince(over, rules), undefined);
  }
});

test('of two steps the newer is told', () => {
  const samples = samplesOf({ seed: 5, count: 90, noise: 'normal, 10 %' });
  const twice = samples.map(({ at, value }, index) => ({
    at,
    value: value * (index >= 60 ? 4 : index >= 30 ? 2 : 1),
  }));
  const told = worseSince(twice, rules);
  strictEqual(told?.since, samples[60]?.at);
});

function historyOf(count: number, runAt: (at: number) => Pick<RunRecord, 'actions'>): RunRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `run ${at}`,
    startedAt: (start + at * 5 * hourMs) as EpochMs,
    duration: 0 as DurationMs,
    targets: ['build'],
    ...runAt(at),
  })).toReversed();
}

const dayText = (at: EpochMs): string => new Date(at).toISOString().slice(0, 10);
const hitRateOf = ({ actions }: RunRecord): number =>
  actions.filter(({ state }) => state === 'fresh').length / actions.length;

test('run history: the slower action and the lower hit rate are told, others are not', () => {
  const normal = normalOf(randomOf(9));
  const ran = (id: string, ms: number) =>
    resultOf(id, 'ran', { duration: (ms * (1 + 0.1 * normal())) as DurationMs });
  const runs = historyOf(60, (at) => ({
    actions: [
      ran('web#build', at >= 40 ? 2800 : 2000),
      ran('ui#build', 900),
      resultOf('api#test', 'failed', { duration: (at >= 30 ? 9000 : 10) as DurationMs }),
      ...['a#b', 'c#d', 'e#f', 'g#h'].map((id, index) =>
        at >= 45 && index < 2 ? ran(id, 30) : resultOf(id, 'fresh'),
      ),
    ],
  }));
  const trends = runTrends(runs, hitRateOf);
  deepStrictEqual(
    trends.map((trend) => trendText(trend, dayText).replace(/\d+ % slower/, 'N % slower')),
    ['Hit rate: 29 % instead of 57 % since 2026-11-11', 'web#build: N % slower since 2026-11-10'],
  );
  const slower = trends[1];
  ok(slower && Math.abs(slower.after / slower.before - 1.4) < 0.1 && slower.lost > 600);
});

test('few runs say nothing', () => {
  const runs = historyOf(10, (at) => ({
    actions: [resultOf('web#build', 'ran', { duration: (at > 5 ? 9000 : 10) as DurationMs })],
  }));
  deepStrictEqual(runTrends(runs, hitRateOf), []);
});

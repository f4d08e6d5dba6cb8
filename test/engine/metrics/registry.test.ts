// Families of series: labels, the limit on them, and a registry that is switched off.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsRegistry } from '../../../server/engine/metrics/registry.ts';
import { ManualClock } from '../../support/simulated.ts';

const clock = new ManualClock();
const hits = { name: 'hits', help: 'Hits.', unit: 'count', labels: ['cache', 'tier'] } as const;

test('each set of label values is a series of its own', () => {
  const metrics = new MetricsRegistry({ clock });
  const family = metrics.counter(hits);
  family.with('texts', 'disk').add();
  family.with('texts', 'memory').add(2);
  family.with('texts', 'disk').add();
  const [reading] = metrics.snapshot(['start']);
  deepStrictEqual(reading?.series, [
    { labels: { cache: 'texts', tier: 'disk' }, windows: { start: 2 } },
    { labels: { cache: 'texts', tier: 'memory' }, windows: { start: 2 } },
  ]);
});

test('label values beyond the limit are one series, and counted; nothing is lost', () => {
  const metrics = new MetricsRegistry({ clock, seriesLimit: 3 });
  const family = metrics.counter(hits);
  for (let at = 0; at < 1000; at++) family.with(`cache ${at}`, 'disk').add();
  const [reading] = metrics.snapshot(['start']);
  strictEqual(reading?.series.length, 4);
  strictEqual(reading?.overflow, 997);
  deepStrictEqual(reading?.series.at(-1), {
    labels: { cache: 'other', tier: 'other' },
    windows: { start: 997 },
  });
  family.with('cache 1', 'disk').add();
  strictEqual(family.overflow, 997);
});

test('an up-down counter goes both ways', () => {
  const level = new MetricsRegistry({ clock })
    .upDown({ name: 'l', help: '', unit: 'count' })
    .with();
  level.add(5);
  level.add(-2);
  strictEqual(level.over('1m'), 3);
});

test('switched off, nothing is kept', () => {
  const metrics = new MetricsRegistry({ clock, enabled: false });
  const counter = metrics.counter(hits).with('texts', 'disk');
  counter.add();
  metrics.timing({ name: 't', help: '', unit: 'ms' }).with('x').record(1);
  strictEqual(counter.over('start'), 0);
  deepStrictEqual(metrics.snapshot(), []);
});

// Live metrics of a folder, as a dashboard asks for them, over real streams.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { as, type DurationMs, type EpochMs } from '../../server/engine/model/brand.ts';
import { MetricsHistory } from '../../server/host/metrics/history.ts';
import { openStore } from '../../server/host/store/openStore.ts';
import type { MetricDistribution, MetricsView } from '../../server/protocol/metrics.ts';
import { resultOf } from '../support/engineEvents.ts';
import { writeFixture } from '../support/fixture.ts';
import { normalOf, randomOf } from '../support/simulated.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, twoPackages } from './serverFixture.ts';

function seriesOf({ metrics }: MetricsView, name: string): Readonly<Record<string, unknown>> {
  const rows = metrics.find((metric) => metric.name === name)?.series ?? [];
  return Object.fromEntries(
    rows.map(({ labels, windows }) => [Object.values(labels).join(), windows['1m']]),
  );
}

test('a run is in the metrics of the last minute, and in the history once the server ended', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const folder = server.uri();
  await server.run('build');
  await server.run('build');
  const all = await server.ask('cachescope/metrics', { folder });
  strictEqual(seriesOf(all, 'actions')['build,ran'], 2);
  strictEqual(seriesOf(all, 'actions')['build,fresh'], 2);
  const duration = seriesOf(all, 'action_run_duration')['lib#build'] as MetricDistribution;
  ok(duration.count === 1 && duration.p95 > 0);
  ok(Number(Object.keys(seriesOf(all, 'cache_misses')).length) > 0);
  ok((seriesOf(all, 'memory').heap_used as { last: number }).last > 1e6);
  const run = seriesOf(all, 'span_duration')['cachescope/run,'] as MetricDistribution;
  ok(run.count === 2 && run.max >= duration.max, 'requests are timed');
  strictEqual(all.leak.verdict, 'unknown');

  const some = await server.ask('cachescope/metrics', { folder, windows: ['5m'], names: ['runs'] });
  strictEqual(
    JSON.stringify(some.metrics.map(({ series }) => series)),
    '[[{"labels":{},"windows":{"5m":2}}]]',
  );
  const runs = await server.ask('cachescope/runs', { folder, offset: 0, limit: 2 });
  strictEqual(duration.worst, runs.rows[1]?.id, 'the longest was in the first run');

  // Another process, a terminal for example, counts for the whole history and for nothing else.
  const other = openStore({ root, onTrouble: (message) => ok(false, message) });
  if ('message' in other) throw new Error(other.message);
  new MetricsHistory(other).add([
    { name: 'runs', kind: 'counter', unit: 'count', labels: [], series: [[[], 40]] },
  ]);
  other.close();
  const whole = await server.ask('cachescope/metrics', {
    folder,
    windows: ['start', 'all'],
    names: ['runs', 'action_run_duration'],
  });
  deepStrictEqual(whole.metrics.find(({ name }) => name === 'runs')?.series, [
    { labels: {}, windows: { start: 2, all: 42 } },
  ]);
  const times = whole.metrics.find(({ name }) => name === 'action_run_duration')?.series;
  for (const { windows } of times ?? []) deepStrictEqual(windows.all, windows.start);
  ok((whole.allMs ?? 0) > 0);
  deepStrictEqual(whole.trends, []);
  await server.running.stop();
  const store = openStore({ root, onTrouble: (message) => ok(false, message) });
  if ('message' in store) throw new Error(store.message);
  t.after(() => store.close());
  const history = new MetricsHistory(store);
  const saved = history.total().find(({ name }) => name === 'runs');
  strictEqual(saved?.series[0]?.[1], 42);
});

test('an action that got slower is told with the run in which that began', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const store = openStore({ root, onTrouble: (message) => ok(false, message) });
  if ('message' in store) throw new Error(store.message);
  const random = normalOf(randomOf(4));
  const start = Date.UTC(2026, 10, 1);
  for (let at = 0; at < 60; at++) {
    const duration = as<DurationMs>((at < 40 ? 1000 : 1400) + 50 * random());
    const actions = [resultOf('app#build', 'ran', { duration })];
    const startedAt = as<EpochMs>(start + at * 3_600_000);
    store.traces.recordRun({ id: `run-${at}`, startedAt, duration, targets: ['build'], actions });
  }
  store.close();
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const { trends } = await server.ask('cachescope/metrics', { folder: server.uri() });
  const [trend, ...others] = trends ?? [];
  deepStrictEqual(others, []);
  const { before, after, ...told } = trend ?? { before: 0, after: 0 };
  const since = start + 40 * 3_600_000;
  deepStrictEqual(told, { kind: 'duration', action: 'app#build', run: 'run-40', since, runs: 20 });
  ok(Math.abs(before - 1000) < 40 && Math.abs(after - 1400) < 40, `${before} ${after}`);
});

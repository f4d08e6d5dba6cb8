// Live metrics of a folder, as a dashboard asks for them, over real streams.

import { ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsHistory } from '../../server/host/metrics/history.ts';
import { openStore } from '../../server/host/store/openStore.ts';
import type { MetricDistribution, MetricsView } from '../../server/protocol/metrics.ts';
import { writeFixture } from '../support/fixture.ts';
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
  await server.running.stop();
  const store = openStore({ root, onTrouble: (message) => ok(false, message) });
  if ('message' in store) throw new Error(store.message);
  t.after(() => store.close());
  const history = new MetricsHistory(store);
  const runs = history.total().find(({ name }) => name === 'runs');
  strictEqual(runs?.series[0]?.[1], 2);
});

// `stats` through the real program, over what real runs left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsHistory } from '../../server/host/metrics/history.ts';
import { openStore } from '../../server/host/store/openStore.ts';
import { makeWorkspace, twoPackages } from './support.ts';

test('each run adds what it counted to the history; dry runs and standing runs add nothing', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await workspace.run('run', 'build', '--force');
  await workspace.run('run', 'build', '--force', '--dry-run');
  const store = openStore({ root: workspace.root, onTrouble: (message) => assert.fail(message) });
  if ('message' in store) throw new Error(store.message);
  t.after(() => store.close());
  const total = new MetricsHistory(store.openDisk).total();
  const figures = new Map(
    total.flatMap(({ name, series }) =>
      series.map(([labels, value]) => [[name, ...labels].join(' '), value] as const),
    ),
  );
  assert.deepEqual(
    ['runs', 'actions build ran', 'cache_misses traces', 'actions_requested build'].map((name) =>
      figures.get(name),
    ),
    [2, 4, 4, 4],
  );
});

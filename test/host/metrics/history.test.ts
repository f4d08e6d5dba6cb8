// The history in a real store: two years of it, downsampled, and figures of real runs.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isHistogram, type MetricsRecord } from '../../../server/engine/metrics/record.ts';
import type { ByteCount } from '../../../server/engine/model/brand.ts';
import { MetricsHistory } from '../../../server/host/metrics/history.ts';
import type { Store } from '../../../server/host/store/openStore.ts';
import { openStore } from '../../../server/host/store/openStore.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { recordWith } from './sampleRecord.ts';

const hourMs = 3600_000;

function openIn(t: TestContext, root: string, now: () => number): Store {
  const troubles: string[] = [];
  const store = openStore({ root, now, onTrouble: (message) => troubles.push(message) });
  if ('message' in store) throw new Error(store.message);
  t.after(() => {
    store.close();
    strictEqual(troubles.join(), '');
  });
  return store;
}

function figureOf(record: MetricsRecord, name: string): unknown {
  const value = record.find((metric) => metric.name === name)?.series[0]?.[1];
  return value !== undefined && isHistogram(value) ? value.count : value;
}

test('two years of metrics are kept in at most 48 hours, 60 days and 25 months, without losing a run', async (t) => {
  const root = await makeTempDir(t);
  let now = Date.UTC(2024, 10, 3, 9);
  const store = openIn(t, root, () => now);
  const history = new MetricsHistory(store, () => now);
  let added = 0;
  for (let day = 0; day < 730; day++) {
    for (const hour of day > 720 ? [0, 1, 2, 3, 4, 5] : [2, 7]) {
      now = Date.UTC(2024, 10, 3, 9 + hour) + day * 24 * hourMs;
      history.add(recordWith(2, 100));
      added += 2;
    }
  }
  strictEqual(figureOf(history.total(), 'runs'), added);
  strictEqual(figureOf(history.total(), 'run_duration'), added / 2);
  const parts = history.parts();
  ok(parts.length <= 48 + 60 + 25, `${parts.length} parts`);
  const lengths = new Set(parts.map(({ startMs, endMs }) => (endMs - startMs) / hourMs));
  deepStrictEqual(
    [...lengths].sort((a, b) => b - a),
    [744, 720, 672, 24, 1],
  );
});

test('parts do not overlap in what they count, and the newest are hours', async (t) => {
  const root = await makeTempDir(t);
  let now = Date.UTC(2026, 0, 1);
  const history = new MetricsHistory(
    openIn(t, root, () => now),
    () => now,
  );
  for (let hour = 0; hour < 100; hour++) {
    now = Date.UTC(2026, 0, 1) + hour * hourMs;
    history.add(recordWith(1, 5));
    history.add(recordWith(1, 5));
  }
  const counts = history.parts().map(({ metrics }) => figureOf(metrics, 'runs'));
  deepStrictEqual(counts.slice(-3), [2, 2, 2]);
  strictEqual(
    counts.reduce<number>((sum, count) => sum + Number(count), 0),
    200,
  );
});

test('another process goes on where one ended, and cleaning up leaves the history', async (t) => {
  const root = await makeTempDir(t);
  let now = Date.UTC(2026, 5, 1);
  const first = openIn(t, root, () => now);
  new MetricsHistory(first, () => now).add(recordWith(3, 5));
  const codec = { encode: String, decode: String };
  const spec = { name: 'validation', schema: '1', codec };
  const other = first.openDisk(spec, () => undefined);
  other.set('key', { value: 'text', freshUntil: undefined, expiresAt: undefined }, 4 as ByteCount);
  now += 90 * 24 * hourMs;
  const second = openIn(t, root, () => now);
  second.maintenance.collectGarbage({ limits: { diskSize: 0, ttlMs: hourMs } });
  strictEqual(other.has('key'), false, 'what is unused for that long goes');
  new MetricsHistory(second, () => now).add(recordWith(4, 5));
  strictEqual(figureOf(new MetricsHistory(first, () => now).total(), 'runs'), 7);
});

test('two processes that save at the same moments lose nothing', async (t) => {
  const root = await makeTempDir(t);
  // There before both, so that none waits while the other makes it.
  const store = openIn(t, root, Date.now);
  const saves = 60;
  const program = fileURLToPath(new URL('./saveMetrics.ts', import.meta.url));
  const processes = ['a', 'b'].map((name) =>
    spawn(process.execPath, [program, root, String(saves), name], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const exits = processes.map((child) => once(child, 'exit'));
  await Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of processes) stdin.end('go');
  for (const exit of exits) deepStrictEqual(await exit, [0, null]);
  const total = new MetricsHistory(store).total();
  strictEqual(figureOf(total, 'runs'), 2 * saves);
  strictEqual(figureOf(total, 'run_duration'), 2 * saves);
  const labelled = total.find(({ name }) => name === 'actions')?.series;
  deepStrictEqual(Object.fromEntries(labelled ?? []), { a: saves, b: saves });
});

test('a row that is damaged is left out', async (t) => {
  const root = await makeTempDir(t);
  const now = Date.UTC(2026, 5, 1);
  const troubles: string[] = [];
  const store = openStore({ root, now: () => now, onTrouble: (message) => troubles.push(message) });
  if ('message' in store) throw new Error(store.message);
  t.after(() => store.close());
  const history = new MetricsHistory(store, () => now);
  history.add(recordWith(3, 5));
  const { DatabaseSync } = await import('node:sqlite');
  const { indexFile } = await import('../../../server/host/store/schema.ts');
  const database = new DatabaseSync(join(store.folder, indexFile));
  database.exec("UPDATE entries SET value = replace(value, '3', '9') WHERE cache = 'metrics'");
  database.close();
  deepStrictEqual(history.total(), []);
});

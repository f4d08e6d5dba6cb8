// Answers that bring what changed: each time the asker puts them together, it has what a whole answer has.

import { deepEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsDeltas } from '../../server/lsp/folder/metricsDeltas.ts';
import type { MetricsView } from '../../server/protocol/metrics.ts';

type Values = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Metrics by name, their series by the value of one label. */
function snapshotOf(values: Values): Omit<MetricsView, 'version' | 'isPartial'> {
  const metrics = Object.entries(values).map(([name, series]) => ({
    name,
    help: name,
    unit: 'count' as const,
    kind: 'counter' as const,
    overflow: 0,
    series: Object.entries(series).map(([label, value]) => ({
      labels: { label },
      windows: { start: value },
    })),
  }));
  const leak = { verdict: 'unknown', slope: 0, minutes: 0, caches: [] } as const;
  return { atMs: 0, sinceMs: 0, metrics, leak };
}

/** `hits a=1 b=2` for each metric. */
function texts({ metrics }: MetricsView): string[] {
  return metrics.map(({ name, series }) =>
    [name, ...series.map(({ labels, windows }) => `${labels.label}=${windows.start}`)].join(' '),
  );
}

test('the first answer is whole, later ones have what is no longer the same', () => {
  const deltas = new MetricsDeltas();
  const first = deltas.answer(
    snapshotOf({ hits: { a: 1, b: 2 }, runs: { '': 1 } }),
    'k',
    undefined,
  );
  strictEqual(first.isPartial, false);
  deepEqual(texts(first), ['hits a=1 b=2', 'runs =1']);
  const next = snapshotOf({ hits: { a: 1, b: 3, c: 1 }, runs: { '': 1 } });
  const second = deltas.answer(next, 'k', first.version);
  strictEqual(second.isPartial, true);
  deepEqual(texts(second), ['hits b=3 c=1']);
  deepEqual(texts(deltas.answer(next, 'k', second.version)), []);
});

test('two that ask by turns both get everything', () => {
  const deltas = new MetricsDeltas();
  const ask = (value: number, since?: string) =>
    deltas.answer(snapshotOf({ hits: { a: value, b: 0 } }), 'k', since);
  const slow = ask(1);
  const quick = ask(1, ask(2, slow.version).version);
  deepEqual(texts(quick), ['hits a=1']);
  // For the slow one it changed twice, and back: that it is sent is not needed, and not wrong.
  deepEqual(texts(ask(5, slow.version)), ['hits a=5']);
  deepEqual(texts(ask(5, quick.version)), ['hits a=5']);
});

test('versions of another server, of other figures, or that make no sense get everything', () => {
  const deltas = new MetricsDeltas();
  const snapshot = snapshotOf({ hits: { a: 1 } });
  const other = new MetricsDeltas().answer(snapshot, 'k', undefined);
  const { version } = deltas.answer(snapshot, 'k', undefined);
  for (const since of [other.version, '', 'x.1', `${version}x`, version.replace(/\d+$/, '')]) {
    strictEqual(deltas.answer(snapshot, 'k', since).isPartial, false, since);
  }
  strictEqual(deltas.answer(snapshot, 'other windows', version).isPartial, false);
});

test('kinds of requests that nobody makes any more are forgotten', () => {
  const deltas = new MetricsDeltas();
  const snapshot = snapshotOf({ hits: { a: 1 } });
  const { version } = deltas.answer(snapshot, 'old', undefined);
  for (let kind = 0; kind < 6; kind++) deltas.answer(snapshot, `${kind}`, undefined);
  strictEqual(deltas.answer(snapshot, 'old', version).isPartial, false);
});

test('where series are gone, whoever had them gets everything', () => {
  const deltas = new MetricsDeltas();
  const ask = (values: Values, since: string | undefined) =>
    deltas.answer(snapshotOf(values), 'k', since);
  const all = { hits: { a: 1, b: 2 }, runs: { '': 1 } };
  const [one, other] = [ask(all, undefined), ask(all, undefined)];
  const purged = { runs: { '': 1 } };
  const next = ask(purged, one.version);
  strictEqual(next.isPartial, false);
  deepEqual(texts(next), ['runs =1']);
  strictEqual(ask(purged, other.version).isPartial, false);
  const later = ask({ runs: { '': 2 } }, next.version);
  strictEqual(later.isPartial, true);
  deepEqual(texts(later), ['runs =2']);
});

// The Grafana dashboard asks for metrics that are exported, by labels that they have, and leaves none out.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { catalogEntries } from '../server/engine/metrics/catalog.ts';
import { exportedName, sampleNames } from '../server/engine/metrics/openMetrics.ts';

interface Dashboard {
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: {
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
    };
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const file = new URL('../docs/grafana-dashboard.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
const targets = dashboard.panels.flatMap((panel) => panel.targets);
const labelsOfSample = new Map(
  catalogEntries.flatMap((entry) =>
    sampleNames(entry).map((name) => [name, new Set(entry.labels ?? [])] as const),
  ),
);

test('every name in a query is exported, and every exported metric is in a query', () => {
  const asked = targets.flatMap(({ expr }) => expr.match(/cachescope_\w+/g) ?? []);
  deepStrictEqual(
    asked.filter((name) => !labelsOfSample.has(name)),
    [],
  );
  const left = catalogEntries.filter(
    (entry) => !asked.some((name) => sampleNames(entry).includes(name)),
  );
  deepStrictEqual(left.map(exportedName), []);
});

test('labels in queries and legends are those of the metric', () => {
  for (const { expr, legendFormat } of targets) {
    const names = expr.match(/cachescope_\w+/g) ?? [];
    const known = new Set([
      'le',
      'instance',
      ...names.flatMap((name) => [...(labelsOfSample.get(name) ?? [])]),
    ]);
    const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(', '),
    );
    const selected = [...expr.matchAll(/[{,](\w+)(?:=~|!=|=)/g)].map(([, label = '']) => label);
    const shown = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label = '']) => label);
    const unknown = [...grouped, ...selected, ...shown].filter((label) => !known.has(label));
    deepStrictEqual(unknown, [], expr);
  }
});

test('panels have ids of their own and do not lie on each other', () => {
  ok(dashboard.panels.length > 10 && dashboard.schemaVersion >= 36);
  strictEqual(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
  );
  strictEqual(new Set(cells).size, cells.length);
  ok(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24));
});

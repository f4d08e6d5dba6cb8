// The exported text, read by the parser of OpenMetrics' own reference implementation (prometheus_client for Python): names, types, units,
// escaped values and buckets must be what was counted.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { Collector } from '../../../server/engine/metrics/collector.ts';
import { Histogram } from '../../../server/engine/metrics/histogram.ts';
import { openMetricsText } from '../../../server/engine/metrics/openMetrics.ts';
import type { MetricsRecord, RecordedMetric } from '../../../server/engine/metrics/record.ts';
import { installDebian } from '../../support/debian.ts';
import { EventMaker, resultOf } from '../../support/engineEvents.ts';

interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly (readonly [string, Readonly<Record<string, string>>, number])[];
}

const python = '/usr/bin/python3';
const program = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.buffer.read().decode("utf-8"))
print(json.dumps([dict(name=f.name, type=f.type, unit=f.unit, help=f.documentation,
  samples=[[s.name, s.labels, s.value] for s in f.samples]) for f in families]))`;

function parse(text: string): readonly ParsedFamily[] {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program], {
    input: text,
    encoding: 'utf8',
  });
  strictEqual(status, 0, stderr);
  return JSON.parse(stdout) as readonly ParsedFamily[];
}

function metricOf(more: Partial<RecordedMetric>): RecordedMetric {
  return { name: 'm', kind: 'counter', unit: 'count', labels: [], series: [[[], 1]], ...more };
}

before(() => {
  const isThere = spawnSync(python, ['-c', 'import prometheus_client']).status === 0;
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  if (!isThere) installDebian(['python3-prometheus-client'], tell);
});

test('all that a collector counts is read back by the reference parser', () => {
  const memory = { read: () => ({ heapUsed: 5e7, heapTotal: 6e7, rss: 9e7, external: 1e6 }) };
  const collector = new Collector({ memory });
  const events = new EventMaker(collector.onEvent);
  events.run([
    resultOf('web#build', 'ran'),
    resultOf('a#b', 'fresh'),
    resultOf('web#test', 'failed'),
  ]);
  events.cache('validation', 300);
  const families = new Map(
    parse(openMetricsText(collector.record())).map((one) => [one.name, one]),
  );
  const hits = families.get('cachescope_cache_hits');
  strictEqual(hits?.type, 'counter');
  strictEqual(hits.help, 'Look-ups that found something.');
  deepStrictEqual(hits.samples, [
    ['cachescope_cache_hits_total', { cache: 'traces', tier: 'disk' }, 1],
    ['cachescope_cache_hits_total', { cache: 'validation', tier: 'memory' }, 1],
  ]);
  deepStrictEqual(families.get('cachescope_memory_bytes')?.samples[0], [
    'cachescope_memory_bytes',
    { area: 'heap_used' },
    5e7,
  ]);
  const waits = families.get('cachescope_queue_wait_seconds');
  strictEqual(waits?.unit, 'seconds');
  const buckets = waits.samples.map(([, { le }, value]) => `${le ?? ''} ${value}`);
  deepStrictEqual(buckets.slice(0, 2), ['0.001 2', '0.0025 2']);
  deepStrictEqual(buckets.slice(-3), ['+Inf 2', ' 2', ' 0.002']);
  strictEqual(families.size, collector.record().length);
});

test('names that the format does not allow and texts of any kind come through', () => {
  const odd = 'a "quoted" back\\slash\nnew line, {brace}, ünïcode 🎉, \u0000, \ud800';
  const record: MetricsRecord = [
    metricOf({
      name: 'bad-name.of things_total',
      labels: ['le', '1st', '__x', 'a b', 'a-b'],
      series: [[[odd, '', '\\n', '"', '\\'], 3]],
    }),
    metricOf({ name: 'bad name.of-things', kind: 'updown', series: [[[], -2]] }),
    metricOf({
      name: 'g',
      kind: 'gauge',
      unit: 'bytes',
      series: [[[], { last: 7, min: 1, max: 9, at: 5 }]],
    }),
    metricOf({
      name: 'share',
      kind: 'gauge',
      unit: 'ratio',
      series: [[[], { last: 0.25, min: 0, max: 1, at: 5 }]],
    }),
  ];
  const [first, second, third, fourth] = parse(openMetricsText(record));
  strictEqual(first?.name, 'cachescope_bad_name_of_things');
  strictEqual(second?.name, 'cachescope_bad_name_of_things_2');
  const labels = first.samples[0]?.[1];
  deepStrictEqual(Object.keys(labels ?? {}), ['label_le', 'label_1st', '_x', 'a_b', 'a_b_2']);
  strictEqual(labels?.label_le, odd.toWellFormed());
  strictEqual(labels._x, '\\n');
  deepStrictEqual(second.samples, [['cachescope_bad_name_of_things_2', {}, -2]]);
  strictEqual(third?.samples[0]?.[2], 7);
  strictEqual(fourth?.name, 'cachescope_share_ratio');
});

test('no metrics are a valid text, too; a text without its end is none', () => {
  deepStrictEqual(parse(openMetricsText([])), []);
  const cut = openMetricsText([metricOf({})]).replace('# EOF\n', '');
  ok(spawnSync(python, ['-c', program], { input: cut }).status !== 0);
});

test('buckets hold what is at most as large as their bound', () => {
  const histogram = new Histogram(1000);
  for (const ms of [0.5, 0.9, 30, 30, 700, 9e6]) histogram.record(ms);
  const metric = metricOf({ kind: 'timing', unit: 'ms', series: [[[], histogram.data()]] });
  const [family] = parse(openMetricsText([metric]));
  const counts = Object.fromEntries(family?.samples.map(([, { le }, count]) => [le, count]) ?? []);
  deepStrictEqual(
    ['0.001', '0.025', '0.05', '0.5', '1.0', '2500.0', '+Inf'].map((le) => counts[le]),
    [2, 2, 4, 4, 5, 5, 6],
  );
});

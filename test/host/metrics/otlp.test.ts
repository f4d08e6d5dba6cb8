// OTLP to a real server on this machine, which reads what came as a collector does: by the JSON mapping of the protocol.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Collector } from '../../../server/engine/metrics/collector.ts';
import type { DurationMs } from '../../../server/engine/model/brand.ts';
import { sendOtlp } from '../../../server/host/metrics/otlp.ts';
import { EventMaker, resultOf } from '../../support/engineEvents.ts';

interface Received {
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly body: ExportRequest;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface Point {
  readonly attributes: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly isMonotonic: boolean; readonly dataPoints: readonly Point[] };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

interface ExportRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

async function startCollector(t: TestContext, status = 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const isZipped = request.headers['content-encoding'] === 'gzip';
      const body = JSON.parse(String(isZipped ? gunzipSync(bytes) : bytes)) as ExportRequest;
      received.push({ path: request.url, type: request.headers['content-type'], body });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, received, server };
}

function someMetrics() {
  const memory = { read: () => ({ heapUsed: 5e7, heapTotal: 6e7, rss: 9e7, external: 1e6 }) };
  const collector = new Collector({ memory });
  const events = new EventMaker(collector.onEvent);
  events.run([
    resultOf('web#build', 'ran', { duration: 700 as DurationMs }),
    resultOf('a#b', 'fresh'),
  ]);
  events.cache('validation', 300);
  const about = { startMs: 1_000_000, endMs: 2_000_500, version: '1.2.3', workspace: 'shop' };
  return { record: collector.record(), ...about };
}

function attributesOf(attributes: readonly Attribute[]): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}

test('a collector gets every metric with its kind, unit, labels and times', async (t) => {
  const { endpoint, received } = await startCollector(t);
  const metrics = someMetrics();
  strictEqual(await sendOtlp({ endpoint, ...metrics }), undefined);
  const [{ path, type, body } = { path: '', type: '', body: undefined }, ...others] = received;
  deepStrictEqual([path, type, others.length], ['/v1/metrics', 'application/json', 0]);
  const [resource] = body?.resourceMetrics ?? [];
  deepStrictEqual(attributesOf(resource?.resource.attributes ?? []), {
    'service.name': 'cachescope',
    'service.version': '1.2.3',
    'service.instance.id': 'shop',
  });
  const all = new Map(resource?.scopeMetrics[0]?.metrics.map((metric) => [metric.name, metric]));
  strictEqual(all.size, metrics.record.length);
  const hits = all.get('cachescope.cache_hits');
  strictEqual(hits?.sum?.isMonotonic, true);
  const [, point] = hits.sum.dataPoints;
  deepStrictEqual(attributesOf(point?.attributes ?? []), { cache: 'validation', tier: 'memory' });
  strictEqual(point?.asDouble, 1);
  deepStrictEqual([point.startTimeUnixNano, point.timeUnixNano].map(String), [
    '1000000000000',
    '2000500000000',
  ]);
  const memory = all.get('cachescope.memory');
  deepStrictEqual([memory?.unit, memory?.gauge?.dataPoints[0]?.asDouble], ['By', 5e7]);
  const duration = all.get('cachescope.action_run_duration')?.histogram?.dataPoints[0];
  deepStrictEqual([duration?.count, duration?.sum], [1, 0.7]);
  const { explicitBounds = [], bucketCounts = [] } = duration ?? {};
  strictEqual(bucketCounts.length, explicitBounds.length + 1);
  strictEqual(explicitBounds[bucketCounts.indexOf(1)], 1);
});

test('a whole path is taken as it is named', async (t) => {
  const { endpoint, received } = await startCollector(t);
  strictEqual(
    await sendOtlp({ endpoint: `${endpoint}/otlp/v1/metrics`, ...someMetrics() }),
    undefined,
  );
  strictEqual(received[0]?.path, '/otlp/v1/metrics');
});

test('what goes wrong is said, with the address', async (t) => {
  const { endpoint } = await startCollector(t, 400);
  match(
    (await sendOtlp({ endpoint, ...someMetrics() })) ?? '',
    /^The collector at .* did not take the metrics: .+ Check/,
  );
  const gone = await startCollector(t);
  gone.server.close();
  const message = await sendOtlp({ endpoint: gone.endpoint, ...someMetrics(), timeoutMs: 500 });
  ok(message?.includes(gone.endpoint), message);
  match(
    (await sendOtlp({ endpoint: 'localhost', ...someMetrics() })) ?? '',
    /is no address of a collector/,
  );
  match(
    (await sendOtlp({ endpoint: 'ftp://x', ...someMetrics() })) ?? '',
    /is no address of a collector/,
  );
});

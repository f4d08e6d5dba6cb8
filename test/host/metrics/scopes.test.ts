// Spans across real asynchronous work: parents, checkpoints, batches, failures.

import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsRegistry } from '../../../server/engine/metrics/registry.ts';
import { type EndedSpan, Spans } from '../../../server/engine/metrics/spans.ts';
import { NodeScopes } from '../../../server/host/metrics/scopes.ts';
import { ManualClock } from '../../support/simulated.ts';

function makeSpans() {
  const clock = new ManualClock();
  const metrics = new MetricsRegistry({ clock });
  const ended: EndedSpan[] = [];
  const scopes = new NodeScopes();
  const spans = new Spans(metrics, { clock, scopes, onEnded: (span) => ended.push(span) });
  const nameOf = (id: number | undefined) => ended.find((span) => span.id === id)?.name;
  const tree = () => ended.map(({ name, parent }) => `${name} < ${nameOf(parent) ?? '-'}`);
  return { clock, metrics, spans, ended, tree };
}

test('a span knows what it is part of, also where two run side by side', async () => {
  const { spans, tree } = makeSpans();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const outer = (name: string, gate: Promise<void>) =>
    spans.time(name, async () => {
      await gate;
      await spans.time(`in ${name}`, async () => await Promise.resolve());
    });
  const both = [
    outer('a', gates[0]?.promise as Promise<void>),
    outer('b', gates[1]?.promise as Promise<void>),
  ];
  gates[1]?.resolve();
  await both[1];
  gates[0]?.resolve();
  await both[0];
  deepStrictEqual(tree(), ['in b < b', 'b < -', 'in a < a', 'a < -']);
});

test('checkpoints cut a span into stages', () => {
  const { clock, metrics, spans, ended } = makeSpans();
  spans.time('save', (span) => {
    clock.advance(5);
    span.checkpoint('read');
    clock.advance(20);
    span.checkpoint('written');
  });
  deepStrictEqual(ended[0]?.checkpoints, [
    { name: 'read', tookMs: 5 },
    { name: 'written', tookMs: 20 },
  ]);
  const stages = metrics.snapshot(['start']).find(({ name }) => name === 'stage_duration');
  deepStrictEqual(
    stages?.series.map(({ labels }) => labels),
    [
      { span: 'save', stage: 'read' },
      { span: 'save', stage: 'written' },
    ],
  );
});

test('a batch is one span with the durations of its parts', () => {
  const { clock, spans, ended } = makeSpans();
  const batch = spans.batch('stat', { cause: 'a.ts changed' });
  for (let at = 1; at <= 100; at++) batch.time(() => clock.advance(at));
  const { count, total, min, max } = batch.end();
  deepStrictEqual({ count, total, min, max }, { count: 100, total: 5050, min: 1, max: 100 });
  strictEqual(ended.length, 1);
  strictEqual(ended[0]?.cause, 'a.ts changed');
});

test('a span ends with its work, however that ends', async () => {
  const { spans, ended } = makeSpans();
  const fail = (): never => {
    throw new Error('no');
  };
  throws(() => spans.time('now', fail), /no/);
  await rejects(
    spans.time('later', async () => fail()),
    /no/,
  );
  deepStrictEqual(
    ended.map(({ name, failed }) => `${name} ${failed}`),
    ['now true', 'later true'],
  );
});

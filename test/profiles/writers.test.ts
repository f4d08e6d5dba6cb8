// What the writers write reads back as it was: any profile through Chrome's format, lanes and spans through speedscope's.

import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultLimits } from '../../server/profiles/layout/limits.ts';
import { ProfileBuilder } from '../../server/profiles/layout/profileBuilder.ts';
import type { Profile } from '../../server/profiles/profile.ts';
import { writeChromeTrace } from '../../server/profiles/write/chromeTrace.ts';
import { writeSpeedscope } from '../../server/profiles/write/speedscope.ts';
import { checkInvariants, drawProfile, readText } from './profileText.ts';
import { checkTraceRules } from './traceRules.ts';

interface MadeSpan {
  readonly start: number;
  readonly duration: number;
  readonly name: string;
  readonly category: string;
  readonly line: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

const anyTime = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }),
);
/** Whole nanoseconds, which is all that a trace says. */
const fineTime = anyTime.map((time) => Math.round(time * 1000) / 1000);
/** Apart by about a nanosecond at least: what is nearer than that may lie inside of one another, or side by side. */
const coarseTime = anyTime.map((time) => Math.round(time * 1024) / 1024);

function profilesOf(time: fc.Arbitrary<number>): fc.Arbitrary<Profile> {
  const span: fc.Arbitrary<MadeSpan> = fc.record({
    start: time,
    duration: time,
    name: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string({ unit: 'grapheme' })),
    category: fc.constantFrom('', 'run', 'ä"\\'),
    line: fc.constantFrom(0, 1, 70_000),
    detail: fc.oneof(fc.constant({}), fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 })),
  });
  const name = fc.constantFrom('hit', 'miss');
  const instant = fc.record({ at: time, isOnLane: fc.boolean(), name });
  const point = fc.record({ at: time, value: fc.integer(), isBytes: fc.boolean() });
  const lane = fc.array(span, { minLength: 1, maxLength: 20 });
  return fc
    .record({
      lanes: fc.array(lane, { minLength: 1, maxLength: 4 }),
      instants: fc.array(instant, { maxLength: 5 }),
      points: fc.array(point, { maxLength: 6 }),
    })
    .map(makeProfile);
}

function makeProfile(made: {
  lanes: readonly (readonly MadeSpan[])[];
  instants: readonly { at: number; isOnLane: boolean; name: string }[];
  points: readonly { at: number; value: number; isBytes: boolean }[];
}): Profile {
  const builder = new ProfileBuilder(defaultLimits);
  const { texts, frames, details } = builder;
  for (const [at, spans] of made.lanes.entries()) {
    const lane = builder.lane(`Slot ${at}`, at < 2 ? 'one' : 'two "quoted"');
    for (const { start, duration, name, category, line, detail } of spans) {
      const place = { file: line > 0 ? texts.add('src/ä.ts') : 0, line, column: line > 1 ? 3 : 0 };
      const frame = frames.number(texts.add(name), texts.add(category), place);
      builder.span(lane, start, duration, frame, details.add(detail));
    }
  }
  for (const { at, isOnLane, name } of made.instants)
    builder.instants.push(at, frames.number(texts.add(name), 0), isOnLane ? 0 : -1, 0);
  for (const { at, value, isBytes } of made.points)
    builder.counters.push(
      { name: isBytes ? 'stored' : 'running', group: 'one', isBytes },
      at,
      value,
    );
  return builder.finish({ name: 'test', format: 'chrome-trace', unit: 'time' });
}

/** Frames, lanes and details by name and not by number: which number they have is the reader's affair. */
function drawn(profile: Profile): string {
  return drawProfile({ ...profile, base: 0 });
}

test('a profile written as a Chrome trace reads back the same', async () => {
  await fc.assert(
    fc.asyncProperty(profilesOf(fineTime), async (profile) => {
      checkInvariants(profile);
      const read = await readText([...writeChromeTrace(profile)].join(''));
      strictEqual(drawn(read), drawn(profile));
      for (const column of ['depths', 'parents'] as const)
        deepStrictEqual(read.spans[column], profile.spans[column]);
    }),
    { numRuns: 200 },
  );
});

test('whatever is written keeps the rules of the viewers, times beyond nanoseconds included', async () => {
  await fc.assert(
    fc.property(profilesOf(anyTime), (profile) => {
      const counts = checkTraceRules([...writeChromeTrace(profile)].join(''));
      strictEqual(counts.X, profile.spans.starts.length);
      strictEqual(counts.i ?? 0, profile.instants.times.length);
    }),
    { numRuns: 200 },
  );
});

test('a file that breaks a rule of the viewers is found', () => {
  const check = (events: readonly object[], message: RegExp) => {
    const text = { displayTimeUnit: 'ms', otherData: {}, traceEvents: [...named, ...events] };
    throws(() => checkTraceRules(JSON.stringify(text)), message);
  };
  const named = [
    { ph: 'M', pid: 1, tid: 0, name: 'process_name', args: { name: 'p' } },
    { ph: 'M', pid: 1, tid: 1, name: 'thread_name', args: { name: 't' } },
  ];
  const span = (ts: number, dur: number, more: object = {}) => {
    return { ph: 'X', name: 'x', pid: 1, tid: 1, ts, dur, ...more };
  };
  check([span(0, 2), span(1, 2)], /overlaps x/);
  check([span(0, 2), span(1, 1.001)], /overlaps x/);
  check([span(0.0004, 2)], /not whole nanoseconds/);
  check([span(5, 2), span(1, 2)], /out of order/);
  check([span(1, 2, { tid: 2 })], /1 2/);
  check([span(1, 2, { pid: '1' })], /"pid":"1"/);
  check([{ ph: 'C', name: 'c', pid: 1, tid: 0, ts: 1, args: { value: '3' } }], /"ph":"C"/);
  check([{ ph: 's', name: 'a', cat: 'c', id: 1, pid: 1, tid: 1, ts: 1 }], /1 !== 0/);
  check([span(0, 1, { bind_id: '0x1', flow_out: true })], /leads nowhere/);
  check(
    [span(0, 1, { bind_id: '0x1' }), span(2, 1, { bind_id: '0x1', flow_in: true })],
    /0x1 at 0/,
  );
});

/** What speedscope's file-format-schema.json asks for, and what its importer does besides. */
function checkSpeedscopeRules(text: string): void {
  const file: {
    $schema: string;
    activeProfileIndex: number;
    shared: { frames: Record<string, unknown>[] };
    profiles: Record<string, unknown>[];
  } = JSON.parse(text);
  strictEqual(file.$schema, 'https://www.speedscope.app/file-format-schema.json');
  ok(file.profiles.length > file.activeProfileIndex);
  const { frames } = file.shared;
  const types = { name: 'string', file: 'string', line: 'number', col: 'number' };
  for (const frame of frames) {
    strictEqual(typeof frame.name, 'string');
    for (const [key, value] of Object.entries(frame))
      strictEqual(typeof value, types[key as keyof typeof types], JSON.stringify(frame));
  }
  for (const { type, name, unit, startValue, endValue, events, ...more } of file.profiles) {
    deepStrictEqual([type, typeof name, more], ['evented', 'string', {}]);
    ok(['none', 'microseconds', 'bytes'].includes(String(unit)));
    const open: number[] = [];
    let last = Number(startValue);
    for (const event of events as { type: string; frame: number; at: number }[]) {
      ok(event.at >= last && event.frame < frames.length, JSON.stringify(event));
      last = event.at;
      if (event.type === 'O') open.push(event.frame);
      else deepStrictEqual([event.type, event.frame], ['C', open.pop()]);
    }
    deepStrictEqual(open, []);
    ok(last <= Number(endValue));
  }
}

test('whatever is written for speedscope keeps its schema', () => {
  fc.assert(
    fc.property(profilesOf(anyTime), (profile) => {
      checkSpeedscopeRules([...writeSpeedscope(profile)].join(''));
    }),
    { numRuns: 200 },
  );
});

test('a profile written for speedscope reads back with the same spans', async () => {
  await fc.assert(
    fc.asyncProperty(profilesOf(coarseTime), async (profile) => {
      const read = await readText([...writeSpeedscope(profile)].join(''));
      strictEqual(read.notes.join(), '');
      deepStrictEqual(
        read.lanes.map(({ name }) => name),
        profile.lanes.map(({ group, name }) => `${group}: ${name}`),
      );
      deepStrictEqual(read.spans.depths, profile.spans.depths);
      deepStrictEqual(read.spans.parents, profile.spans.parents);
      const nameOf = ({ spans, frames }: Profile) =>
        [...spans.frames].map((frame) => frames.names[frame]);
      deepStrictEqual(nameOf(read), nameOf(profile));
      profile.spans.starts.forEach((start, at) => {
        ok(Math.abs(start - (read.spans.starts[at] ?? -1)) < 0.01);
      });
    }),
    { numRuns: 200 },
  );
});

test('what there is to say of a profile is written with it', async () => {
  const events = [
    { ph: 'X', name: 'a', ts: 0, dur: -1, pid: 1, tid: 1 },
    { ph: 'X', name: 'b', ts: 0, dur: 9, pid: 1, tid: 1 },
  ];
  const profile = await readText(events);
  const notes = [...profile.notes, 'lib#build: 3 samples have no time.'];
  const written = [...writeChromeTrace({ ...profile, notes }, { run: 'r1' })].join('');
  checkTraceRules(written);
  deepStrictEqual((await readText(written, { chunk: 10 })).notes, notes);
  const others = { otherData: { notes: ['# no', 'short', 7, 'A sentence of its own.'] } };
  const read = await readText({ ...others, traceEvents: events });
  deepStrictEqual(read.notes, ['A sentence of its own.', ...profile.notes]);
});

test('arrows lead to the same spans', async () => {
  const events = [
    { ph: 'X', name: 'a', ts: 0, dur: 10, pid: 1, tid: 1 },
    { ph: 'X', name: 'inside', ts: 0, dur: 9, pid: 1, tid: 1 },
    { ph: 'X', name: 'b', ts: 20, dur: 10, pid: 1, tid: 2 },
    { ph: 'X', name: 'inside', ts: 20, dur: 5, pid: 1, tid: 2 },
    { ph: 's', name: 'x', id: 1, ts: 9.5, pid: 1, tid: 1 },
    { ph: 'f', name: 'x', id: 1, ts: 26, bp: 'e', pid: 1, tid: 2 },
  ];
  const profile = await readText(events);
  deepStrictEqual([...profile.flows.from, ...profile.flows.to], [0, 2]);
  const written = [...writeChromeTrace(profile, { run: 'r1' })].join('');
  strictEqual(drawn(await readText(written)), drawn(profile));
  const { s: alone = 0, bound } = checkTraceRules(written);
  deepStrictEqual([alone, bound], [0, 1]);
});

test('arrows of a chain lie in its spans, and others are events', async () => {
  const span = (name: string, ts: number) => ({ ph: 'X', name, ts, dur: 5, pid: 1, tid: ts % 3 });
  const arrow = (id: number, from: number, to: number) => [
    { ph: 's', name: 'x', id, ts: from + 1, pid: 1, tid: from % 3 },
    { ph: 'f', name: 'x', id, ts: to + 1, bp: 'e', pid: 1, tid: to % 3 },
  ];
  const profile = await readText([
    ...[
      span('a', 0),
      span('inside', 0),
      span('b', 10),
      span('c', 20),
      span('d', 31),
      span('e', 43),
    ],
    ...[
      arrow(1, 10, 20),
      arrow(2, 20, 31),
      arrow(3, 0, 10),
      arrow(4, 31, 43),
      arrow(5, 20, 43),
    ].flat(),
  ]);
  const written = [...writeChromeTrace(profile)].join('');
  const { s: alone, bound } = checkTraceRules(written);
  // To c, and no further: two lead from it. What leads to the last one is one of two.
  deepStrictEqual([alone, bound], [3, 2]);
  const arrowsOf = ({ flows, spans, frames }: Profile) =>
    [...flows.from]
      .map((from, at) =>
        [from, flows.to[at] ?? 0].map((one) => frames.names[spans.frames[one] ?? 0]).join(' '),
      )
      .sort();
  deepStrictEqual(arrowsOf(await readText(written)), arrowsOf(profile));
  deepStrictEqual(arrowsOf(profile), ['b c', 'c d', 'c e', 'd e', 'inside b']);
});

// The reader of Chrome traces: each form of the file and each kind of event, drawn as text.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ReadLimits } from '../../server/profiles/layout/limits.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';
import { writeChromeTrace } from '../../server/profiles/write/chromeTrace.ts';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import {
  checkInvariants,
  checkProfile,
  drawProfile,
  readAny,
  readBytes,
  readText,
} from './profileText.ts';
import { checkTraceRules } from './traceRules.ts';

const span = (name: string, ts: number, dur: number, more: object = {}): object => ({
  name,
  ph: 'X',
  ts,
  dur,
  pid: 1,
  tid: 1,
  ...more,
});

test('spans nest by their times, whatever their order in the file', async () => {
  await checkProfile(
    [span('inner', 20, 10), span('outer', 10, 50), span('last', 40, 20), span('first', 10, 50)],
    `
    chrome-trace 50 from 10
    Process 1 / Thread 1
      outer 0+50
        first 0+50
          inner 10+10
          last 30+20
    `,
  );
});

test('a made trace of 5,000 spans is read as it was made', async () => {
  const profile = await readText([...makeTrace({ spans: 5000 })].join(''));
  strictEqual(profile.spans.starts.length, 5000);
  deepStrictEqual(
    profile.lanes.map(({ name, count, depth }) => [name, count, depth]),
    [1, 2, 3, 4].map((lane) => [`Thread ${lane}`, 1250, 12]),
  );
  ok(profile.frames.names.length > 900);
  deepStrictEqual(profile.notes, []);
});

test('where a chunk ends makes no difference', async () => {
  const text = [...makeTrace({ spans: 40 })].join('');
  const whole = drawProfile(await readText(text));
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 7, 100])
    strictEqual(drawProfile(await readBytes(bytes, { chunk: size })), whole, `chunks of ${size}`);
});

test('an array may lack its bracket and have a comma too many', async () => {
  const one = JSON.stringify(span('one', 5, 5));
  const expected = 'chrome-trace 5 from 5\nProcess 1 / Thread 1\n  one 0+5';
  for (const text of [
    `[${one}]`,
    `[${one},]`,
    `[${one},`,
    `[${one}`,
    ` [ ,${one} , `,
    `\ufeff[${one}]`,
  ])
    await checkProfile(text, expected);
  for (const text of [
    `{"traceEvents":[${one}]}`,
    `{"a":[{"b":"]}"}],"traceEvents":[${one},],"z":1}`,
  ])
    await checkProfile(text, expected);
});

test('what is cut off or broken is shown as far as it goes, with the place', async () => {
  const one = JSON.stringify(span('one', 5, 5));
  const shown = 'chrome-trace 5 from 5\nProcess 1 / Thread 1\n  one 0+5\n* The file is';
  const check = async (text: string, what: string, at: number) => {
    await checkProfile(text, `${shown} ${what} at byte ${at}; what comes before is shown.`);
  };
  const cutOff = [`[${one},{"name":"tw`, `{"traceEvents":[${one}`, `{"traceEvents":[${one}]`];
  for (const text of cutOff) await check(text, 'cut off', text.length);
  const broken = [`[${one},{"name":]`, `[${one},{"name":"x",\u0000`, `{"traceEvents":[${one}],]`];
  for (const text of broken) await check(text, 'broken', text.length - 1);
});

test('gzip is unpacked, and may be cut off', async () => {
  const text = [...makeTrace({ spans: 5000 })].join('');
  const packed = gzipSync(text);
  const whole = await readBytes(packed, { chunk: 1000 });
  strictEqual(drawProfile(whole), drawProfile(await readText(text)));
  const half = await readBytes(packed.subarray(0, packed.length / 2), { chunk: 1000 });
  ok(half.spans.starts.length > 1000);
  match(
    half.notes[0] ?? '',
    /^The compressed file is cut off or broken, or has something behind its end.*; what comes before is shown\.$/,
  );
});

test('starts and ends are paired on each thread, with or without a name', async () => {
  await checkProfile(
    [
      { ph: 'B', name: 'a', cat: 'c', ts: 1, pid: 1, tid: 1, args: { from: 'B' } },
      { ph: 'B', name: 'b', ts: 2, pid: 1, tid: 1 },
      { ph: 'B', name: 'other', ts: 3, pid: 1, tid: 2 },
      { ph: 'E', ts: 4, pid: 1, tid: 1 },
      { ph: 'E', name: 'a', ts: 6, pid: 1, tid: 1, args: { to: 'E' } },
      { ph: 'E', ts: 9, pid: 1, tid: 2 },
    ],
    `
    chrome-trace 8 from 1
    Process 1 / Thread 1
      a[c] 0+5 {"from":"B","to":"E"}
        b 1+2
    Process 1 / Thread 2
      other 2+6
    `,
  );
});

test('starts and ends out of order in the file are paired by time', async () => {
  await checkProfile(
    [
      { ph: 'B', name: 'late', ts: 20, pid: 1, tid: 1 },
      { ph: 'E', ts: 30, pid: 1, tid: 1 },
      { ph: 'B', name: 'early', ts: 1, pid: 1, tid: 1 },
      { ph: 'E', ts: 10, pid: 1, tid: 1 },
    ],
    'chrome-trace 29 from 1\nProcess 1 / Thread 1\n  early 0+9\n  late 19+10',
  );
});

test('what has no end, no start, or the end of another is told and not lost', async () => {
  await checkProfile(
    [
      { ph: 'E', name: 'none', ts: 1, pid: 1, tid: 1 },
      { ph: 'B', name: 'outer', ts: 2, pid: 1, tid: 1 },
      { ph: 'B', name: 'unclosed', ts: 3, pid: 1, tid: 1 },
      { ph: 'E', name: 'wrong', ts: 4, pid: 1, tid: 1 },
      { ph: 'E', name: 'outer', ts: 5, pid: 1, tid: 1 },
      { ph: 'B', name: 'open', ts: 6, pid: 1, tid: 1 },
      { ph: 'b', name: 'job', cat: 'c', id: 1, ts: 7, pid: 1, tid: 1 },
      { ph: 'e', name: 'job', cat: 'c', id: 2, ts: 8, pid: 1, tid: 1 },
      { ph: 'X', name: 'last', ts: 9, dur: 1, pid: 1, tid: 2 },
      { ph: 'X', name: 'back', ts: 10, dur: -1, pid: 1, tid: 2 },
      { ph: 'X', name: 'timeless', dur: 1, pid: 1, tid: 2 },
      { ph: '?', name: 'odd', ts: 10, pid: 1, tid: 2 },
    ],
    `
    chrome-trace 8 from 2
    Process 1 / Thread 1
      outer 0+3
        unclosed 1+2
      open 4+4
    Process 1 / Thread 2
      last 7+1
      back 8+0
    Process 1 / c
      job[c] 5+3
    * 1 ends of asynchronous spans have no start and are left out.
    * 1 spans have no duration, or a negative one; they are shown without length.
    * 1 events have no time and are left out.
    * 1 events are of a kind that is not known and are left out.
    * 2 ends of spans have no start and are left out.
    * 1 spans have no end of their own; they are closed with the span around them.
    * 1 spans have no end; they are closed at the end of the profile.
    * 1 asynchronous spans have no end; they are closed at the end of the profile.
    `,
  );
});

test('asynchronous spans overlap on rows, and nest by their id', async () => {
  const job = (ph: string, id: unknown, ts: number, name = 'job') => {
    return { ph, name, cat: 'jobs', id, ts, pid: 'web', tid: 'main' };
  };
  await checkProfile(
    [
      job('b', 1, 0),
      job('b', '0x2', 5),
      job('b', 1, 6, 'part'),
      job('n', 1, 7, 'news'),
      job('e', 1, 8, 'part'),
      job('e', 1, 10),
      job('e', '0x2', 20),
      job('b', 3, 12),
      job('e', 3, 15),
      { ...job('b', 0, 16), id2: { local: '0x7' } },
      { ...job('b', 0, 17), id2: { local: '0x7' }, pid: 'other' },
      { ...job('e', 0, 18), id2: { local: '0x7' } },
      { ...job('e', 0, 19), id2: { local: '0x7' }, pid: 'other' },
      { ...job('S', 9, 22), name: 'old' },
      { ...job('T', 9, 23), name: 'old' },
      { ...job('F', 9, 24), name: 'old' },
    ],
    `
    chrome-trace 24 from 0
    Process web / jobs
      job[jobs] 0+10
        part[jobs] 6+2
      job[jobs] 12+3
      job[jobs] 16+2
      old[jobs] 22+2
    Process web / jobs 2
      job[jobs] 5+15
    Process other / jobs
      job[jobs] 17+2
    ! 7 news[jobs]
    ! 23 old[jobs]
    `,
  );
});

test('spans of one thread that overlap without nesting get a lane below', async () => {
  await checkProfile(
    [span('a', 0, 10), span('b', 5, 10), span('c', 6, 20), span('inside', 7, 2), span('d', 30, 1)],
    `
    chrome-trace 31 from 0
    Process 1 / Thread 1
      a 0+10
        inside 7+2
      d 30+1
    Process 1 / Thread 1 (overflow)
      b 5+10
    Process 1 / Thread 1 (overflow 2)
      c 6+20
    `,
  );
});

test('clocks that count from 1970 and rounded ends do not break nesting', async () => {
  const base = 1_790_000_000_000_000;
  await checkProfile(
    [
      { ph: 'M', name: 'process_name', ts: 0, pid: 1, args: { name: 'nx' } },
      span('outer', base + 0.25, 100.1),
      span('inner', base + 50, 50.35),
    ],
    `
    chrome-trace 100.1 from ${base + 0.25}
    nx / Thread 1
      outer 0+100.1
        inner 49.75+50.35
    `,
  );
});

test('lanes are named and ordered as metadata says', async () => {
  const meta = (name: string, args: object, tid = 1, pid = 1) => ({
    ph: 'M',
    name,
    args,
    pid,
    tid,
  });
  await checkProfile(
    [
      span('a', 0, 1),
      span('b', 0, 1, { tid: 2 }),
      span('c', 0, 1, { pid: 2 }),
      span('d', 0, 1, { pid: 3, tid: 'x' }),
      meta('thread_name', { name: 'Main' }),
      meta('thread_sort_index', { sort_index: 5 }),
      meta('process_name', { name: 'Renderer' }),
      meta('process_labels', { labels: 'example' }),
      meta('process_sort_index', { sort_index: -1 }, 0, 2),
      meta('thread_name', { name: 'unused' }, 99),
    ],
    `
    chrome-trace 1 from 0
    Process 2 / Thread 1
      c 0+1
    Renderer (example) / Thread 2
      b 0+1
    Renderer (example) / Main
      a 0+1
    Process 3 / Thread x
      d 0+1
    `,
  );
});

test('instants, counters and arrows', async () => {
  await checkProfile(
    [
      span('from', 10, 10),
      span('to', 30, 10, { tid: 2 }),
      { ph: 'i', name: 'thread', ts: 12, pid: 1, tid: 1, s: 't', args: { x: 1 } },
      { ph: 'I', name: 'global', ts: 5, pid: 1, tid: 1, s: 'g' },
      { ph: 'R', name: 'mark', ts: 13, pid: 1, tid: 1 },
      { ph: 'C', name: 'heap', ts: 20, pid: 1, args: { used: 3, total: '9', odd: 'x' } },
      { ph: 'C', name: 'heap', ts: 10, pid: 1, args: { used: 2 } },
      { ph: 'C', name: 'load', ts: 10, pid: 1, args: { value: 0.5 } },
      { ph: 's', name: 'flow', id: 1, ts: 15, pid: 1, tid: 1 },
      { ph: 'f', name: 'flow', id: 1, ts: 25, pid: 1, tid: 2 },
      { ph: 's', name: 'flow', id: 2, ts: 15, pid: 1, tid: 1 },
      { ph: 'f', name: 'flow', id: 2, ts: 25, pid: 1, tid: 2, bp: 'e' },
    ],
    `
    chrome-trace 35 from 5
    Process 1 / Thread 1
      from 5+10
    Process 1 / Thread 2
      to 25+10
    ! 0 global
    ! 7 thread on Thread 1 {"x":1}
    ! 8 mark
    # Process 1 / heap: used: 5=2 15=3
    # Process 1 / heap: total: 15=9
    # Process 1 / load: 5=0.5
    > from 5+10 -> to 25+10
    * 1 values of counters are no numbers and are left out.
    * 1 ends of arrows lie on no span and are not shown.
    `,
  );
});

test('arrows of spans themselves: one may lead to many, and pass', async () => {
  await checkProfile(
    [
      span('post', 10, 10, { bind_id: '0x1', flow_out: true }),
      span('run', 30, 10, { tid: 2, bind_id: '0x1', flow_in: true }),
      span('inside', 30, 5, { tid: 2, bind_id: 7, flow_out: true }),
      span('again', 50, 10, { tid: 2, bind_id: '0x1', flow_in: true }),
      {
        ph: 'B',
        name: 'pass',
        ts: 60,
        pid: 1,
        tid: 3,
        bind_id: '7',
        flow_in: true,
        flow_out: true,
      },
      { ph: 'E', ts: 70, pid: 1, tid: 3 },
      span('last', 80, 10, { bind_id: '7', flow_in: true, flow_out: false }),
      span('unbound', 80, 10, { flow_in: true }),
      span('bound to nothing', 85, 5, { bind_id: '0x9', flow_in: true }),
    ],
    `
    chrome-trace 80 from 10
    Process 1 / Thread 1
      post 0+10
      last 70+10
        unbound 70+10
          bound to nothing 75+5
    Process 1 / Thread 2
      run 20+10
        inside 20+5
      again 40+10
    Process 1 / Thread 3
      pass 50+10
    > post 0+10 -> run 20+10
    > post 0+10 -> again 40+10
    > inside 20+5 -> pass 50+10
    > pass 50+10 -> last 70+10
    `,
  );
});

const node = (id: number, functionName: string, parent?: number, more: object = {}): object => ({
  id,
  parent,
  callFrame: { codeType: 'JS', functionName, scriptId: 3, ...more },
});
const profilerEvent = (name: string, ts: number, tid: number, data: object): object => ({
  ph: 'P',
  name,
  id: '0x1',
  ts,
  pid: 1,
  tid,
  args: { data },
});
const devtoolsEvents = [
  // Written by a thread of its own, and not in order.
  profilerEvent('ProfileChunk', 190, 9, {
    cpuProfile: { samples: [4, 6, 6, 3] },
    timeDeltas: [10, 10, 5, 5],
    lines: [1, 2, 3, 4],
    endTime: 180,
  }),
  profilerEvent('Profile', 100, 1, { startTime: 100, source: 'Internal' }),
  profilerEvent('ProfileChunk', 140, 9, {
    cpuProfile: {
      nodes: [
        node(1, '(root)'),
        node(2, '(program)', 1),
        node(3, 'main', 1, { url: 'http://x/a.js', lineNumber: 4, columnNumber: 9 }),
        node(4, 'load', 3),
        node(6, '(garbage collector)', 1),
      ],
      samples: [2, 3, 4],
    },
    timeDeltas: [10, 10, 20],
  }),
  span('RunTask', 100, 90),
  { ph: 'M', name: 'thread_name', pid: 1, tid: 1, args: { name: 'CrRendererMain' } },
];
const devtoolsDrawn = `
    chrome-trace 90 from 100
    Process 1 / CrRendererMain
      RunTask 0+90
    Process 1 / CrRendererMain (samples)
      (program) 10+10
      main(http://x/a.js:5:10) 20+60
        load 40+30
          (garbage collector) 60+10
    `;

test('a processor profile in a trace is a lane below its thread', async () => {
  await checkProfile(devtoolsEvents, devtoolsDrawn);
  await checkProfile({ traceEvents: devtoolsEvents }, devtoolsDrawn, { chunk: 50 });
});

test('a processor profile without its start, with times too few, or broken, is shown as far as it goes', async () => {
  const nodes = [node(1, '(root)'), node(2, 'main', 1), node(3, 'odd', 77)];
  await checkProfile(
    [
      profilerEvent('ProfileChunk', 140, 9, {
        cpuProfile: { nodes, samples: [2, 2, 3, 5, 2, 2] },
        timeDeltas: [10, 10, 10, 5, 5],
      }),
      '{',
    ],
    `
    chrome-trace 30 from 110
    Process 1 / Thread 9 (samples)
      main 0+20
      odd 20+10
      main 30+0
    * 1 samples have no time, or times have no sample; they are left out.
    * 1 samples name a node that the file does not have; they are left out.
    `,
  );
});

test('calls of one tree are one row, whatever their categories; others of the same id are not', async () => {
  const call = (ph: string, ts: number, name: string, more: object = {}) => {
    return { ph, ts, name, cat: `m::${name}`, id: 1, pid: 1, tid: 0, '.file': 'a.rs', ...more };
  };
  await checkProfile(
    [
      call('b', 1, 'outer'),
      call('b', 2, 'inner', { '.line': 3 }),
      call('e', 3, 'inner'),
      call('b', 4, 'other', { id: 2 }),
      call('b', 5, 'plain', { '.file': undefined }),
      call('e', 6, 'plain', { '.file': undefined }),
      call('e', 7, 'other', { id: 2 }),
      call('e', 9, 'outer'),
    ],
    `
    chrome-trace 8 from 1
    Process 1 / calls
      outer[m::outer](a.rs) 0+8
        inner[m::inner](a.rs:3) 1+1
    Process 1 / calls 2
      other[m::other](a.rs) 3+3
    Process 1 / m::plain
      plain[m::plain] 4+1
    `,
  );
});

test('samples with stack frames become spans', async () => {
  const sample = (ts: number, sf: number) => ({ ph: 'P', name: 'cpu', ts, sf, pid: 1, tid: 1 });
  await checkProfile(
    {
      traceEvents: [sample(1, 2), sample(2, 2), sample(3, 3), sample(4, 1)],
      stackFrames: {
        1: { name: 'main' },
        2: { name: 'load', parent: 1 },
        3: { name: 'run', parent: '1' },
      },
    },
    `
    chrome-trace 3 from 1
    Process 1 / Thread 1
      main 0+3
        load 0+2
        run 2+1
    `,
  );
});

test('names with escapes are one name, and equal work is one frame', async () => {
  const text = String.raw`[{"ph":"X","name":"\u0061 \"\ud83d\ude00","ts":0,"dur":1,"args":{"n":1}},{"ph":"X","name":"a \"😀","ts":2,"dur":1,"args":{"n":2}}]`;
  const profile = await readText(text);
  deepStrictEqual(profile.frames.names, ['a "😀']);
  deepStrictEqual(profile.details, ['', '{"n":1}', '{"n":2}']);
});

test('each limit is named where it is met, and what is below it is shown', async () => {
  const many = Array.from({ length: 20 }, (_, at) =>
    span(`f${at}`, at, 40 - 2 * at, { args: { at } }),
  );
  const staggered = Array.from({ length: 20 }, (_, at) => span('s', at, 30));
  const noteOf = async (content: unknown, limits: Partial<ReadLimits>) =>
    (await readText(content, { limits })).notes[0] ?? '';
  match(await noteOf(many, { spans: 5 }), /^15 spans are left out: a profile shows at most 5\.$/);
  match(
    await noteOf(many, { depth: 4 }),
    /^16 spans are left out: they lie deeper than the limit of 4/,
  );
  match(
    await noteOf(many, { details: 3 }),
    /^17 spans and instants are shown without .* at most 3 /,
  );
  match(await noteOf(many, { frames: 3 }), /^There are more than 3 different names; /);
  match(await noteOf(many, { bytes: 500 }), /^The file is longer than the limit of 500 bytes/);
  match(
    await noteOf(staggered, { overflowLanes: 2 }),
    /^17 spans are left out: more than 2 of one/,
  );
  const long = [...many.slice(1), span('x'.repeat(600_000), 0, 1), many[0]];
  match(
    await noteOf(long, { eventBytes: 1000 }),
    /^1 events are left out: they are longer than the limit of 1,000 bytes\.$/,
  );
  const read = await readText(long, { limits: { eventBytes: 1000 }, chunk: 777 });
  strictEqual(read.spans.starts.length, many.length);
  const lanes = many.map((event, tid) => ({ ...event, tid }));
  match(await noteOf(lanes, { lanes: 4 }), /^There are more than 4 lanes; /);
});

test('what is no trace, or an empty one, is told as a problem', async () => {
  const problemOf = async (text: string) => {
    const read = await readAny(new TextEncoder().encode(text));
    return 'problem' in read ? read.problem : 'no problem';
  };
  match(await problemOf(''), /^test is empty/);
  match(await problemOf('{}'), /^test is JSON of no format that can be shown/);
  match(await problemOf('{"a":{"traceEvents":[]}}'), /^test is JSON of no format/);
  match(await problemOf('[1,2,"x"]'), /^test was read as chrome-trace, and holds no span/);
  match(await problemOf('{"traceEvents":[]}'), /^test was read as chrome-trace, and holds no span/);
  match(await problemOf('hello there\nworld\n'), /^test is of no format that can be shown/);
});

test('a source is any stream of bytes, and may fail in the middle', async () => {
  const text = [...makeTrace({ spans: 2000 })].join('');
  const bytes = new TextEncoder().encode(text);
  const stream = new Blob([bytes]).stream();
  const read = await readProfile(stream, { name: 'blob' });
  strictEqual('problem' in read ? 0 : read.spans.starts.length, 2000);
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield bytes.slice(0, 100_000);
    throw new Error('the disk is gone');
  }
  const part = await readProfile(failing(), { name: 'failing' });
  if ('problem' in part) throw new Error(part.problem);
  checkInvariants(part);
  ok(part.spans.starts.length > 500);
  match(
    part.notes[0] ?? '',
    /^The file could not be read to its end \(the disk is gone\); what comes/,
  );
});

test('what is long and not wanted is skipped, wherever it stands and its parts end', async () => {
  // Brackets, quotes and escapes in texts end nothing.
  const sourceMaps = Array.from({ length: 400 }, (_, at) => `}]"\\${at}`.repeat(100));
  const events = [span('a', 0, 2), [['not', { an: 'event "]' }]], span('b', 3, 1)];
  for (const content of [
    { metadata: { sourceMaps }, traceEvents: events },
    { traceEvents: events, metadata: { sourceMaps } },
    { metadata: sourceMaps.join(''), other: -1.5e3, traceEvents: events },
  ])
    for (const chunk of [1000, 2 ** 20]) {
      const profile = await readText(content, { chunk, limits: { eventBytes: 1000 } });
      deepStrictEqual(profile.frames.names, ['a', 'b']);
      deepStrictEqual(profile.notes, []);
    }
  const afterEvents = { traceEvents: events, ['k'.repeat(600_000)]: 1, traceEvents2: [] };
  deepStrictEqual((await readText(afterEvents, { limits: { eventBytes: 1000 } })).notes, [
    'A key is longer than the limit of 1,000 bytes; the rest of the file was not read.',
  ]);
});

test('samples and their frames are read one by one, however many', async () => {
  const stackFrames = { 1: { name: 'main' }, 2: { name: 'load', category: 'js', parent: 1 } };
  const samples = Array.from({ length: 3000 }, (_, at) => {
    return { cpu: '-1', name: '', ts: `${1000 + at}`, pid: 1, tid: '2', sf: at < 1000 ? 1 : 2 };
  });
  const read = async (limits: Partial<ReadLimits>) =>
    await readText({ traceEvents: [], samples, stackFrames }, { chunk: 999, limits });
  strictEqual(
    drawProfile(await read({ eventBytes: 200 })),
    `chrome-trace 2999 from 1000
Process 1 / Thread 2
  main 0+2999
    load[js] 1000+1999`,
  );
  deepStrictEqual((await read({ instants: 2000 })).notes, [
    '1,000 samples are left out: a trace shows at most 2,000.',
  ]);
});

test('ends at one moment close the innermost first, whatever their order', async () => {
  const event = (ph: string, ts: number, name?: string) => ({ ph, ts, name, pid: 1, tid: 1 });
  await checkProfile(
    [
      event('B', 0, 'a'),
      event('B', 1, 'b'),
      event('B', 1, 'c'),
      event('E', 4, 'a'),
      event('E', 4, 'b'),
      event('E', 4, 'c'),
      event('B', 4, 'c'),
      event('E', 5),
    ],
    `
    chrome-trace 5 from 0
    Process 1 / Thread 1
      a 0+4
        b 1+3
          c 1+3
      c 4+1
    `,
  );
});

test('asynchronous spans of one id in two processes end where they began, or in the other process', async () => {
  const event = (ph: string, ts: number, pid: number, name = 'job') => {
    return { ph, ts, pid, tid: 1, id: 1, cat: 'c', name };
  };
  await checkProfile(
    [
      event('b', 0, 1),
      event('b', 1, 2),
      event('e', 2, 1),
      event('e', 5, 2),
      event('b', 6, 1, 'sent'),
      event('e', 8, 2, 'sent'),
    ],
    `
    chrome-trace 8 from 0
    Process 1 / c
      job[c] 0+2
      sent[c] 6+2
    Process 2 / c
      job[c] 1+4
    `,
  );
});

const wholeProfile = {
  nodes: [
    { ...node(1, '(root)'), parent: undefined, children: [2] },
    { ...node(2, 'main'), children: [3] },
    node(3, 'load'),
  ],
  startTime: 5_000_100,
  endTime: 5_000_180,
  samples: [2, 3],
  timeDeltas: [20, 30],
};

test('a whole processor profile in one instant, as webpack writes it', async () => {
  const instant = (args: object) => ({
    ph: 'I',
    name: 'CpuProfile',
    ts: 5_000_180,
    pid: 1,
    tid: 4,
    args,
  });
  await checkProfile(
    [
      span('build', 5_000_100, 100, { tid: 4 }),
      instant({ data: { cpuProfile: wholeProfile } }),
      instant({ data: { cpuProfile: wholeProfile } }),
      instant({}),
      instant({ data: 'none' }),
    ],
    `
    chrome-trace 100 from 5000100
    Process 1 / Thread 4
      build 0+100
    Process 1 / Thread 4 (samples)
      main 20+60
        load 50+30
    Process 1 / Thread 4 (samples 2)
      main 20+60
        load 50+30
    ! 80 CpuProfile on Thread 4
    ! 80 CpuProfile on Thread 4 {"data":"none"}
    `,
  );
});

test('a processor profile of another clock whose times are there twice, as Rspack writes it', async () => {
  await checkProfile(
    [
      profilerEvent('Profile', 7, 4, { startTime: 10 }),
      profilerEvent('ProfileChunk', 8, 4, { cpuProfile: wholeProfile, timeDeltas: [20, 30] }),
    ],
    `
    chrome-trace 60 from 30
    Process 1 / Thread 4 (samples)
      main 0+60
        load 30+30
    `,
  );
});

test('numbers beyond all sense are no moments, and what is written of the rest is JSON', async () => {
  const text = `[
    {"ph":"X","name":"late","ts":1e308,"dur":1e308},
    {"ph":"X","name":"long","ts":4,"dur":"1e308","pid":1,"tid":1},
    {"ph":"X","name":"a","ts":1,"dur":2,"pid":1,"tid":1},
    {"ph":"C","name":"c","ts":1,"pid":1,"args":{"v":1e308,"w":9000000000000000000}}
  ]`;
  const profile = await readText(text);
  strictEqual(
    drawProfile(profile),
    `chrome-trace 3 from 1
Process 1 / Thread 1
  a 0+2
  long 3+0
# Process 1 / c: w: 0=9000000000000000000
* 1 events have no time and are left out.
* 1 spans have no duration, or a negative one; they are shown without length.
* 1 values of counters are no numbers and are left out.`,
  );
  checkTraceRules([...writeChromeTrace(profile)].join(''));
});

test('texts of two bytes a letter may lack their mark, and what is packed twice is unpacked twice', async () => {
  const text = JSON.stringify([span('a', 1, 2)]);
  const wide = Buffer.from(text, 'utf16le');
  for (const bytes of [wide, Buffer.from(wide).swap16(), gzipSync(gzipSync(text))]) {
    const { frames, notes } = await readBytes(Uint8Array.from(bytes));
    deepStrictEqual([frames.names, notes], [['a'], []]);
  }
});

test('what is known and not read is called by its name', async () => {
  const problemOf = async (content: string | Uint8Array) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const read = await readAny(bytes);
    return 'problem' in read ? read.problem : 'no problem';
  };
  match(await problemOf(' \r\n'), /^test is empty but for white space/);
  match(await problemOf('{"snapshot":{"meta":{}},"nodes":[1]}'), /^test is a heap snapshot/);
  match(
    await problemOf('{"meta":{},"shared":{"a":1},"threads":[]}'),
    /^test is a profile of Firefox/,
  );
  match(
    await problemOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)),
    /^test is a zip archive: unpack it/,
  );
  match(await problemOf(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0)), /^test is packed by zstd/);
});

test('a file without an end is refused by what is at its start', async () => {
  const problemOf = async (head: string, unit: string) => {
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(head);
      for (; read < 2 ** 28; read += 2 ** 20) yield new TextEncoder().encode(unit.repeat(2 ** 20));
    }
    const profile = await readProfile(endless(), { name: 'test' });
    ok(read < 2 ** 28, `all of ${head} was read`);
    return 'problem' in profile ? profile.problem : 'no problem';
  };
  match(await problemOf('', '\u0000'), /^test is of no format that can be shown: it is no text/);
  match(await problemOf('', 'a'), /its lines are not stacks/);
  match(await problemOf('', ' '), /^test is empty but for white space/);
  match(
    await problemOf('{"a":"', 'a'),
    /^test is JSON of no format that can be shown: in its first 67,108,864 bytes, which is the limit, /,
  );
});

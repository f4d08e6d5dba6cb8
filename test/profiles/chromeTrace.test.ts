// The reader of Chrome traces: each form of the file and each kind of event, drawn as text.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import { checkProfile, drawProfile, readBytes, readText, span } from './profileText.ts';

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

test('names with escapes are one name, and equal work is one frame', async () => {
  const text = String.raw`[{"ph":"X","name":"\u0061 \"\ud83d\ude00","ts":0,"dur":1,"args":{"n":1}},{"ph":"X","name":"a \"😀","ts":2,"dur":1,"args":{"n":2}}]`;
  const profile = await readText(text);
  deepStrictEqual(profile.frames.names, ['a "😀']);
  deepStrictEqual(profile.details, ['', '{"n":1}', '{"n":2}']);
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

// Files that are broken, endless, of other formats or full of nonsense: what is told of them, and how little of them is read.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ReadLimits } from '../../server/profiles/layout/limits.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';
import { writeChromeTrace } from '../../server/profiles/write/chromeTrace.ts';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import { checkInvariants, drawProfile, readAny, readBytes, readText, span } from './profileText.ts';
import { checkTraceRules } from './traceRules.ts';

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

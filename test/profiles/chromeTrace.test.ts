// The reader of Chrome traces: each form of the file and each kind of event, drawn as text.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import { checkProfile, drawProfile, readBytes, readText } from './profileText.ts';

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

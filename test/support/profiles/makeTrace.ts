// Makes large Chrome traces, always the same for the same wishes, for tests and benchmarks of the readers and of the flame chart:
//
//   node test/support/profiles/makeTrace.ts 1000000 /tmp/million.trace.json
//
// Four threads, spans up to twelve deep, 1,200 names; about 101 bytes a span.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a trace is like. */
export interface TraceShape {
  readonly spans: number;
  readonly lanes?: number;
  readonly depth?: number;
  readonly names?: number;
}

/** Numbers from 0 up to 1, always the same: https://en.wikipedia.org/wiki/Linear_congruential_generator, of Numerical Recipes. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The text of a trace in pieces of about 64 KiB. */
export function* makeTrace(shape: TraceShape): Generator<string> {
  const { spans, lanes = 4, depth = 12, names = 1200 } = shape;
  const random = seededRandom(1);
  const perLane = Math.ceil(spans / lanes);
  let text = '[\n';
  let left = spans;
  for (let lane = 1; lane <= lanes; lane++) {
    const count = Math.min(perLane, left);
    left -= count;
    for (const event of laneEvents({ lane, count, depth, names }, random)) {
      text += left === 0 && event.isLast ? `${event.text}\n` : `${event.text},\n`;
      if (text.length < 65536) continue;
      yield text;
      text = '';
    }
  }
  yield `${text}]\n`;
}

interface LaneShape {
  readonly lane: number;
  readonly count: number;
  readonly depth: number;
  readonly names: number;
}

/** Spans of a thread: each goes one deeper, stays, or comes up, and lies inside of the one around it. */
function* laneEvents(
  { lane, count, depth, names }: LaneShape,
  random: () => number,
): Generator<{ text: string; isLast: boolean }> {
  const ends: number[] = [];
  let time = 0;
  for (let at = 0; at < count; at++) {
    while (ends.length > 0 && ((ends.at(-1) ?? 0) <= time + 3 || ends.length >= depth))
      time = Math.max(time, ends.pop() ?? 0);
    const room = (ends.at(-1) ?? time + 40_000) - time;
    const duration = Math.round(room * (0.3 + random() * 0.6) * 1000) / 1000;
    const name = Math.floor(random() ** 2 * names);
    const text =
      `{"name":"module${name % 40}#function_${name}","cat":"script","ph":"X",` +
      `"ts":${time.toFixed(3)},"dur":${duration},"pid":1,"tid":${lane}}`;
    yield { text, isLast: at === count - 1 };
    ends.push(time + duration);
    time = Math.round((time + 0.5 + random()) * 1000) / 1000;
  }
}

/** Writes a trace. */
export async function writeTrace(file: string, shape: TraceShape): Promise<void> {
  const stream = createWriteStream(file);
  for (const text of makeTrace(shape)) if (!stream.write(text)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [spans = '1000000', file = 'made.trace.json'] = process.argv.slice(2);
  await writeTrace(file, { spans: Number(spans) });
}

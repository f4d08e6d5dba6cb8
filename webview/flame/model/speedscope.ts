/**
 * Writes a profile as speedscope's JSON: one evented profile for each lane, or one sampled one where the axis is no time and boxes have no order.
 * https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources and its `file-format-spec.ts`. Bytes, because a profile
 * of 200 MB does not fit into one string.
 */
import type { Lane, Profile, ProfileUnit } from '../../../server/profiles/profile.ts';

const schema = 'https://www.speedscope.app/file-format-schema.json';
const unitNames: Readonly<Record<ProfileUnit, string>> = {
  time: 'microseconds',
  bytes: 'bytes',
  count: 'none',
};
/** Characters that are put together before they become bytes. */
const pieceLength = 1 << 16;

/** Collects text as bytes. */
class ByteWriter {
  readonly #encoder = new TextEncoder();
  readonly #pieces: Uint8Array[] = [];
  #text = '';

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= pieceLength) this.#flush();
  }

  bytes(): Uint8Array<ArrayBuffer> {
    this.#flush();
    const all = new Uint8Array(this.#pieces.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const piece of this.#pieces) {
      all.set(piece, offset);
      offset += piece.length;
    }
    return all;
  }

  #flush(): void {
    this.#pieces.push(this.#encoder.encode(this.#text));
    this.#text = '';
  }
}

/** Writes it, UTF-8. */
export function speedscopeOf(profile: Profile): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const lanes = profile.lanes.filter(({ count }) => count > 0);
  out.write(`{"$schema":${JSON.stringify(schema)},"exporter":"cachescope",`);
  out.write(`"name":${JSON.stringify(profile.name)},"activeProfileIndex":0,"shared":{"frames":[`);
  writeFrames(profile, out);
  out.write(']},"profiles":[');
  for (const [at, lane] of lanes.entries()) {
    if (at > 0) out.write(',\n');
    writeLane(profile, lane, out);
  }
  out.write(']}\n');
  return out.bytes();
}

function writeFrames({ frames }: Profile, out: ByteWriter): void {
  for (const [at, name] of frames.names.entries()) {
    const file = frames.files[at];
    const line = frames.lines[at];
    const col = frames.columns[at];
    const frame = { name, ...(file && { file }), ...(line && { line }), ...(col && { col }) };
    out.write(`${at > 0 ? ',\n' : ''}${JSON.stringify(frame)}`);
  }
}

function writeLane(profile: Profile, lane: Lane, out: ByteWriter): void {
  const name = [lane.group, lane.name].filter(Boolean).join(' › ');
  const head = { type: 'evented', name, unit: unitNames[profile.unit], startValue: 0 };
  const text = JSON.stringify({ ...head, endValue: profile.length });
  out.write(`${text.slice(0, -1)},"events":[`);
  writeEvents(profile, lane, out);
  out.write(']}');
}

// `at` may never go back: what rounding lets end after its parent ends with it.
function writeEvents({ spans }: Profile, { first, count }: Lane, out: ByteWriter): void {
  const { starts, durations, frames, depths } = spans;
  const open: { frame: number; end: number }[] = [];
  let separator = '';
  let last = 0;
  const write = (type: 'O' | 'C', frame: number, at: number) => {
    last = Math.max(last, at);
    out.write(`${separator}{"type":"${type}","frame":${frame},"at":${last}}`);
    separator = ',\n';
  };
  const closeTo = (depth: number) => {
    while (open.length > depth) {
      const { frame, end } = open.pop() ?? { frame: 0, end: 0 };
      write('C', frame, end);
    }
  };
  for (let span = first; span < first + count; span++) {
    closeTo(depths[span] ?? 0);
    const start = starts[span] ?? 0;
    const frame = frames[span] ?? 0;
    const around = open.at(-1)?.end ?? Number.POSITIVE_INFINITY;
    write('O', frame, Math.min(start, around));
    open.push({ frame, end: Math.min(start + (durations[span] ?? 0), around) });
  }
  closeTo(0);
}

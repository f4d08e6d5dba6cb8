/**
 * Reads collapsed stacks, https://github.com/brendangregg/FlameGraph: lines `outermost;...;innermost COUNT`. Names may hold spaces and
 * nothing is escaped, so the last space counts. Two counts are those of a comparison, of which the second is the newer.
 */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { StackSpans } from '../layout/stackSpans.ts';
import { hashOf } from '../layout/textTable.ts';
import type { Profile, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadBytes } from './fileReader.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
const semicolon = 0x3b;

/** Why a text is no file of stacks. */
export const noStacksText =
  'it is neither JSON nor pprof, and its lines are not stacks such as "main;load;parse 12".';

/** Whether any line of the first bytes of a file is a stack: what has none there is not read further. */
export function hasStacks(bytes: Uint8Array, end: number): boolean {
  for (let start = 0; start < end; ) {
    let stop = bytes.indexOf(lineFeed, start);
    if (stop < 0 || stop > end) stop = end;
    const last = trimmed(bytes, start, stop);
    const gap = lastBlank(bytes, start, last);
    if (gap > start && countIn(bytes, gap + 1, last) >= 0) return true;
    start = stop + 1;
  }
  return false;
}

/** Reads the file. */
export async function readCollapsed(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const { window, builder, name } = file;
  await loadBytes(file);
  const reader = new CollapsedReader(builder, builder.lane('Stacks', name), window.cursor.bytes);
  reader.read(window.cursor.end);
  if (reader.stacks === 0 || reader.stacks < reader.others)
    return { problem: `${name} is of no format that can be shown: ${noStacksText}` };
  return builder.finish({ name, format: 'collapsed', unit: 'count' });
}

class CollapsedReader {
  stacks = 0;
  /** Lines that are no stack. */
  others = 0;
  readonly #builder: ProfileBuilder;
  readonly #bytes: Uint8Array;
  readonly #spans: StackSpans;
  #time = 0;

  constructor(builder: ProfileBuilder, lane: number, bytes: Uint8Array) {
    this.#builder = builder;
    this.#bytes = bytes;
    this.#spans = new StackSpans(builder, lane);
  }

  read(end: number): void {
    for (let start = 0; start < end; ) {
      let stop = this.#bytes.indexOf(lineFeed, start);
      if (stop < 0 || stop > end) stop = end;
      this.#line(start, trimmed(this.#bytes, start, stop));
      start = stop + 1;
    }
    this.#spans.end(this.#time);
    if (this.others > 0)
      this.#builder.notes.add('# lines are no stacks with a count and are left out.', this.others);
  }

  #line(start: number, end: number): void {
    if (end === start) return;
    const gap = lastBlank(this.#bytes, start, end);
    const count = gap > start ? countIn(this.#bytes, gap + 1, end) : Number.NaN;
    if (!(count >= 0)) {
      this.others++;
      return;
    }
    let stackEnd = trimmed(this.#bytes, start, gap);
    const before = lastBlank(this.#bytes, start, stackEnd);
    if (before > start && countIn(this.#bytes, before + 1, stackEnd) >= 0) {
      this.#builder.notes.add('# stacks have two counts; the second is shown.');
      stackEnd = trimmed(this.#bytes, start, before);
    }
    this.stacks++;
    if (count === 0) return;
    this.#spans.sample(this.#time, this.#frames(start, stackEnd));
    this.#time += count;
  }

  #frames(start: number, end: number): number[] {
    const stack: number[] = [];
    const { texts, frames } = this.#builder;
    for (let from = start; from <= end; ) {
      let to = this.#bytes.indexOf(semicolon, from);
      if (to < 0 || to > end) to = end;
      if (to > from) {
        const hash = hashOf(this.#bytes, from, to);
        stack.push(frames.number(texts.intern(this.#bytes, from, to, hash), 0));
      }
      from = to + 1;
    }
    return stack;
  }
}

/** Where a line ends without the blanks behind it. */
function trimmed(bytes: Uint8Array, start: number, stop: number): number {
  let end = stop;
  while (end > start && isBlank(bytes[end - 1] as number)) end--;
  return end;
}

function lastBlank(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && !isBlank(bytes[at] as number)) at--;
  return at;
}

/** NaN where it is none. */
function countIn(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 20) return Number.NaN;
  const text = String.fromCharCode(...bytes.subarray(start, end));
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab || byte === carriageReturn;
}

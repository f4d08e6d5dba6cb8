/**
 * Reads pprof, https://github.com/google/pprof/blob/main/proto/profile.proto: stacks with one value for each of several kinds, of which one
 * is shown. Strings, functions and locations are named by number or id, and may come after what names them.
 */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { StackTree } from '../layout/stackTree.ts';
import { hashOf } from '../layout/textTable.ts';
import type { Profile, ProfileUnit, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadBytes } from './fileReader.ts';
import { pushNumbers, type WireField, WireReader } from './protobuf.ts';

/** Why bytes are no pprof. */
export const noPprofText = 'it is no text, and as pprof it has no stacks.';

/** Whether the first byte of a file may start a field of a profile: what has another one there is not read further. */
export function isPprofHead(bytes: Uint8Array, end: number): boolean {
  const tag = bytes[0] ?? 0;
  const type = tag & 7;
  return end > 1 && tag >= 8 && tag < 0x80 && (type === 0 || type === 2);
}

/** Reads the file, unpacked. */
export async function readPprof(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const { window, builder, name } = file;
  await loadBytes(file);
  const { bytes, end } = window.cursor;
  const reader = new PprofReader(builder, bytes);
  const isWhole = reader.read(end);
  if (!reader.isLikely())
    return { problem: `${name} is of no format that can be shown: ${noPprofText}` };
  if (!isWhole)
    builder.notes.add('The file is cut off or broken; what could be read before is shown.');
  const unit = reader.emit(name);
  return builder.finish({ name, format: 'pprof', unit });
}

interface SampleType {
  readonly type: number;
  readonly unit: number;
}

class PprofReader {
  readonly #builder: ProfileBuilder;
  readonly #bytes: Uint8Array;
  /** Where strings lie. */
  readonly #strings: WireField[] = [];
  readonly #samples: WireField[] = [];
  readonly #types: SampleType[] = [];
  /** Function and line of each inlined frame of a location, innermost first. */
  readonly #locations = new Map<number, readonly { function: number; line: number }[]>();
  readonly #functions = new Map<number, { name: number; file: number; line: number }>();
  readonly #frames = new Map<number | string, number>();
  #defaultType = 0;

  constructor(builder: ProfileBuilder, bytes: Uint8Array) {
    this.#builder = builder;
    this.#bytes = bytes;
  }

  /** @returns whether the bytes made sense to the end */
  read(end: number): boolean {
    const reader = new WireReader(this.#bytes, 0, end);
    for (let field = reader.next(); field !== undefined; field = reader.next()) this.#field(field);
    return !reader.isBroken;
  }

  /** Whether it is pprof at all: its first string is empty, and it has stacks and says what they count. */
  isLikely(): boolean {
    const first = this.#strings[0];
    return (
      first !== undefined &&
      first.start === first.end &&
      this.#types.length > 0 &&
      this.#samples.length > 0
    );
  }

  /** Makes spans of the stacks. @returns what they count */
  emit(group: string): ProfileUnit {
    const shown = this.#shownType();
    const tree = new StackTree(this.#builder);
    for (const sample of this.#samples) this.#addSample(sample, shown, tree);
    const { type = 0, unit = 0 } = this.#types[shown] ?? {};
    const { axis, factor } = axisOf(this.#string(unit));
    tree.emit(this.#builder.lane(this.#string(type) || 'Stacks', group));
    if (this.#types.length > 1) this.#noteOtherTypes(shown);
    if (axis === 'time')
      this.#builder.notes.add(
        'The stacks have a duration and no moment: their order means nothing.',
      );
    if (factor !== 1) {
      const { durations, starts, length } = this.#builder.store;
      for (let at = 0; at < length; at++) {
        durations.values[at] = (durations.values[at] as number) * factor;
        starts.values[at] = (starts.values[at] as number) * factor;
      }
    }
    return axis;
  }

  #noteOtherTypes(shown: number): void {
    const others = this.#types
      .filter((_, at) => at !== shown)
      .map(({ type }) => this.#string(type));
    const name = this.#string(this.#types[shown]?.type ?? 0);
    this.#builder.notes.add(
      `Shown is "${name}"; the file also has ${others.map((other) => `"${other}"`).join(', ')}.`,
    );
  }

  #field(field: WireField): void {
    if (field.number === 1) this.#types.push(this.#sampleType(field));
    else if (field.number === 2) this.#samples.push(field);
    else if (field.number === 4) this.#location(field);
    else if (field.number === 5) this.#function(field);
    else if (field.number === 6) this.#strings.push(field);
    else if (field.number === 14) this.#defaultType = field.value;
  }

  *#fields({ start, end }: WireField): Generator<WireField> {
    const reader = new WireReader(this.#bytes, start, end);
    for (let field = reader.next(); field !== undefined; field = reader.next()) yield field;
  }

  #sampleType(message: WireField): SampleType {
    let [type, unit] = [0, 0];
    for (const { number, value } of this.#fields(message)) {
      if (number === 1) type = value;
      else if (number === 2) unit = value;
    }
    return { type, unit };
  }

  #location(message: WireField): void {
    let id = 0;
    const lines: { function: number; line: number }[] = [];
    for (const field of this.#fields(message)) {
      if (field.number === 1) id = field.value;
      else if (field.number === 4) lines.push(this.#line(field));
    }
    this.#locations.set(id, lines);
  }

  #line(message: WireField): { function: number; line: number } {
    const line = { function: 0, line: 0 };
    for (const { number, value } of this.#fields(message)) {
      if (number === 1) line.function = value;
      else if (number === 2) line.line = value;
    }
    return line;
  }

  #function(message: WireField): void {
    let id = 0;
    const known = { name: 0, file: 0, line: 0 };
    for (const { number, value } of this.#fields(message)) {
      if (number === 1) id = value;
      else if (number === 2) known.name = value;
      else if (number === 4) known.file = value;
      else if (number === 5) known.line = value;
    }
    this.#functions.set(id, known);
  }

  /** The one that the file says, else the last. */
  #shownType(): number {
    const wanted = this.#types.findIndex(({ type }) => type === this.#defaultType && type !== 0);
    return wanted >= 0 ? wanted : this.#types.length - 1;
  }

  #addSample(message: WireField, shown: number, tree: StackTree): void {
    const locations: number[] = [];
    const values: number[] = [];
    for (const field of this.#fields(message)) {
      if (field.number === 1) pushNumbers(this.#bytes, field, locations);
      else if (field.number === 2) pushNumbers(this.#bytes, field, values);
    }
    let node = -1;
    // Locations are innermost first, and so are the inlined frames of each.
    for (const location of locations.reverse())
      for (const frame of this.#framesOf(location)) {
        node = tree.child(node, frame);
        if (node < 0) return;
      }
    const value = values[shown];
    const { notes } = this.#builder;
    if (value === undefined) notes.add('# stacks have no value of the kind that is shown.');
    else if (value < 0)
      notes.add('# stacks have a negative value, as in comparisons, and are left out.');
    else tree.weigh(node, value);
  }

  /** Frames of a location, outermost first. */
  #framesOf(id: number): number[] {
    const lines = this.#locations.get(id) ?? [];
    if (lines.length === 0) return [this.#frame(0, 0, `location ${id}`)];
    return lines.map((line) => this.#frame(line.function, line.line)).reverse();
  }

  /** A function is one frame, whatever line of it is met: its own line where the file has that, else the first one met. */
  #frame(id: number, line: number, fallback = '(anonymous)'): number {
    const key = id === 0 ? fallback : id;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    const { texts, frames } = this.#builder;
    const about = this.#functions.get(id) ?? { name: 0, file: 0, line: 0 };
    const text = this.#text(about.name) || texts.add(fallback);
    const first = about.line > 0 ? about.line : line;
    const place = {
      file: this.#text(about.file),
      line: first > 0 && first < 2 ** 31 ? first : 0,
      column: 0,
    };
    const fresh = frames.number(text, 0, place);
    this.#frames.set(key, fresh);
    return fresh;
  }

  /** Number of a string in the builder's table. */
  #text(string: number): number {
    const { start = 0, end = 0 } = this.#strings[string] ?? {};
    return this.#builder.texts.intern(this.#bytes, start, end, hashOf(this.#bytes, start, end));
  }

  #string(number: number): string {
    return this.#builder.texts.text(this.#text(number));
  }
}

function axisOf(unit: string): { readonly axis: ProfileUnit; readonly factor: number } {
  const times: Readonly<Record<string, number>> = {
    nanoseconds: 1e-3,
    microseconds: 1,
    milliseconds: 1e3,
    seconds: 1e6,
  };
  const factor = Object.hasOwn(times, unit) ? times[unit] : undefined;
  if (factor !== undefined) return { axis: 'time', factor };
  return { axis: unit === 'bytes' ? 'bytes' : 'count', factor: 1 };
}

/** The frames of a profile while it is read: each combination of name, category and place once. */
import type { FrameTable } from '../profile.ts';
import { Uint32Column } from './columns.ts';
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import type { TextTable } from './textTable.ts';

/** Texts by their number in the table; line and column from 1, 0 where unknown. */
export interface FramePlace {
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

const nowhere: FramePlace = { file: 0, line: 0, column: 0 };

interface DecodedFrames {
  readonly names: string[];
  readonly categories: string[];
  readonly files: string[];
}

function copyOf({ names, categories, files }: DecodedFrames): DecodedFrames {
  return { names: names.slice(), categories: categories.slice(), files: files.slice() };
}

interface Known {
  readonly byCategory: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly byPlace: ReadonlyMap<string, number>;
}

/** Gives frames their numbers. */
export class Frames {
  readonly #texts: TextTable;
  readonly #limit: number;
  readonly #notes: Notes;
  readonly #names: Uint32Column;
  readonly #categories: Uint32Column;
  readonly #files: Uint32Column;
  readonly #lines: Uint32Column;
  readonly #columns: Uint32Column;
  readonly #from: Frames | undefined;
  /** What was decoded already, by frame; more comes behind it. */
  readonly #decoded: DecodedFrames;
  /** Frames without a place by category and then by name; the others by a text. */
  readonly #byCategory = new Map<number, Map<number, number>>();
  readonly #byPlace = new Map<string, number>();
  #others: number;

  /** @param from frames to begin with; they keep their numbers, and are asked for what they know */
  constructor(
    texts: TextTable,
    options: { readonly limits: ReadLimits; readonly notes: Notes },
    from?: Frames,
  ) {
    this.#texts = texts;
    this.#limit = options.limits.frames;
    this.#notes = options.notes;
    this.#from = from;
    this.#decoded = from ? copyOf(from.#decode()) : { names: [], categories: [], files: [] };
    this.#names = from ? from.#names.copy() : new Uint32Column();
    this.#categories = from ? from.#categories.copy() : new Uint32Column();
    this.#files = from ? from.#files.copy() : new Uint32Column();
    this.#lines = from ? from.#lines.copy() : new Uint32Column();
    this.#columns = from ? from.#columns.copy() : new Uint32Column();
    this.#others = from ? from.#others : -1;
  }

  /** The frame of a name, by numbers of texts. */
  number(name: number, category: number, place?: FramePlace): number {
    if (place !== undefined) return this.#numberAt(name, category, place);
    let byName = this.#byCategory.get(category);
    if (byName === undefined) {
      byName = new Map();
      this.#byCategory.set(category, byName);
    }
    const known =
      byName.get(name) ??
      this.#knownBefore(({ byCategory }) => byCategory.get(category)?.get(name));
    if (known !== undefined) return known;
    const fresh = this.#add(name, category, nowhere);
    if (fresh !== this.#others) byName.set(name, fresh);
    return fresh;
  }

  /** The columns; texts are decoded here. */
  table(): FrameTable {
    return { ...this.#decode(), lines: this.#lines.toArray(), columns: this.#columns.toArray() };
  }

  #decode(): DecodedFrames {
    const { names, categories, files } = this.#decoded;
    for (let frame = names.length; frame < this.#names.length; frame++) {
      names.push(this.#texts.text(this.#names.values[frame] as number));
      categories.push(this.#texts.text(this.#categories.values[frame] as number));
      files.push(this.#texts.text(this.#files.values[frame] as number));
    }
    return this.#decoded;
  }

  #knownBefore(look: (known: Known) => number | undefined): number | undefined {
    const from = this.#from;
    return from && look({ byCategory: from.#byCategory, byPlace: from.#byPlace });
  }

  #numberAt(name: number, category: number, place: FramePlace): number {
    const { file, line, column } = place;
    if (file === 0 && line === 0 && column === 0) return this.number(name, category);
    const key = `${name} ${category} ${file} ${line} ${column}`;
    const known = this.#byPlace.get(key) ?? this.#knownBefore(({ byPlace }) => byPlace.get(key));
    if (known !== undefined) return known;
    const fresh = this.#add(name, category, place);
    if (fresh !== this.#others) this.#byPlace.set(key, fresh);
    return fresh;
  }

  #add(name: number, category: number, place: FramePlace): number {
    if (this.#names.length < this.#limit) return this.#push(name, category, place);
    if (this.#others < 0) {
      this.#others = this.#push(this.#texts.add('(other names)'), 0, nowhere);
      const limit = this.#limit.toLocaleString('en-US');
      this.#notes.add(
        `There are more than ${limit} different names; the rest is shown as "(other names)".`,
      );
    }
    return this.#others;
  }

  #push(name: number, category: number, { file, line, column }: FramePlace): number {
    this.#names.push(name);
    this.#categories.push(category);
    this.#files.push(file);
    this.#lines.push(line);
    this.#columns.push(column);
    return this.#names.length - 1;
  }
}

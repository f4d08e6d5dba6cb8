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

/** Gives frames their numbers. */
export class Frames {
  readonly #texts: TextTable;
  readonly #limit: number;
  readonly #notes: Notes;
  readonly #names = new Uint32Column();
  readonly #categories = new Uint32Column();
  readonly #files = new Uint32Column();
  readonly #lines = new Uint32Column();
  readonly #columns = new Uint32Column();
  /** Frames without a place by category and then by name; the others by a text. */
  readonly #byCategory = new Map<number, Map<number, number>>();
  readonly #byPlace = new Map<string, number>();
  #others = -1;

  constructor(texts: TextTable, options: { readonly limits: ReadLimits; readonly notes: Notes }) {
    this.#texts = texts;
    this.#limit = options.limits.frames;
    this.#notes = options.notes;
  }

  /** The frame of a name, by numbers of texts. */
  number(name: number, category: number, place?: FramePlace): number {
    if (place !== undefined) return this.#numberAt(name, category, place);
    let byName = this.#byCategory.get(category);
    if (byName === undefined) {
      byName = new Map();
      this.#byCategory.set(category, byName);
    }
    const known = byName.get(name);
    if (known !== undefined) return known;
    const fresh = this.#add(name, category, nowhere);
    if (fresh !== this.#others) byName.set(name, fresh);
    return fresh;
  }

  /** The columns; texts are decoded here. */
  table(): FrameTable {
    const text = (number: number): string => this.#texts.text(number);
    return {
      names: Array.from(this.#names.toArray(), text),
      categories: Array.from(this.#categories.toArray(), text),
      files: Array.from(this.#files.toArray(), text),
      lines: this.#lines.toArray(),
      columns: this.#columns.toArray(),
    };
  }

  #numberAt(name: number, category: number, place: FramePlace): number {
    const { file, line, column } = place;
    if (file === 0 && line === 0 && column === 0) return this.number(name, category);
    const key = `${name} ${category} ${file} ${line} ${column}`;
    const known = this.#byPlace.get(key);
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

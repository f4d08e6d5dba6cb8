/** Arguments of spans and instants: JSON texts, each once, up to a limit. */
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import { hashOf, TextTable } from './textTable.ts';

/** Gives texts of arguments their numbers; 0 is none. */
export class Details {
  readonly #texts: TextTable;
  /** What was asked for already, by number. */
  readonly #made: string[];
  readonly #limits: ReadLimits;
  readonly #notes: Notes;
  #left = 0;

  /** @param from what texts are shared with: what comes into one, the other knows, too */
  constructor(options: { readonly limits: ReadLimits; readonly notes: Notes }, from?: Details) {
    this.#limits = options.limits;
    this.#notes = options.notes;
    this.#texts = from ? from.#texts : new TextTable();
    this.#made = from ? from.#made : [];
    this.#left = from ? from.#left : 0;
  }

  /** The number of some bytes of JSON; `{}` is none. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    if (end - start <= 2) return 0;
    const hash = hashOf(bytes, start, end);
    const known = this.#texts.find(bytes, start, end, hash);
    if (known >= 0) return known;
    const { details, detailBytes } = this.#limits;
    if (this.#texts.size > details || this.#texts.byteLength + end - start > detailBytes) {
      this.#left++;
      return 0;
    }
    return this.#texts.intern(bytes, start, end, hash);
  }

  /** The number of a value's JSON text. */
  add(value: Readonly<Record<string, unknown>>): number {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return this.intern(bytes, 0, bytes.length);
  }

  /** The number of what has the members of both texts. */
  merge(first: number, second: number): number {
    if (first === 0 || second === 0 || first === second) return first === 0 ? second : first;
    const members = (number: number) => this.#texts.text(number).trim().slice(1, -1);
    const bytes = new TextEncoder().encode(`{${members(first)},${members(second)}}`);
    return this.intern(bytes, 0, bytes.length);
  }

  /** The texts by number. What is no JSON after all becomes ''. */
  toArray(): readonly string[] {
    if (this.#left > 0) {
      const { details, detailBytes } = this.#limits;
      this.#notes.add(
        `# spans and instants are shown without their arguments: at most ${details.toLocaleString('en-US')} different ones, or ${detailBytes / 2 ** 20} MiB of them, are kept.`,
        this.#left,
      );
    }
    while (this.#made.length < this.#texts.size) this.#made.push(this.#checked(this.#made.length));
    return [...this.#made];
  }

  #checked(number: number): string {
    const text = this.#texts.text(number);
    if (text === '') return text;
    try {
      JSON.parse(text);
      return text;
    } catch {
      this.#notes.add('The arguments of # kinds of spans are no valid JSON and are not shown.');
      return '';
    }
  }
}

/** Turns offsets into positions and back. Built once for a text, since a file has many places to report. */
import type { Position, Range } from './shapes.ts';

/** A stretch of a text in UTF-16 units; the end is not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The lines of a text. */
export class Lines {
  readonly #starts: readonly number[];
  readonly #length: number;

  /**
   * @param text lines end with `\n`, `\r\n` or `\r`
   */
  constructor(text: string) {
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** The position of an offset; one beyond the text is its end. */
  position(offset: number): Position {
    const wanted = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: wanted - (this.#starts[low] ?? 0) };
  }

  /** The offset of a position; one beyond its line is the end of the line, with its line break. */
  offset({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.#starts[line] ?? this.#length;
    return Math.min(start + Math.max(character, 0), this.#starts[line + 1] ?? this.#length);
  }

  /** A stretch as the protocol has it. */
  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}

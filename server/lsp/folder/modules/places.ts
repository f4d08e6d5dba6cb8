/** From offsets in a text to lines and columns, both from 1. */
import type { RelativePath } from '../../../engine/model/brand.ts';
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';

/** Starts of lines of one text. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      this.#starts.push(at + 1);
  }

  /** @param offset in UTF-16 units; one beyond the text is on its last line */
  place(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** Both ends of a stretch. */
  stretch({ start, end }: { readonly start: number; readonly end: number }) {
    const { line, column } = this.place(start);
    const last = this.place(end);
    return { line, column, endLine: last.line, endColumn: last.column };
  }
}

/** Lines of texts that are needed several times. */
export class TextLines {
  readonly #session: ModuleSession;
  readonly #known = new Map<string, LineIndex>();

  constructor(session: ModuleSession) {
    this.#session = session;
  }

  of(path: string): LineIndex {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const lines = new LineIndex(this.#session.text(path as RelativePath) ?? '');
    this.#known.set(path, lines);
    return lines;
  }
}

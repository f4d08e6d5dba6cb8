/** Where an action is defined, without looking for line and column before someone asks. */
import type { SourceLocation } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { DefinedAt } from './definition.ts';

/** Finds line and column, both from 1, of a place in a configuration file. */
export type Locator = (at: DefinedAt) => { readonly line: number; readonly column: number };

/** A place in a file; line and column are worked out when they are first read. */
export class LazyLocation implements SourceLocation {
  readonly file: RelativePath;
  readonly #locate: Locator;
  readonly #path: DefinedAt['path'];
  #found: ReturnType<Locator> | undefined;

  /**
   * @param at the place
   * @param locate called at most once
   */
  constructor(at: DefinedAt, locate: Locator) {
    this.file = at.file;
    this.#path = at.path;
    this.#locate = locate;
  }

  get line(): number {
    return this.#position().line;
  }

  get column(): number {
    return this.#position().column;
  }

  /** As plain data, e.g. for `--json`. */
  toJSON(): SourceLocation {
    return { file: this.file, line: this.line, column: this.column };
  }

  #position(): ReturnType<Locator> {
    this.#found ??= this.#locate({ file: this.file, path: this.#path });
    return this.#found;
  }
}

/** Reads configuration files once each, remembers which were asked for, and turns what cannot be read into problems. */

import type { FilePatterns, SourceLocation } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import type { DefinedAt } from './definition.ts';
import { type JsonDocument, parseJson } from './jsonc.ts';
import { sentence } from './values.ts';

/** A file that is there but cannot be read. */
export class ConfigUnreadable extends Error {
  override readonly name = 'ConfigUnreadable';
}

/** Where configuration comes from. */
export interface ConfigSource {
  /**
   * The text of a file; undefined where there is none.
   * @throws ConfigUnreadable with a full sentence: no permission, a folder in its place, not UTF-8
   */
  read(path: RelativePath): string | undefined;
  /**
   * Folders below the root that hold a package.json and match; never within node_modules, .git or .cachescope. Sorted.
   * @param patterns as in `workspaces`: `packages/*`, `!packages/old`
   */
  packageFolders(patterns: readonly string[]): readonly RelativePath[];
  /** The files that match, sorted. */
  glob(patterns: FilePatterns): readonly RelativePath[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What the readers of single files share. */
export class Reading {
  readonly source: ConfigSource;
  readonly problems: Problem[] = [];
  readonly #texts = new Map<RelativePath, string | undefined>();
  readonly #documents = new Map<RelativePath, JsonDocument>();

  /**
   * @param source where files come from
   */
  constructor(source: ConfigSource) {
    this.source = source;
  }

  /** Every file asked for, present or not, sorted. */
  get files(): readonly RelativePath[] {
    return [...this.#texts.keys()].sort();
  }

  /** The text of a file; undefined where there is none or where it cannot be read, which is reported once. */
  text(path: RelativePath): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const text = this.#readText(path);
    this.#texts.set(path, text);
    return text;
  }

  /** The file must stay absent, or as it is, for what was read to hold; its text does not matter. */
  note(path: RelativePath): void {
    if (!this.#texts.has(path)) this.#texts.set(path, undefined);
  }

  /** A JSON file, with or without comments; undefined where there is none. Syntax problems are the caller's to report. */
  json(path: RelativePath): JsonDocument | undefined {
    const known = this.#documents.get(path);
    if (known) return known;
    const text = this.text(path);
    if (text === undefined) return undefined;
    const document = parseJson(path, text);
    this.#documents.set(path, document);
    return document;
  }

  /** Line and column of a place. */
  locate(at: DefinedAt, part: 'key' | 'value' = 'value'): SourceLocation {
    const document = this.json(at.file);
    return document ? document.locate(at.path, part) : { file: at.file, line: 1, column: 1 };
  }

  /** Reports something. */
  report(
    severity: 'error' | 'warning',
    code: string,
    at: DefinedAt,
    message: string,
    suggestion?: string,
  ): void {
    const location = this.locate(at, 'value');
    this.problems.push({
      severity,
      code,
      message: sentence(message),
      location,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  #readText(path: RelativePath): string | undefined {
    try {
      return this.source.read(path);
    } catch (error) {
      if (!(error instanceof ConfigUnreadable)) throw error;
      const location = { file: path, line: 1, column: 1 };
      this.problems.push({
        severity: 'error',
        code: 'unreadable',
        message: error.message,
        location,
      });
      return undefined;
    }
  }
}

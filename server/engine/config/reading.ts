/** Reads configuration files once each, remembers which were asked for, and turns what cannot be read into problems. */

import type { SourceLocation } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import type { DefinedAt } from './definition.ts';
import { type JsonDocument, parseJson } from './jsonc.ts';
import { type ConfigSource, ConfigUnreadable } from './source.ts';
import { sentence } from './values.ts';

/** Goes when its document goes, which for most readings is at their end. */
const readBefore = new WeakMap<
  JsonDocument,
  { readonly value: unknown; readonly problems: readonly Problem[] }
>();

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
    const document = this.source.parsed?.(path, text) ?? parseJson(path, text);
    this.#documents.set(path, document);
    return document;
  }

  /**
   * What a document comes to, for who reads a workspace again and again with most documents the same.
   * @param read makes it of the document alone; each document is read for one purpose
   */
  once<T>(document: JsonDocument, read: () => T): T {
    const before = readBefore.get(document);
    if (before !== undefined) {
      this.problems.push(...before.problems);
      return before.value as T;
    }
    const start = this.problems.length;
    const value = read();
    // Only correct if nothing but the document went into it: not another file, and not which packages there are.
    readBefore.set(document, { value, problems: this.problems.slice(start) });
    return value;
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

// For implementations that found the port here first.
export { type ConfigSource, ConfigUnreadable } from './source.ts';

/** Finds line and column of a definition, for messages. */
import { parseJson } from './jsonc.ts';
import type { Locator } from './location.ts';
import type { ConfigSource } from './source.ts';

/** Line and column by reading the file again; the start of the file where that fails. */
export function locatorOf(source: ConfigSource): Locator {
  return (at) => {
    const text = source.read(at.file);
    return text === undefined
      ? { line: 1, column: 1 }
      : parseJson(at.file, text).locate(at.path, 'key');
  };
}

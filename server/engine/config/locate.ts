/** Finds line and column of a definition, for messages. */
import type { DefinedAt } from './definition.ts';
import { type JsonDocument, parseJson } from './jsonc.ts';
import type { Locator } from './location.ts';
import type { ConfigSource } from './source.ts';

/** Trees of the files that have all the tasks are kept; those of a thousand packages would take too much memory. */
const keptMax = 4;

/** Line and column by reading the file again; the start of the file where that fails. Made anew with each reading of the configuration. */
export function locatorOf(source: ConfigSource): Locator {
  const kept = new Map<string, JsonDocument>();
  return (at) => {
    const document = kept.get(at.file) ?? documentOf(source, at.file);
    if (document === undefined) return { line: 1, column: 1 };
    // The file asked for last is the last to go.
    kept.delete(at.file);
    kept.set(at.file, document);
    for (const oldest of kept.keys()) if (kept.size > keptMax) kept.delete(oldest);
    return document.locate(at.path, 'key');
  };
}

function documentOf(source: ConfigSource, file: DefinedAt['file']): JsonDocument | undefined {
  const text = source.read(file);
  return text === undefined ? undefined : parseJson(file, text);
}

/**
 * Loads `node:sqlite`, which ships with Node: nothing native has to be installed for the store's index. It is loaded when the store
 * opens and not before, and its "experimental" warning is kept from the user, who can do nothing about it; other warnings pass.
 */
import type { DatabaseSync } from 'node:sqlite';

/** The part of `node:sqlite` that the store needs. */
export type Sqlite = { readonly DatabaseSync: typeof DatabaseSync };

/**
 * @param load gives the module or undefined; tests pass their own
 * @returns the module, or a message that says which version of Node brings it
 */
export function loadSqlite(
  load: () => Sqlite | undefined = builtin,
): Sqlite | { readonly message: string } {
  const sqlite = withoutSqliteWarning(load);
  if (sqlite) return sqlite;
  return {
    message:
      `The cache needs node:sqlite, which Node ${process.versions.node} does not have. ` +
      'Use Node 22.15 or later (in VS Code: version 1.101 or later).',
  };
}

function builtin(): Sqlite | undefined {
  return process.getBuiltinModule('node:sqlite');
}

/** `process.emitWarning` is replaced only while the module loads, which happens in one go on this thread. */
function withoutSqliteWarning<T>(load: () => T): T {
  const original = process.emitWarning;
  const filtered = (...parts: Parameters<typeof original>): void => {
    if (!String(parts[0]).includes('SQLite')) original.apply(process, parts);
  };
  process.emitWarning = filtered as typeof original;
  try {
    return load();
  } finally {
    process.emitWarning = original;
  }
}

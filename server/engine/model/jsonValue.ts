/**
 * JSON of stored rows. A checksum says that a row is as somebody wrote it, not that a program of this version did; so text that does not
 * parse is a value, not an exception, and whoever reads a row checks the shape of what he builds upon.
 */

/** The value of a JSON text; undefined where it is none. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Written by something else: as good as not there, which callers announce.
    return undefined;
  }
}

/** The value, if it is an object (no list, not null). */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  return asObject(jsonValue(text));
}

/** The same of a value that was parsed already. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

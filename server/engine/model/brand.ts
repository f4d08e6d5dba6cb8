/**
 * Nominal types for values that must not be mixed, e.g. a digest of a file's bytes with a digest of an action's key.
 * They cost nothing at run time: a `FileDigest` is a string, and only the compiler tells it from a `KeyDigest`.
 */

declare const brand: unique symbol;

/** A `Base` that carries the compile-time mark `Name`. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/**
 * Digest of what is at a path, with its type: `sha256:<hex>` for a plain file's bytes, `sha256:<hex>+x` for an executable one's,
 * `sha256:<hex>+link` for a symbolic link (of its target's text and of what it leads to), `directory` for an empty folder.
 */
export type FileDigest = Brand<string, 'FileDigest'>;
/** Digest of raw bytes in the content-addressed store. Written `sha256:<hex>`. */
export type BlobDigest = Brand<string, 'BlobDigest'>;
/** Digest of an action's key manifest. */
export type KeyDigest = Brand<string, 'KeyDigest'>;
/** Digest of all outputs of one action: paths, modes, bytes. */
export type OutputDigest = Brand<string, 'OutputDigest'>;
/** Digest of everything that an execution observed. */
export type DependencyDigest = Brand<string, 'DependencyDigest'>;
/** Name of an action: `web#build`, `//#lint` (root package) or `templates:views/home.hbs`. */
export type ActionId = Brand<string, 'ActionId'>;
/** A path below the workspace root with `/` separators and no `.` or `..`; the root itself is `''`. */
export type RelativePath = Brand<string, 'RelativePath'>;
/** A span of time in milliseconds; may be fractional. */
export type DurationMs = Brand<number, 'DurationMs'>;
/** A moment in milliseconds since 1970. */
export type EpochMs = Brand<number, 'EpochMs'>;
/** A number of bytes. */
export type ByteCount = Brand<number, 'ByteCount'>;
/** Engine-wide counter raised by each applied change. */
export type Revision = Brand<number, 'Revision'>;

/**
 * Marks a plain value. The caller vouches for the meaning; there is no check.
 * @param value the plain string or number
 */
export function as<T extends Brand<string | number, string>>(
  value: T extends string ? string : number,
): T {
  return value as unknown as T;
}

/**
 * Digests of single files, in the text form that the table of files uses: `sha256:<hex>`, and `+x` after it for an executable.
 * Bytes and digest come from one read, so that the digest is that of the very bytes that were used.
 */
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { FileDigest } from '../../engine/model/brand.ts';

/** A file's bytes and their digest. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly digest: FileDigest;
}

/**
 * Reads and digests a regular file.
 * @param path absolute
 * @throws the system's error
 */
export function readWithDigest(path: string): ReadFile {
  // O_NONBLOCK: should the path be a pipe, opening it must not wait for a writer.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const bytes = readFileSync(file);
    const executable = (fstatSync(file).mode & 0o100) !== 0;
    return {
      bytes,
      digest: `sha256:${hash('sha256', bytes, 'hex')}${executable ? '+x' : ''}` as FileDigest,
    };
  } finally {
    closeSync(file);
  }
}

/** The digest of a file; undefined where it cannot be read. */
export function digestIfPresent(path: string): FileDigest | undefined {
  try {
    return readWithDigest(path).digest;
  } catch {
    // Whatever the reason, there are no bytes to depend on; one who needs them will meet the error.
    return undefined;
  }
}

/**
 * What counts of a file now, of the same kind as what was recorded of it; see `LoadedFile`.
 * @param path absolute
 */
export function digestLike(path: string, recorded: string | null): string | null {
  const digest = recorded?.startsWith('fields:') ? resolutionDigest(path) : digestIfPresent(path);
  return digest ?? null;
}

/** The fields of a package.json that decide how modules are found and read. */
const resolutionFields = ['name', 'type', 'main', 'exports', 'imports'];

/**
 * Digest of what a package.json says about finding modules, so that another version number or script does not count.
 * @param path absolute
 * @returns undefined where there is none
 */
export function resolutionDigest(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return `fields:${hash('sha256', projection(text), 'hex')}`;
  } catch {
    return undefined;
  }
}

function projection(text: string): string {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null) return text;
    const fields = new Map(Object.entries(json));
    return JSON.stringify(resolutionFields.map((name) => [name, fields.get(name) ?? null]));
  } catch {
    return text;
  }
}

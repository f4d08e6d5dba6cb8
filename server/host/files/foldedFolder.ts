/**
 * A folder as its saved row says, still folded: nothing is unpacked while the disk is as the row says. Most folders of most builds stay
 * like this, and cost one `lstat` for each file and one for the folder.
 *
 *     doubles  count, bytes of names, has listing, folder's mtime, ctime, inode, then 5 for each entry
 *     bytes    a flag byte for each entry: kind in bits 0-1, bit 2: has a digest
 *     latin1   64 hex digits for each entry: sha256 of the bytes, blank where there is none
 *     UTF-8    names joined by '/'
 */
import type { FileDigest } from '../../engine/model/brand.ts';
import {
  type Entry,
  type EntryKind,
  type FolderContents,
  isExecutable,
  type Listing,
  newEntry,
} from './entry.ts';
import { isSameAt, lstatOf, type Signature, signatureNumbers } from './signature.ts';
import type { Witnesses } from './witnesses.ts';

const kinds: readonly EntryKind[] = ['file', 'folder', 'link', 'other'];
const headerDoubles = 6;
const entryDoubles = signatureNumbers;
const hexDigits = 64;
const hasDigest = 4;

/** A row as it was saved. */
export interface SavedRow {
  readonly payload: Uint8Array;
  readonly sum: string;
}

/** Keeps one row for each folder; a lost or damaged row only costs a new look. */
export interface FolderRowStore {
  /** The row of a folder; undefined where there is none, or a damaged one. */
  row(folder: string): SavedRow | undefined;
  save(rows: ReadonlyMap<string, Uint8Array>): void;
  /** The sum under which a row will be loaded. */
  sumOf(row: Uint8Array): string;
}

/** Writes a row. Only what is settled is claimed: names as listed, digests of files that had not just changed. */
export function encodeFolder(contents: FolderContents): Uint8Array {
  const { entries } = contents;
  // A name that is not UTF-8 is listed and cannot be looked at; it must not be gone next time, for then its error would be, too.
  const isClaimable = ![...entries.keys()].some((name) => name.includes('\uFFFD'));
  const listing = isClaimable ? contents.listing : undefined;
  const kept = [...entries].filter(
    ([name, entry]) => name !== '' && (listing ? entry.there : entry.digest && entry.settled),
  );
  const names = Buffer.from(kept.map(([name]) => name).join('/'), 'utf8');
  const doubles = new Float64Array(headerDoubles + kept.length * entryDoubles);
  doubles.set([
    kept.length,
    names.length,
    listing ? 1 : 0,
    listing?.mtimeMs ?? 0,
    listing?.ctimeMs ?? 0,
    listing?.inode ?? 0,
  ]);
  const flags = Buffer.alloc(kept.length);
  const digests: string[] = [];
  for (const [index, [, entry]] of kept.entries()) {
    const { size, mtimeMs, ctimeMs, inode, mode } = entry;
    doubles.set([size, mtimeMs, ctimeMs, inode, mode], headerDoubles + index * entryDoubles);
    const digest = entry.kind === 'file' && entry.settled ? entry.digest : undefined;
    flags[index] = kinds.indexOf(entry.kind) | (digest ? hasDigest : 0);
    digests.push(digest ? digest.slice(7, 7 + hexDigits) : ' '.repeat(hexDigits));
  }
  return Buffer.concat([
    new Uint8Array(doubles.buffer),
    flags,
    Buffer.from(digests.join(''), 'latin1'),
    names,
  ]);
}

/** A saved row, readable in place. */
export class FoldedFolder {
  readonly #bytes: Buffer;
  readonly #doubles: Float64Array;
  readonly #flags: Uint8Array;
  readonly #count: number;
  readonly #names: readonly string[];
  readonly #digestsAt: number;

  private constructor(
    row: Uint8Array,
    doubles: Float64Array,
    layout: { count: number; flagsAt: number; namesAt: number },
  ) {
    this.#bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
    this.#doubles = doubles;
    this.#count = layout.count;
    this.#flags = row.subarray(layout.flagsAt, layout.flagsAt + layout.count);
    this.#digestsAt = layout.flagsAt + layout.count;
    this.#names =
      layout.count === 0 ? [] : this.#bytes.toString('utf8', layout.namesAt, row.length).split('/');
  }

  /** Reads a row; undefined where it is not of this form, which counts as nothing known. */
  static of(row: Uint8Array): FoldedFolder | undefined {
    if (row.length < headerDoubles * 8) return undefined;
    const bytes = row.byteOffset % 8 === 0 ? row : Uint8Array.from(row);
    const doubles = new Float64Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 8));
    const [count = -1, nameBytes = -1] = doubles;
    const flagsAt = (headerDoubles + count * entryDoubles) * 8;
    const namesAt = flagsAt + count * (1 + hexDigits);
    if (!Number.isInteger(count) || count < 0 || namesAt + nameBytes !== bytes.length)
      return undefined;
    const folded = new FoldedFolder(bytes, doubles, { count, flagsAt, namesAt });
    return folded.#names.length === count ? folded : undefined;
  }

  /** The folder's own times when its names were read. */
  get listing(): Listing | undefined {
    const [, , listed, mtimeMs = 0, ctimeMs = 0, inode = 0] = this.#doubles;
    return listed === 1 ? { mtimeMs, ctimeMs, inode } : undefined;
  }

  /**
   * Whether every file of which a digest is known is as it was. A link makes it false: what it leads to lies elsewhere.
   * @param prefix absolute path of the folder with a slash
   */
  isIntact(prefix: string): boolean {
    for (let index = 0; index < this.#count; index++) {
      const flags = this.#flags[index] ?? 0;
      if ((flags & 3) === 2) return false;
      if ((flags & hasDigest) !== 0 && !this.#isSame(index, `${prefix}${this.#names[index]}`))
        return false;
    }
    return true;
  }

  /** Tells of every file that `isIntact` looks at, as it was found. */
  tellDigested(prefix: string, witnesses: Witnesses): void {
    for (let index = 0; index < this.#count; index++) {
      if (((this.#flags[index] ?? 0) & hasDigest) !== 0)
        witnesses.entry(`${prefix}${this.#names[index]}`, this.#signature(index));
    }
  }

  #isSame(index: number, path: string): boolean {
    const stats = lstatOf(path);
    return (
      stats !== undefined && isSameAt(this.#doubles, headerDoubles + index * entryDoubles, stats)
    );
  }

  /** Whether the folder held this name when it was listed. */
  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /** The digest of one name; undefined where the row has none. */
  digestOf(name: string): FileDigest | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.#digest(index);
  }

  #digest(index: number): FileDigest | undefined {
    if (((this.#flags[index] ?? 0) & hasDigest) === 0) return undefined;
    const at = this.#digestsAt + index * hexDigits;
    const hex = this.#bytes.toString('latin1', at, at + hexDigits);
    const mode = this.#doubles[headerDoubles + index * entryDoubles + 4] ?? 0;
    return `sha256:${hex}${isExecutable({ mode }) ? '+x' : ''}` as FileDigest;
  }

  /** Adds all entries to `entries`. */
  unfold(entries: Map<string, Entry>): void {
    for (const [index, name] of this.#names.entries()) entries.set(name, this.#entry(index));
  }

  #signature(index: number): Signature {
    const at = headerDoubles + index * entryDoubles;
    return {
      size: this.#doubles[at] ?? 0,
      mtimeMs: this.#doubles[at + 1] ?? 0,
      ctimeMs: this.#doubles[at + 2] ?? 0,
      inode: this.#doubles[at + 3] ?? 0,
      mode: this.#doubles[at + 4] ?? 0,
    };
  }

  #entry(index: number): Entry {
    const entry = newEntry(kinds[(this.#flags[index] ?? 3) & 3] ?? 'other');
    Object.assign(entry, this.#signature(index));
    entry.digest = this.#digest(index);
    entry.settled = entry.digest !== undefined;
    return entry;
  }
}

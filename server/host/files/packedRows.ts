/**
 * Folder rows, packed: a build may read the rows of all folders, and reading thousands of rows one by one costs more than using them.
 * So each of a few packs holds the rows of many folders, and saving one folder writes its pack again.
 *
 *     4 bytes  length of the directory, little endian
 *     JSON     directory: [folder, sum, offset, length] for each row; offsets count from the end of the directory, padded to 8
 *     bytes    the rows, each at a multiple of 8, since they hold doubles that are read in place
 */
import { hash } from 'node:crypto';
import { jsonValue } from '../../engine/model/jsonValue.ts';
import type { FolderRowStore, SavedRow } from './foldedFolder.ts';

/** Where packs are kept. A pack is verified by whoever keeps it; a damaged one is as good as none. */
export interface PackStore {
  /** The bytes are the caller's own, to write into. */
  loadAll(names?: readonly string[]): ReadonlyMap<string, string | Uint8Array>;
  save(packs: ReadonlyMap<string, Uint8Array>): void;
}

/**
 * The row that is not one of these packs: the analysis of modules. Only correct if no name here has a NUL character: Node 22 ends texts from
 * SQLite there, and all packs would have the same, empty name.
 */
export const modulesRow = 'modules';

type DirectoryEntry = readonly [folder: string, sum: string, offset: number, length: number];

const packCount = 32;
const packNames = Array.from({ length: packCount }, (_, index) => `pack ${index}`);
/** Packs read one by one; whoever needs more of them will need all, and one query for all is faster than one for each. */
const singlePacksMax = 6;

/** See the file's comment. */
export class PackedRows implements FolderRowStore {
  readonly #store: PackStore;
  readonly #packs = new Map<number, Map<string, SavedRow>>();

  constructor(store: PackStore) {
    this.#store = store;
  }

  row(folder: string): SavedRow | undefined {
    return this.#pack(packOf(folder)).get(folder);
  }

  #pack(index: number): Map<string, SavedRow> {
    const known = this.#packs.get(index);
    if (known) return known;
    const wanted = this.#packs.size < singlePacksMax ? [index] : packNames.keys();
    const missing = [...wanted].filter((each) => !this.#packs.has(each));
    const found = this.#store.loadAll(missing.map((each) => packNames[each] ?? ''));
    for (const each of missing) this.#packs.set(each, unpack(found.get(packNames[each] ?? '')));
    return this.#packs.get(index) ?? new Map();
  }

  sumOf(row: Uint8Array): string {
    return hash('sha256', row, 'base64').slice(0, 22);
  }

  save(rows: ReadonlyMap<string, Uint8Array>): void {
    const touched = new Set<number>();
    for (const [folder, payload] of rows) {
      const index = packOf(folder);
      this.#pack(index).set(folder, { payload, sum: this.sumOf(payload) });
      touched.add(index);
    }
    this.#store.save(
      new Map(
        [...touched].map(
          (index) => [packNames[index] ?? '', pack([...this.#pack(index)])] as const,
        ),
      ),
    );
  }
}

/** FNV-1a over the name: folders of one package spread over packs, and the same folder always lies in the same pack. */
function packOf(folder: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < folder.length; at++)
    sum = Math.imul(sum ^ folder.charCodeAt(at), 0x01000193);
  return (sum >>> 0) % packCount;
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function pack(rows: readonly (readonly [string, SavedRow])[]): Uint8Array {
  const directory: DirectoryEntry[] = [];
  let offset = 0;
  for (const [folder, { payload, sum }] of rows) {
    directory.push([folder, sum, offset, payload.length]);
    offset += padded(payload.length);
  }
  const text = Buffer.from(JSON.stringify(directory), 'utf8');
  const start = padded(4 + text.length);
  const bytes = Buffer.alloc(start + offset);
  bytes.writeUInt32LE(text.length, 0);
  text.copy(bytes, 4);
  for (const [index, [, { payload }]] of rows.entries())
    bytes.set(payload, start + (directory[index]?.[2] ?? 0));
  return bytes;
}

/** The rows of a pack; one that is absent or cut off holds nothing. */
function unpack(packed: string | Uint8Array | undefined): Map<string, SavedRow> {
  const rows = new Map<string, SavedRow>();
  if (!(packed instanceof Uint8Array) || packed.length < 4) return rows;
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const length = bytes.readUInt32LE(0);
  if (4 + length > bytes.length) return rows;
  const directory = jsonValue(bytes.toString('utf8', 4, 4 + length));
  if (!Array.isArray(directory)) return rows;
  const start = padded(4 + length);
  for (const [folder, sum, offset, size] of directory as readonly DirectoryEntry[]) {
    rows.set(folder, { payload: packed.subarray(start + offset, start + offset + size), sum });
  }
  return rows;
}

/**
 * The whole analysis as one row of the index, so that a reopened workspace needs a look at each file and nothing else. Modules are in the order
 * of the folders and names that are kept with them. Their paths are kept all the same, one after the other: that is cut into paths several times
 * as fast as they are put together, and the names of a folder are not looked at before somebody asks for them.
 */
import type { RelativePath } from '../../../engine/model/brand.ts';
import { jsonObject } from '../../../engine/model/jsonValue.ts';
import type { Resolution } from '../../../modules/model.ts';
import { signatureNumbers } from '../../files/signature.ts';
import { type FolderOfNames, nameKind } from '../folderNames.ts';
import { digestBytes } from '../reading/readModule.ts';
import type { KeptAnswer } from '../resolving/resolver.ts';
import type { FactsMemory } from './factsMemory.ts';
import type { ModuleTable } from './moduleTable.ts';
import { joinSections, splitSections } from './sections.ts';

/** Raised when the meaning of anything in a snapshot changes; older ones then count for nothing. */
const schema = '11';

/** What a snapshot holds besides modules and names. */
export interface SnapshotHead {
  /** Versions of the facts and of the parser. */
  readonly versions: string;
  /** See `FolderNames.rulesStamp`. */
  readonly rulesStamp: string;
  /** What git said of tracked files. */
  readonly gitText: string | undefined;
  /** See `FolderNames.ignoreStamp`. */
  readonly ignoreStamp: string;
  /** See `Installed.entries`. */
  readonly installed: readonly (readonly [key: string, look: string])[];
  readonly answers: readonly KeptAnswer[];
}

/** What is kept. */
export interface Snapshot {
  readonly head: SnapshotHead;
  readonly folders: ReadonlyMap<string, FolderOfNames>;
  readonly table: ModuleTable;
  readonly memory: FactsMemory;
}

interface Head extends SnapshotHead {
  readonly schema: string;
  readonly others: readonly Resolution[];
}

const sectionCount = 14;
/** Of a folder: `mtimeMs`, `ctimeMs`, inode, flags, where the names end that begin at the end of those before, and where their kinds begin. */
const folderNumbers = 6;
const settledFlag = 1;
const ruledFlag = 2;
/** No name has it in it. */
const divider = '\0';

/** Folders and modules encoded between two turns. */
const itemsAStep = 250;

/**
 * See the file's comment.
 * Only correct if nothing of the analysis changes until it is done.
 * @yields now and then, so that others may have their say
 */
export function* encodeSnapshot({
  head,
  folders,
  table,
  memory,
}: Snapshot): Generator<undefined, Uint8Array> {
  const names: string[] = [];
  const kinds: number[] = [];
  const stats: number[] = [];
  const paths: string[] = [];
  let end = 0;
  for (const [folder, known] of folders) {
    const inside = known.names;
    const text = [...inside.keys()].join(divider);
    end += text.length;
    const flags = (known.isSettled ? settledFlag : 0) | (known.isRuled ? ruledFlag : 0);
    stats.push(known.mtimeMs, known.ctimeMs, known.inode, flags, end, kinds.length);
    names.push(text);
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const [name, kind] of inside) {
      kinds.push(kind);
      if (kind === nameKind.module) paths.push(prefix + name);
    }
    if (names.length % itemsAStep === 0) yield;
  }
  yield;
  const ids = paths.map((path) => table.ids.get(path) ?? -1);
  yield;
  const order = new Map(ids.map((id, index) => [id, index]));
  const others = new OtherIds(table.others);
  const columns = yield* moduleColumns(table, ids, (target) => others.place(target, order));
  yield;
  const full: Head = { ...head, schema, others: others.used };
  const headBytes = Buffer.from(JSON.stringify(full));
  yield;
  const retired = [...memory.entries()];
  return joinSections([
    headBytes,
    Buffer.from([...folders.keys()].join(divider)),
    Buffer.from(names.join('')),
    Buffer.from(paths.join(divider)),
    new Uint8Array(kinds),
    new Float64Array(stats),
    ...columns,
    Buffer.concat(retired.map(([digest]) => digest)),
    Buffer.concat(
      retired.flatMap(([, facts]) => [Buffer.from(new Uint32Array([facts.length]).buffer), facts]),
    ),
  ]);
}

/** Numbers others anew, so that those that nothing leads to any more are left out. */
class OtherIds {
  readonly used: Resolution[] = [];
  readonly #all: readonly Resolution[];
  readonly #places = new Map<number, number>();

  constructor(all: readonly Resolution[]) {
    this.#all = all;
  }

  place(target: number, order: ReadonlyMap<number, number>): number {
    if (target >= 0) return order.get(target) ?? -1;
    let place = this.#places.get(target);
    const other = this.#all[~target];
    if (place === undefined && other) {
      place = ~(this.used.push(other) - 1);
      this.#places.set(target, place);
    }
    return place ?? -1;
  }
}

function* moduleColumns(
  table: ModuleTable,
  ids: readonly number[],
  place: (target: number) => number,
): Generator<undefined, readonly ArrayBufferView[]> {
  const signatures = new Float64Array(ids.length * signatureNumbers);
  const digests = new Uint8Array(ids.length * digestBytes);
  const flags = new Uint8Array(ids.length);
  const lengths = new Uint32Array(ids.length * 2);
  const facts: Uint8Array[] = [];
  const targets: number[] = [];
  for (const [index, id] of ids.entries()) {
    if (index % itemsAStep === 0) yield;
    if (id < 0) continue;
    const state = table.stateOf(id);
    signatures.set(state.signature, index * signatureNumbers);
    digests.set(state.digest, index * digestBytes);
    flags[index] = state.flags;
    const own = table.packedFacts(id);
    facts.push(own);
    const ownTargets = table.targetsOf(id);
    for (const target of ownTargets) targets.push(place(target));
    lengths[index] = own.length;
    lengths[ids.length + index] = ownTargets.length;
  }
  yield;
  return [signatures, digests, flags, lengths, Buffer.concat(facts), new Int32Array(targets)];
}

/** @returns undefined where it is none, or one of other versions */
export function decodeSnapshot(
  bytes: Uint8Array,
  versions: string,
  into: { readonly table: ModuleTable; readonly memory: FactsMemory },
): Omit<Snapshot, 'table' | 'memory'> | undefined {
  const sections = splitSections(bytes, sectionCount);
  if (!sections) return undefined;
  const [
    headBytes,
    folderBytes,
    nameBytes,
    pathBytes,
    kinds,
    stats,
    signatures,
    digests,
    flags,
    lengths,
    facts,
    targets,
    retired,
    retiredFacts,
  ] = sections as readonly Uint8Array<ArrayBuffer>[] & { length: 14 };
  const head = jsonObject(textOf(headBytes)) as unknown as Head | undefined;
  if (head?.schema !== schema || head.versions !== versions) return undefined;
  const paths = partsOf(textOf(pathBytes)) as RelativePath[];
  const kept = { text: textOf(nameBytes), kinds: octets(kinds), stats: doubles(stats) };
  const folders = new Map<string, FolderOfNames>();
  for (const [index, folder] of textOf(folderBytes).split(divider).entries())
    folders.set(folder, new KeptFolder(kept, index * folderNumbers));
  const columns = {
    signatures: doubles(signatures),
    digests: octets(digests),
    flags: octets(flags),
    lengths: words(lengths),
    facts: octets(facts),
    targets: signedWords(targets),
    others: head.others,
  };
  if (columns.flags.length !== paths.length) return undefined;
  into.table.load(paths, columns);
  readRetired(retired ?? new Uint8Array(0), retiredFacts ?? new Uint8Array(0), into.memory);
  return { head, folders };
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8') : '';
}

type Bytes = Uint8Array<ArrayBuffer> | undefined;

/** Without a buffer's own methods, which see `slice` otherwise. */
function octets(bytes: Bytes): Uint8Array<ArrayBuffer> {
  return bytes ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : new Uint8Array(0);
}

function doubles(bytes: Bytes): Float64Array<ArrayBuffer> {
  return bytes
    ? new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
    : new Float64Array(0);
}

function words(bytes: Bytes): Uint32Array<ArrayBuffer> {
  return bytes
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Uint32Array(0);
}

function signedWords(bytes: Bytes): Int32Array<ArrayBuffer> {
  return bytes
    ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Int32Array(0);
}

function partsOf(text: string): string[] {
  return text === '' ? [] : text.split(divider);
}

/** What was kept of all folders. */
interface KeptFolders {
  /** All names. */
  readonly text: string;
  /** Of each name. */
  readonly kinds: Uint8Array;
  /** Of each folder. */
  readonly stats: Float64Array;
}

/** A folder as it was kept. Its names are cut out when they are asked for: where nothing came or went, that is never. */
class KeptFolder implements FolderOfNames {
  readonly #kept: KeptFolders;
  readonly #at: number;
  #names: Map<string, number> | undefined;

  /** @param at where its figures begin */
  constructor(kept: KeptFolders, at: number) {
    this.#kept = kept;
    this.#at = at;
  }

  get mtimeMs(): number {
    return this.#number(0);
  }

  get ctimeMs(): number {
    return this.#number(1);
  }

  get inode(): number {
    return this.#number(2);
  }

  get isSettled(): boolean {
    return (this.#number(3) & settledFlag) !== 0;
  }

  get isRuled(): boolean {
    return (this.#number(3) & ruledFlag) !== 0;
  }

  get names(): Map<string, number> {
    if (this.#names) return this.#names;
    const { text, kinds } = this.#kept;
    const from = this.#at === 0 ? 0 : this.#number(4 - folderNumbers);
    const firstKind = this.#number(5);
    const names = new Map<string, number>();
    for (const [index, name] of partsOf(text.slice(from, this.#number(4))).entries())
      names.set(name, kinds[firstKind + index] ?? nameKind.other);
    this.#names = names;
    return names;
  }

  #number(index: number): number {
    return this.#kept.stats[this.#at + index] ?? 0;
  }
}

function readRetired(digests: Uint8Array, facts: Uint8Array, memory: FactsMemory): void {
  const view = new DataView(facts.buffer, facts.byteOffset, facts.byteLength);
  for (let at = 0, digestAt = 0; at + 4 <= facts.length; digestAt += digestBytes) {
    const length = view.getUint32(at, true);
    memory.keep(
      digests.subarray(digestAt, digestAt + digestBytes),
      facts.subarray(at + 4, at + 4 + length),
    );
    at += 4 + length;
  }
}

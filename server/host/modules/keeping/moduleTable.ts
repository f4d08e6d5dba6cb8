/**
 * All modules of a workspace in a few typed arrays: about 100 bytes for a module, its path and its facts as bytes. A module has a number, by
 * which others lead to it; where else an import leads (a package, nowhere) is kept once for all imports.
 */
import type { Stats } from 'node:fs';
import type { RelativePath } from '../../../engine/model/brand.ts';
import { decodeMentions } from '../../../modules/factsCodec.ts';
import type { Mention, ModuleRecord, Resolution } from '../../../modules/model.ts';
import { isSameAt, type Signature, signatureNumbers } from '../../files/signature.ts';
import { digestBytes } from '../reading/readModule.ts';
import { OtherTargets } from './otherTargets.ts';
import { PackedRecord } from './packedRecord.ts';
import { PackedRuns } from './packedRuns.ts';

/** What was read of a module. */
export interface ModuleState {
  readonly signature: Signature | undefined;
  /** An equal signature later proves that nothing changed. */
  readonly isSettled: boolean;
  readonly digest: Uint8Array | undefined;
  readonly facts: Uint8Array;
}

const settledFlag = 1;
const digestFlag = 2;
const anyNamesFlag = 4;
const diskFlag = 8;

/** See the file's comment. */
export class ModuleTable {
  readonly ids = new Map<string, number>();
  readonly #paths: (RelativePath | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #left: number[] = [];
  #signatures = new Float64Array(0);
  #digests = new Uint8Array(0);
  #flags = new Uint8Array(0);
  readonly #facts = new PackedRuns<Uint8Array<ArrayBuffer>>(
    (length) => new Uint8Array(length),
    () => this.ids.values(),
  );
  readonly #targets = new PackedRuns<Int32Array<ArrayBuffer>>(
    (length) => new Int32Array(length),
    () => this.ids.values(),
  );
  readonly #others = new OtherTargets();

  get size(): number {
    return this.ids.size;
  }

  /** One more than the highest number of a module. */
  get end(): number {
    return this.#paths.length;
  }

  pathOf(id: number): RelativePath | undefined {
    return this.#paths[id];
  }

  /** The number of a module; a new one knows nothing yet. */
  add(path: RelativePath): number {
    const known = this.ids.get(path);
    if (known !== undefined) return known;
    const id = this.#free.pop() ?? this.#paths.length;
    this.#grow(id + 1);
    this.#paths[id] = path;
    this.ids.set(path, id);
    return id;
  }

  /**
   * Forgets a module. Its number is given to no other one before `reuse`, when nothing leads to it any more.
   * @returns its number
   */
  remove(path: RelativePath): number | undefined {
    const id = this.ids.get(path);
    if (id === undefined) return undefined;
    this.ids.delete(path);
    this.#paths[id] = undefined;
    this.#facts.remove(id);
    this.#targets.remove(id);
    this.#flags[id] = 0;
    this.#left.push(id);
    return id;
  }

  /** Tells that no import leads to modules that were removed. */
  reuse(): void {
    for (const id of this.#left.splice(0)) this.#free.push(id);
  }

  #grow(count: number): void {
    if (count * digestBytes <= this.#digests.length) return;
    const length = Math.max(64, Math.ceil(count * 1.25));
    const larger = <T extends Float64Array | Uint8Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#signatures = larger(new Float64Array(length * signatureNumbers), this.#signatures);
    this.#digests = larger(new Uint8Array(length * digestBytes), this.#digests);
    this.#flags = larger(new Uint8Array(length), this.#flags);
    this.#facts.grow(length);
    this.#targets.grow(length);
  }

  /** Takes over what was read. */
  setState(id: number, { signature, isSettled, digest, facts }: ModuleState): void {
    const at = id * signatureNumbers;
    const { size = 0, mtimeMs = 0, ctimeMs = 0, inode = 0, mode = 0 } = signature ?? {};
    this.#signatures.set([size, mtimeMs, ctimeMs, inode, mode], at);
    if (digest) this.#digests.set(digest, id * digestBytes);
    this.#flags[id] = (isSettled && signature ? settledFlag : 0) | (digest ? digestFlag : 0);
    this.#facts.set(id, facts);
  }

  /** Whether a file is as it was read: its signature says so, and can. */
  isUnchanged(id: number, stats: Stats): boolean {
    return (
      ((this.#flags[id] ?? 0) & settledFlag) !== 0 &&
      isSameAt(this.#signatures, id * signatureNumbers, stats)
    );
  }

  /** Takes over a newer signature of the same bytes. */
  touch(id: number, signature: Signature, isSettled: boolean): void {
    const { size, mtimeMs, ctimeMs, inode, mode } = signature;
    this.#signatures.set([size, mtimeMs, ctimeMs, inode, mode], id * signatureNumbers);
    this.#flags[id] = ((this.#flags[id] ?? 0) & ~settledFlag) | (isSettled ? settledFlag : 0);
  }

  /** Whether an import of it depends on this; what depends on the disk does on names, too. */
  dependsOn(id: number, on: 'any names' | 'the disk'): boolean {
    const flags = on === 'the disk' ? diskFlag : anyNamesFlag | diskFlag;
    return ((this.#flags[id] ?? 0) & flags) !== 0;
  }

  setDependsOn(id: number, on: { readonly anyNames: boolean; readonly disk: boolean }): void {
    const flags = (on.anyNames ? anyNamesFlag : 0) | (on.disk ? diskFlag : 0);
    this.#flags[id] = ((this.#flags[id] ?? 0) & ~(anyNamesFlag | diskFlag)) | flags;
  }

  /** Undefined where the bytes were never read. */
  digestOf(id: number): Uint8Array | undefined {
    if (((this.#flags[id] ?? 0) & digestFlag) === 0) return undefined;
    return this.#digests.subarray(id * digestBytes, (id + 1) * digestBytes);
  }

  /** Facts as bytes, valid until the next change. */
  packedFacts(id: number): Uint8Array {
    return this.#facts.get(id);
  }

  /** What its imports name, in their order. */
  mentionsOf(id: number): readonly Mention[] {
    if (this.#facts.lengthOf(id) === 0) return [];
    return decodeMentions(this.#facts.numbers, this.#facts.at(id));
  }

  /** Where the imports lead: numbers of modules, and `~index` of others. Valid until the next change. */
  targetsOf(id: number): Int32Array {
    return this.#targets.get(id);
  }

  /** @returns whether they differ from before */
  setTargets(id: number, targets: readonly number[]): boolean {
    const old = this.targetsOf(id);
    if (old.length === targets.length && targets.every((target, at) => target === old[at]))
      return false;
    if (old.length === targets.length) old.set(targets);
    else this.#targets.set(id, targets);
    return true;
  }

  /** The code of a resolution. A file that is a module is told by its number. */
  encode(resolution: Resolution): number {
    if (resolution.type === 'file') {
      const id = this.ids.get(resolution.path);
      if (id !== undefined) return id;
    }
    return ~this.#others.idOf(resolution);
  }

  decode(target: number): Resolution {
    if (target >= 0) return { type: 'file', path: this.#paths[target] ?? ('' as RelativePath) };
    return this.#others.all[~target] ?? { type: 'unresolved', reason: 'not resolved yet' };
  }

  /** Resolutions that are no modules, by `~target`. */
  get others(): readonly Resolution[] {
    return this.#others.all;
  }

  /** One module as others see it, with what is known now. */
  record(path: RelativePath): ModuleRecord | undefined {
    const id = this.ids.get(path);
    if (id === undefined) return undefined;
    const resolutions = Array.from(this.targetsOf(id), (target) => this.decode(target));
    return new PackedRecord(path, resolutions, {
      bytes: this.#facts.numbers,
      at: this.#facts.at(id),
    });
  }

  /** Gives back what the arrays have in reserve. */
  trim(): void {
    this.#facts.trim();
    this.#targets.trim();
  }

  /** Of one module, for keeping. */
  stateOf(id: number): {
    readonly signature: Float64Array;
    readonly digest: Uint8Array;
    readonly flags: number;
  } {
    const at = id * signatureNumbers;
    return {
      signature: this.#signatures.subarray(at, at + signatureNumbers),
      digest: this.#digests.subarray(id * digestBytes, (id + 1) * digestBytes),
      flags: this.#flags[id] ?? 0,
    };
  }

  /**
   * Takes over what was kept, into a table that is empty. Modules are numbered in the order of the paths. The columns are the table's own from
   * then on: it writes into them.
   */
  load(paths: readonly RelativePath[], columns: ModuleColumns): void {
    const count = paths.length;
    for (const path of paths) this.ids.set(path, this.#paths.push(path) - 1);
    this.#signatures = columns.signatures;
    this.#digests = columns.digests;
    this.#flags = columns.flags;
    for (const other of columns.others) this.encode(other);
    this.#facts.load(columns.facts, columns.lengths.subarray(0, count));
    this.#targets.load(columns.targets, columns.lengths.subarray(count));
  }

  /** Bytes of all facts. */
  get factsBytes(): number {
    return this.#facts.used;
  }
}

/** What is kept of all modules, in the order of their numbers. */
export interface ModuleColumns {
  readonly signatures: Float64Array<ArrayBuffer>;
  readonly digests: Uint8Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  /** Bytes of the facts of each, then the number of targets of each. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly facts: Uint8Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
  readonly others: readonly Resolution[];
}

/**
 * All modules of a workspace in a few typed arrays: about 100 bytes for a module, its path and its facts as bytes. A module has a number, by
 * which others lead to it; where else an import leads (a package, nowhere) is kept once for all imports.
 */
import type { Stats } from 'node:fs';
import type { RelativePath } from '../../engine/model/brand.ts';
import { decodeFacts, decodeImports } from '../../modules/factsCodec.ts';
import type { ImportFact, ModuleFacts, ModuleRecord, Resolution } from '../../modules/model.ts';
import { isSameAt, type Signature, signatureNumbers } from '../files/signature.ts';
import { Arena } from './arena.ts';
import { digestBytes } from './readModule.ts';

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
const nowhere = new Int32Array(0);

/** See the file's comment. */
export class ModuleTable {
  readonly ids = new Map<string, number>();
  readonly #paths: (RelativePath | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #left: number[] = [];
  #signatures = new Float64Array(0);
  #digests = new Uint8Array(0);
  #flags = new Uint8Array(0);
  #factsAt = new Uint32Array(0);
  #factsLength = new Uint32Array(0);
  #targetsAt = new Uint32Array(0);
  #targetsLength = new Uint32Array(0);
  readonly #facts = new Arena<Uint8Array<ArrayBuffer>>((length) => new Uint8Array(length));
  readonly #targets = new Arena<Int32Array<ArrayBuffer>>((length) => new Int32Array(length));
  readonly #others: Resolution[] = [];
  readonly #otherIds: Readonly<Record<Resolution['type'], Map<string, number>>> = {
    file: new Map(),
    package: new Map(),
    builtin: new Map(),
    files: new Map(),
    unresolved: new Map(),
  };

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
    this.#facts.leave(this.#factsLength[id] ?? 0);
    this.#targets.leave(this.#targetsLength[id] ?? 0);
    this.#factsLength[id] = 0;
    this.#targetsLength[id] = 0;
    this.#flags[id] = 0;
    this.#left.push(id);
    return id;
  }

  /** Tells that no import leads to modules that were removed. */
  reuse(): void {
    this.#free.push(...this.#left.splice(0));
  }

  #grow(count: number): void {
    if (count * digestBytes <= this.#digests.length) return;
    const length = Math.max(64, Math.ceil(count * 1.25));
    const larger = <T extends Float64Array | Uint8Array | Uint32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#signatures = larger(new Float64Array(length * signatureNumbers), this.#signatures);
    this.#digests = larger(new Uint8Array(length * digestBytes), this.#digests);
    this.#flags = larger(new Uint8Array(length), this.#flags);
    this.#factsAt = larger(new Uint32Array(length), this.#factsAt);
    this.#factsLength = larger(new Uint32Array(length), this.#factsLength);
    this.#targetsAt = larger(new Uint32Array(length), this.#targetsAt);
    this.#targetsLength = larger(new Uint32Array(length), this.#targetsLength);
  }

  /** Takes over what was read. */
  setState(id: number, { signature, isSettled, digest, facts }: ModuleState): void {
    const at = id * signatureNumbers;
    const { size = 0, mtimeMs = 0, ctimeMs = 0, inode = 0, mode = 0 } = signature ?? {};
    this.#signatures.set([size, mtimeMs, ctimeMs, inode, mode], at);
    if (digest) this.#digests.set(digest, id * digestBytes);
    this.#flags[id] = (isSettled && signature ? settledFlag : 0) | (digest ? digestFlag : 0);
    this.#facts.leave(this.#factsLength[id] ?? 0);
    this.#factsAt[id] = this.#facts.add(facts);
    this.#factsLength[id] = facts.length;
    if (this.#facts.isWasteful) this.#compactFacts();
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
    const at = this.#factsAt[id] ?? 0;
    return this.#facts.numbers.subarray(at, at + (this.#factsLength[id] ?? 0));
  }

  importsOf(id: number): readonly ImportFact[] {
    if ((this.#factsLength[id] ?? 0) === 0) return [];
    return decodeImports(this.#facts.numbers, this.#factsAt[id] ?? 0);
  }

  /** Where the imports lead: numbers of modules, and `~index` of others. Valid until the next change. */
  targetsOf(id: number): Int32Array {
    const at = this.#targetsAt[id] ?? 0;
    const length = this.#targetsLength[id] ?? 0;
    return length === 0 ? nowhere : this.#targets.numbers.subarray(at, at + length);
  }

  /** @returns whether they differ from before */
  setTargets(id: number, targets: readonly number[]): boolean {
    const old = this.targetsOf(id);
    if (old.length === targets.length && targets.every((target, at) => target === old[at]))
      return false;
    if (old.length === targets.length) {
      old.set(targets);
      return true;
    }
    this.#targets.leave(old.length);
    this.#targetsAt[id] = this.#targets.add(targets);
    this.#targetsLength[id] = targets.length;
    if (this.#targets.isWasteful) this.#compactTargets();
    return true;
  }

  /** The code of a resolution. A file that is a module is told by its number. */
  encode(resolution: Resolution): number {
    if (resolution.type === 'file') {
      const id = this.ids.get(resolution.path);
      if (id !== undefined) return id;
    }
    const ids = this.#otherIds[resolution.type];
    const key = keyOf(resolution);
    const known = ids.get(key);
    if (known !== undefined) return ~known;
    ids.set(key, this.#others.length);
    return ~(this.#others.push(resolution) - 1);
  }

  decode(target: number): Resolution {
    if (target >= 0) return { type: 'file', path: this.#paths[target] ?? ('' as RelativePath) };
    return this.#others[~target] ?? { type: 'unresolved', reason: 'not resolved yet' };
  }

  /** Resolutions that are no modules, by `~target`. */
  get others(): readonly Resolution[] {
    return this.#others;
  }

  /** One module as others see it, with what is known now. */
  record(path: RelativePath): ModuleRecord | undefined {
    const id = this.ids.get(path);
    if (id === undefined) return undefined;
    const resolutions = Array.from(this.targetsOf(id), (target) => this.decode(target));
    return new PackedRecord(path, resolutions, this.#facts.numbers, this.#factsAt[id] ?? 0);
  }

  #compactFacts(): void {
    const runs = [...this.ids.values()].map((id) => ({
      id,
      at: this.#factsAt[id] ?? 0,
      length: this.#factsLength[id] ?? 0,
    }));
    const places = this.#facts.compact(runs);
    for (const [index, { id }] of runs.entries()) this.#factsAt[id] = places[index] ?? 0;
  }

  #compactTargets(): void {
    const runs = [...this.ids.values()].map((id) => ({
      id,
      at: this.#targetsAt[id] ?? 0,
      length: this.#targetsLength[id] ?? 0,
    }));
    const places = this.#targets.compact(runs);
    for (const [index, { id }] of runs.entries()) this.#targetsAt[id] = places[index] ?? 0;
  }

  /** Gives back what the arrays have in reserve. */
  trim(): void {
    this.#facts.trimmed();
    this.#targets.trimmed();
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

  /** Takes over what was kept, into a table that is empty. Modules are numbered in the order of the paths. */
  load(paths: readonly RelativePath[], columns: ModuleColumns): void {
    for (const path of paths) this.add(path);
    this.#signatures.set(columns.signatures);
    this.#digests.set(columns.digests);
    this.#flags.set(columns.flags);
    for (const other of columns.others) this.encode(other);
    this.#facts.add(columns.facts);
    this.#targets.add(columns.targets);
    let factsAt = 0;
    let targetsAt = 0;
    for (let id = 0; id < paths.length; id++) {
      const [factsLength = 0, targetsLength = 0] = columns.lengths.subarray(id * 2, id * 2 + 2);
      this.#factsAt[id] = factsAt;
      this.#factsLength[id] = factsLength;
      this.#targetsAt[id] = targetsAt;
      this.#targetsLength[id] = targetsLength;
      factsAt += factsLength;
      targetsAt += targetsLength;
    }
  }

  /** Bytes of all facts. */
  get factsBytes(): number {
    return this.#facts.used;
  }
}

/** What tells a resolution from others of its type: a text that it holds anyway. */
function keyOf(resolution: Resolution): string {
  switch (resolution.type) {
    case 'file':
      return resolution.path;
    case 'files':
      return resolution.paths.join('\n');
    case 'unresolved':
      return resolution.reason;
    default:
      return resolution.name;
  }
}

/** What is kept of all modules, in the order of their numbers. */
export interface ModuleColumns {
  readonly signatures: Float64Array;
  readonly digests: Uint8Array;
  readonly flags: Uint8Array;
  /** Bytes of facts and number of targets, by turns. */
  readonly lengths: Uint32Array;
  readonly facts: Uint8Array;
  readonly targets: Int32Array;
  readonly others: readonly Resolution[];
}

/** Facts are unpacked when they are asked for. The bytes of an arena are written once, so a record stays as it was when it was made. */
class PackedRecord implements ModuleRecord {
  readonly path: RelativePath;
  readonly resolutions: readonly Resolution[];
  readonly #bytes: Uint8Array;
  readonly #at: number;

  constructor(
    path: RelativePath,
    resolutions: readonly Resolution[],
    bytes: Uint8Array,
    at: number,
  ) {
    this.path = path;
    this.resolutions = resolutions;
    this.#bytes = bytes;
    this.#at = at;
  }

  get facts(): ModuleFacts {
    return decodeFacts(this.#bytes, this.#at);
  }
}

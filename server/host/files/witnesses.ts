/**
 * What looks at the disk showed, kept so that all of it can be checked again in one go: "everything is as it was" without knowing what
 * any of it means. Whoever looks at the disk past the file table tells its looks here. A look that is told later than it was taken is
 * only correct if nothing changed since, and that is what the time stands for: what changed after it is refused.
 */
import { realpathSync, type Stats, statSync } from 'node:fs';
import {
  isSameAt,
  isSettled,
  lstatOf,
  type Signature,
  signatureNumbers,
  signatureOf,
} from './signature.ts';

/** Kinds of looks. Their numbers are written to disk. */
const kinds = {
  /** `lstat` gives this signature. */
  entry: 0,
  /** A folder with these times: no name in it came or went. */
  folder: 1,
  /** `lstat` finds nothing. */
  absent: 2,
  /** `lstat` finds something. */
  there: 3,
  /** `stat`, through links, gives this signature. */
  target: 4,
  /** `stat`, through links, finds nothing. */
  noTarget: 5,
  /** A file that may be executed, through links. */
  executable: 6,
  /** No file that may be executed. */
  notExecutable: 7,
} as const;

type Kind = (typeof kinds)[keyof typeof kinds];

/** Numbers kept of one look. */
export const lookNumbers = signatureNumbers;

/** Looks as they are kept: one path and five numbers each, and what links led to. */
export interface WitnessColumns {
  readonly paths: readonly string[];
  readonly kinds: Uint8Array;
  /** Size, mtime, ctime, inode, mode of each. */
  readonly numbers: Float64Array;
  /** Paths and what they led to with all links followed. */
  readonly links: readonly (readonly [path: string, real: string])[];
}

/** Takes note of looks. Paths are absolute. */
export class Witnesses {
  readonly #now: number;
  readonly #seen = new Map<string, number>();
  readonly #paths: string[] = [];
  #kinds = new Uint8Array(256);
  #numbers = new Float64Array(256 * lookNumbers);
  readonly #links = new Map<string, string>();
  #isComplete = true;

  /** @param now milliseconds since 1970, before the first look */
  constructor(now: number) {
    this.#now = now;
  }

  /** An entry was compared or read when it had this signature. */
  entry(path: string, signature: Signature): void {
    if (!isSettled(signature.ctimeMs, this.#now)) this.refuse();
    this.#add(path, kinds.entry, signature);
  }

  /** The names in a folder were known. */
  folder(path: string, times: Pick<Signature, 'mtimeMs' | 'ctimeMs' | 'inode'>): void {
    if (!isSettled(times.ctimeMs, this.#now)) this.refuse();
    this.#add(path, kinds.folder, { ...times, size: 0, mode: 0 });
  }

  /** The names in a folder are as they are now. */
  listed(path: string): void {
    const stats = lstatOf(path);
    if (stats === undefined) this.absent(path);
    else if (!stats.isDirectory()) this.refuse();
    else this.folder(path, signatureOf(stats));
  }

  absent(path: string): void {
    this.#add(path, kinds.absent);
  }

  there(path: string): void {
    this.#add(path, kinds.there);
  }

  /** What `path` leads to is as it is now. */
  target(path: string): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) this.#add(path, kinds.noTarget);
    else {
      if (!isSettled(stats.ctimeMs, this.#now)) this.refuse();
      this.#add(path, kinds.target, signatureOf(stats));
    }
  }

  executable(path: string, isExecutable: boolean): void {
    this.#add(path, isExecutable ? kinds.executable : kinds.notExecutable);
  }

  link(path: string, real: string): void {
    this.#links.set(path, real);
  }

  /** Something was seen that cannot be checked again this simply. */
  refuse(): void {
    this.#isComplete = false;
  }

  /** All looks; undefined where one was refused. */
  columns(): WitnessColumns | undefined {
    if (!this.#isComplete) return undefined;
    return {
      paths: this.#paths,
      kinds: this.#kinds.subarray(0, this.#paths.length),
      numbers: this.#numbers.subarray(0, this.#paths.length * lookNumbers),
      links: [...this.#links],
    };
  }

  /** A path may be looked at in several ways, each once. */
  #add(path: string, kind: Kind, signature?: Signature): void {
    // Such a name is not what is on the disk.
    if (path.includes('\uFFFD')) this.refuse();
    const before = this.#seen.get(path) ?? 0;
    if ((before & (1 << kind)) !== 0) return;
    this.#seen.set(path, before | (1 << kind));
    const at = this.#paths.push(path) - 1;
    if (at === this.#kinds.length) this.#grow();
    this.#kinds[at] = kind;
    if (signature === undefined) return;
    const { size, mtimeMs, ctimeMs, inode, mode } = signature;
    this.#numbers.set([size, mtimeMs, ctimeMs, inode, mode], at * lookNumbers);
  }

  /** Tens of thousands of looks are common, and every byte counts where the peak of memory is. */
  #grow(): void {
    const kinds = new Uint8Array(this.#kinds.length * 2);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    const numbers = new Float64Array(this.#numbers.length * 2);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}

/** Whether every look would show the same now. */
export function stillHolds({ paths, kinds: all, numbers, links }: WitnessColumns): boolean {
  for (let index = 0; index < paths.length; index++)
    if (!holds(paths[index] ?? '', all[index] ?? 0, numbers, index * lookNumbers)) return false;
  return links.every(([path, real]) => realOf(path) === real);
}

function holds(path: string, kind: number, numbers: Float64Array, at: number): boolean {
  if (kind === kinds.entry) {
    const stats = lstatOf(path);
    return stats !== undefined && isSameAt(numbers, at, stats);
  }
  if (kind === kinds.folder) {
    const stats = lstatOf(path);
    return (
      stats?.isDirectory() === true &&
      stats.ctimeMs === numbers[at + 2] &&
      stats.mtimeMs === numbers[at + 1] &&
      stats.ino === numbers[at + 3]
    );
  }
  return holdsOtherwise(path, kind, numbers, at);
}

function holdsOtherwise(path: string, kind: number, numbers: Float64Array, at: number): boolean {
  if (kind === kinds.absent || kind === kinds.there)
    return (lstatOf(path) !== undefined) === (kind === kinds.there);
  if (kind === kinds.executable || kind === kinds.notExecutable)
    return isExecutableFile(path) === (kind === kinds.executable);
  const stats = statOf(path);
  if (kind === kinds.noTarget) return stats === undefined;
  return kind === kinds.target && stats !== undefined && isSameAt(numbers, at, stats);
}

/** Whether a file is there, through links, that may be executed. */
export function isExecutableFile(path: string): boolean {
  const stats = statOf(path);
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder that may not be searched holds nothing for us, as for execvp.
    return undefined;
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    // Gone, or a circle by now: in any case not what it was.
    return undefined;
  }
}

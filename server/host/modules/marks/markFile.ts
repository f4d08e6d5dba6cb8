/**
 * The mark of a process: which files its threads are parsing. It is written before they begin, so where the process does not survive one of them
 * the mark stays, and whoever reads it knows which files it may have been. One file for each process:
 *
 *     1024 bytes    whose: its number and when it started, as JSON, then zeros
 *     262144 bytes  for each thread: 4 bytes that say how many follow, little endian; paths in UTF-8, a NUL between two
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { jsonObject } from '../../../engine/model/jsonValue.ts';
import { isMissing } from '../../files/systemError.ts';
import { isAlive, ownIdentity } from '../../store/processIdentity.ts';

const headBytes = 1024;
const slotBytes = 256 * 1024;
const lengthBytes = 4;
/** Nobody has more threads. */
const slotsMax = 256;
/** More paths than a thread is ever given at once. */
const pathsMax = 1000;
/** A process of another machine cannot be asked whether it lives; no batch takes so long. */
const foreignMsMax = 600_000;
const ownName = /^(?<pid>\d+)-[0-9a-f]{16}\.mark$/;
/** Between making the folder and the file in it, another process may remove the empty folder. */
const attempts = 3;

/** Whether a file of this name is a mark. */
export function isMarkName(name: string): boolean {
  return ownName.test(name);
}

/** The mark of this process. */
export class MarkFile {
  readonly #folder: string;
  readonly name = `${process.pid}-${randomBytes(8).toString('hex')}.mark`;
  #descriptor: number | undefined;
  /** The outermost folder that had to be made for it. */
  #made: string | undefined;
  #isWithdrawn = false;

  /** @param folder absolute, need not be there */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Notes what a thread is given. @param slot number of the thread
   * @throws the system's error
   */
  write(slot: number, paths: readonly string[]): void {
    if (this.#isWithdrawn) return;
    this.#descriptor ??= this.#open();
    const text = Buffer.from(`    ${paths.slice(0, pathsMax).join('\0')}`);
    const bytes = text.subarray(0, slotBytes);
    bytes.writeUInt32LE(bytes.length - lengthBytes);
    if (slot < slotsMax)
      writeSync(this.#descriptor, bytes, 0, bytes.length, headBytes + slot * slotBytes);
  }

  /** Nothing is parsed any more. @throws the system's error */
  clear(): void {
    if (this.#descriptor !== undefined) ftruncateSync(this.#descriptor, headBytes);
  }

  /** Leaves no empty folder behind. @throws the system's error */
  remove(): void {
    if (this.#descriptor !== undefined) {
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
      this.#untrack();
      rmSync(join(this.#folder, this.name), { force: true });
    }
    const last = this.#made ?? this.#folder;
    let at = this.#folder;
    while (removeIfEmpty(at) && at !== last) at = dirname(at);
  }

  /** It marks nothing any more. @throws the system's error */
  withdraw(): void {
    this.#isWithdrawn = true;
    this.remove();
  }

  #open(): number {
    for (let attempt = 1; ; attempt++) {
      try {
        // What a folder has in it is nobody else's affair.
        const made = mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
        this.#made ??= made;
        return this.#make();
      } catch (error) {
        if (attempt === attempts || !isMissing(error)) throw error;
      }
    }
  }

  #make(): number {
    const file = join(this.#folder, this.name);
    const descriptor = openSync(file, 'wx', 0o600);
    const { pid, started } = ownIdentity();
    const head = Buffer.alloc(headBytes);
    head.write(JSON.stringify({ pid, started }));
    try {
      writeSync(descriptor, head, 0, headBytes, 0);
      this.#track();
      return descriptor;
    } catch (error) {
      closeSync(descriptor);
      rmSync(file, { force: true });
      throw error;
    }
  }

  #track(): void {
    // Who calls `process.exit` means it. What ends of a file gets no say.
    if (ownMarks.size === 0) process.on('exit', withdrawMarks);
    ownMarks.add(this);
  }

  #untrack(): void {
    ownMarks.delete(this);
    if (ownMarks.size === 0) process.off('exit', withdrawMarks);
  }
}

/** Marks of this thread that are there. What ships has this file twice, in who analyses and in who ends that, and both mean the same marks. */
const ownMarksKey = Symbol.for('cachescope.ownMarks');
const globals = globalThis as { [ownMarksKey]?: Set<Pick<MarkFile, 'withdraw'>> };
globals[ownMarksKey] ??= new Set();
const ownMarks = globals[ownMarksKey];

/**
 * Takes the marks of this thread away, since it ends on purpose while files are still being parsed: none of them is to be suspected. What ends the
 * process without a word leaves them.
 */
export function withdrawMarks(): void {
  for (const mark of [...ownMarks])
    try {
      mark.withdraw();
    } catch {
      // It stays, and names files that are tried apart once.
    }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    // There is something in it, or it is not there.
    return false;
  }
}

/**
 * What the process of a mark was parsing when it ended.
 * @returns undefined where it still runs, or the mark is gone meanwhile
 * @throws the system's error
 */
export function readMark(folder: string, name: string): readonly string[] | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(join(folder, name), 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return isOver(descriptor, name) ? pathsIn(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function isOver(descriptor: number, name: string): boolean {
  const head = readAt(descriptor, 0, headBytes).toString('utf8').replace(/\0.*/s, '');
  const { pid, started } = jsonObject(head) ?? {};
  // One that is being made has the process's number in its name alone.
  if (typeof pid !== 'number' || typeof started !== 'string')
    return !isAlive({ pid: Number(ownName.exec(name)?.groups?.pid), started: `${hostname()}/` });
  if (!isAlive({ pid, started })) return true;
  const isForeign = started.slice(0, started.lastIndexOf('/')) !== hostname();
  return isForeign && Date.now() - fstatSync(descriptor).mtimeMs > foreignMsMax;
}

/** What is no list of paths, e.g. since a disk was full, is left out. */
function pathsIn(descriptor: number): readonly string[] {
  const found: string[] = [];
  const slots = Math.ceil((fstatSync(descriptor).size - headBytes) / slotBytes);
  for (let slot = 0; slot < Math.min(slots, slotsMax); slot++) {
    const at = headBytes + slot * slotBytes;
    const head = readAt(descriptor, at, lengthBytes);
    const length = head.length < lengthBytes ? 0 : head.readUInt32LE();
    if (length === 0 || length > slotBytes - lengthBytes) continue;
    const paths = readAt(descriptor, at + lengthBytes, length)
      .toString('utf8')
      .split('\0');
    if (paths.length <= pathsMax) found.push(...paths.filter((path) => path !== ''));
  }
  return found;
}

function readAt(descriptor: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
}

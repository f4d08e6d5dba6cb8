/**
 * Keeps what is known of modules where there is no store: the folder has nothing to build, so nothing of ours is written into it. One file for each folder,
 * at a place that the editor gives to a workspace, or in the user's cache folder:
 *
 *     32 bytes  sha256 of the folder's path and of what follows
 *     bytes     the row `modulesRow`
 *
 * A file's modification time says when it was last of use. Nobody tells when a folder is gone for good, so the place has limits, and what was of use longest ago
 * goes first.
 */
import { hash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { modulesRow, type PackStore } from '../../files/packedRows.ts';
import { explainFileError, isMissing } from '../../files/systemError.ts';

/** How much one place keeps. */
export interface RowLimits {
  /** Folders that are known at once. */
  readonly filesMax: number;
  /** Bytes of all of them. */
  readonly bytesMax: number;
}

/** A folder of 10,000 modules takes about 5 MB. */
const defaultLimits: RowLimits = { filesMax: 50, bytesMax: 500_000_000 };
const sumBytes = 32;
/** One that is being written has the process's number behind its name. */
const ownName = /^modules-[0-9a-f]{32}\.bin(?<aside>\.\d+)?$/;
/** What a process that died left half written is taken away after that many milliseconds. */
const asideMsMax = 3_600_000;

/** The file of one folder. @param storage absolute, need not be there @param root absolute */
export function rowsFile(storage: string, root: string): string {
  return join(storage, `modules-${hash('sha256', root).slice(0, 32)}.bin`);
}

/** Forgets it: the folder has a store of its own now. */
export function dropRows(storage: string, root: string): void {
  remove(rowsFile(storage, root));
}

/** What lies in one place. */
export interface RowsUsage {
  /** Folders whose modules are known. */
  readonly folders: number;
  readonly bytes: number;
}

/** How much lies there. @param storage absolute, need not be there */
export function usageOfRows(storage: string): RowsUsage {
  const files = rowFiles(storage).filter(({ isAside }) => !isAside);
  return { folders: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Forgets all that lies there; what another process writes right now stays. @returns how much it was */
export function dropAllRows(storage: string): RowsUsage {
  const before = usageOfRows(storage);
  for (const { path, isAside, usedAt } of rowFiles(storage))
    if (!isAside || Date.now() - usedAt > asideMsMax) remove(path);
  const left = usageOfRows(storage);
  return { folders: before.folders - left.folders, bytes: before.bytes - left.bytes };
}

/**
 * The rows of one folder.
 * @param onTrouble told, in a full sentence, what does not work
 */
export function rowsInFile(
  storage: string,
  root: string,
  onTrouble: (message: string) => void,
  limits = defaultLimits,
): PackStore {
  const file = rowsFile(storage, root);
  return {
    loadAll() {
      const row = readRow(file, root, onTrouble);
      return new Map(row === undefined ? [] : [[modulesRow, row]]);
    },
    save(rows) {
      const row = rows.get(modulesRow);
      if (row === undefined) return;
      const aside = `${file}.${process.pid}`;
      try {
        // What a folder imports is nobody else's affair.
        mkdirSync(storage, { recursive: true, mode: 0o700 });
        writeFileSync(aside, Buffer.concat([sumOf(root, row), row]), { mode: 0o600 });
        renameSync(aside, file);
        trim(storage, limits);
      } catch (error) {
        remove(aside);
        const why = explainFileError(error, 'write', file);
        onTrouble(`What is known of modules could not be kept, so they are read anew: ${why}`);
      }
    },
  };
}

/** Only correct if the sum holds: half a file, or that of another folder, would tell of modules that there are not. */
function readRow(
  file: string,
  root: string,
  onTrouble: (message: string) => void,
): Uint8Array | undefined {
  try {
    const bytes = readFileSync(file);
    // A copy, because its parts are read as numbers of 8 bytes, whose place has to be a multiple of that.
    const row = new Uint8Array(bytes.subarray(sumBytes));
    if (!sumOf(root, row).equals(bytes.subarray(0, sumBytes))) return undefined;
    noteUse(file);
    return row;
  } catch (error) {
    if (!isMissing(error))
      onTrouble(`Modules are read anew: ${explainFileError(error, 'read', file)}`);
    return undefined;
  }
}

function noteUse(file: string): void {
  try {
    const now = Date.now() / 1000;
    utimesSync(file, now, now);
  } catch {
    // On a disk that takes no writes nothing comes that it would have to make room for.
  }
}

function sumOf(root: string, row: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${root}\0`), row]), 'buffer');
}

/** Keeps what was of use last, as long as it fits. One that does not fit takes no room from those behind it. */
function trim(storage: string, { filesMax, bytesMax }: RowLimits): void {
  const kept = { files: 0, bytes: 0 };
  for (const { path, isAside, size, usedAt } of rowFiles(storage)) {
    if (isAside) {
      if (Date.now() - usedAt > asideMsMax) remove(path);
    } else if (kept.files + 1 > filesMax || kept.bytes + size > bytesMax) {
      remove(path);
    } else {
      kept.files++;
      kept.bytes += size;
    }
  }
}

interface RowFile {
  readonly path: string;
  readonly isAside: boolean;
  readonly size: number;
  readonly usedAt: number;
}

/** Last used first. What other processes remove meanwhile is not there. */
function rowFiles(storage: string): readonly RowFile[] {
  const files: RowFile[] = [];
  for (const name of namesIn(storage)) {
    const found = ownName.exec(name);
    const path = join(storage, name);
    const stats = found && statSync(path, { throwIfNoEntry: false });
    if (!stats) continue;
    const isAside = found.groups?.aside !== undefined;
    files.push({ path, isAside, size: stats.size, usedAt: stats.mtimeMs });
  }
  return files.sort((a, b) => b.usedAt - a.usedAt);
}

function namesIn(storage: string): readonly string[] {
  try {
    return readdirSync(storage);
  } catch {
    // Nothing was kept yet, or nobody may look: what is not seen can be neither counted nor removed.
    return [];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays, and the next one that keeps something tries again; whoever reads it checks whether it still holds.
  }
}

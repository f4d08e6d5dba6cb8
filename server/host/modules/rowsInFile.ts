/**
 * Keeps what is known of modules where there is no store: the folder has nothing to build, so nothing of ours is written into it. One file for each folder,
 * at a place that the editor gives to a workspace:
 *
 *     32 bytes  sha256 of the folder's path and of what follows
 *     bytes     the row `modulesRow`
 */
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modulesRow, type PackStore } from '../files/packedRows.ts';
import { explainFileError, isMissing } from '../files/systemError.ts';

const sumBytes = 32;

/** The file of one folder. @param storage absolute, need not be there @param root absolute */
export function rowsFile(storage: string, root: string): string {
  return join(storage, `modules-${hash('sha256', root).slice(0, 32)}.bin`);
}

/** Forgets it: the folder has a store of its own now. */
export function dropRows(storage: string, root: string): void {
  rmSync(rowsFile(storage, root), { force: true });
}

/**
 * The rows of one folder.
 * @param onTrouble told, in a full sentence, what does not work
 */
export function rowsInFile(
  storage: string,
  root: string,
  onTrouble: (message: string) => void,
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
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(aside, Buffer.concat([sumOf(root, row), row]));
        renameSync(aside, file);
      } catch (error) {
        rmSync(aside, { force: true });
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
    return sumOf(root, row).equals(bytes.subarray(0, sumBytes)) ? row : undefined;
  } catch (error) {
    if (!isMissing(error))
      onTrouble(`Modules are read anew: ${explainFileError(error, 'read', file)}`);
    return undefined;
  }
}

function sumOf(root: string, row: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${root}\0`), row]), 'buffer');
}

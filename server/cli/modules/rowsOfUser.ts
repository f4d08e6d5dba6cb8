/** Where the command line keeps what is known of modules of a folder that is in no workspace: in the user's cache folder. */
import { lstatSync } from 'node:fs';
import type { PackStore } from '../../host/files/packedRows.ts';
import { explainFileError, isMissing } from '../../host/files/systemError.ts';
import {
  dropAllRows,
  dropRows,
  type RowsUsage,
  rowsInFile,
  usageOfRows,
} from '../../host/modules/keeping/rowsInFile.ts';
import {
  dropAllMarks,
  dropMarks,
  type MarksPlace,
  marksOf,
} from '../../host/modules/marks/marksFolder.ts';
import { folderRefusal } from '../../host/store/stateFolder.ts';
import { modulesFolder } from '../userFolders.ts';

/**
 * The rows of one folder.
 * @param root absolute
 * @param onTrouble told, in a full sentence, what does not work
 * @returns undefined where there is no place that is the user's alone
 */
export function rowsOfUser(
  root: string,
  onTrouble: (message: string) => void,
): PackStore | undefined {
  const storage = modulesFolder(process.env, process.platform);
  if (storage === undefined) return undefined;
  const refused = refusal(storage);
  if (refused === undefined) return rowsInFile(storage, root, onTrouble);
  onTrouble(`Nothing is kept of modules: ${refused}`);
  return undefined;
}

/**
 * Where it is marked which files of one folder are being parsed.
 * @param root absolute
 * @param onTrouble told, in a full sentence, what does not work
 * @returns undefined where there is no place that is the user's alone
 */
export function marksOfUser(
  root: string,
  onTrouble: (message: string) => void,
): MarksPlace | undefined {
  const storage = modulesFolder(process.env, process.platform);
  if (storage === undefined || refusal(storage) !== undefined) return undefined;
  return { folder: marksOf(storage, root), onTrouble };
}

/** The folder has a store of its own now. */
export function forgetRowsOfUser(root: string): void {
  const storage = modulesFolder(process.env, process.platform);
  if (storage === undefined) return;
  dropRows(storage, root);
  dropMarks(storage, root);
}

/** All that is kept there, of whichever folder. */
export interface KeptOfUser extends RowsUsage {
  /** Absolute. */
  readonly folder: string;
}

/** How much that is; undefined where there is nothing of ours. */
export function keptOfUser(): KeptOfUser | undefined {
  const storage = modulesFolder(process.env, process.platform);
  if (storage === undefined || refusal(storage) !== undefined) return undefined;
  const usage = usageOfRows(storage);
  return usage.folders === 0 ? undefined : { folder: storage, ...usage };
}

/** Forgets it. @returns how much it was */
export function forgetKept({ folder }: KeptOfUser): RowsUsage {
  dropAllMarks(folder);
  return dropAllRows(folder);
}

/** A folder that is not there yet is made when something is kept. */
function refusal(storage: string): string | undefined {
  try {
    return folderRefusal(storage, lstatSync(storage));
  } catch (error) {
    return isMissing(error) ? undefined : explainFileError(error, 'use', storage);
  }
}

/** Worker thread: finds out which kept answers about files still hold. See survey.ts. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { FileTable, type Survey } from '../files/fileTable.ts';
import { PackedRows } from '../files/packedRows.ts';
import { NodeHasher } from '../platform/hasher.ts';
import { Database } from '../store/database.ts';
import { FileDigestTable } from '../store/digestTable.ts';
import { indexFile } from '../store/schema.ts';
import { loadSqlite } from '../store/sqlite.ts';
import { stateFolderName } from '../store/stateFolder.ts';
import type { SurveyTask } from './survey.ts';

// What is wrong with the index is told by the thread that keeps it.
const untold = (): void => {};

function survey({ root }: SurveyTask): Survey {
  const folder = join(root, stateFolderName);
  const sqlite = loadSqlite();
  if ('message' in sqlite) return new Map();
  const database = new Database(join(folder, indexFile), sqlite, untold);
  try {
    if (!database.openToRead()) return new Map();
    const rows = new PackedRows(new FileDigestTable(database, untold));
    return new FileTable(root, rows, new NodeHasher(join(folder, 'salt'))).survey();
  } finally {
    database.close();
  }
}

parentPort?.postMessage(survey(workerData as SurveyTask));

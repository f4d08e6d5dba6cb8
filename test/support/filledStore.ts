// A store with very many results, written in a few seconds: all in one transaction, without files behind them.

import { join } from 'node:path';
import type { ActionId } from '../../server/engine/model/brand.ts';
import type { BuildTrace } from '../../server/engine/model/trace.ts';
import { ActionRows } from '../../server/host/store/actionRows.ts';
import { Database } from '../../server/host/store/database.ts';
import { indexFile } from '../../server/host/store/schema.ts';
import { loadSqlite } from '../../server/host/store/sqlite.ts';
import { openStateFolder } from '../../server/host/store/stateFolder.ts';
import { TraceRows } from '../../server/host/store/traceRows.ts';

/** How to fill. */
export interface FillOptions {
  /** Number of the first result; equal numbers make equal results. */
  readonly from?: number;
  /** How many actions they are of, `p0#build` and so on, in turn. */
  readonly actions?: number;
}

/** When the first result was made, in milliseconds since 1970. */
export const firstStartedAt = 1_700_000_000_000;

/**
 * Adds results to the store of a workspace, each a second after the one before.
 *
 * @throws Error where the store refuses
 */
export function fillStore(root: string, count: number, options: FillOptions = {}): void {
  const { from = 0, actions = 5000 } = options;
  const state = openStateFolder(root);
  const sqlite = loadSqlite();
  if ('message' in state) throw new Error(state.message);
  if ('message' in sqlite) throw new Error(sqlite.message);
  const onTrouble = (message: string): void => {
    throw new Error(message);
  };
  const database = new Database(join(state.folder, indexFile), sqlite, onTrouble);
  const failed = database.open();
  if (failed !== undefined) throw new Error(failed);
  let now = 0;
  const rows = new TraceRows(database, { now: () => now, onTrouble });
  const newest = new ActionRows(database, onTrouble);
  database.transaction(() => {
    for (let at = from; at < from + count; at++) {
      const trace = resultOf(at, actions);
      now = trace.startedAt;
      const { duration } = trace;
      const row = rows.write(trace);
      if (at >= from + count - actions)
        newest.write(trace.action, { trace: row, duration, failure: undefined });
    }
  });
  database.close();
}

/** One result: of 100 to 10,098 bytes, which took up to a second. */
function resultOf(at: number, actions: number): BuildTrace {
  const unique = `sha256:${at.toString(16).padStart(8, '0').repeat(8)}`;
  const output = `sha256:${'a'.repeat(64)}`;
  const trace: Record<keyof BuildTrace, unknown> = {
    action: `p${at % actions}#build` as ActionId,
    key: unique,
    manifest: [],
    dependencies: [],
    dependencyDigest: unique,
    outputs: [
      {
        type: 'file',
        path: 'dist/out.txt',
        digest: output,
        blob: output,
        size: 100 + (at % 9999),
        executable: false,
      },
    ],
    outputDigest: unique,
    closureDigest: unique,
    log: undefined,
    startedAt: firstStartedAt + at * 1000,
    duration: at % 1000,
  };
  return trace as unknown as BuildTrace;
}

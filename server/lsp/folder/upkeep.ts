/** Dropping, checking and reading ahead what is kept. */
import { Worker } from 'node:worker_threads';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { DropReport } from '../../host/store/maintenance.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type {
  EntrySelection,
  PurgeRequest,
  PurgeResult,
  VerifyResult,
} from '../../protocol/cache.ts';
import { workerUrl } from '../folderThread.ts';
import type { FromWorker, WorkerSetup } from '../workerMessages.ts';
import { carryOut, steadily } from './carryOut.ts';
import type { Answering } from './runs.ts';
import { selectsItem } from './selection.ts';

type Session = Pick<WorkspaceEngine, 'store' | 'workspace'>;

/** How long a check that is cancelled may take to tell what it saw. */
const patienceMs = 2000;
const nothing: PurgeResult = { entries: 0, bytes: 0 };

/** What was dropped, and of which names. */
export interface Dropped {
  readonly result: PurgeResult;
  readonly names: readonly string[];
}

/** Drops what was chosen, or says what that would come to. Cancelled, it says what it did. */
export async function purge(
  { select, preview }: PurgeRequest,
  { store }: Session,
  { cancel, report }: Answering,
): Promise<Dropped> {
  // Nobody means everything by naming nothing at all.
  const isAnything = Object.values(select).some((condition) => condition !== undefined);
  if (!isAnything || !store.maintenance) return { result: nothing, names: [] };
  const where = selectsItem(select, Date.now());
  const steps = store.maintenance.pruneInSteps({
    where,
    dryRun: preview,
    // Profiles are of whole runs: they go with everything.
    ...(isEverything(select) ? { keepProfiles: 0 } : {}),
    isStopped: () => cancel.cancelled,
  });
  const dropped = await carryOut(steps, report);
  const names = [...new Set(dropped.items.map(({ name }) => name))];
  if (preview) return { result: resultOf(dropped, dropped.bytes), names };
  return { result: { ...resultOf(dropped), ...cancelledOf(cancel) }, names };
}

/** Everything is asked for by a filter that all names hold. */
function isEverything({ filter, ...more }: EntrySelection): boolean {
  return filter === '' && Object.values(more).every((condition) => condition === undefined);
}

/** Drops what the configured limits say and gives free pages of the index back. Cancelled, it says what it did. */
export async function prune(
  { store, workspace }: Session,
  { cancel, report }: Answering,
): Promise<Dropped> {
  const { maintenance } = store;
  if (!maintenance) return { result: nothing, names: [] };
  const { size, ttl } = workspace.settings.cache.disk;
  const limits = { diskSize: size, ttlMs: ttl };
  const isStopped = () => cancel.cancelled;
  const dropped = await carryOut(maintenance.collectInSteps({ limits, isStopped }), report);
  const names = [...new Set(dropped.items.map(({ name }) => name))];
  const result = { ...resultOf(dropped), ...cancelledOf(cancel) };
  if (dropped.busy || cancel.cancelled) return { result, names };
  const { before, after } = await carryOut(maintenance.compactInSteps());
  return { result: { ...result, bytes: result.bytes + Math.max(0, before - after) }, names };
}

function resultOf(
  { entries, bytes, laterBytes, profiles, busy }: DropReport,
  freed = bytes - laterBytes,
): PurgeResult {
  if (busy) {
    const who = busy.pid === process.pid ? 'This window' : `Process ${busy.pid}`;
    return { entries, bytes, busy: `${who} is cleaning this cache right now.` };
  }
  const later = laterBytes === 0 ? {} : { laterBytes };
  return { entries, bytes: freed, ...later, ...(profiles === 0 ? {} : { profiles }) };
}

function cancelledOf({ cancelled }: CancelToken): { readonly cancelled?: boolean } {
  return cancelled ? { cancelled } : {};
}

/** Reads the most valuable results into memory. */
export async function warm(
  { store, workspace }: Session,
  { cancel, report }: Answering,
): Promise<{ readonly entries: number; readonly bytes: number }> {
  const { entries, size } = workspace.settings.cache.memory;
  const tell = steadily(report);
  const done = await store.warm?.({
    limits: { entries, bytes: size as ByteCount },
    cancel,
    onProgress: ({ entries: read, left }) =>
      tell({ message: `${read} results read`, share: read / Math.max(1, read + left) }),
  });
  return { entries: done?.entries ?? 0, bytes: done?.bytes ?? 0 };
}

/** Looks at every stored byte, which for a large store takes a while: in a thread of its own. Cancelled, it says what it saw. */
export async function verify(
  setup: WorkerSetup,
  repair: boolean,
  { cancel, report }: Answering,
): Promise<VerifyResult> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(workerUrl(), {
    workerData: { ...setup, chore: { type: 'verify', repair, stop } } satisfies WorkerSetup,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let patience: NodeJS.Timeout | undefined;
  const unlink = cancel.onCancel(() => {
    Atomics.store(stop, 0, 1);
    // It is in the middle of something large.
    patience = setTimeout(() => void thread.terminate(), patienceMs);
  });
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (message: FromWorker) => {
        if (message.type === 'progress') report(message.progress);
        if (message.type === 'result') resolve(message.result as VerifyResult);
        if (message.type === 'error') reject(new Error(message.message));
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error(cancel.why ?? 'The check ended too early.')));
    });
  } finally {
    clearTimeout(patience);
    unlink();
    await thread.terminate();
  }
}

/** Dropping, checking and reading ahead what is kept. */
import { Worker } from 'node:worker_threads';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { DropReport } from '../../host/store/maintenance.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { PurgeRequest, PurgeResult, VerifyResult } from '../../protocol/cache.ts';
import { workerUrl } from '../folderThread.ts';
import type { FromWorker, WorkerSetup } from '../workerMessages.ts';
import type { Answering } from './runs.ts';
import { selectsItem } from './selection.ts';

type Session = Pick<WorkspaceEngine, 'store' | 'workspace'>;

const nothing: PurgeResult = { entries: 0, bytes: 0 };

/** Drops what was chosen, or says what that would come to. */
export function purge(
  { select, preview }: PurgeRequest,
  { store }: Session,
): PurgeResult & { readonly names: readonly string[] } {
  const where = selectsItem(select, Date.now());
  // Nobody means everything by naming nothing at all.
  const isAnything = Object.values(select).some((condition) => condition !== undefined);
  const report = isAnything ? store.maintenance?.prune({ where, dryRun: preview }) : undefined;
  const names = (report?.items ?? []).map(({ name }) => name);
  return { ...(report ? purgeResult(report) : nothing), names };
}

/** Drops what the configured limits say and gives free pages of the index back. */
export function prune({ store, workspace }: Session): PurgeResult {
  const { size, ttl } = workspace.settings.cache.disk;
  const report = store.maintenance?.collectGarbage({ limits: { diskSize: size, ttlMs: ttl } });
  if (!report) return nothing;
  if (report.busy) return purgeResult(report);
  const { before, after } = store.maintenance?.compact() ?? { before: 0, after: 0 };
  const result = purgeResult(report);
  return { ...result, bytes: result.bytes + Math.max(0, before - after) };
}

function purgeResult({ entries, bytes, busy }: DropReport): PurgeResult {
  if (!busy) return { entries, bytes };
  return { entries, bytes, busy: `Process ${busy.pid} is cleaning this cache right now.` };
}

/** Reads the most valuable results into memory. */
export async function warm(
  { store, workspace }: Session,
  { cancel, report }: Answering,
): Promise<{ readonly entries: number; readonly bytes: number }> {
  const { entries, size } = workspace.settings.cache.memory;
  const done = await store.warm?.({
    limits: { entries, bytes: size as ByteCount },
    cancel,
    onProgress: (so) => report({ message: `${so.entries} results read` }),
  });
  return { entries: done?.entries ?? 0, bytes: done?.bytes ?? 0 };
}

/** Looks at every stored byte, which for a large store takes a while: in a thread of its own, which cancelling takes down. */
export async function verify(
  setup: WorkerSetup,
  repair: boolean,
  { cancel, report }: Answering,
): Promise<VerifyResult> {
  report({ message: 'Reading everything that is kept' });
  const thread = new Worker(workerUrl(), {
    workerData: { ...setup, chore: { type: 'verify', repair } } satisfies WorkerSetup,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const unlink = cancel.onCancel(() => void thread.terminate());
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (message: FromWorker) => {
        if (message.type === 'result') resolve(message.result as VerifyResult);
        if (message.type === 'error') reject(new Error(message.message));
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error(cancel.why ?? 'The check ended too early.')));
    });
  } finally {
    unlink();
    await thread.terminate();
  }
}

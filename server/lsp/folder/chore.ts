/** What a thread of its own does once and ends: work that keeps a thread busy, so that it is told to stop by memory and not by a message. */
import { openStore } from '../../host/store/openStore.ts';
import type { VerifyResult } from '../../protocol/cache.ts';
import type { Chore, FromWorker, WorkerSetup } from '../workerMessages.ts';
import { steadily } from './carryOut.ts';

const findingsMax = 100;

/** Carries it out and sends the result, or why there is none. */
export function runChore(
  { root }: WorkerSetup,
  { repair, stop }: Chore,
  send: (message: FromWorker) => void,
): void {
  const store = openStore({ root, onTrouble: (message) => send({ type: 'trouble', message }) });
  if ('message' in store) {
    send({ type: 'error', id: 0, message: store.message, cancelled: false });
    return;
  }
  const checking = store.maintenance.verifyInSteps({
    repair,
    isStopped: () => Atomics.load(stop, 0) !== 0,
  });
  const report = steadily((progress) => send({ type: 'progress', id: 0, progress }));
  let next = checking.next();
  for (; !next.done; next = checking.next()) report(next.value);
  const { findings, rows, blobs, bytes, repaired, isStopped } = next.value;
  const result: VerifyResult = {
    checked: rows + blobs,
    bytes,
    damaged: findings.length,
    removed: repaired ? findings.length : 0,
    findings: findings.slice(0, findingsMax).map(({ what, detail }) => `${what}: ${detail}`),
    ...(isStopped ? { cancelled: true } : {}),
  };
  store.close();
  send({ type: 'result', id: 0, result });
}

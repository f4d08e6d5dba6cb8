/**
 * The thread of one workspace folder: it holds the engine and the stores and answers what the main loop passes on. What it knows lies in
 * the store, so a thread that follows one that died goes on from there.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { CancelSource } from '../host/platform/cancelSource.ts';
import { runChore } from './folder/chore.ts';
import { FolderService } from './folder/service.ts';
import { forbidProcesses } from './restricted.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './workerMessages.ts';

/** Locks name their holder by this; see host/store/processIdentity.ts. */
const tokenKey = Symbol.for('cachescope.processToken');

const setup = workerData as WorkerSetup;
(globalThis as { [tokenKey]?: string })[tokenKey] = setup.token;
if (!setup.trusted) forbidProcesses();
if (setup.chore) runChore(setup, setup.chore, send);
else serve();

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function serve(): void {
  const service = new FolderService(setup, send);
  const running = new Map<number, CancelSource>();
  parentPort?.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'request':
        void answer(service, running, message);
        break;
      case 'cancel':
        running.get(message.id)?.cancel('Stopped');
        break;
      case 'files':
        service.filesChanged(message.changes);
        break;
      case 'settings':
        service.useSettings(message.settings);
        break;
      case 'window':
        service.useWindow(message.isActive);
        break;
      case 'close':
        void service.close().finally(() => send({ type: 'closed' }));
    }
  });
  service.start();
}

async function answer(
  service: FolderService,
  running: Map<number, CancelSource>,
  { id, method, params }: Extract<ToWorker, { type: 'request' }>,
): Promise<void> {
  const cancel = new CancelSource();
  running.set(id, cancel);
  try {
    const report = (progress: Extract<FromWorker, { type: 'progress' }>['progress']): void =>
      send({ type: 'progress', id, progress });
    const result = await service.answer(method, params, { cancel, report });
    send({ type: 'result', id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ type: 'error', id, message, cancelled: cancel.cancelled });
  } finally {
    running.delete(id);
  }
}

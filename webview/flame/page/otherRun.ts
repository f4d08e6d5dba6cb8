/** Reads the actions of another run: its profile in a worker of its own, which ends with that. */

import type { RunActions } from '../../../server/profiles/run/runActions.ts';
import type { ProfileSource } from '../../../server/protocol/webview.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import { startWorker } from '../worker/link.ts';
import { feedOf } from './source.ts';

/** Reads them. Rejects with an error whose message is for people. */
export async function readOtherRun(
  run: string,
  { bridge, workerUrl }: { readonly bridge: Bridge; readonly workerUrl: string },
): Promise<RunActions> {
  const source = sourceOf(await bridge.ask('profile/ofRun', { run }));
  const link = await startWorker(workerUrl);
  try {
    const opened = await link.open(
      { name: source.name, mode: 'name' },
      feedOf(source, bridge, run),
    );
    if ('problem' in opened) throw new Error(opened.problem);
    return await link.ask('actions', {});
  } finally {
    link.close();
  }
}

function sourceOf(answer: unknown): ProfileSource {
  const { name, url } = { ...(answer as Partial<ProfileSource> | null) };
  if (typeof name !== 'string') throw new Error('The extension named no profile.');
  return { name, ...(typeof url === 'string' ? { url } : {}) };
}

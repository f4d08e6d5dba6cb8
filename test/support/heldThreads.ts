// How long the thread of a folder is held at a time. `measureFolderThread` goes before what starts it: the thread gets this file as a module to load first, in
// which a meter runs and answers over a channel.

import { BroadcastChannel, isMainThread, workerData } from 'node:worker_threads';
import { HeldMeter } from './heldMeter.ts';
import { isOfFolder, preloadInThreads } from './threadPreload.ts';

const channelName = 'cachescope held threads';
type Message = { readonly type: 'ask' } | { readonly type: 'held'; readonly mostMs: number };

/** Asks the thread. */
export interface ThreadMeter {
  /** @returns processor time of the longest turn since it was asked last, in milliseconds */
  mostMs(): Promise<number>;
  close(): void;
}

/** Measures a folder's thread that is started from now on; only one at a time. */
export function measureFolderThread(): ThreadMeter {
  const endPreload = preloadInThreads(import.meta.url, isOfFolder);
  const channel = new BroadcastChannel(channelName);
  channel.unref();
  return {
    async mostMs() {
      const answer = new Promise<number>((resolve) => {
        channel.onmessage = (event) => {
          const message = (event as { readonly data: Message }).data;
          if (message.type === 'held') resolve(message.mostMs);
        };
      });
      channel.ref();
      channel.postMessage({ type: 'ask' } satisfies Message);
      const most = await answer;
      channel.unref();
      return most;
    },
    close() {
      channel.close();
      endPreload();
    },
  };
}

// The threads that it starts itself load this as well, because they take over its arguments.
if (!isMainThread && isOfFolder(workerData)) meterHere();

function meterHere(): void {
  const meter = new HeldMeter();
  const channel = new BroadcastChannel(channelName);
  channel.unref();
  channel.onmessage = (event) => {
    if ((event as { readonly data: Message }).data.type !== 'ask') return;
    channel.postMessage({ type: 'held', mostMs: meter.mostMs } satisfies Message);
    meter.reset();
  };
}

/**
 * Where the bytes of a profile come from: the file itself, fetched as a stream where the editor can give it an address, else the extension, which reads
 * it piece by piece.
 */
import type { ProfileSource } from '../../../server/protocol/webview.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Feed } from '../worker/link.ts';

/**
 * Makes a feed of a file. It rejects with an error whose message is for people.
 *
 * @param run whose profile it is; undefined: the page's own file
 */
export function feedOf(source: ProfileSource, bridge: Bridge, run?: string): Feed {
  return async (push) => {
    const body = source.url === undefined ? undefined : await fetched(source.url);
    if (body === undefined) await askForPieces(bridge, run, push);
    else await readStream(body, push);
  };
}

// Not every kind of folder has addresses that a page can fetch; what it is, the extension finds out.
async function fetched(url: string): Promise<ReadableStream<Uint8Array> | undefined> {
  try {
    const response = await fetch(url);
    return response.ok ? (response.body ?? undefined) : undefined;
  } catch {
    // No such address: the extension reads the file instead.
    return undefined;
  }
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  push: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    await push(next.value);
  }
}

async function askForPieces(
  bridge: Bridge,
  run: string | undefined,
  push: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  let offset = 0;
  while (true) {
    const piece = await bridge.ask('profile/bytes', { offset, run });
    if (!(piece instanceof Uint8Array)) throw new Error('The extension sent no bytes.');
    if (piece.length === 0) return;
    offset += piece.length;
    await push(piece);
  }
}

/** What commands print, passed on ten times a second: a command may print thousands of lines a second, a piece each. */
import { StringDecoder } from 'node:string_decoder';
import type { LogChunk } from '../../engine/ports/processes.ts';
import type { ServerNotifications } from '../../protocol/methods.ts';
import { RateLimit } from '../rateLimit.ts';

type LogPiece = ServerNotifications['cachescope/log']['chunks'][number];

const intervalMs = 100;

/** Collects what is printed, by run. */
export class LogTeller {
  readonly #send: (run: string, chunks: readonly LogPiece[]) => void;
  readonly #limit = new RateLimit(intervalMs, () => this.#sendAll());
  readonly #pieces = new Map<string, LogPiece[]>();
  /** A character may begin in one piece and end in the next. */
  readonly #decoders = new Map<string, StringDecoder>();

  constructor(send: (run: string, chunks: readonly LogPiece[]) => void) {
    this.#send = send;
  }

  add(run: string, action: string, { stream, bytes }: LogChunk): void {
    const key = `${run}\n${action}\n${stream}`;
    const decoder = this.#decoders.get(key) ?? new StringDecoder('utf8');
    this.#decoders.set(key, decoder);
    const text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    if (text === '') return;
    const pieces = this.#pieces.get(run) ?? [];
    this.#pieces.set(run, pieces);
    const last = pieces.at(-1);
    if (last?.action === action && last.stream === stream)
      pieces[pieces.length - 1] = { action, stream, text: last.text + text };
    else pieces.push({ action, stream, text });
    this.#limit.wish();
  }

  /** Sends what is left, before the end of a run is told. */
  flush(): void {
    this.#limit.flush();
    if (this.#pieces.size === 0) this.#decoders.clear();
  }

  #sendAll(): void {
    for (const [run, pieces] of this.#pieces) this.#send(run, pieces);
    this.#pieces.clear();
  }
}

/**
 * Keeps what each command prints together: bytes wait until their action ends and come out as one group, so that actions that run at
 * the same time do not mix. An action that prints without end must not fill the memory: past a limit its bytes come out in parts.
 */
import type { ActionId } from '../../engine/model/brand.ts';

/** Bytes of one action held back at most. */
export const heldBytesMax = 1024 * 1024;

/** Bytes of one action, in order. */
export class LogGroups {
  readonly #held = new Map<ActionId, Uint8Array[]>();
  readonly #sizes = new Map<ActionId, number>();
  readonly #tails = new Map<ActionId, Uint8Array[]>();
  readonly #keepTails: boolean;

  /** @param keepTails keep the end of what was given out, for repeating it after a failure */
  constructor(keepTails: boolean) {
    this.#keepTails = keepTails;
  }

  /**
   * Adds bytes.
   * @returns true when so much is held that a part must come out now
   */
  add(action: ActionId, bytes: Uint8Array): boolean {
    const chunks = this.#held.get(action);
    if (chunks) chunks.push(bytes);
    else this.#held.set(action, [bytes]);
    const size = (this.#sizes.get(action) ?? 0) + bytes.length;
    this.#sizes.set(action, size);
    return size >= heldBytesMax;
  }

  /** Gives out what is held of an action; empty where nothing is. */
  take(action: ActionId): Uint8Array {
    const chunks = this.#held.get(action);
    if (!chunks) return new Uint8Array(0);
    this.#held.delete(action);
    this.#sizes.delete(action);
    const bytes = join(chunks);
    if (this.#keepTails)
      this.#tails.set(action, [
        join([...(this.#tails.get(action) ?? []), bytes]).slice(-tailBytes),
      ]);
    return bytes;
  }

  /** The last lines that were given out. */
  tail(action: ActionId, lines: number): { readonly text: string; readonly isAll: boolean } {
    const bytes = join(this.#tails.get(action) ?? []);
    const all = new TextDecoder().decode(bytes).replace(/\n$/, '').split('\n');
    return {
      text: all.slice(-lines).join('\n'),
      isAll: all.length <= lines && bytes.length < tailBytes,
    };
  }

  /** Forgets an action that ended well: nobody will ask for its last lines. */
  forget(action: ActionId): void {
    this.#tails.delete(action);
  }
}

const tailBytes = 16 * 1024;

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const only = chunks[0];
  if (chunks.length === 1 && only) return only;
  const result = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}

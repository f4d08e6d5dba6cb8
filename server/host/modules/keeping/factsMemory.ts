/**
 * The metadata cache `modules`: facts by the digest of a file's bytes. Those of files as they are now lie in the table of modules; here are
 * those of earlier states and of files that are gone, so that going back to a branch or moving a folder parses nothing.
 */
import { CacheCounters, type CacheStatistics } from '../../../engine/cache/counters.ts';
import type { ByteCount } from '../../../engine/model/brand.ts';
import { digestBytes } from '../reading/readModule.ts';

/** Entries kept besides the facts of the files that there are. */
const entriesMax = 10_000;
const bytesMax = 8e6;

/** See the file's comment. */
export class FactsMemory {
  readonly counters = new CacheCounters('modules', undefined);
  /** The least recently used first. */
  readonly #facts = new Map<string, Uint8Array>();
  #bytes = 0;
  #digests: Uint8Array | undefined;

  /** All digests, one after the other; undefined where there are none. */
  get known(): Uint8Array | undefined {
    if (this.#facts.size === 0) return undefined;
    this.#digests ??= Buffer.concat(
      [...this.#facts.keys()].map((key) => Buffer.from(key, 'latin1')),
    );
    return this.#digests;
  }

  /** Keeps facts that are about to be replaced. Only correct if they were made of the bytes of this digest. */
  keep(digest: Uint8Array | undefined, facts: Uint8Array): void {
    if (!digest || facts.length === 0) return;
    const key = keyOf(digest);
    this.#drop(key);
    this.#facts.set(key, facts.slice());
    this.#bytes += facts.length;
    this.#digests = undefined;
    for (const oldest of this.#facts.keys()) {
      if (this.#facts.size <= entriesMax && this.#bytes <= bytesMax) break;
      this.counters.evicted(
        'memory',
        (this.#facts.get(oldest)?.length ?? 0) as ByteCount,
        'entries-limit',
      );
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#facts.get(key)?.length ?? 0;
    this.#facts.delete(key);
  }

  /** The facts of a digest that was known when `known` was taken. */
  get(digest: Uint8Array): Uint8Array | undefined {
    return this.#facts.get(keyOf(digest));
  }

  /** Everything that is kept, the least recently used first. */
  *entries(): Generator<readonly [digest: Uint8Array, facts: Uint8Array]> {
    for (const [key, facts] of this.#facts) yield [Buffer.from(key, 'latin1'), facts];
  }

  /** @param modules of which the facts are in the table */
  statistics(modules: { readonly entries: number; readonly bytes: number }): CacheStatistics {
    const usage = {
      entries: modules.entries + this.#facts.size,
      bytes: (modules.bytes + this.#bytes + this.#facts.size * digestBytes) as ByteCount,
    };
    return this.counters.statistics({ memory: usage, disk: usage });
  }
}

function keyOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString('latin1');
}

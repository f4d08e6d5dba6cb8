/**
 * Stores that keep nothing on disk, for a workspace whose state folder cannot be used: everything is built as if for the first time,
 * and nothing is remembered afterwards.
 */
import type { ActionId, BlobDigest } from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { BlobStore, StoredTrace, TraceStore } from '../../engine/ports/store.ts';
import type { FileDigestStore } from '../store/digestTable.ts';

/** Stores for one process. */
export function memoryStore(): {
  readonly traces: TraceStore;
  readonly blobs: BlobStore;
  readonly digests: FileDigestStore;
} {
  return { traces: new MemoryTraces(), blobs: memoryBlobs(), digests: noDigests };
}

/** Remembers each action's newest trace while the process lives, so that watching works. */
class MemoryTraces implements TraceStore {
  readonly #latest = new Map<ActionId, StoredTrace>();
  readonly #runs: RunRecord[] = [];

  latest(actions: readonly ActionId[]): ReadonlyMap<ActionId, StoredTrace> {
    const found = new Map<ActionId, StoredTrace>();
    for (const action of actions) {
      const trace = this.#latest.get(action);
      if (trace) found.set(action, trace);
    }
    return found;
  }

  candidates(action: ActionId, key: string): readonly StoredTrace[] {
    const trace = this.#latest.get(action);
    return trace?.key === key ? [trace] : [];
  }

  byClosure(): undefined {
    return undefined;
  }

  record(trace: Parameters<TraceStore['record']>[0]): void {
    this.#latest.set(trace.action, { ...trace, row: 0, lastUsedAt: trace.startedAt });
  }

  touch(): void {
    // Nothing is evicted here, so the time of use does not matter.
  }

  failures(): ReturnType<TraceStore['failures']> {
    return new Map();
  }

  recordFailure(): void {
    // A failure is only remembered to say "failed the last time"; failed actions run again in any case.
  }

  forgetFailure(): void {
    // None was remembered.
  }

  history(): ReturnType<TraceStore['history']> {
    return new Map();
  }

  recordRun(run: RunRecord): void {
    this.#runs.unshift(run);
  }

  runs(limit: number): readonly RunRecord[] {
    return this.#runs.slice(0, limit);
  }

  run(id: string): RunRecord | undefined {
    return this.#runs.find((run) => run.id === id);
  }

  lock(): undefined {
    return undefined;
  }

  unlock(): void {
    // Nothing was locked: no other process can see this store.
  }

  foreignActivity(): number {
    return 0;
  }

  othersAtWork(): boolean {
    return false;
  }

  lockHolder(): undefined {
    return undefined;
  }
}

/** Keeps what commands print, for replays; takes outputs without keeping them, so what would have to be restored is built again. */
function memoryBlobs(): BlobStore {
  const kept = new Map<BlobDigest, Uint8Array>();
  return {
    putFile: () => undefined,
    putBytes(bytes) {
      const digest = `memory:${kept.size}` as BlobDigest;
      kept.set(digest, bytes);
      return { digest };
    },
    read(digest) {
      const bytes = kept.get(digest);
      return bytes ? { bytes } : { failure: { type: 'absent' } };
    },
    restore: (entries) => (entries.length === 0 ? undefined : { failure: { type: 'absent' } }),
    keepTexts: () => undefined,
    flush: () => Promise.resolve(),
  };
}

/** Known file digests that are never kept: every process reads its files anew. */
export const noDigests: FileDigestStore = {
  load: () => undefined,
  loadAll: () => new Map(),
  save: () => undefined,
};

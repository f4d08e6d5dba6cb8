// Traces and blobs in memory. Each write adds a word to a list that the test reads, so that their order can be told.

import type {
  ActionId,
  BlobDigest,
  KeyDigest,
  OutputDigest,
} from '../../../server/engine/model/brand.ts';
import type { RunRecord } from '../../../server/engine/model/run.ts';
import type { BuildTrace, OutputEntry } from '../../../server/engine/model/trace.ts';
import type {
  ActionHistory,
  BlobFailure,
  BlobOutcome,
  BlobStore,
  FailureRecord,
  StoredTrace,
  TraceStore,
} from '../../../server/engine/ports/store.ts';
import type { FakeFiles } from './fakeFiles.ts';
import { fakeHasher } from './fakeHasher.ts';

/** Traces, failures and runs. */
export class FakeTraces implements TraceStore {
  readonly rows: StoredTrace[] = [];
  readonly #calls: string[];
  readonly #newest = new Map<ActionId, StoredTrace>();
  readonly #failures = new Map<ActionId, FailureRecord>();
  readonly #history = new Map<ActionId, ActionHistory>();
  readonly #runs: RunRecord[] = [];

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  latest(actions: readonly ActionId[]): ReadonlyMap<ActionId, StoredTrace> {
    return new Map([...this.#newest].filter(([id]) => actions.includes(id)));
  }

  /** Forgets all traces, as a cache that was cleaned up; what succeeded once is still known. */
  expire(): void {
    this.rows.length = 0;
    this.#newest.clear();
  }

  candidates(action: ActionId, key: KeyDigest): readonly StoredTrace[] {
    return this.rows.filter((row) => row.action === action && row.key === key).reverse();
  }

  byClosure(action: ActionId, closure: OutputDigest): StoredTrace | undefined {
    return this.rows.findLast((row) => row.action === action && row.closureDigest === closure);
  }

  record(trace: BuildTrace): void {
    this.#calls.push(`row ${trace.action}`);
    const row = { ...trace, row: this.rows.length + 1, lastUsedAt: trace.startedAt };
    this.rows.push(row);
    this.#history.set(trace.action, { lastDuration: trace.duration });
    this.touch(row);
  }

  touch(trace: StoredTrace): void {
    this.#newest.set(trace.action, trace);
    this.#failures.delete(trace.action);
  }

  failures(actions: readonly ActionId[]): ReadonlyMap<ActionId, FailureRecord> {
    return new Map([...this.#failures].filter(([id]) => actions.includes(id)));
  }

  recordFailure(failure: FailureRecord): void {
    this.#calls.push(`failure ${failure.action}`);
    this.#failures.set(failure.action, failure);
  }

  forgetFailure(action: ActionId): void {
    this.#failures.delete(action);
  }

  history(actions: readonly ActionId[]): ReadonlyMap<ActionId, ActionHistory> {
    return new Map([...this.#history].filter(([id]) => actions.includes(id)));
  }

  recordRun(run: RunRecord): void {
    this.#calls.push('run');
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
    // Nobody else is there.
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

/** Blobs of the files of `FakeFiles`. */
export class FakeBlobs implements BlobStore {
  readonly bytes = new Map<BlobDigest, string>();
  /** What the next calls of `putFile` answer. */
  refuse: BlobFailure | undefined;
  readonly #files: FakeFiles;
  readonly #calls: string[];

  constructor(files: FakeFiles, calls: string[]) {
    this.#files = files;
    this.#calls = calls;
  }

  putFile({ path, blob }: Extract<OutputEntry, { type: 'file' }>): BlobOutcome {
    this.#calls.push(`blob ${path}`);
    if (this.refuse) return { failure: this.refuse, path };
    this.bytes.set(blob, this.#files.text.get(path) ?? '');
    return undefined;
  }

  putBytes(bytes: Uint8Array): { readonly digest: BlobDigest } {
    this.#calls.push('blob log');
    const digest = fakeHasher.digest(bytes) as BlobDigest;
    this.bytes.set(digest, Buffer.from(bytes).toString('latin1'));
    return { digest };
  }

  read(digest: BlobDigest): { readonly bytes: Uint8Array } | { readonly failure: BlobFailure } {
    const text = this.bytes.get(digest);
    return text === undefined
      ? { failure: { type: 'absent' } }
      : { bytes: Buffer.from(text, 'latin1') };
  }

  restore(entries: readonly OutputEntry[]): BlobOutcome {
    for (const entry of entries) {
      const text = entry.type === 'file' ? this.bytes.get(entry.blob) : undefined;
      if (text === undefined) return { failure: { type: 'absent' }, path: entry.path };
      this.#calls.push(`restore ${entry.path}`);
      this.#files.text.set(entry.path, text);
    }
    return undefined;
  }

  keepTexts(): void {
    // Nothing is shown here.
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

// A server made up for tests of the client: rows of every kind, and a list of what was asked.

import type { Ask } from '../../client/views/ask.ts';
import type { EntryRow } from '../../server/protocol/cache.ts';
import type { RequestName } from '../../server/protocol/methods.ts';
import type { FolderStatus } from '../../server/protocol/overview.ts';
import type { ActionRow, RunSummary } from '../../server/protocol/tasks.ts';

export const folder = 'file:///work';

/** A folder that is ready, but for what is changed. */
export function status(change: Partial<FolderStatus> = {}): FolderStatus {
  return {
    folder,
    name: 'work',
    state: 'ready',
    actions: 2,
    packages: 1,
    errors: 0,
    warnings: 0,
    running: [],
    evictions: 0,
    savedMs: 0,
    storeBytes: 0,
    ...change,
  };
}

/** A run that did nothing, but for what is changed. */
export function run(change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'r1',
    startedAt: 1_000_000,
    durationMs: 1500,
    targets: ['build'],
    fresh: 0,
    restored: 0,
    ran: 0,
    failed: 0,
    skipped: 0,
    savedMs: 0,
    ...change,
  };
}

/** An action that is fresh, but for what is changed. */
export function action(id: string, change: Partial<ActionRow> = {}): ActionRow {
  return {
    id,
    name: 'build',
    group: 'web',
    kind: 'task',
    status: 'fresh',
    reasons: [],
    command: 'node build.js',
    ends: true,
    ...change,
  };
}

/** An entry. */
export function entry(index: number, change: Partial<EntryRow> = {}): EntryRow {
  return {
    id: `e${index}`,
    cache: 'traces',
    group: 'web#build',
    name: `entry ${index}`,
    key: `key ${index}`,
    bytes: 1000,
    createdAt: 0,
    lastUsedAt: 0,
    hits: 0,
    savesMs: 0,
    ...change,
  };
}

/** Answers requests from a table, and keeps what was asked. */
export class FakeServer {
  readonly asked: string[] = [];
  readonly #answers: Partial<Record<RequestName, (params: never) => unknown>>;

  constructor(answers: Partial<Record<RequestName, (params: never) => unknown>>) {
    this.#answers = answers;
  }

  /** What models ask by. */
  get ask(): Ask {
    return async (name, params) => {
      const { folder: _folder, ...rest } = params as Record<string, unknown>;
      this.asked.push(`${name.replace('cachescope/', '')} ${JSON.stringify(rest)}`);
      const answer = this.#answers[name];
      if (answer === undefined) throw new Error(`nothing answers ${name}`);
      // The table above is as typed as a test needs it.
      return answer(params as never) as never;
    };
  }
}

/** A list of which the server gives pages. */
export function pageOf<Row>(count: number, row: (index: number) => Row) {
  return ({ offset, limit }: { offset: number; limit: number }) => ({
    rows: Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, index) =>
      row(offset + index),
    ),
    total: count,
    offset,
    totalBytes: count,
  });
}

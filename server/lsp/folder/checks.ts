/**
 * Checks actions without running anything, so that "dirty" becomes "fresh" or "stale" with its reasons. One check at a time; what becomes
 * dirty meanwhile is checked in the next. Waits for commands to end first: what they read and write would be looked at for nothing.
 */
import { reachable } from '../../engine/graph/graph.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { CancelSource } from '../../host/platform/cancelSource.ts';
import { nextTurn } from '../../host/platform/turns.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { ActionTable } from './actions.ts';
import { standingWhenChecked } from './rows.ts';

/** What checks need. */
export interface CheckSurroundings {
  readonly session: Pick<WorkspaceEngine, 'questions' | 'workspace' | 'concurrency'>;
  readonly table: ActionTable;
  /** Resolves when no command runs that is to end by itself. */
  readonly quiet: () => Promise<void>;
  /** Actions that a run is about to settle. */
  readonly isInRun: (id: ActionId) => boolean;
  readonly onTrouble: (message: string) => void;
}

/** See above. */
export class Checks {
  readonly #with: CheckSurroundings;
  readonly #cancel = new CancelSource();
  #pending = new Set<ActionId>();
  #running: Promise<void> | undefined;

  constructor(surroundings: CheckSurroundings) {
    this.#with = surroundings;
  }

  /** These are to be looked at. */
  add(ids: Iterable<ActionId>): void {
    for (const id of ids) this.#pending.add(id);
    if (this.#pending.size === 0 || this.#cancel.cancelled) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Added between the last look and now.
      if (this.#pending.size > 0) this.add([]);
    });
  }

  /** Resolves when nothing is left to check. */
  async done(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Ends a check under way; there will be no others. */
  async stop(): Promise<void> {
    this.#cancel.cancel('Stopped');
    this.#pending.clear();
    await this.done();
  }

  async #run(): Promise<void> {
    // What changes together is checked together, and not in the turn in which it was found out, which may have been long.
    await nextTurn();
    while (this.#pending.size > 0 && !this.#cancel.cancelled) {
      await this.#with.quiet();
      const { actions } = this.#with.session.workspace;
      const ids = [...this.#pending].filter((id) => actions.has(id));
      this.#pending = new Set();
      if (ids.length === 0) continue;
      const since = this.#with.table.settlements;
      try {
        this.#apply(await dryRun(this.#with.session, ids, this.#cancel), since);
      } catch (error) {
        this.#with.onTrouble(`The check of ${ids.length} actions failed: ${String(error)}`);
      }
    }
  }

  #apply({ actions }: RunRecord, since: number): void {
    if (this.#cancel.cancelled) return;
    const { table, isInRun } = this.#with;
    for (const result of actions) {
      if (this.#pending.has(result.id) || isInRun(result.id)) continue;
      table.setLooked(result.id, standingWhenChecked(result), since);
    }
  }
}

/** Those that no builder is behind. A check of the others would load the builder's module, to know its digest. */
export function withoutBuilders(
  { workspace, engine }: Pick<WorkspaceEngine, 'workspace' | 'engine'>,
  ids: readonly ActionId[],
): readonly ActionId[] {
  const all = [...workspace.actions.values()];
  const built = all.filter(({ work }) => work.type === 'builder').map(({ id }) => id);
  const loading = new Set([...built, ...reachable(engine.graph, built, 'dependents')]);
  return ids.filter((id) => !loading.has(id));
}

/** Decides about actions, and all that they depend on, and runs nothing. */
export async function dryRun(
  {
    questions,
    workspace,
    concurrency,
  }: Pick<WorkspaceEngine, 'questions' | 'workspace' | 'concurrency'>,
  actions: readonly ActionId[],
  cancel: CancelToken,
  force: 'none' | 'targets' | 'all' = 'none',
): Promise<RunRecord> {
  const noCache = workspace.settings.cache.disable.includes('traces');
  return await questions.build(
    {
      actions,
      targets: [],
      force,
      dryRun: true,
      continueOnFailure: true,
      noCache,
      replayLogs: false,
      concurrency,
      memoryLimit: undefined,
    },
    cancel,
  );
}

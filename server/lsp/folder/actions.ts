/** The actions of a folder and how each stands: the one truth that all views of actions read. */
import type { Action } from '../../engine/model/action.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { TraceStore } from '../../engine/ports/store.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { Page } from '../../protocol/basics.ts';
import type {
  ActionGroup,
  ActionGrouping,
  ActionListRequest,
  ActionRow,
  ActionStatus,
  ReasonRow,
} from '../../protocol/tasks.ts';
import type { ChangeTeller } from './changeTeller.ts';
import type { RunHistoryView } from './history.ts';
import { pageOf } from './page.ts';
import { commandText, type Standing } from './rows.ts';

/** What the store knows of an action without a look at its files. */
interface Past {
  readonly outcome: 'succeeded' | 'failed';
  /** Absent where it failed every time. */
  readonly duration?: number;
}

const unknown: Standing = { status: 'unknown', reasons: [] };

/** See above. */
export class ActionTable {
  readonly #session: Pick<WorkspaceEngine, 'workspace' | 'store'>;
  readonly #history: RunHistoryView;
  readonly #changes: () => ChangeTeller;
  readonly #standings = new Map<ActionId, Standing>();
  readonly #settledAt = new Map<ActionId, number>();
  #settlements = 0;
  #past: Map<ActionId, Past> | undefined;

  constructor(
    session: Pick<WorkspaceEngine, 'workspace' | 'store'>,
    history: RunHistoryView,
    changes: () => ChangeTeller,
  ) {
    this.#session = session;
    this.#history = history;
    this.#changes = changes;
  }

  get ids(): readonly ActionId[] {
    return [...this.#session.workspace.actions.keys()];
  }

  status(id: ActionId): ActionStatus {
    return this.#standings.get(id)?.status ?? 'unknown';
  }

  /** Takes note of how an action stands now. */
  set(id: ActionId, status: ActionStatus, reasons: readonly ReasonRow[]): void {
    const before = this.#standings.get(id);
    const isSame =
      before?.status === status && JSON.stringify(before.reasons) === JSON.stringify(reasons);
    if (isSame) return;
    this.#standings.set(id, { status, reasons });
    this.#changes().action(id);
  }

  /** Grows with each action that a run settles. */
  get settlements(): number {
    return this.#settlements;
  }

  /** A run settled it. */
  settle(id: ActionId, status: ActionStatus, reasons: readonly ReasonRow[]): void {
    this.#settledAt.set(id, ++this.#settlements);
    this.set(id, status, reasons);
  }

  /**
   * A look without a run found this. Where a run settled the action after the look began, it is old and left out.
   *
   * @param since `settlements` when the look began
   */
  setLooked(id: ActionId, standing: Standing, since: number): void {
    if ((this.#settledAt.get(id) ?? 0) > since) return;
    this.set(id, standing.status, standing.reasons);
  }

  /** As `set`, with the reasons that were known. */
  mark(id: ActionId, status: ActionStatus): void {
    this.set(id, status, (this.#standings.get(id) ?? unknown).reasons);
  }

  /** Something that it reads may have changed; what was known stays as the reason until it is looked at. */
  setDirty(id: ActionId): void {
    const status = this.status(id);
    if (status !== 'queued' && status !== 'running') this.mark(id, 'dirty');
  }

  /** The configuration is another: actions may be gone, others are to be looked at. */
  reset(): void {
    const { actions } = this.#session.workspace;
    for (const id of [...this.#standings.keys()])
      if (actions.has(id)) this.setDirty(id);
      else {
        this.#standings.delete(id);
        this.#settledAt.delete(id);
      }
    this.forgetPast();
  }

  /** Something ran, here or elsewhere. */
  forgetPast(): void {
    this.#past = undefined;
  }

  row(name: string): ActionRow | undefined {
    const action = this.#session.workspace.actions.get(name as ActionId);
    return action && this.#rowOf(action);
  }

  page({ grouping, group, filter, ...page }: ActionListRequest): Page<ActionRow> {
    const wanted = this.#matching(filter).filter(
      (action) => group === undefined || groupName(action, grouping) === group,
    );
    return pageOf(wanted, page, (action) => this.#rowOf(action));
  }

  groups(grouping: ActionGrouping, filter: string | undefined): readonly ActionGroup[] {
    const groups = new Map<string, Partial<Record<ActionStatus, number>>>();
    for (const action of this.#matching(filter)) {
      const name = groupName(action, grouping);
      const counts = groups.get(name) ?? {};
      groups.set(name, counts);
      const status = this.status(action.id);
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return [...groups].map(([name, byStatus]) => {
      const actions = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
      return { name, actions, byStatus };
    });
  }

  #matching(filter: string | undefined): readonly Action[] {
    const all = [...this.#session.workspace.actions.values()];
    if (filter === undefined || filter === '') return all;
    const part = filter.toLowerCase();
    return all.filter(({ id }) => id.toLowerCase().includes(part));
  }

  #rowOf(action: Action): ActionRow {
    const { id, name, group, kind, persistent, source } = action;
    const { status, reasons } = this.#standings.get(id) ?? unknown;
    const past = this.#pastOf(id);
    const hitRate = this.#history.recent.hitRateOf(id);
    return {
      id,
      name,
      group,
      kind,
      status,
      reasons,
      command: commandText(action),
      declared: { path: source.file, line: source.line, column: source.column },
      ends: !persistent,
      ...(past === undefined ? {} : { lastOutcome: past.outcome }),
      ...(past?.duration === undefined ? {} : { lastDurationMs: past.duration }),
      ...(hitRate === undefined ? {} : { hitRate }),
    };
  }

  #pastOf(id: ActionId): Past | undefined {
    this.#past ??= pastOf(this.#session.store.traces, this.ids);
    return this.#past.get(id);
  }
}

function pastOf(traces: TraceStore, ids: readonly ActionId[]): Map<ActionId, Past> {
  const past = new Map<ActionId, Past>();
  for (const [id, { lastDuration }] of traces.history(ids))
    past.set(id, { outcome: 'succeeded', duration: lastDuration });
  for (const id of traces.failures(ids).keys())
    past.set(id, { ...past.get(id), outcome: 'failed' });
  return past;
}

function groupName({ name, group }: Action, grouping: ActionGrouping): string {
  return grouping === 'task' ? name : group;
}

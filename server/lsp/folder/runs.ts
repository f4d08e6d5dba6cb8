/**
 * Runs that clients ask for. Several may be under way, e.g. a development server and a build, as long as no action belongs to two of them:
 * a run waits until what it needs is settled by those before it.
 */
import { selectActions } from '../../engine/config/select.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { reachable } from '../../engine/graph/graph.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { ActionResult, RunRecord } from '../../engine/model/run.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { CancelSource } from '../../host/platform/cancelSource.ts';
import { RunProfiles } from '../../host/profiles/runProfiles.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { RunOutcome, RunRequest } from '../../protocol/tasks.ts';
import type { Progress } from '../workerMessages.ts';
import { dryRun } from './checks.ts';
import { defaultTargets } from './defaultTargets.ts';
import { LogTeller } from './logTeller.ts';
import { LiveProfiles, type LiveRun } from './profilesView.ts';
import { problemRow, resultRow, runSummary } from './rows.ts';

/** How a request is answered. */
export interface Answering {
  readonly cancel: CancelToken;
  readonly report: (progress: Progress) => void;
}

/** What runs need, and who wants to know of them. */
export interface RunSurroundings {
  readonly session: WorkspaceEngine;
  /** Actions executed at once, as the editor's settings say. */
  readonly concurrency: () => number | undefined;
  readonly sendLog: ConstructorParameters<typeof LogTeller>[0];
  onQueued(id: ActionId): void;
  onStarted(id: ActionId): void;
  onSettled(result: ActionResult): void;
  /** A dry run begins; its results go to what this returns. */
  onCheck(): (results: readonly ActionResult[]) => void;
  /** Runs came or went. */
  onRuns(): void;
  onRecorded(): void;
}

interface ActiveRun {
  readonly name: string;
  readonly cancel: CancelSource;
  /** What it has not settled yet. */
  readonly open: Set<ActionId>;
  readonly live: LiveRun;
}

/** See above. */
export class Runs {
  /** Profiles of what is under way. */
  readonly profiles: LiveProfiles;
  readonly #with: RunSurroundings;
  readonly #active = new Map<string, ActiveRun>();
  readonly #promises = new Set<Promise<unknown>>();
  readonly #logs: LogTeller;
  #waiting: (() => void)[] = [];

  constructor(surroundings: RunSurroundings) {
    this.#with = surroundings;
    this.profiles = new LiveProfiles(() => surroundings.session.clock.elapsed());
    this.#logs = new LogTeller(surroundings.sendLog);
  }

  /** Names of the runs under way, as their clients chose them. */
  get names(): readonly string[] {
    return [...this.#active.keys()];
  }

  /** Whether a run is about to settle this action. */
  has(id: ActionId): boolean {
    for (const { open } of this.#active.values()) if (open.has(id)) return true;
    return false;
  }

  /** Resolves when nothing runs but what never ends by itself. */
  async quiet(): Promise<void> {
    const { actions } = this.#with.session.workspace;
    const isBusy = ({ open }: ActiveRun): boolean =>
      [...open].some((id) => actions.get(id)?.persistent === false);
    while ([...this.#active.values()].some(isBusy)) await this.#something();
  }

  /** @returns false where there is none of that name */
  stop(name: string): boolean {
    const run = this.#active.get(name);
    run?.cancel.cancel('Stopped');
    return run !== undefined;
  }

  /** Stops all and waits for their ends. */
  async stopAll(): Promise<void> {
    for (const { cancel } of this.#active.values()) cancel.cancel('Stopped with the editor');
    this.#wakeAll();
    await Promise.allSettled(this.#promises);
  }

  /** Says of a run why it is not carried out. Who shows it is told as well. */
  refuse({ run, dryRun }: RunRequest, problems: Refusal['problems']): RunOutcome {
    if (!dryRun) this.profiles.add(run).refuse(problems);
    return { type: 'refused', problems };
  }

  /** Carries out a run, or says why not. */
  async run(request: RunRequest, answering: Answering): Promise<RunOutcome> {
    if (this.#active.has(request.run))
      return refused(problem('run-exists', `A run "${request.run}" is under way already.`));
    const { session } = this.#with;
    const targets =
      request.targets.length > 0 ? request.targets : defaultTargets(session.workspace);
    // Asked for before the first wait: who shows a run asks for it as soon as it was asked for.
    const live = request.dryRun ? undefined : this.profiles.add(request.run);
    const selected = await this.#select(targets);
    if ('problems' in selected) {
      live?.refuse(selected.problems);
      return { type: 'refused', problems: selected.problems };
    }
    const promise =
      live === undefined
        ? this.#dryRun(request, selected.actions, answering)
        : this.#start({ ...request, targets }, selected.actions, live, answering);
    this.#promises.add(promise);
    return await promise.finally(() => this.#promises.delete(promise));
  }

  async #select(
    targets: readonly string[],
  ): Promise<{ readonly actions: readonly ActionId[] } | Refusal> {
    const { workspace } = this.#with.session;
    const wrong = errorsOf(workspace.problems);
    if (wrong.length > 0) return { problems: wrong.map(problemRow) };
    const selection = selectActions(workspace, targets);
    if ('problems' in selection) return { problems: selection.problems.map(problemRow) };
    const errors = errorsOf(await this.#with.session.check(selection.actions));
    return errors.length > 0 ? { problems: errors.map(problemRow) } : selection;
  }

  async #dryRun(
    { force }: RunRequest,
    actions: readonly ActionId[],
    { cancel }: Answering,
  ): Promise<RunOutcome> {
    const checked = this.#with.onCheck();
    const run = await dryRun(this.#with.session, actions, cancel, force);
    if (force === 'none') checked(run.actions);
    return ended(run);
  }

  async #start(
    request: RunRequest,
    actions: readonly ActionId[],
    live: LiveRun,
    answering: Answering,
  ): Promise<RunOutcome> {
    const closure = reachable(this.#with.session.engine.graph, actions, 'dependencies');
    for (const id of actions) closure.add(id);
    const cancel = new CancelSource();
    const unlink = answering.cancel.onCancel(() => cancel.cancel(answering.cancel.why ?? ''));
    // Known by its name at once, to be stopped; what it settles is registered when its turn has come, so that two that wait do not
    // wait for each other.
    const run: ActiveRun = { name: request.run, cancel, open: new Set(), live };
    this.#active.set(run.name, run);
    this.#with.onRuns();
    try {
      await this.#turn(run, closure, answering);
      if (cancel.cancelled) return refused(problem('stopped', 'Stopped before it began.'));
      return ended(await this.#build(request, actions, run, answering));
    } finally {
      unlink();
      this.#active.delete(run.name);
      live.end(cancel.cancelled);
      this.#logs.flush();
      this.#wakeAll();
      this.#with.onRuns();
    }
  }

  async #turn(
    { cancel, open }: ActiveRun,
    closure: ReadonlySet<ActionId>,
    { report }: Answering,
  ): Promise<void> {
    const wake = cancel.onCancel(() => this.#wakeAll());
    while (!cancel.cancelled && [...closure].some((id) => this.has(id))) {
      report({ message: 'Waiting for another run' });
      await this.#something();
    }
    wake();
    // Only correct in the same turn as the look: another run that waits looks in the next.
    for (const id of closure) open.add(id);
  }

  async #build(
    request: RunRequest,
    actions: readonly ActionId[],
    run: ActiveRun,
    { report }: Answering,
  ): Promise<RunRecord> {
    const { session } = this.#with;
    const { settings } = session.workspace;
    const total = run.open.size;
    const profiles = new RunProfiles(session);
    run.live.begin(profiles);
    const unsubscribe = session.engine.subscribe((event) => {
      this.#onEvent(run, event);
      if (event.type === 'action-ended') report(progressOf(event.result.id, total, run.open.size));
    });
    try {
      const record = await session.engine.build(
        {
          actions,
          targets: request.targets,
          force: request.force,
          dryRun: false,
          continueOnFailure: request.continueOnFailure,
          noCache: settings.cache.disable.includes('traces'),
          replayLogs: true,
          concurrency: this.#with.concurrency() ?? session.concurrency,
          memoryLimit: settings.memoryLimit,
        },
        run.cancel,
      );
      session.collectGarbage();
      const trouble = await profiles.keep(record);
      run.live.recorded(record.id);
      if (trouble !== undefined) report({ message: trouble });
      return record;
    } finally {
      profiles.stop();
      unsubscribe();
      this.#with.onRecorded();
    }
  }

  /** Builds beside each other share the engine's events; no action is in two of them. */
  #onEvent(run: ActiveRun, event: EngineEvent): void {
    switch (event.type) {
      case 'action-queued':
        if (run.open.has(event.action)) this.#with.onQueued(event.action);
        return;
      case 'action-started':
        if (run.open.has(event.action)) this.#with.onStarted(event.action);
        return;
      case 'action-log':
        if (run.open.has(event.action)) this.#logs.add(run.name, event.action, event.chunk);
        return;
      case 'action-ended':
        if (!run.open.delete(event.result.id)) return;
        this.#with.onSettled(event.result);
        this.#wakeAll();
        return;
      default:
    }
  }

  async #something(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wakeAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

type Refusal = { readonly problems: Extract<RunOutcome, { type: 'refused' }>['problems'] };

function errorsOf(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

function problem(code: string, message: string): Problem {
  return { severity: 'error', code, message };
}

function refused(...problems: readonly Problem[]): RunOutcome {
  return { type: 'refused', problems: problems.map(problemRow) };
}

function ended(run: RunRecord): RunOutcome {
  return { type: 'ended', summary: runSummary(run), results: run.actions.map(resultRow) };
}

function progressOf(id: ActionId, total: number, open: number): Progress {
  const done = total - open;
  return { message: `${done} of ${total}: ${id}`, percentage: Math.floor((100 * done) / total) };
}

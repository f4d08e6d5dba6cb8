/**
 * The facade of the engine: build, explain, apply changes, listen. It owns no disk, no process and no clock; those come in as ports.
 *
 *   const engine = createEngine({ actions, ...ports });
 *   engine.subscribe(log);
 *   const run = await engine.build({ actions: [id], ... }, cancel);
 */
import type { EngineEventBody, EventListener } from './events.ts';
import { type ActionGraph, buildGraph, reachable, subgraph } from './graph/graph.ts';
import type { Action } from './model/action.ts';
import {
  type ActionId,
  as,
  type DurationMs,
  type RelativePath,
  type Revision,
} from './model/brand.ts';
import type { BuildRequest, Explanation } from './model/request.ts';
import type { ActionResult, RunRecord } from './model/run.ts';
import { runIdOf } from './model/runId.ts';
import type { CancelToken } from './ports/cancel.ts';
import { type Files, UnreadableFile } from './ports/files.ts';
import { BuildContext, type EnginePorts } from './rebuild/context.ts';
import { DirtySet } from './rebuild/dirty.ts';
import { chainFrom } from './rebuild/explain.ts';
import { OutputOwners } from './rebuild/owners.ts';
import { Scheduler } from './rebuild/scheduler.ts';

export type { EnginePorts } from './rebuild/context.ts';
export { decodeLog } from './rebuild/log.ts';

/** What an engine is made of. */
export interface EngineOptions extends EnginePorts {
  /** Every action of the workspace. */
  readonly actions: ReadonlyMap<ActionId, Action>;
}

/** A change of files that somebody noticed. */
export interface Change {
  readonly paths: readonly RelativePath[];
  /** A sentence for people, e.g. `saved src/a.ts`. */
  readonly cause: string;
}

const neverCancelled: CancelToken = { cancelled: false, why: undefined, onCancel: () => () => {} };
/** For how long what an engine's maker saw of the files may stand for what is there when a build starts. */
const sameLookMs = 2000;
/** Runs looked at for the history of one action. */
const explainedRunsMax = 200;

/** Makes an engine for one workspace. */
export function createEngine(options: EngineOptions): Engine {
  return new Engine(options);
}

/** See `createEngine`. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #actions: ReadonlyMap<ActionId, Action>;
  readonly #graph: ActionGraph;
  readonly #listeners = new Set<EventListener>();
  #owners: OutputOwners | undefined;
  #dirty: DirtySet | undefined;
  readonly #madeAt: number;
  #built = false;
  #revision = as<Revision>(0);

  constructor(options: EngineOptions) {
    this.#ports = options;
    this.#actions = options.actions;
    this.#madeAt = options.clock.elapsed();
    this.#graph = buildGraph(options.actions);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The actions and how they depend on each other. */
  get graph(): ActionGraph {
    return this.#graph;
  }

  /**
   * Brings actions up to date. Failures of actions are results; only a broken assumption of our own code rejects.
   * @param request its actions must exist and have no cycle among their dependencies
   */
  async build(request: BuildRequest, cancel: CancelToken = neverCancelled): Promise<RunRecord> {
    const { clock, files, hasher, traces, blobs } = this.#ports;
    const startedAt = clock.now();
    const started = clock.elapsed();
    const closure = reachable(this.#graph, request.actions, 'dependencies');
    for (const id of request.actions) closure.add(id);
    const graph = subgraph(this.#graph, closure);
    const ids = [...graph.dependencies.keys()];
    this.#emit({ type: 'run-started', targets: request.targets, actions: ids });
    const context = new BuildContext(
      this.#ports,
      this.#actions,
      () => this.#outputOwners(),
      (event) => this.#emit(event),
      (id) => this.#dirty?.forget(id),
    );
    const durations = await this.#prepare(context, ids, cancel);
    const forced = new Set(
      request.force === 'all' ? ids : request.force === 'targets' ? request.actions : [],
    );
    await new Scheduler(context, request, { graph, durations, forced, cancel }).run();
    const results = ids.flatMap((id) => context.outcomes.get(id)?.result ?? []);
    const run: RunRecord = {
      id: runIdOf({
        startedAt,
        elapsed: clock.elapsed(),
        targets: request.targets,
        digest: (text) => hasher.digest(text),
      }),
      startedAt,
      duration: as<DurationMs>(clock.elapsed() - started),
      targets: request.targets,
      actions: results,
    };
    this.#emit({ type: 'phase-started', phase: 'save' });
    if (!request.dryRun) {
      files.save();
      traces.recordRun(run);
      await blobs.flush();
    }
    this.#emit({ type: 'phase-ended', phase: 'save' });
    this.#emit({ type: 'run-ended', run });
    return run;
  }

  /** Loads what is recorded of these actions and reads ahead what they need. */
  async #prepare(
    context: BuildContext,
    ids: readonly ActionId[],
    cancel: CancelToken,
  ): Promise<ReadonlyMap<ActionId, DurationMs>> {
    const { clock, files, traces } = this.#ports;
    this.#emit({ type: 'phase-started', phase: 'prepare' });
    // The first build goes on from what was seen while the configuration was read, if that was moments ago.
    if (this.#built || clock.elapsed() - this.#madeAt > sameLookMs) files.newEpoch();
    this.#built = true;
    for (const [id, trace] of traces.latest(ids)) context.latest.set(id, trace);
    for (const [id, failure] of traces.failures(ids)) context.failures.set(id, failure);
    const unknown = ids.filter((id) => !context.latest.has(id));
    if (unknown.length > 0)
      for (const id of traces.history(unknown).keys()) context.builtBefore.add(id);
    const actions = ids.map((id) => context.action(id));
    await Promise.all([
      files.prepare(
        actions.flatMap(({ inputs }) => inputs ?? []),
        cancel,
      ),
      this.#prepareKeys(context, actions),
    ]);
    this.#emit({ type: 'phase-ended', phase: 'prepare' });
    const durations = new Map<ActionId, DurationMs>();
    for (const [id, { duration }] of context.latest) durations.set(id, duration);
    return durations;
  }

  /** Works out every key while the disk is looked at. */
  async #prepareKeys(context: BuildContext, actions: readonly Action[]): Promise<void> {
    for (const { work } of actions) {
      if (work.type !== 'builder' || context.builderDigests.has(work.module)) continue;
      if (context.builderProblems.has(work.module)) continue;
      const answer = await this.#ports.builders.digest(work.module);
      if ('digest' in answer) context.builderDigests.set(work.module, answer.digest);
      else context.builderProblems.set(work.module, answer.message);
    }
    for (const action of actions) context.key(action);
  }

  /**
   * Why an action is, or was, not fresh. Without `runId`: what would happen now, and where it is fresh now, the last run in which
   * it was not.
   * @returns a message where nothing is known
   */
  async explain(
    action: ActionId,
    runId?: string,
  ): Promise<Explanation | { readonly message: string }> {
    if (runId !== undefined) return this.#explainRun(action, runId);
    const now = await this.build({ ...explainRequest, actions: [action] });
    const result = now.actions.find(({ id }) => id === action);
    if (result && result.state !== 'fresh') {
      return this.#explanation(result, undefined, (id) =>
        now.actions.find((other) => other.id === id),
      );
    }
    return this.#explainHistory(action);
  }

  #explainRun(action: ActionId, runId: string): Explanation | { readonly message: string } {
    const run = this.#ports.traces.run(runId);
    if (!run)
      return {
        message: `There is no run ${runId}. "cachescope stats" lists the runs that are kept.`,
      };
    const result = run.actions.find(({ id }) => id === action);
    if (!result) return { message: `${action} was not part of run ${runId}.` };
    return this.#explanation(result, run, this.#resultsUpTo(run));
  }

  #explainHistory(action: ActionId): Explanation | { readonly message: string } {
    const runs = this.#ports.traces.runs(explainedRunsMax);
    for (const run of runs) {
      const result = run.actions.find(({ id }) => id === action);
      if (result && result.state !== 'fresh')
        return this.#explanation(result, run, this.#resultsUpTo(run));
    }
    return { message: `${action} is fresh, and no kept run had to do anything for it.` };
  }

  /** The result of an action in `run`, or, where it was fresh or absent there, in the last run before it that had to do something. */
  #resultsUpTo(run: RunRecord): (id: ActionId) => ActionResult | undefined {
    const earlier = [
      run,
      ...this.#ports.traces
        .runs(explainedRunsMax)
        .filter(({ startedAt }) => startedAt < run.startedAt),
    ];
    return (id) => {
      for (const { actions } of earlier) {
        const result = actions.find((other) => other.id === id);
        if (result && result.state !== 'fresh') return result;
      }
      return undefined;
    };
  }

  #explanation(
    result: ActionResult,
    run: RunRecord | undefined,
    resultOf: (id: ActionId) => ActionResult | undefined,
  ): Explanation {
    const { links, changedFile } = chainFrom(result, resultOf, this.#outputOwners());
    const { id, state, reasons } = result;
    return {
      action: id,
      run: run?.id,
      at: run?.startedAt,
      state,
      reasons,
      chain: links,
      changedFile,
    };
  }

  /**
   * Takes note of changed files. Files whose bytes are as known change nothing, so an engine's own outputs never wake it.
   * @returns the actions that may be out of date now
   */
  applyChange(change: Change): { readonly dirty: readonly ActionId[] } {
    const { files, traces } = this.#ports;
    const owners = this.#outputOwners();
    const changed = files.invalidate(change.paths, (path) => owners.of(path).length > 0);
    if (changed.length === 0) return { dirty: [] };
    this.#revision = as<Revision>(this.#revision + 1);
    this.#dirty ??= new DirtySet(this.#actions, this.#graph);
    const dirty = this.#dirty.affectedBy(changed, traces, (path) => isFile(files, path));
    this.#emit({ type: 'changes-applied', revision: this.#revision, dirty, cause: change.cause });
    return { dirty };
  }

  /**
   * The actions that write a file, and those that read or run it, as declared or as seen when they ran the last time.
   * @param isKnownFile true: it is a file and no folder, so that need not be looked up
   */
  usersOf(
    path: RelativePath,
    isKnownFile = false,
  ): {
    readonly writers: readonly ActionId[];
    readonly readers: readonly ActionId[];
  } {
    const { files, traces } = this.#ports;
    const writers = this.#outputOwners().of(path);
    this.#dirty ??= new DirtySet(this.#actions, this.#graph);
    const users = this.#dirty.directlyAffectedBy(
      [path],
      traces,
      (at) => isKnownFile || isFile(files, at),
    );
    return { writers, readers: [...users].filter((id) => !writers.includes(id)) };
  }

  #outputOwners(): OutputOwners {
    this.#owners ??= new OutputOwners(this.#actions.values());
    return this.#owners;
  }

  #emit(event: EngineEventBody): void {
    if (this.#listeners.size === 0) return;
    const timed = { at: this.#ports.clock.elapsed(), ...event };
    for (const listener of this.#listeners) listener(timed);
  }
}

function isFile(files: Files, path: RelativePath): boolean {
  try {
    return files.digest(path) !== undefined;
  } catch (error) {
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}

const explainRequest: Omit<BuildRequest, 'actions'> = {
  targets: [],
  force: 'none',
  dryRun: true,
  continueOnFailure: true,
  noCache: false,
  replayLogs: false,
  concurrency: 1,
  memoryLimit: undefined,
};

/**
 * Walks a graph of actions once, dependencies first: decides each as soon as all it depends on is settled, and executes at most
 * `concurrency` at a time, longest known path first. Decisions take no slot, so a build with nothing to do never waits.
 *
 *   blocked --(last dependency settled)--> ready --decide--> settled (fresh, failed, skipped)
 *                                                     `----> queued --(slot free, memory below the ceiling)--> running --> settled
 */

import type { ActionGraph } from '../graph/graph.ts';
import { graphPriorities } from '../graph/priorities.ts';
import type { Action } from '../model/action.ts';
import { must } from '../model/assert.ts';
import type { ActionId, DurationMs } from '../model/brand.ts';
import type { Reason } from '../model/reason.ts';
import type { BuildRequest } from '../model/request.ts';
import type { CancelToken } from '../ports/cancel.ts';
import { freshOutcome, perform, predictedOutcome, skippedOutcome, verdictOn } from './bring.ts';
import type { BuildContext, Outcome } from './context.ts';
import type { Decision } from './decide.ts';
import { ReadyQueue } from './ready.ts';

interface Queued {
  readonly action: Action;
  readonly decision: Exclude<Decision, { type: 'fresh' }>;
}

/** One pass over a graph of actions. */
export class Scheduler {
  readonly #context: BuildContext;
  readonly #request: BuildRequest;
  readonly #graph: ActionGraph;
  readonly #cancel: CancelToken;
  readonly #priorities: ReadonlyMap<ActionId, number>;
  readonly #forced: ReadonlySet<ActionId>;
  readonly #blockers = new Map<ActionId, number>();
  readonly #ready = new ReadyQueue<ActionId>();
  readonly #queued = new ReadyQueue<Queued>();
  readonly #freeSlots: number[] = [];
  #slots = 0;
  #running = 0;
  #stopped: Reason | undefined;
  #trouble: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /**
   * @param graph the closure of what was asked for, without cycles
   * @param durations earlier run times, for the order
   */
  constructor(
    context: BuildContext,
    request: BuildRequest,
    options: {
      readonly graph: ActionGraph;
      readonly durations: ReadonlyMap<ActionId, DurationMs>;
      readonly forced: ReadonlySet<ActionId>;
      readonly cancel: CancelToken;
    },
  ) {
    this.#context = context;
    this.#request = request;
    this.#graph = options.graph;
    this.#cancel = options.cancel;
    this.#forced = options.forced;
    this.#priorities = graphPriorities(options.graph, options.durations);
  }

  /** Settles every action; returns when nothing runs any more. */
  async run(): Promise<void> {
    const forget = this.#cancel.onCancel(() =>
      this.#stop({ kind: 'stopped', detail: this.#cancel.why ?? 'Stopped' }),
    );
    for (const [id, dependencies] of this.#graph.dependencies) {
      this.#blockers.set(id, dependencies.length);
      if (dependencies.length === 0) this.#pushReady(id);
    }
    try {
      this.#advance();
      while (this.#running > 0) {
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
        this.#advance();
      }
    } finally {
      forget();
    }
    if (this.#trouble) throw this.#trouble.error;
  }

  #stop(reason: Reason): void {
    this.#stopped ??= reason;
  }

  #pushReady(id: ActionId): void {
    this.#ready.push(id, this.#priorities.get(id) ?? 0);
  }

  /** Decides all that is ready and fills the slots, until neither gives anything new. */
  #advance(): void {
    do {
      for (let id = this.#ready.pop(); id !== undefined; id = this.#ready.pop())
        this.#settleOrQueue(this.#context.action(id));
      if (this.#queued.size > 1) this.#context.ports.processes.expect?.(this.#queued.size);
      while (this.#queued.size > 0 && this.#mayStart())
        this.#start(must(this.#queued.pop(), 'queued action'));
    } while (this.#ready.size > 0);
  }

  #settleOrQueue(action: Action): void {
    const answer = this.#withoutWork(action);
    if ('result' in answer) {
      this.#settle(answer);
      return;
    }
    this.#context.emit({
      type: 'action-queued',
      action: action.id,
      cause: this.#request.targets.join(' '),
    });
    this.#queued.push({ action, decision: answer }, this.#priorities.get(action.id) ?? 0);
  }

  /** The outcome where nothing has to be run; else what was decided. */
  #withoutWork(action: Action): Outcome | Queued['decision'] {
    const skip = this.#skipReason(action);
    if (skip !== undefined) return skippedOutcome(action, skip);
    if (action.work.type === 'none') return this.#group(action);
    const verdict = verdictOn(this.#context, action, this.#request, this.#forced.has(action.id));
    if (verdict.type === 'refused') return verdict.outcome;
    if (this.#request.dryRun) return predictedOutcome(this.#context, action, verdict);
    if (verdict.type === 'fresh')
      return freshOutcome(this.#context, action, verdict.trace, this.#request.replayLogs);
    return verdict;
  }

  #skipReason(action: Action): Reason | undefined {
    if (this.#trouble) return { kind: 'stopped', detail: 'Stopped after an internal error' };
    for (const { action: id } of action.dependsOn) {
      const result = this.#context.outcomes.get(id)?.result;
      if (result?.state === 'failed') return { kind: 'dependency-failed', action: id };
      // What kept that one from being tried keeps this one, too: a failure, or an end of the whole run.
      if (result?.state === 'skipped')
        return result.reasons[0] ?? { kind: 'dependency-failed', action: id };
    }
    return this.#stopped;
  }

  /** An action without work is as its dependencies are. */
  #group(action: Action): Outcome {
    const outputs = this.#context.ports.hasher.digest('') as NonNullable<Outcome['outputs']>;
    const closure = this.#context.closureOf(action, outputs);
    const zero = 0 as DurationMs;
    const wouldRun = this.#wouldRun(action);
    const result = {
      id: action.id,
      state: wouldRun ? 'ran' : 'fresh',
      reasons: wouldRun ? [wouldRun] : [],
      duration: zero,
      saved: zero,
      unchanged: wouldRun === undefined,
    } as const;
    return { result: { ...result, key: undefined }, outputs, closure };
  }

  /** In a dry run: the first dependency that would run. */
  #wouldRun({ dependsOn }: Action): Reason | undefined {
    if (!this.#request.dryRun) return undefined;
    const found = dependsOn.find(
      ({ action }) => this.#context.outcomes.get(action)?.result.state === 'ran',
    );
    return found && { kind: 'dependency-would-run', action: found.action };
  }

  /** At least one action always runs, whatever the memory: the ceiling delays work and never ends a build. */
  #mayStart(): boolean {
    if (this.#stopped || this.#running === 0) return true;
    const { memoryLimit, concurrency } = this.#request;
    if (this.#running >= concurrency) return false;
    return memoryLimit === undefined || this.#context.ports.processes.memoryUsed() <= memoryLimit;
  }

  #start({ action, decision }: Queued): void {
    if (this.#stopped) {
      this.#settle(skippedOutcome(action, this.#stopped));
      return;
    }
    const slot = this.#freeSlots.pop() ?? this.#slots++;
    this.#running++;
    this.#context.emit({
      type: 'action-started',
      action: action.id,
      reasons: decision.reasons,
      slot,
    });
    perform(this.#context, action, this.#request, { decision, cancel: this.#cancel })
      .then((outcome) => this.#settle(outcome, slot))
      .catch((error: unknown) => {
        this.#trouble ??= { error };
        this.#settle(skippedOutcome(action, { kind: 'stopped', detail: 'Internal error' }), slot);
      })
      .finally(() => {
        this.#freeSlots.push(slot);
        this.#running--;
        this.#wake();
      });
  }

  #settle(outcome: Outcome, slot?: number): void {
    const { id, state } = outcome.result;
    this.#context.outcomes.set(id, outcome);
    this.#context.emit({ type: 'action-ended', result: outcome.result, slot });
    if (state === 'failed' && !this.#request.continueOnFailure) {
      this.#stop({ kind: 'stopped', detail: `Stopped after ${id} failed` });
    }
    for (const dependent of this.#graph.dependents.get(id) ?? []) {
      const left = (this.#blockers.get(dependent) ?? 0) - 1;
      this.#blockers.set(dependent, left);
      if (left === 0) this.#pushReady(dependent);
    }
  }
}

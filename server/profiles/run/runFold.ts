/**
 * Takes the steps of a run one by one and draws what each ends, so that no step is ever looked at twice, however often somebody wants to see how far the
 * run is. What has not ended is known beside that, and is drawn onto a copy when somebody looks.
 */
import type { RunStep } from '../../protocol/profiles.ts';
import { RunDrawing, type RunPhase, type RunStretch } from './runDrawing.ts';

/** How an action ended, as its step says. */
export type RunResult = Omit<Extract<RunStep, { type: 'action-ended' }>, 'type' | 'at'>;

/** An action that did something. Times are milliseconds, as in events. */
export interface EndedAction {
  readonly result: RunResult;
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  /** When its command ran, or its builder: more than once where an input changed meanwhile. */
  readonly runs: readonly RunStretch[];
  readonly waitedMs: number;
  /** Number of its span in the drawing. */
  readonly span: number;
}

interface Started {
  readonly at: number;
  readonly slot: number;
  readonly reasons: readonly string[];
  readonly waitedMs: number;
  readonly phases: RunPhase[];
  /** Since when its command runs; undefined: it ended, and the engine goes on for it. */
  runningFrom: number | undefined;
  /** Since when it runs again, if what comes next says so: after a look at what it did, or after what could not be restored. */
  againFrom: number | undefined;
}

interface Begun {
  readonly phase: string;
  readonly action: string | undefined;
  readonly at: number;
}

/** See above. */
export class RunFold {
  readonly drawing = new RunDrawing();
  readonly #queued = new Map<string, { readonly at: number; readonly cause: string }>();
  readonly #started = new Map<string, Started>();
  readonly #phases = new Map<string, Begun>();
  readonly #ended: EndedAction[] = [];
  readonly #isDescribed: boolean;
  #name = 'Run';
  #fresh: readonly string[] = [];
  #decidingFrom: number | undefined;
  #storedBytes = 0;

  /** @param isDescribed false: actions are drawn without what is told of them, which the caller does at the end */
  constructor(isDescribed: boolean) {
    this.#isDescribed = isDescribed;
  }

  /** What the run is for. */
  get name(): string {
    return this.#name;
  }

  /** In the order of their ends. */
  get ended(): readonly EndedAction[] {
    return this.#ended;
  }

  /** Ids of what was fresh, once the run has ended. */
  get fresh(): readonly string[] {
    return this.#fresh;
  }

  /** The next step. */
  take(step: RunStep): void {
    const { at } = step;
    switch (step.type) {
      case 'started':
        this.#name = step.targets.join(' ') || 'Run';
        return;
      case 'ended':
        this.#fresh = step.fresh;
        return;
      case 'action-queued':
        this.#endDeciding(at);
        this.#queued.set(step.action, { at, cause: step.cause });
        this.drawing.count('Waiting', at, this.#queued.size, false);
        return;
      case 'action-started':
        this.#endDeciding(at);
        this.#onStarted(step);
        return;
      case 'action-ended':
        this.#onEnded(step);
        return;
      case 'phase-started':
        this.#onPhase(step.phase, step.action, at);
        return;
      case 'phase-ended':
        this.#onPhaseEnd(step.phase, step.action, at);
        return;
      case 'moment':
        this.drawing.mark(step.name, at, step.about);
        return;
      case 'stored':
        this.#storedBytes += step.bytes;
        this.drawing.count('Put into caches', at, this.#storedBytes, true);
        return;
      case 'memory':
        this.drawing.count('Memory', at, step.bytes, true);
    }
  }

  /** A drawing in which what has not ended lasts until now; undefined: is left out. Nothing of it stays here. */
  until(now: number | undefined): RunDrawing {
    const drawing = new RunDrawing(this.drawing);
    if (now !== undefined) this.#drawOpen(drawing, now);
    return drawing;
  }

  #drawOpen(drawing: RunDrawing, now: number): void {
    const phases = new Map<Started, RunPhase[]>();
    for (const { phase, action, at } of this.#phases.values()) {
      const started = action === undefined ? undefined : this.#started.get(action);
      const stretch = { phase, from: at, to: now };
      if (started === undefined) drawing.engine(stretch, action);
      else phases.set(started, [...(phases.get(started) ?? []), stretch]);
    }
    const deciding = this.#decidingFrom;
    if (deciding !== undefined && now > deciding)
      drawing.engine({ phase: 'decide', from: deciding, to: now });
    for (const [id, started] of this.#started) {
      const { at: from, slot, reasons, waitedMs } = started;
      const open = [...(phases.get(started) ?? []), ...runningOf(started, now)];
      const drawn = { id, state: 'running', slot, from, to: now };
      const result = { action: id, state: 'running', reasons };
      const details = drawing.details(aboutAction({ result, waitedMs }));
      drawing.action({ ...drawn, phases: [...started.phases, ...open] }, details);
    }
    for (const [id, { at, cause }] of this.#queued)
      drawing.waiting(id, cause, { from: at, to: now });
  }

  /** Between looking at the disk and the first action that has something to do, the engine decides what is fresh. */
  #endDeciding(at: number): void {
    const from = this.#decidingFrom;
    this.#decidingFrom = undefined;
    if (from !== undefined && at > from) this.drawing.engine({ phase: 'decide', from, to: at });
  }

  #onStarted({ action, at, slot, reasons }: RunStep & { type: 'action-started' }): void {
    const waitedMs = this.#endWaiting(action, at);
    this.#started.set(action, {
      ...{ at, slot, reasons, waitedMs },
      ...{ phases: [], runningFrom: at, againFrom: undefined },
    });
    this.drawing.count('Running', at, this.#started.size, false);
  }

  /** @returns how long it waited, in milliseconds */
  #endWaiting(action: string, at: number): number {
    const queued = this.#queued.get(action);
    if (queued === undefined) return 0;
    this.#queued.delete(action);
    this.drawing.count('Waiting', at, this.#queued.size, false);
    this.drawing.waiting(action, queued.cause, { from: queued.at, to: at });
    return at - queued.at;
  }

  #onEnded({ type: _type, at, ...result }: RunStep & { type: 'action-ended' }): void {
    const { action: id, state } = result;
    if (state === 'restored') this.drawing.mark('Cache hit', at, { action: id });
    if (state === 'ran' || state === 'failed') this.drawing.mark('Cache miss', at, { action: id });
    this.#endWaiting(id, at);
    const started = this.#started.get(id);
    if (started === undefined) return;
    const { at: from, slot, waitedMs } = started;
    const phases = [...started.phases, ...runningOf(started, at)];
    this.#started.delete(id);
    this.drawing.count('Running', at, this.#started.size, false);
    const about = this.#isDescribed ? this.drawing.details(aboutAction({ result, waitedMs })) : 0;
    const span = this.drawing.action({ id, state, slot, from, to: at, phases }, about);
    const runs = phases.filter(({ phase }) => phase === 'run');
    this.#ended.push({ result, slot, from, to: at, runs, waitedMs, span });
  }

  #onPhase(phase: string, action: string | undefined, at: number): void {
    if (phase === 'save') this.#endDeciding(at);
    if (action !== undefined) this.#endRunning(action, phase, at);
    this.#phases.set(`${phase} ${action ?? ''}`, { phase, action, at });
  }

  #onPhaseEnd(phase: string, action: string | undefined, at: number): void {
    const key = `${phase} ${action ?? ''}`;
    const begun = this.#phases.get(key);
    if (begun === undefined) return;
    this.#phases.delete(key);
    if (phase === 'prepare') this.#decidingFrom = at;
    const stretch = { phase, from: begun.at, to: at };
    const started = action === undefined ? undefined : this.#started.get(action);
    if (started === undefined) this.drawing.engine(stretch, action);
    else started.phases.push(stretch);
    if (started !== undefined && phase !== 'store') started.againFrom = at;
  }

  #endRunning(action: string, phase: string, at: number): void {
    const started = this.#started.get(action);
    if (started === undefined) return;
    if (phase === 'check') started.runningFrom ??= started.againFrom;
    started.phases.push(...runningOf(started, at));
    started.runningFrom = undefined;
    started.againFrom = undefined;
  }
}

/** What is told of an action besides its name and time. */
export function aboutAction({
  result: { action, state, reasons, exitCode, message },
  waitedMs,
}: Pick<EndedAction, 'result' | 'waitedMs'>): Readonly<Record<string, unknown>> {
  return {
    ...{ action, state, reasons },
    ...(waitedMs > 0 && { waitedMs: rounded(waitedMs) }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(message === undefined ? {} : { message }),
  };
}

/** To a whole microsecond. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** What an action does until the engine goes on for it is its command, or its builder. */
function runningOf({ runningFrom: from }: Started, to: number): readonly RunPhase[] {
  return from !== undefined && to > from ? [{ phase: 'run', from, to }] : [];
}

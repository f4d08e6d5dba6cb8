/**
 * What a run's profile is made of later: events, as they come. It must cost nothing where nothing was to do, so it keeps references and
 * works nothing out; runSteps.ts and runProfile.ts do, when the run has ended, or while somebody looks at it.
 */
import type { EngineEvent } from '../../engine/events.ts';

/** Far more than a run of 10,000 actions has. */
const eventsMax = 200_000;
const memoryEveryMs = 20;

/** Memory at a moment. */
export interface MemorySample {
  readonly type: 'memory';
  /** Milliseconds, as in events. */
  readonly at: number;
  readonly bytes: number;
}

/** What is kept. */
export type RecordedEvent = EngineEvent | MemorySample;

/** Keeps the events of one run at a time: of runs beside each other, the one that it saw start. */
export class RunEvents {
  readonly #readMemory: (() => number) | undefined;
  #events: RecordedEvent[] = [];
  #sampledAt = Number.NEGATIVE_INFINITY;
  #left = 0;
  #hasWork = false;
  /** Of the run that is under way; a run beside it has none of them. */
  #actions: ReadonlySet<string> = new Set();
  /** Undefined where none is under way. */
  #targets: string | undefined;

  /** @param readMemory bytes that this process has now; asked while things happen, at most every 20 ms */
  constructor(readMemory?: () => number) {
    this.#readMemory = readMemory;
  }

  /** Whether anything ran or was restored since the run started: only then there is something to see. */
  get hasWork(): boolean {
    return this.#hasWork;
  }

  /** In order of time; what is there stays where it is, and more comes behind it. */
  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** Actions of the run. */
  get actions(): ReadonlySet<string> {
    return this.#actions;
  }

  /** Events beyond the limit. */
  get left(): number {
    return this.#left;
  }

  /** Takes note of an event; to be subscribed. */
  readonly onEvent = (event: EngineEvent): void => {
    if (!this.#isOurs(event)) return;
    const { type } = event;
    if (type === 'action-ended') this.#hasWork = true;
    if (this.#events.length >= eventsMax) {
      this.#left++;
      return;
    }
    this.#events.push(event);
    if (type === 'action-started' || type === 'action-ended') this.#sampleMemory(event.at);
  };

  /** Whether it is about the run at hand, and worth keeping. */
  #isOurs(event: EngineEvent): boolean {
    const { type } = event;
    if (type === 'run-started') return this.#start(event.actions, event.targets.join(' '));
    if (type === 'run-ended') return this.#end(event.run.targets.join(' '));
    if (type === 'action-log') return false;
    if (type === 'action-ended')
      return event.result.state !== 'fresh' && this.#actions.has(event.result.id);
    return !('action' in event) || this.#actions.has(event.action);
  }

  #start(actions: readonly string[], targets: string): boolean {
    if (this.#targets !== undefined) return false;
    this.#reset();
    this.#actions = new Set(actions);
    this.#targets = targets;
    return true;
  }

  #end(targets: string): boolean {
    if (this.#targets !== targets) return false;
    this.#targets = undefined;
    return true;
  }

  #reset(): void {
    this.#events = [];
    this.#sampledAt = Number.NEGATIVE_INFINITY;
    this.#left = 0;
    this.#hasWork = false;
  }

  #sampleMemory(at: number): void {
    if (this.#readMemory === undefined || at - this.#sampledAt < memoryEveryMs) return;
    this.#sampledAt = at;
    this.#events.push({ type: 'memory', at, bytes: this.#readMemory() });
  }
}

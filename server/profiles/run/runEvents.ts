/**
 * What a run's profile is made of later: events, as they come. It must cost nothing where nothing was to do, so it keeps references and
 * works nothing out; runProfile.ts does, when the run has ended.
 */
import type { EngineEvent } from '../../engine/events.ts';

/** Far more than a run of 10,000 actions has. */
const eventsMax = 200_000;
const memoryEveryMs = 20;

/** Memory at a moment. */
export interface MemorySample {
  /** Milliseconds, as in events. */
  readonly at: number;
  readonly bytes: number;
}

/** Keeps the events of one run at a time. */
export class RunEvents {
  readonly #readMemory: (() => number) | undefined;
  #events: EngineEvent[] = [];
  #memory: MemorySample[] = [];
  #left = 0;
  #hasWork = false;

  /** @param readMemory bytes that this process has now; asked while things happen, at most every 20 ms */
  constructor(readMemory?: () => number) {
    this.#readMemory = readMemory;
  }

  /** Whether anything ran or was restored since the run started: only then there is something to see. */
  get hasWork(): boolean {
    return this.#hasWork;
  }

  get events(): readonly EngineEvent[] {
    return this.#events;
  }

  get memory(): readonly MemorySample[] {
    return this.#memory;
  }

  /** Events beyond the limit. */
  get left(): number {
    return this.#left;
  }

  /** Takes note of an event; to be subscribed. */
  readonly onEvent = (event: EngineEvent): void => {
    const { type } = event;
    if (type === 'run-started') this.#reset();
    else if (type === 'action-log') return;
    else if (type === 'action-ended') {
      if (event.result.state === 'fresh') return;
      this.#hasWork = true;
    }
    if (this.#events.length >= eventsMax) {
      this.#left++;
      return;
    }
    this.#events.push(event);
    if (type === 'action-started' || type === 'action-ended') this.#sampleMemory(event.at);
  };

  #reset(): void {
    this.#events = [];
    this.#memory = [];
    this.#left = 0;
    this.#hasWork = false;
  }

  #sampleMemory(at: number): void {
    if (this.#readMemory === undefined) return;
    const last = this.#memory.at(-1);
    if (last === undefined || at - last.at >= memoryEveryMs)
      this.#memory.push({ at, bytes: this.#readMemory() });
  }
}

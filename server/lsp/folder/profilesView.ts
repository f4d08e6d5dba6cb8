/** The profiles of runs under way, and for a while how those ended that were. */

import type { RunProfileDelta, RunProfileEnd, RunProfileRequest } from '../../protocol/profiles.ts';
import type { ProblemRow } from '../../protocol/tasks.ts';

type StepsSince = Omit<RunProfileDelta, 'now' | 'ended'>;

/** Who records a run. */
export interface Recorder {
  since(since: number): Promise<StepsSince>;
  readonly isKept: boolean;
}

/** Ended runs whose end is remembered: a page that was hidden then asks late. */
const endedMax = 20;

const nothing: StepsSince = { steps: [], next: 0, hasMore: false, left: 0 };

/** A run, from when it is known by its name. */
export class LiveRun {
  /** Undefined before its turn has come, and when its profile is a file. */
  #recorder: Recorder | undefined;
  #record: string | undefined;
  #end: RunProfileEnd | undefined;

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** It begins. */
  begin(recorder: Recorder): void {
    this.#recorder = recorder;
  }

  /** It is in the history. */
  recorded(run: string): void {
    this.#record = run;
  }

  /** It is over, whatever became of it. What it did is held no longer than it has to. */
  end(isStopped: boolean): void {
    const isKept = this.#recorder?.isKept ?? false;
    this.#end = { isKept, isStopped, ...(this.#record === undefined ? {} : { run: this.#record }) };
    if (isKept) this.forget();
  }

  /** It never began. */
  refuse(refused: readonly ProblemRow[]): void {
    this.#end = { isKept: false, isStopped: false, refused };
  }

  /** Gives up what it did. */
  forget(): void {
    this.#recorder = undefined;
  }

  /** @param now milliseconds on the clock of events */
  async delta(since: number, now: number): Promise<RunProfileDelta> {
    // Only correct in this order: an end that comes while the steps are made would hide the last of them.
    const ended = this.#end;
    const made = (await this.#recorder?.since(since)) ?? { ...nothing, next: since };
    return { ...made, now, ...(ended === undefined ? {} : { ended }) };
  }
}

/** Runs by the names that clients gave them. */
export class LiveProfiles {
  readonly #runs = new Map<string, LiveRun>();
  readonly #elapsed: () => number;

  /** @param elapsed milliseconds now, as in events */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** A run is known from now on. */
  add(name: string): LiveRun {
    const run = new LiveRun();
    // Put behind all others, also where the name was there before.
    this.#runs.delete(name);
    this.#runs.set(name, run);
    this.#dropOld();
    return run;
  }

  /** What happened in a run; null: there is none of that name, or its end is long ago. */
  async delta({ run, since }: RunProfileRequest): Promise<RunProfileDelta | null> {
    const from = Number.isSafeInteger(since) && since > 0 ? since : 0;
    return (await this.#runs.get(run)?.delta(from, this.#elapsed())) ?? null;
  }

  #dropOld(): void {
    const ended = [...this.#runs].filter(([, { hasEnded }]) => hasEnded);
    for (const [name] of ended.slice(0, Math.max(0, ended.length - endedMax)))
      this.#runs.delete(name);
    // What could not be kept as a file is as large as a run is; one of it is enough.
    for (const [, run] of ended.slice(0, -1)) run.forget();
  }
}

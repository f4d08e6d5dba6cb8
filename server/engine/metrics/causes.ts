/** What figures come from: the run that a duration is of, and what went wrong last of each kind. */
import type { ValueOf } from './histogram.ts';

/** The newest error of a kind. */
export interface LastError {
  readonly kind: string;
  /** When, on the clock of the events, in milliseconds. */
  readonly atMs: number;
  readonly action?: string;
  readonly cache?: string;
  readonly message?: string;
  /** Id of the run in which it was, once that ended. */
  readonly run?: string;
}

/** A run; its id is known when it ends. */
interface OpenRun {
  text: string | undefined;
  isOpen: boolean;
  /** Another one was open at the same time: which of them a figure is of is not known. */
  isShared: boolean;
}

type Noted = Omit<LastError, 'run'> & { readonly of: ValueOf | undefined };

/** See above. */
export class Causes {
  #run: OpenRun | undefined;
  readonly #errors = new Map<string, Noted>();

  /** The run that goes on, or went on last. */
  get run(): ValueOf | undefined {
    return this.#run;
  }

  onRunStarted(): void {
    const isShared = this.#run?.isOpen ?? false;
    if (isShared && this.#run) this.#run.isShared = true;
    this.#run = { text: undefined, isOpen: true, isShared };
  }

  onRunEnded(id: string): void {
    if (!this.#run) return;
    this.#run.isOpen = false;
    if (!this.#run.isShared) this.#run.text = id;
  }

  /** Something went wrong. */
  onError(error: Omit<LastError, 'run'>): void {
    const of = error.cache === undefined ? this.#run : undefined;
    this.#errors.set(error.kind, { ...error, of });
  }

  /** The newest of each kind. */
  errors(): readonly LastError[] {
    return [...this.#errors.values()].map(({ of, ...error }) => ({
      ...error,
      ...(of?.text !== undefined && { run: of.text }),
    }));
  }
}

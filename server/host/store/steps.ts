/**
 * Work in steps of a few milliseconds: who carries it out does other things in between, tells how far it is, or goes straight through.
 */

/** How far it is. */
export interface Step {
  /** What is being done, for people. */
  readonly message: string;
  /** 0 to 1, of the whole work. */
  readonly share: number;
}

/** The work; what it returns is the result. */
export type Steps<Result> = Generator<Step, Result>;

/** Carries it out in one go. */
export function runThrough<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

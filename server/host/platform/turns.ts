/** Long work in a thread that others want something of, too: after a few milliseconds it lets them through. */

/** How long one turn may be, in milliseconds, of all such work together: a tenth of what a person notices, for what cannot be interrupted comes on top. */
const turnMs = 10;

/** How much such work waits for its next turn: what is in one round of the thread's loop shares the time. */
let waiting = 0;

/** One such work. */
export class Turns {
  #from = performance.now();
  #ms = turnMs;

  /** Whether it is the turn of somebody else. */
  get isOver(): boolean {
    return performance.now() - this.#from >= this.#ms;
  }

  /** To be called between any two steps, as often as one likes; it waits where the turn is over. */
  async next(): Promise<void> {
    if (!this.isOver) return;
    waiting++;
    await new Promise((resolve) => setImmediate(resolve));
    this.#ms = turnMs / waiting;
    waiting--;
    this.#from = performance.now();
  }
}

/** Ends a turn: for work that is known to be long. What is told to this thread is read only between two rounds of immediates, and the first may belong to the round under way. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Goes through work that can be interrupted between any two steps.
 * @param turns of what this is a part of, so that several parts in a row are no long turn together
 * @returns what comes of it
 */
export async function inTurns<Result>(
  steps: Generator<unknown, Result>,
  turns = new Turns(),
): Promise<Result> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    // Waiting for nothing costs as much as many a step.
    if (turns.isOver) await turns.next();
  }
}

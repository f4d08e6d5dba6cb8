/** Long work in a thread that others want something of, too: after a few milliseconds it lets them through. */

/** How long one turn may be, in milliseconds. A tenth of what a person notices, since several such works may go on at once. */
const turnMs = 10;

/** One such work. */
export class Turns {
  #from = performance.now();

  /** Whether it is the turn of somebody else. */
  get isOver(): boolean {
    return performance.now() - this.#from >= turnMs;
  }

  /** To be called between any two steps, as often as one likes; it waits where the turn is over. */
  async next(): Promise<void> {
    if (!this.isOver) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#from = performance.now();
  }
}

/** Ends a turn: for work that is known to be long. What is told to this thread is read only between two rounds of immediates, and the first may belong to the round under way. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

/** Goes through work that can be interrupted between any two steps. @returns what comes of it */
export async function inTurns<Result>(steps: Generator<unknown, Result>): Promise<Result> {
  const turns = new Turns();
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    // Waiting for nothing costs as much as many a step.
    if (turns.isOver) await turns.next();
  }
}

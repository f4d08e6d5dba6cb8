/**
 * Answers that hold for one revision of something. Asked again, an answer is looked up; after a change, nothing of before is known any more.
 *
 *   const cache = new RevisionCache(() => graph.revision);
 *   cache.get('cycles', () => findCycles(graph));
 */

/** Answers kept at most: whoever asks about every file of 100,000 shall not fill the memory with it. */
const defaultEntriesMax = 20_000;

/** See above. */
export class RevisionCache {
  readonly #revision: () => number;
  readonly #entriesMax: number;
  readonly #answers = new Map<string, unknown>();
  #of = -1;

  /**
   * @param revision the revision now; never lower than before
   * @param entriesMax answers kept; the oldest goes first
   */
  constructor(revision: () => number, entriesMax: number = defaultEntriesMax) {
    this.#revision = revision;
    this.#entriesMax = entriesMax;
  }

  /** The revision now. */
  get revision(): number {
    return this.#revision();
  }

  /**
   * The answer under this name, computed where it is not known.
   * @param compute always gives the same kind of answer under one name
   */
  get<Answer>(name: string, compute: () => Answer): Answer {
    this.#follow();
    const known = this.#answers.get(name);
    if (known !== undefined) return known as Answer;
    const answer = compute();
    if (this.#answers.size >= this.#entriesMax) this.#dropOldest();
    // Only correct if nothing changed while it was computed: that is so, since computing does not wait for anything.
    if (answer !== undefined) this.#answers.set(name, answer);
    return answer;
  }

  /** The answer under this name where it is known. */
  peek<Answer>(name: string): Answer | undefined {
    this.#follow();
    return this.#answers.get(name) as Answer | undefined;
  }

  /** Keeps what was computed in turns, for the revision that it is about. */
  put(name: string, answer: unknown, revision: number): void {
    this.#follow();
    // Only correct if it is about what there is now: with a file added meanwhile, numbers of another graph would be told of this one.
    if (revision === this.#of) this.#answers.set(name, answer);
  }

  #follow(): void {
    const revision = this.#revision();
    if (revision === this.#of) return;
    this.#answers.clear();
    this.#of = revision;
  }

  #dropOldest(): void {
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}

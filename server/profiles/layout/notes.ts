/**
 * What a reader has to say about a file, each thing once with how often it happened: a file with a million broken events gives one note.
 */

/** Collects notes. */
export class Notes {
  readonly #counts = new Map<string, number>();

  /**
   * Takes note of something.
   * @param sentence may hold `#` as a word, which stands for how often it happened; ids of actions have it within words
   */
  add(sentence: string, times = 1): void {
    this.#counts.set(sentence, (this.#counts.get(sentence) ?? 0) + times);
  }

  /** Notes that begin with these. */
  copy(): Notes {
    const copy = new Notes();
    for (const [sentence, times] of this.#counts) copy.add(sentence, times);
    return copy;
  }

  /** The notes, in the order in which they came up first. */
  toArray(): readonly string[] {
    return [...this.#counts].map(([sentence, count]) =>
      sentence.replace(/(?<!\S)#(?!\S)/, count.toLocaleString('en-US')),
    );
  }
}

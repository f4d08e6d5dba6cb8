/**
 * Text that fits its box. A name is measured once and for all; a part of it is taken to be as wide as its part of the letters, which is right
 * enough for a few pixels of room, and costs nothing.
 */

/** Measures a text in the current font. */
export type Measure = (text: string) => number;

const room = 1.08;

/** Cuts names to fit. Widths hold for one font: another font is another fitter. */
export class LabelFitter {
  readonly #measure: Measure;
  readonly #widths = new Map<number, number>();

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  /**
   * The part of a text that fits.
   *
   * @param key of the text, e.g. the number of its frame; undefined: of no text that comes again
   * @param width what there is
   * @returns '' where not even two letters and the dots fit
   */
  fit(key: number | undefined, text: string, width: number): string {
    const its = this.#widthOf(key, text);
    if (its <= width) return text;
    const letters = Math.floor((width / (its * room)) * text.length) - 1;
    return letters < 2 ? '' : `${text.slice(0, letters).trimEnd()}…`;
  }

  #widthOf(key: number | undefined, text: string): number {
    if (key === undefined) return this.#measure(text);
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const measured = this.#measure(text);
    this.#widths.set(key, measured);
    return measured;
  }
}

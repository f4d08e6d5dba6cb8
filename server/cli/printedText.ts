/** Everything that a run printed, so that it can be printed again with another duration. */

/** More than this is not kept: whoever prints so much has more to do than to look at files. */
const charactersMax = 256 * 1024;

/** Collects what is printed. */
export class PrintedText {
  #text: string | undefined = '';

  add(part: string | Uint8Array): void {
    const text = typeof part === 'string' ? part : decoded(part);
    const all = text === undefined ? undefined : (this.#text ?? '') + text;
    this.#text =
      this.#text === undefined || all === undefined || all.length > charactersMax ? undefined : all;
  }

  /**
   * What stands before and after the duration in the summary, which comes last.
   * @returns undefined where it was too much, or no text
   */
  around(duration: string): { readonly before: string; readonly after: string } | undefined {
    const mark = ` - ${duration}`;
    const at = this.#text?.lastIndexOf(mark) ?? -1;
    if (this.#text === undefined || at < 0) return undefined;
    return {
      before: this.#text.slice(0, at + mark.length - duration.length),
      after: this.#text.slice(at + mark.length),
    };
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Printed by a command in another encoding: it could not be printed again as it was.
    return undefined;
  }
}

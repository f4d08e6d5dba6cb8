/** The texts of the page in the user's language. They come from the extension by their English form, which also stands in where one is missing. */

/** Gives a text by its English form, with `{0}`, `{1}` and so on replaced. */
export type Translate = (english: string, ...values: readonly string[]) => string;

/** @param table texts of the user's language by their English form */
export function translateWith(table: Readonly<Record<string, string>>): Translate {
  return (english, ...values) => {
    const known = Object.hasOwn(table, english) ? table[english] : undefined;
    const text = typeof known === 'string' ? known : english;
    return text.replace(/\{(\d+)\}/g, (whole, index) => values[Number(index)] ?? whole);
  };
}

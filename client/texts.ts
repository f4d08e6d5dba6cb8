/**
 * Texts in the user's language. It exists so that what makes texts needs no editor to be tested: the editor's translator and language are set once,
 * by `extension.ts`; without that, texts are English. Every text that `t` is called with is in l10n/bundle.l10n.json, which a test sees to.
 */

/** A value that replaces `{0}`, `{1}` in a text. */
export type TextValue = string | number;
type Translate = (text: string, ...values: TextValue[]) => string;

let translate: Translate = fillIn;
let locale: string | undefined;

/** Sets the user's language: its translator, and its BCP 47 name for numbers and dates. */
export function setLanguage(language: { translate: Translate; locale: string }): void {
  translate = language.translate;
  locale = language.locale;
}

/**
 * Translates a text.
 *
 * @param text its English form, with `{0}`, `{1}` where values belong
 */
export function t(text: string, ...values: TextValue[]): string {
  return translate(text, ...values);
}

/** The language for numbers and dates; undefined: the machine's. */
export function currentLocale(): string | undefined {
  return locale;
}

function fillIn(text: string, ...values: TextValue[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
}

/** What every part of the page is drawn with. */
import type { Formats } from './formats.ts';
import type { Translate } from './texts.ts';

/** Passed to all that draws. */
export interface Drawing {
  readonly t: Translate;
  readonly formats: Formats;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Starts a command of the extension. */
  readonly command: (command: string, ...args: readonly string[]) => void;
}

/** Stands where there is no figure. */
export const nothing = '–';

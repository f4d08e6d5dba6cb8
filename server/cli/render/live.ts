/**
 * The live area: a few lines at the bottom of a terminal that are drawn over and over, while finished lines scroll away above them.
 * Each redraw is one write, between the marks of synchronized output, so terminals show it without flicker.
 */
import { truncate } from './visible.ts';

/** What the live area needs of its surroundings. */
export interface LiveScreen {
  write(text: string): void;
  /** Width now: the window may be resized at any time. */
  columns(): number;
  /** Height now. */
  rows(): number;
}

/** Lines at the bottom of the terminal. */
export interface LiveArea {
  /** Shows these lines in place of the ones before; each is cut to the width. They must not hold escape sequences. */
  draw(lines: readonly string[]): void;
  /** Prints finished text above the live lines. */
  print(text: string | Uint8Array): void;
  /** Takes the live lines away. */
  clear(): void;
}

// https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036; terminals that do not know it take no notice.
const syncStart = '\x1b[?2026h';
const syncEnd = '\x1b[?2026l';
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

/**
 * Makes a live area.
 * @param style applied to each line after cutting, e.g. dim
 */
export function createLiveArea(screen: LiveScreen, style: (text: string) => string): LiveArea {
  let shown: readonly string[] = [];
  const erase = (): string => (shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[0J`);
  const show = (lines: readonly string[]): string =>
    lines.map((line) => `${style(line)}\n`).join('');
  return {
    draw(lines) {
      const fitting = lines.slice(0, Math.max(1, screen.rows() - 1));
      const cut = fitting.map((line) => truncate(line, Math.max(1, screen.columns() - 1)));
      if (cut.length === shown.length && cut.every((line, at) => line === shown[at])) return;
      const text = `${syncStart}${hideCursor}${erase()}${show(cut)}${syncEnd}`;
      shown = cut;
      screen.write(text);
    },
    print(text) {
      const plain = typeof text === 'string' ? text : new TextDecoder().decode(text);
      if (shown.length === 0) return screen.write(plain);
      const end = plain.endsWith('\n') || plain === '' ? '' : '\n';
      screen.write(`${syncStart}${erase()}${plain}${end}${show(shown)}${syncEnd}`);
    },
    clear() {
      if (shown.length > 0) screen.write(`${erase()}${showCursor}`);
      shown = [];
    },
  };
}

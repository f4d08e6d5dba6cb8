/** The list of keys, as a dialog of the browser, which keeps the focus and gives it back. */
import { element } from './dom.ts';

/** One row: keys as `KeyboardEvent.key`, or a gesture in words, and what it does. */
export interface KeyRow {
  readonly keys: readonly string[];
  readonly about: string;
}

/** Makes the dialog; `showModal` opens it. */
export function keysDialog(of: {
  readonly title: string;
  readonly close: string;
  readonly rows: readonly KeyRow[];
}): HTMLDialogElement {
  const title = element('h2', { attributes: { id: 'keys-title' } }, of.title);
  const close = element('button', { class: 'tool', attributes: { type: 'button' } }, of.close);
  const list = element('dl', { class: 'keys' }, ...of.rows.map(rowOf));
  const attributes = { 'aria-labelledby': 'keys-title' };
  const dialog = element('dialog', { class: 'help', attributes }, title, list, close);
  close.addEventListener('click', () => dialog.close());
  return dialog;
}

function rowOf({ keys, about }: KeyRow): HTMLElement {
  const names = keys.map((key) => element('kbd', {}, keyName(key)));
  return element('div', { class: 'row' }, element('dt', {}, ...names), element('dd', {}, about));
}

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

function keyName(key: string): string {
  return signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** The list of keys, as a dialog of the browser, which keeps the focus and gives it back. */
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { bindings } from './keys.ts';

const pointerHelp = [
  ['Drag', 'Move'],
  ['Wheel, pinch', 'Zoom at the pointer'],
  ['Shift + wheel', 'Move sideways'],
  ['Alt + wheel', 'Scroll the lanes'],
  ['Shift + drag, or drag on the axis', 'Select'],
  ['Double click', 'Fit the span'],
  ['Ctrl + click', 'Open the source'],
] as const;

/** Makes the dialog; `showModal` opens it. */
export function helpDialog(t: Translate): HTMLDialogElement {
  const rows = bindings.map(({ keys, about }) => helpRow(keys.map(keyName), t(about)));
  const more = pointerHelp.map(([how, about]) => helpRow([t(how)], t(about)));
  const title = element('h2', { attributes: { id: 'keys-title' } }, t('Keys'));
  const attributes = { 'aria-labelledby': 'keys-title' };
  const close = element('button', { class: 'tool', attributes: { type: 'button' } }, t('Close'));
  const list = element('dl', { class: 'keys' }, ...rows, ...more);
  const dialog = element('dialog', { class: 'help', attributes }, title, list, close);
  close.addEventListener('click', () => dialog.close());
  return dialog;
}

function helpRow(keys: readonly string[], about: string): HTMLElement {
  const names = keys.map((key) => element('kbd', {}, key));
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

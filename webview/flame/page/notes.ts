/** What stands between the bar and the chart: what the reader could not read, and what the colours mean. */
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { ColorClasses } from '../model/colorClasses.ts';
import type { Palette } from '../paint/palette.ts';

/** The reader's notes, folded where there is more than one. */
export function notesOf(t: Translate, notes: readonly string[]): HTMLElement {
  const [only] = notes;
  if (only === undefined) return element('div', { attributes: { hidden: '' } });
  if (notes.length === 1) return element('div', { class: 'notes' }, only);
  const list = element('ul', {}, ...notes.map((note) => element('li', {}, note)));
  const title = element('summary', {}, t('Notes about this file: {0}', String(notes.length)));
  return element('details', { class: 'notes' }, title, list);
}

/** The meaning of each colour. */
export function legendOf({ legend }: ColorClasses, palette: Palette): HTMLElement[] {
  return legend.map(({ label, class: its }) => {
    const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    swatch.style.background = palette.css[its] ?? '';
    return element('span', { class: 'meaning' }, swatch, label);
  });
}

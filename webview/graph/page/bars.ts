/** Bars between the toolbar and the graph: what the colours mean, what is in the focus, what is hidden, and what is to be known of the whole. */
import type { Formats } from '../../overview/formats.ts';
import type { Translate } from '../../overview/texts.ts';
import { element, redraw } from '../../ui/dom.ts';
import { textButton } from '../../ui/tools.ts';
import { hues, type NodeClass } from '../model/overlay.ts';
import { pathOf } from '../model/viewGraph.ts';
import type { GraphPalette } from '../paint/palette.ts';
import { depthMax, type Focus, ways } from './state.ts';

/** The meaning of each colour, with its sign, and its border where colours are few. */
export function legendOf(
  t: Translate,
  classes: readonly NodeClass[],
  palette: GraphPalette,
): HTMLElement[] {
  return classes.map(({ label, hue, sign }) => {
    const ink = palette.inks[hues.indexOf(hue)];
    const swatch = element(
      'span',
      { class: 'swatch', attributes: { 'aria-hidden': 'true' } },
      sign,
    );
    if (ink !== undefined) {
      swatch.style.background = ink.fill;
      swatch.style.color = ink.text;
      const line = ink.dash.length === 0 ? 'solid' : (ink.dash[0] ?? 0) > 2 ? 'dashed' : 'dotted';
      swatch.style.border = `${Math.ceil(ink.borderWidth)}px ${line} ${ink.border}`;
    }
    return element('span', { class: 'meaning' }, swatch, t(label));
  });
}

/** What the bar of the focus starts. */
export interface FocusEvents {
  changed(focus: Focus): void;
  ended(): void;
}

/** The bar of the focus. */
export class FocusBar {
  readonly element = element('div', { class: 'bar', attributes: { hidden: '' } });
  readonly #t: Translate;
  readonly #events: FocusEvents;

  constructor(t: Translate, events: FocusEvents) {
    this.#t = t;
    this.#events = events;
  }

  show(focus: Focus | undefined): void {
    this.element.hidden = focus === undefined;
    if (focus === undefined) return;
    const t = this.#t;
    const text = t('Around {0}', pathOf(focus.id));
    redraw(
      this.element,
      element('span', { class: 'place', attributes: { title: text } }, text),
      this.#depth(focus),
      this.#way(focus),
      textButton(t('End focus'), () => this.#events.ended()),
    );
  }

  #depth(focus: Focus): HTMLElement {
    const attributes = {
      type: 'range',
      min: '1',
      max: String(depthMax),
      'data-focus-key': 'depth',
    };
    const slider = element('input', { attributes });
    slider.value = String(focus.depth);
    const change = () => this.#events.changed({ ...focus, depth: Number(slider.value) });
    slider.addEventListener('change', change);
    const label = this.#t('Steps: {0}', String(focus.depth));
    return element('label', { class: 'choice' }, label, slider);
  }

  #way(focus: Focus): HTMLElement {
    const t = this.#t;
    const titles = {
      both: t('Both ways'),
      dependencies: t('What it depends on'),
      dependents: t('What depends on it'),
    };
    const options = ways.map((way) =>
      element('option', { attributes: { value: way } }, titles[way]),
    );
    const attributes = { 'aria-label': t('Direction'), 'data-focus-key': 'way' };
    const select = element('select', { attributes }, ...options);
    select.value = focus.way;
    select.addEventListener('change', () => {
      const way = ways.find((one) => one === select.value);
      if (way !== undefined) this.#events.changed({ ...focus, way });
    });
    return select;
  }
}

/** What is to be known of the whole. */
export interface Notice {
  readonly hidden: number;
  readonly left: number;
  /** Files read, of those found so far; undefined: it is done. */
  readonly reading: { readonly done: number; readonly found: number } | undefined;
  readonly problem: string | undefined;
  /** Of something else that the user began. */
  readonly trouble: string | undefined;
  /** Of a path that has a beginning, and no end yet. */
  readonly pathFrom: string | undefined;
}

/** Fills the bar of notices; it is hidden where there is nothing to say. */
export function showNotice(
  bar: HTMLElement,
  notice: Notice,
  of: {
    readonly t: Translate;
    readonly formats: Formats;
    readonly showHidden: () => void;
    readonly tryAgain: () => void;
  },
): void {
  const { t, formats, showHidden, tryAgain } = of;
  const count = (value: number) => formats.count(value);
  const { hidden, left, reading, problem, trouble, pathFrom } = notice;
  const parts: HTMLElement[] = [];
  const say = (text: string) => parts.push(element('span', {}, text));
  if (problem !== undefined) {
    say(t('The graph may be out of date. {0}', problem));
    parts.push(textButton(t('Try again'), tryAgain));
  }
  if (trouble !== undefined) say(trouble);
  if (reading !== undefined)
    say(t('Reading modules: {0} of {1}', count(reading.done), count(reading.found)));
  if (pathFrom !== undefined)
    say(t('Path from {0}: select where to, and press P.', pathOf(pathFrom)));
  if (left > 0)
    say(t('Too many to show: {0} are left out. Close folders, or hide some.', count(left)));
  if (hidden > 0) {
    say(t('Hidden: {0}', count(hidden)));
    parts.push(textButton(t('Show hidden'), showHidden));
  }
  bar.hidden = parts.length === 0;
  redraw(bar, ...parts);
}

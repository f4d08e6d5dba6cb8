/** The bar above the chart: views, search, colours, and what is done with the whole. */

import type { Translate } from '../../overview/texts.ts';
import { element, focusKeyAttribute } from '../../ui/dom.ts';
import { type ColorMode, colorModes } from '../model/colorClasses.ts';
import { type ViewName, viewNames } from './state.ts';

/** What the bar starts. */
export interface ToolbarEvents {
  view(view: ViewName): void;
  color(mode: ColorMode): void;
  search(query: string): void;
  nextMatch(by: 1 | -1): void;
  /** From the search back to the chart. */
  leave(): void;
  fit(): void;
  save(kind: 'png' | 'svg' | 'speedscope'): void;
  help(): void;
}

/** What it shows. */
export interface ToolbarState {
  readonly view: ViewName;
  readonly mode: ColorMode;
  readonly query: string;
}

/** The bar, and the parts of it that change. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #views = new Map<ViewName, HTMLButtonElement>();
  readonly #search: HTMLInputElement;
  readonly #found = element('span', { class: 'found', attributes: { role: 'status' } });
  readonly #steps: readonly HTMLButtonElement[];

  constructor(t: Translate, state: ToolbarState, events: ToolbarEvents) {
    const names = viewTitles(t);
    for (const view of viewNames) {
      this.#views.set(
        view,
        textButton(names[view], () => events.view(view)),
      );
    }
    this.#search = searchInput(t, state.query, events);
    this.#steps = [
      iconButton('↑', t('Previous match'), () => events.nextMatch(-1)),
      iconButton('↓', t('Next match'), () => events.nextMatch(1)),
    ];
    const group = { role: 'group', 'aria-label': t('View') };
    this.element = element(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': t('Flame chart') } },
      element('div', { class: 'views', attributes: group }, ...this.#views.values()),
      element('div', { class: 'search' }, this.#search, this.#found, ...this.#steps),
      colorChoice(t, state.mode, events),
      textButton(t('Show all'), () => events.fit()),
      saveChoice(t, events),
      iconButton('?', t('Keys'), () => events.help()),
    );
    this.showView(state.view);
    this.showFound('');
  }

  showView(view: ViewName): void {
    for (const [name, button] of this.#views) {
      button.setAttribute('aria-pressed', String(name === view));
    }
  }

  /** How many matches there are, as text; '' while nothing is searched for. */
  showFound(text: string): void {
    this.#found.textContent = text;
    for (const button of this.#steps) button.disabled = text === '';
  }

  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }
}

/** Titles of the views. */
export function viewTitles(t: Translate): Readonly<Record<ViewName, string>> {
  return {
    time: t('Time order'),
    heavy: t('Left heavy'),
    sandwich: t('Sandwich'),
    table: t('Table'),
  };
}

function textButton(label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', [focusKeyAttribute]: `button ${label}` };
  return element('button', { class: 'tool', attributes, onClick }, label);
}

function iconButton(sign: string, label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', title: label, 'aria-label': label };
  return element('button', { class: 'tool icon', attributes, onClick }, sign);
}

function searchInput(t: Translate, query: string, events: ToolbarEvents): HTMLInputElement {
  const label = t('Search names, categories and files');
  const attributes = {
    type: 'search',
    'aria-label': label,
    placeholder: t('Search'),
    value: query,
  };
  const input = element('input', { attributes });
  input.addEventListener('input', () => events.search(input.value));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') events.nextMatch(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') events.leave();
    else return;
    event.preventDefault();
  });
  return input;
}

function colorChoice(t: Translate, mode: ColorMode, events: ToolbarEvents): HTMLElement {
  const titles: Readonly<Record<ColorMode, string>> = {
    name: t('Name'),
    category: t('Category'),
    package: t('Package'),
    cache: t('Cache state'),
  };
  const options = colorModes.map((one) =>
    element('option', { attributes: { value: one } }, titles[one]),
  );
  const select = element('select', {}, ...options);
  select.value = mode;
  select.addEventListener('change', () => {
    const chosen = colorModes.find((one) => one === select.value);
    if (chosen !== undefined) events.color(chosen);
  });
  return element('label', { class: 'choice' }, t('Colour by'), select);
}

const saveKinds = ['png', 'svg', 'speedscope'] as const;

// A list that starts something falls back to its title, so that the same can be chosen again.
function saveChoice(t: Translate, events: ToolbarEvents): HTMLElement {
  const titles = { png: t('PNG picture'), svg: t('SVG picture'), speedscope: t('speedscope file') };
  const options = saveKinds.map((kind) =>
    element('option', { attributes: { value: kind } }, titles[kind]),
  );
  const title = element('option', { attributes: { value: '' } }, t('Save as…'));
  const select = element(
    'select',
    { attributes: { 'aria-label': t('Save as…') } },
    title,
    ...options,
  );
  select.addEventListener('change', () => {
    const kind = saveKinds.find((one) => one === select.value);
    select.value = '';
    if (kind !== undefined) events.save(kind);
  });
  return select;
}

/** The bar above the chart: views, search, colours, and what is done with the whole. */

import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import {
  actionList,
  choiceOf,
  iconButton,
  type SearchEvents,
  searchInput,
  textButton,
} from '../../ui/tools.ts';
import type { ColorMode } from '../model/colorClasses.ts';
import type { SaveKind } from './saving.ts';
import { type ViewName, viewNames } from './state.ts';

/** What the bar starts. */
export interface ToolbarEvents extends SearchEvents {
  view(view: ViewName): void;
  color(mode: ColorMode): void;
  fit(): void;
  save(kind: SaveKind): void;
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
    this.#search = searchInput(
      {
        label: t('Search names, categories and files'),
        placeholder: t('Search'),
        words: state.query,
      },
      events,
    );
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

function colorChoice(t: Translate, mode: ColorMode, events: ToolbarEvents): HTMLElement {
  const titles = {
    name: t('Name'),
    category: t('Category'),
    package: t('Package'),
    cache: t('Cache state'),
  };
  const label = t('Colour by');
  return choiceOf<ColorMode>(mode, { label, titles, choose: (name) => events.color(name) });
}

function saveChoice(t: Translate, events: ToolbarEvents): HTMLElement {
  const titles = { png: t('PNG picture'), svg: t('SVG picture'), speedscope: t('speedscope file') };
  const label = t('Save as…');
  return actionList<SaveKind>({ label, titles, choose: (kind) => events.save(kind) });
}

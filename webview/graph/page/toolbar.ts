/** The bar above the graph: search, colours, what is shown, and what is done with the whole. */
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
import type { OverlayName } from '../model/overlay.ts';
import type { SaveKind } from './saving.ts';
import type { PageState } from './state.ts';

/** Filters: what of the graph is asked for. */
export const filterNames = ['actions', 'packages', 'types', 'cyclesOnly'] as const;
/** One of them. */
export type FilterName = (typeof filterNames)[number];

/** What the bar starts. */
export interface ToolbarEvents extends SearchEvents {
  overlay(name: OverlayName): void;
  filter(name: FilterName, isOn: boolean): void;
  fit(): void;
  cycles(): void;
  toggleTree(): void;
  save(kind: SaveKind): void;
  help(): void;
}

/** The bar, and the parts of it that change. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #found = element('span', { class: 'found', attributes: { role: 'status' } });
  readonly #steps: readonly HTMLButtonElement[];
  readonly #tree: HTMLButtonElement;
  readonly #filters = new Map<FilterName, HTMLInputElement>();

  constructor(t: Translate, state: PageState, events: ToolbarEvents) {
    this.#search = searchInput(
      {
        label: t('Search files, folders, packages and actions'),
        placeholder: t('Search'),
        words: state.words,
      },
      events,
    );
    this.#steps = [
      iconButton('↑', t('Previous match'), () => events.nextMatch(-1)),
      iconButton('↓', t('Next match'), () => events.nextMatch(1)),
    ];
    this.#tree = textButton(t('Tree'), () => events.toggleTree());
    const filters = filterTitles(t);
    this.element = element(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': t('Module graph') } },
      this.#tree,
      element('div', { class: 'search' }, this.#search, this.#found, ...this.#steps),
      overlayChoice(t, state.overlay, events),
      ...filterNames.map((name) => {
        const { box, label } = filterBox(filters[name], (isOn) => events.filter(name, isOn));
        this.#filters.set(name, box);
        return label;
      }),
      textButton(t('Circles'), () => events.cycles()),
      textButton(t('Show all'), () => events.fit()),
      saveChoice(t, events),
      iconButton('?', t('Keys'), () => events.help()),
    );
    this.showFilters(state);
    this.showTree(state.tree);
    this.showFound('', false);
  }

  /** A search may switch on what it leads to. */
  showFilters(state: PageState): void {
    for (const [name, box] of this.#filters) box.checked = state[name];
  }

  showTree(isShown: boolean): void {
    this.#tree.setAttribute('aria-pressed', String(isShown));
  }

  /** How many matches there are, as text; '' while nothing is searched for. */
  showFound(text: string, canStep: boolean): void {
    this.#found.textContent = text;
    for (const button of this.#steps) button.disabled = !canStep;
  }

  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }
}

function filterTitles(t: Translate): Readonly<Record<FilterName, string>> {
  return {
    actions: t('Actions'),
    packages: t('Packages'),
    types: t('Type imports'),
    cyclesOnly: t('Only circles'),
  };
}

function filterBox(text: string, onChange: (isOn: boolean) => void) {
  const box = element('input', { attributes: { type: 'checkbox' } });
  box.addEventListener('change', () => onChange(box.checked));
  return { box, label: element('label', { class: 'choice' }, box, text) };
}

function overlayChoice(t: Translate, chosen: OverlayName, events: ToolbarEvents): HTMLElement {
  const titles = {
    type: t('Kind'),
    state: t('State'),
    cost: t('Cost of a change'),
    recency: t('Last change'),
  };
  const label = t('Colour by');
  return choiceOf<OverlayName>(chosen, { label, titles, choose: (name) => events.overlay(name) });
}

function saveChoice(t: Translate, events: ToolbarEvents): HTMLElement {
  const titles = {
    svg: t('SVG picture'),
    png: t('PNG picture'),
    dot: t('DOT text'),
    mermaid: t('Mermaid text'),
  };
  const label = t('Save as…');
  return actionList<SaveKind>({ label, titles, choose: (kind) => events.save(kind) });
}

/** The bar above the graph: search, colours, what is shown, and what is done with the whole. */
import type { Translate } from '../../overview/texts.ts';
import { element, focusKeyAttribute } from '../../ui/dom.ts';
import { type OverlayName, overlayNames } from '../model/overlay.ts';
import type { SaveKind } from './saving.ts';
import type { PageState } from './state.ts';

/** Filters: what of the graph is asked for. */
export const filterNames = ['actions', 'packages', 'types', 'cyclesOnly'] as const;
/** One of them. */
export type FilterName = (typeof filterNames)[number];

/** What the bar starts. */
export interface ToolbarEvents {
  search(words: string): void;
  nextMatch(by: 1 | -1): void;
  /** From the search back to the graph. */
  leave(): void;
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

  constructor(t: Translate, state: PageState, events: ToolbarEvents) {
    this.#search = searchInput(t, state.words, events);
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
      ...filterNames.map((name) =>
        filterBox(filters[name], state[name], (isOn) => events.filter(name, isOn)),
      ),
      textButton(t('Circles'), () => events.cycles()),
      textButton(t('Show all'), () => events.fit()),
      saveChoice(t, events),
      iconButton('?', t('Keys'), () => events.help()),
    );
    this.showTree(state.tree);
    this.showFound('', false);
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

/** A button with words on it. */
export function textButton(label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', [focusKeyAttribute]: `button ${label}` };
  return element('button', { class: 'tool', attributes, onClick }, label);
}

function iconButton(sign: string, label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', title: label, 'aria-label': label };
  return element('button', { class: 'tool icon', attributes, onClick }, sign);
}

function searchInput(t: Translate, words: string, events: ToolbarEvents): HTMLInputElement {
  const label = t('Search files, folders, packages and actions');
  const attributes = {
    ...{ type: 'search', 'aria-label': label, placeholder: t('Search'), value: words },
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

function filterBox(label: string, isOn: boolean, onChange: (isOn: boolean) => void): HTMLElement {
  const box = element('input', { attributes: { type: 'checkbox' } });
  box.checked = isOn;
  box.addEventListener('change', () => onChange(box.checked));
  return element('label', { class: 'choice' }, box, label);
}

function overlayChoice(t: Translate, chosen: OverlayName, events: ToolbarEvents): HTMLElement {
  const titles: Readonly<Record<OverlayName, string>> = {
    type: t('Kind'),
    state: t('State'),
    cost: t('Cost of a change'),
    recency: t('Last change'),
  };
  const options = overlayNames.map((one) =>
    element('option', { attributes: { value: one } }, titles[one]),
  );
  const select = element('select', {}, ...options);
  select.value = chosen;
  select.addEventListener('change', () => {
    const name = overlayNames.find((one) => one === select.value);
    if (name !== undefined) events.overlay(name);
  });
  return element('label', { class: 'choice' }, t('Colour by'), select);
}

const saveKinds = ['svg', 'png', 'dot', 'mermaid'] as const;

// A list that starts something falls back to its title, so that the same can be chosen again.
function saveChoice(t: Translate, events: ToolbarEvents): HTMLElement {
  const titles: Readonly<Record<SaveKind, string>> = {
    svg: t('SVG picture'),
    png: t('PNG picture'),
    dot: t('DOT text'),
    mermaid: t('Mermaid text'),
  };
  const label = t('Save as…');
  const options = saveKinds.map((kind) =>
    element('option', { attributes: { value: kind } }, titles[kind]),
  );
  const title = element('option', { attributes: { value: '' } }, label);
  const select = element('select', { attributes: { 'aria-label': label } }, title, ...options);
  select.addEventListener('change', () => {
    const kind = saveKinds.find((one) => one === select.value);
    select.value = '';
    if (kind !== undefined) events.save(kind);
  });
  return select;
}

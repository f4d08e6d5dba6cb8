/** What the bars above large drawings are made of: buttons, the search, and choices. */
import { element, focusKeyAttribute } from './dom.ts';

/** What a search starts. */
export interface SearchEvents {
  search(words: string): void;
  nextMatch(by: 1 | -1): void;
  /** From the search back to the drawing. */
  leave(): void;
}

/** A choice among a few. */
export interface Choice<Name extends string> {
  /** What is chosen, as a sentence without a full stop. */
  readonly label: string;
  /** What there is, in this order, with its title. */
  readonly titles: Readonly<Record<Name, string>>;
  choose(name: Name): void;
}

/** A button with words on it. */
export function textButton(label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', [focusKeyAttribute]: `button ${label}` };
  return element('button', { class: 'tool', attributes, onClick }, label);
}

/** A button with a sign on it. @param label what it does, for tooltips and screen readers */
export function iconButton(sign: string, label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', title: label, 'aria-label': label };
  return element('button', { class: 'tool icon', attributes, onClick }, sign);
}

/** A field to search in; Enter goes on to the next match, Escape leaves. */
export function searchInput(
  texts: { readonly label: string; readonly placeholder: string; readonly words: string },
  events: SearchEvents,
): HTMLInputElement {
  const { label, placeholder, words } = texts;
  const attributes = { type: 'search', 'aria-label': label, placeholder, value: words };
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

/** A list of which one is always chosen. */
export function choiceOf<Name extends string>(chosen: Name, choice: Choice<Name>): HTMLElement {
  const select = element('select', {}, ...optionsOf(choice.titles));
  select.value = chosen;
  select.addEventListener('change', () => choose(choice, select.value));
  return element('label', { class: 'choice' }, choice.label, select);
}

/** A list that starts something: it falls back to its title, so that the same can be chosen again. */
export function actionList<Name extends string>(choice: Choice<Name>): HTMLElement {
  const { label, titles } = choice;
  const title = element('option', { attributes: { value: '' } }, label);
  const attributes = { 'aria-label': label };
  const select = element('select', { attributes }, title, ...optionsOf(titles));
  select.addEventListener('change', () => {
    const chosen = select.value;
    select.value = '';
    choose(choice, chosen);
  });
  return select;
}

function optionsOf(titles: Readonly<Record<string, string>>): HTMLOptionElement[] {
  return Object.entries(titles).map(([value, title]) =>
    element('option', { attributes: { value } }, title),
  );
}

function choose<Name extends string>({ titles, choose }: Choice<Name>, value: string): void {
  if (Object.hasOwn(titles, value)) choose(value as Name);
}

/** The panel below the chart: the box with the focus, or what happened in the stretch that is selected. */
import type { Translate } from '../../overview/texts.ts';
import { type Child, element } from '../../ui/dom.ts';

/** A fact: what, and how much. */
export type Fact = readonly [name: string, value: Child];

/** What the panel says about a span. */
export interface SpanDetails {
  readonly title: string;
  readonly facts: readonly Fact[];
  /** JSON; '' for none. */
  readonly args: string;
  readonly buttons: readonly HTMLElement[];
}

/** A row of the statistics. */
export interface RangeRow {
  readonly name: string;
  readonly self: string;
  readonly count: string;
}

const textLengthMax = 2000;

/** Shows a span. */
export function spanPanel(
  t: Translate,
  { title, facts, args, buttons }: SpanDetails,
): HTMLElement[] {
  const rows = [...facts, ...factsOfJson(args)];
  const list = rows.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return [
    element('h2', { attributes: { title } }, title),
    element('div', { class: 'buttons' }, ...buttons),
    element('dl', { attributes: { 'aria-label': t('Details') } }, ...list),
  ];
}

/** Shows a stretch. */
export function rangePanel(
  t: Translate,
  { facts, rows }: { readonly facts: readonly Fact[]; readonly rows: readonly RangeRow[] },
): HTMLElement[] {
  const list = facts.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  const heads = [t('Name'), t('Self'), t('Count')].map((title, at) =>
    element('th', { class: at === 0 ? 'text' : 'number', attributes: { scope: 'col' } }, title),
  );
  const body = rows.map(({ name, self, count }) =>
    element(
      'tr',
      {},
      element('th', { class: 'text', attributes: { scope: 'row', title: name } }, name),
      element('td', { class: 'number' }, self),
      element('td', { class: 'number' }, count),
    ),
  );
  return [
    element('h2', {}, t('Selection')),
    element('dl', { attributes: { 'aria-label': t('Selection') } }, ...list),
    element(
      'table',
      {},
      element('caption', { class: 'for-reader' }, t('What took longest in the selection')),
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...body),
    ),
  ];
}

/** The fields of an object as facts; anything else as one. */
export function factsOfJson(json: string): Fact[] {
  if (json === '') return [];
  const value = parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [['args', cut(json)]];
  }
  return Object.entries(value).map(([name, field]) => [name, cut(textOf(field))]);
}

function textOf(field: unknown): string {
  if (typeof field === 'string') return field;
  const isTexts = Array.isArray(field) && field.every((part) => typeof part === 'string');
  return isTexts ? field.join('; ') : JSON.stringify(field);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Cut off by the reader: it is shown as it is.
    return undefined;
  }
}

function cut(text: string): string {
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax)}…` : text;
}

/** Actions of a run as a table: what the run was bound by, or what changed since another run. It is the overlay for those who hear the page. */

import type { RunAction } from '../../../server/profiles/run/runActions.ts';
import type { Translate } from '../../overview/texts.ts';
import { type Child, element } from '../../ui/dom.ts';
import type { ActionChange, ChangeKind } from '../model/compareRuns.ts';
import type { ValueFormat } from '../model/ticks.ts';

/** What a table is made with. */
export interface RunTableParts {
  readonly t: Translate;
  readonly format: ValueFormat;
  /** Shows the span of an action in the chart. */
  readonly show: (action: RunAction) => void;
}

type Cell = readonly [kind: 'text' | 'number', value: Child];

const rowsMax = 1000;

/** What the run was bound by: the path in order of time, then the others, those with the least slack first. */
export function criticalTable(
  { t, format, show }: RunTableParts,
  actions: readonly RunAction[],
): HTMLElement {
  const time = (micros: number) => format.value(micros, 'time');
  const inOrder = [
    ...actions.filter(({ isCritical }) => isCritical),
    ...actions.filter(({ isCritical }) => !isCritical).sort((a, b) => a.slack - b.slack),
  ];
  const rows = inOrder.map((action): Cell[] => [
    ['text', nameButton(action, show)],
    ['text', action.isCritical ? t('Yes') : t('No')],
    ['text', action.state],
    ['number', time(action.duration)],
    ['number', time(action.slack)],
    ['number', action.wouldSave > 0 ? time(action.wouldSave) : '–'],
  ]);
  const heads: Cell[] = [
    ['text', t('Action')],
    ['text', t('On the critical path')],
    ['text', t('State')],
    ['number', t('Took')],
    ['number', t('Slack')],
    ['number', t('Would have saved')],
  ];
  return tableOf({ t, format, title: t('What the run was bound by'), heads, rows });
}

/** What changed, what cost most first. */
export function changeTable(
  { t, format, show }: RunTableParts,
  changes: readonly ActionChange[],
): HTMLElement {
  const titles = kindTitles(t);
  const took = (action: RunAction | undefined, isFresh: boolean) =>
    action === undefined
      ? isFresh
        ? t('fresh')
        : '–'
      : `${format.value(action.duration, 'time')} · ${action.state}`;
  const rows = changes
    .filter(({ kind }) => kind !== 'same')
    .map(({ id, kind, cost, now, before }): Cell[] => [
      ['text', now === undefined ? id : nameButton(now, show)],
      ['text', titles[kind]],
      ['number', signedTime(format, cost)],
      ['number', took(before, kind === 'missed')],
      ['number', took(now, kind === 'hit')],
      ['text', (kind === 'missed' || kind === 'new' ? now?.reasons.join('; ') : '') || '–'],
    ]);
  const heads: Cell[] = [
    ['text', t('Action')],
    ['text', t('Change')],
    ['number', t('Cost')],
    ['number', t('Before')],
    ['number', t('Now')],
    ['text', t('Reason')],
  ];
  return tableOf({ t, format, title: t('What changed since the other run'), heads, rows });
}

/** What kinds of changes are called. */
export function kindTitles(t: Translate): Readonly<Record<ChangeKind, string>> {
  return {
    missed: t('Hit turned miss'),
    hit: t('Miss turned hit'),
    slower: t('Slower'),
    faster: t('Faster'),
    new: t('New'),
    gone: t('Gone'),
    same: t('Unchanged'),
  };
}

/** A difference of time, always with its sign. */
export function signedTime(format: ValueFormat, micros: number): string {
  return `${micros < 0 ? '−' : '+'}${format.value(Math.abs(micros), 'time')}`;
}

function nameButton(action: RunAction, show: (action: RunAction) => void): HTMLElement {
  const attributes = { type: 'button', title: action.id };
  return element('button', { class: 'link', attributes, onClick: () => show(action) }, action.id);
}

function tableOf(of: {
  readonly t: Translate;
  readonly format: ValueFormat;
  readonly title: string;
  readonly heads: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}): HTMLElement {
  const { t, format, title, heads, rows } = of;
  const cells = heads.map(([kind, text]) =>
    element('th', { class: kind, attributes: { scope: 'col' } }, text),
  );
  const body = rows.slice(0, rowsMax).map(rowOf);
  const caption = element('caption', { class: 'for-reader' }, title);
  const table = element(
    'table',
    { attributes: { 'aria-rowcount': String(rows.length + 1) } },
    caption,
    element('thead', {}, element('tr', {}, ...cells)),
    element('tbody', {}, ...body),
  );
  const attributes = { tabindex: '0', role: 'group', 'aria-label': title };
  const [shown, all] = [format.count(rowsMax), format.count(rows.length)];
  const cut = element(
    'p',
    { class: 'note' },
    t('The first {0} of {1} actions are listed.', shown, all),
  );
  return element(
    'div',
    { class: 'frames actions', attributes },
    table,
    rows.length > rowsMax ? cut : undefined,
  );
}

function rowOf(row: readonly Cell[], at: number): HTMLElement {
  const cells = row.map(([kind, value], column) =>
    column === 0
      ? element('th', { class: kind, attributes: { scope: 'row' } }, value)
      : element('td', { class: kind }, value),
  );
  return element('tr', { attributes: { 'aria-rowindex': String(at + 2) } }, ...cells);
}

/** The words in which a run is reported: one line an action, a summary, the failures once more. Pure text, no terminal. */

import type { Reason } from '../../engine/model/reason.ts';
import { reasonText } from '../../engine/model/reason.ts';
import type { ActionResult, ActionState, RunRecord } from '../../engine/model/run.ts';
import { totalsOf } from '../../host/workspace/runTotals.ts';
import type { Style } from './style.ts';
import { countText, durationText, shareText } from './units.ts';
import { visible, visibleLines } from './visible.ts';

/** Words for the reasons of one action: the first, which decided, or all of them. */
export function reasonsText(reasons: readonly Reason[], all: boolean): string {
  const [first, ...others] = reasons;
  if (!first) return '';
  if (all) return reasons.map((reason) => visible(reasonText(reason))).join('; ');
  const more = others.length === 0 ? '' : `, and ${countText(others.length, 'more reason')}`;
  return `${visible(reasonText(first))}${more}`;
}

/** What a line about an action needs besides its result. */
export interface LineOptions {
  readonly style: Style;
  readonly dryRun: boolean;
  readonly verbose: boolean;
}

/** E.g. `web#build  ran 1.2 s  src/a.ts changed`. */
export function actionLine(result: ActionResult, options: LineOptions): string {
  const { style, verbose } = options;
  const name =
    result.state === 'fresh' ? style.dim(visible(result.id)) : style.bold(visible(result.id));
  return [name, stateWord(result, options), detailOf(result, verbose)]
    .filter((part) => part !== '')
    .join('  ');
}

function stateWord(
  { state, duration, unchanged }: ActionResult,
  { style, dryRun }: LineOptions,
): string {
  const took = dryRun ? '' : ` ${durationText(duration)}`;
  switch (state) {
    case 'fresh':
      return style.dim('fresh');
    case 'restored':
      return style.green(dryRun ? 'would be restored' : `restored${took}`);
    case 'ran':
      return style.cyan(dryRun ? 'would run' : `ran${took}${unchanged ? ', same output' : ''}`);
    case 'failed':
      return style.red(dryRun ? 'would fail' : `failed${took}`);
    case 'skipped':
      return style.yellow('skipped');
  }
}

function detailOf({ id, state, reasons, message }: ActionResult, verbose: boolean): string {
  const why = reasonsText(reasons, verbose);
  if (state !== 'failed') return why;
  // The line starts with the name already.
  const text = message?.startsWith(`${id} `) ? message.slice(id.length + 1) : message;
  return [visibleLines(text ?? 'It failed.'), why === '' ? '' : `(${why})`]
    .filter(Boolean)
    .join(' ');
}

/** E.g. `12 actions: 9 fresh, 1 restored, 2 ran - 1.4 s, saved 12.3 s, hit rate 83 %`. */
export function summaryLine(run: RunRecord, { style, dryRun }: LineOptions): string {
  const totals = totalsOf(run.actions);
  const parts = stateOrder.flatMap((state) =>
    totals[state] === 0
      ? []
      : [stateStyle(style, state)(`${totals[state]} ${summaryWord(state, dryRun)}`)],
  );
  const counts = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  const facts = [durationText(run.duration)];
  if (totals.savedMs >= 1 && !dryRun) facts.push(`saved ${durationText(totals.savedMs)}`);
  if (totals.hitRate !== undefined) facts.push(`hit rate ${shareText(totals.hitRate)}`);
  return `${countText(totals.actions, 'action')}${counts} - ${facts.join(', ')}`;
}

const stateOrder: readonly ActionState[] = ['fresh', 'restored', 'ran', 'failed', 'skipped'];

function summaryWord(state: ActionState, dryRun: boolean): string {
  if (!dryRun) return state;
  return {
    fresh: 'fresh',
    restored: 'would be restored',
    ran: 'would run',
    failed: 'would fail',
    skipped: 'skipped',
  }[state];
}

function stateStyle(style: Style, state: ActionState): (text: string) => string {
  if (state === 'failed') return style.red;
  return state === 'skipped' ? style.yellow : (text) => text;
}

/** Skipped actions to name one by one; of more, the first few and a count. */
const skippedShown = 5;

/** What was not tried and why, grouped by reason. */
export function skippedLines(
  results: readonly ActionResult[],
  options: LineOptions,
): readonly string[] {
  const byReason = new Map<string, ActionResult[]>();
  for (const result of results) {
    if (result.state !== 'skipped') continue;
    const why = reasonsText(result.reasons, false);
    const group = byReason.get(why);
    if (group) group.push(result);
    else byReason.set(why, [result]);
  }
  return [...byReason].flatMap(([why, group]) => {
    // Who stopped a run knows what is not done: the rest of it.
    if (!options.verbose && group[0]?.reasons[0]?.kind === 'stopped' && group.length > 1)
      return [options.style.yellow(`${why}: ${countText(group.length, 'action')} not tried`)];
    const shown = options.verbose ? group : group.slice(0, skippedShown);
    const lines = shown.map((result) => actionLine(result, options));
    const rest = group.length - shown.length;
    return rest === 0
      ? lines
      : [
          ...lines,
          options.style.dim(`${countText(rest, 'more action')} skipped for the same reason`),
        ];
  });
}

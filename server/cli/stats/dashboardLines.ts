/** The live dashboard as lines of text, from facts: pure, so that it can be tested without a terminal. */
import type { RunRecord } from '../../engine/model/run.ts';
import { totalsOf } from '../../host/workspace/runTotals.ts';
import { tableText } from '../render/table.ts';
import { ageText, countText, durationText, shareText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { cachesText } from './cacheRows.ts';
import {
  actionRows,
  adviceLines,
  errorRows,
  hitRateSince,
  percentileRows,
  type Rows,
  trendLines,
} from './metricRows.ts';
import type { StatsFacts } from './statsFacts.ts';
import { storeText } from './statsText.ts';

/** A line, and how it looks. */
export interface DashboardLine {
  readonly text: string;
  readonly look?: 'bold' | 'dim' | 'yellow';
}

/** What is shown besides the facts. */
export interface DashboardSituation {
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly isBuilding: boolean;
  readonly intervalS: number;
}

const hourMs = 3600_000;
const sparkRuns = 48;
const bars = '▁▂▃▄▅▆▇█';

/** All lines; who shows them cuts what does not fit, so the most telling come first. */
export function dashboardLines(
  facts: StatsFacts,
  situation: DashboardSituation,
): readonly DashboardLine[] {
  const { history, size, caches, trends, advice, total } = facts;
  const worse = trendLines(trends).map((text) => ({ text, look: 'yellow' as const }));
  return [
    head(situation),
    { text: '' },
    ...plain([
      hitRateLine(facts, situation.nowMs),
      `Saved      ${durationText(history.savedMs)} over the last ${countText(history.runs.length, 'run')}`,
      `Store      ${storeText(size)}`,
      ...runLines(history.runs, situation.nowMs),
    ]),
    ...(worse.length === 0 ? [] : titled('Got worse', worse)),
    ...titled('Caches', plain(cachesText(caches).split('\n'))),
    ...(advice.length === 0 ? [] : titled('Advice', plain(adviceLines(advice)))),
    ...table('Actions', actionRows(total)),
    ...table('Percentiles', percentileRows(total)),
    ...table('Errors', errorRows(total)),
  ];
}

function head({ workspace, isBuilding, intervalS }: DashboardSituation): DashboardLine {
  const state = isBuilding ? 'a build runs' : 'at rest';
  return {
    text: `Cachescope ${visible(workspace)}: ${state}. Every ${intervalS} s; Ctrl-C ends.`,
    look: 'bold',
  };
}

function hitRateLine({ parts, history }: StatsFacts, nowMs: number): string {
  const rate = (share: number | undefined): string =>
    share === undefined ? '-' : shareText(share);
  const since = (ms: number): string => rate(hitRateSince(parts, nowMs - ms));
  return `Hit rate   ${rate(history.hitRate)} last ${countText(history.runs.length, 'run')}, ${since(hourMs)} last hour, ${since(24 * hourMs)} last day, ${since(nowMs)} ever`;
}

function runLines(runs: readonly RunRecord[], nowMs: number): readonly string[] {
  const [last] = runs;
  if (!last) return ['Runs       none yet'];
  const shown = runs.slice(0, sparkRuns).toReversed();
  const rates = shown.map(({ actions }) => totalsOf(actions).hitRate ?? 0);
  return [
    `Durations  ${sparkline(shown.map(({ duration }) => duration))}  last ${durationText(last.duration)}, ${ageText(nowMs - last.startedAt)}`,
    `Hit rates  ${sparkline(rates, 1)}`,
  ];
}

/** A bar of eight heights for each value. @param top what the highest bar stands for; default: the largest value */
export function sparkline(values: readonly number[], top = Math.max(...values)): string {
  const heightOf = (value: number): number =>
    top <= 0 ? 0 : Math.min(bars.length - 1, Math.floor((value / top) * bars.length));
  return values.map((value) => bars[heightOf(value)] ?? '').join('');
}

function table(title: string, rows: Rows): readonly DashboardLine[] {
  return rows.length === 0 ? [] : titled(title, plain(tableText(rows).split('\n')));
}

function titled(title: string, lines: readonly DashboardLine[]): readonly DashboardLine[] {
  return [{ text: '' }, { text: title, look: 'bold' }, ...lines];
}

function plain(lines: readonly string[]): readonly DashboardLine[] {
  return lines.map((text) => ({ text }));
}

/** `stats` as text for people. */
import { reasonText } from '../../engine/model/reason.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { StoreUsage } from '../../host/store/maintenance.ts';
import type { HistoryFacts } from '../../host/workspace/history.ts';
import { totalsOf } from '../../host/workspace/runTotals.ts';
import type { Style } from '../render/style.ts';
import { tableText } from '../render/table.ts';
import { ageText, countText, durationText, shareText, sizeText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { cachesText } from './cacheRows.ts';
import { adviceLines, errorRows, percentileRows, type Rows, trendLines } from './metricRows.ts';
import type { StatsFacts } from './statsFacts.ts';

/** The whole text. */
export function statsText(facts: StatsFacts, style: Style): string {
  const { history, size, caches, trends, total } = facts;
  const { runs, hitRate, savedMs } = history;
  if (runs.length === 0) return 'No run is recorded yet. Start with: cachescope run <target>\n';
  const rate = hitRate === undefined ? 'unknown' : shareText(hitRate);
  const parts = [
    `${style.bold('Hit rate')}  ${rate} over the last ${countText(runs.length, 'run')}`,
    `${style.bold('Saved')}     ${durationText(savedMs)}`,
    `${style.bold('Store')}     ${storeText(size)}`,
    '',
    ...section(
      style,
      'Got worse',
      trendLines(trends).map((line) => [style.yellow(line)]),
    ),
    style.bold('Caches'),
    cachesText(caches),
    '',
    ...section(
      style,
      'Advice',
      adviceLines(facts.advice).map((line) => [line]),
    ),
    ...section(style, 'Slowest actions', slowestRows(history)),
    ...section(style, 'Percentiles', percentileRows(total)),
    ...section(style, 'Errors', errorRows(total)),
    ...section(style, 'Most frequent reasons to run', reasonRows(history)),
    ...section(style, 'Last runs', runs.slice(0, 10).map(runRow)),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

/** How much is kept. */
export function storeText(usage: StoreUsage): string {
  const { entries, blobs, blobBytes, indexBytes, profiles, profileBytes } = usage;
  const parts = [
    countText(entries, 'entry', 'entries'),
    countText(blobs, 'blob'),
    ...(profiles === 0 ? [] : [`${countText(profiles, 'profile')} of runs`]),
    `${sizeText(blobBytes + indexBytes + profileBytes)} on disk with the index`,
  ];
  return parts.join(', ');
}

function section(style: Style, title: string, rows: Rows): readonly string[] {
  return rows.length === 0 ? [] : [style.bold(title), tableText(rows), ''];
}

function slowestRows({ slowest }: HistoryFacts): Rows {
  return slowest
    .slice(0, 10)
    .map(({ id, ran, meanMs }) => [
      visible(id),
      `${durationText(meanMs)} each`,
      `ran ${countText(ran, 'time')}`,
    ]);
}

function reasonRows({ reasons }: HistoryFacts): Rows {
  return reasons
    .slice(0, 5)
    .map(({ count, example }) => [
      countText(count, 'time'),
      `e.g. ${visible(reasonText(example))}`,
    ]);
}

/** A run in one line. */
export function runRow(run: RunRecord): readonly string[] {
  const { ran, failed, restored, fresh } = totalsOf(run.actions);
  const counts = `${fresh} fresh, ${restored} restored, ${ran} ran${failed === 0 ? '' : `, ${failed} failed`}`;
  return [
    run.id,
    ageText(Date.now() - run.startedAt),
    durationText(run.duration),
    counts,
    visible(run.targets.join(' ')),
  ];
}

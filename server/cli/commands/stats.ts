/** `cachescope stats`: is the cache any good? Counted over the last runs in the history. */
import { reasonText } from '../../engine/model/reason.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { StoreUsage } from '../../host/store/maintenance.ts';
import type { CacheOverview } from '../../host/workspace/cacheOverview.ts';
import type { HistoryFacts } from '../../host/workspace/history.ts';
import { runFacts } from '../../host/workspace/history.ts';
import { totalsOf } from '../../host/workspace/runTotals.ts';
import { cachesOf, cachesText, jsonCaches } from '../cacheFigures.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { jsonRun, round } from '../jsonForms.ts';
import type { Style } from '../render/style.ts';
import { tableText } from '../render/table.ts';
import { ageText, countText, durationText, shareText, sizeText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { openStores } from '../session.ts';

const runsDefault = 20;

/** Prints the statistics. */
export async function command(context: CommandContext): Promise<number> {
  const { output, flags } = context;
  const limit = parseLimit(flags.value('last'));
  const stores = openStores(context);
  try {
    const facts = runFacts(stores.store.traces.runs(limit));
    const size = stores.store.maintenance.usage();
    const caches = await cachesOf(context, stores, facts.runs);
    if (output.json)
      output.printJson({
        version: jsonVersion,
        command: 'stats',
        ...jsonFacts(facts),
        store: size,
        caches: jsonCaches(caches),
      });
    else output.stdout.write(text(facts, size, caches, output.stdout.style));
    return 0;
  } finally {
    stores.close();
  }
}

function parseLimit(value: string | undefined): number {
  if (value === undefined) return runsDefault;
  const limit = Number(value);
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new CommandFailure('bad-option', `--last is a whole number of 1 or more, not "${value}".`);
}

function jsonFacts({ runs, hitRate, savedMs, slowest, reasons }: HistoryFacts): object {
  return {
    runs: runs.map(jsonRun),
    hitRate: hitRate ?? null,
    savedMs: round(savedMs),
    slowest: slowest.map(({ id, ran, meanMs, totalMs }) => ({
      id,
      ran,
      meanMs: round(meanMs),
      totalMs: round(totalMs),
    })),
    reasons: reasons.map(({ kind, count, example }) => ({
      kind,
      count,
      example: reasonText(example),
    })),
  };
}

function text(
  facts: HistoryFacts,
  size: StoreUsage,
  caches: readonly CacheOverview[],
  style: Style,
): string {
  const { runs, hitRate, savedMs } = facts;
  if (runs.length === 0) return 'No run is recorded yet. Start with: cachescope run <target>\n';
  const rate = hitRate === undefined ? 'unknown' : shareText(hitRate);
  const parts = [
    `${style.bold('Hit rate')}  ${rate} over the last ${countText(runs.length, 'run')}`,
    `${style.bold('Saved')}     ${durationText(savedMs)}`,
    `${style.bold('Store')}     ${countText(size.entries, 'entry', 'entries')}, ${countText(size.blobs, 'blob')}, ${sizeText(size.blobBytes + size.indexBytes)}`,
    '',
    style.bold('Caches'),
    cachesText(caches),
    '',
    ...section(style, 'Slowest actions', slowestRows(facts)),
    ...section(style, 'Most frequent reasons to run', reasonRows(facts)),
    ...section(style, 'Last runs', runs.slice(0, 10).map(runRow)),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function section(
  style: Style,
  title: string,
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [style.bold(title), tableText(rows), ''];
}

function slowestRows({ slowest }: HistoryFacts): readonly (readonly string[])[] {
  return slowest
    .slice(0, 10)
    .map(({ id, ran, meanMs }) => [
      visible(id),
      `${durationText(meanMs)} each`,
      `ran ${countText(ran, 'time')}`,
    ]);
}

function reasonRows({ reasons }: HistoryFacts): readonly (readonly string[])[] {
  return reasons
    .slice(0, 5)
    .map(({ count, example }) => [
      countText(count, 'time'),
      `e.g. ${visible(reasonText(example))}`,
    ]);
}

function runRow(run: RunRecord): readonly string[] {
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

/** What the status bar says: the hit rate of the last run, a spinner while something runs, and a warning only where something is wrong. */
import type { FolderStatus } from '../server/protocol/overview.ts';
import { formatBytes, formatCount, formatDuration, formatShare } from './format.ts';
import type { ServerState } from './serverState.ts';
import { t } from './texts.ts';
import { facts, type TooltipPart } from './views/node.ts';

/** The item. */
export interface StatusItem {
  /** With codicons as `$(name)`. */
  readonly text: string;
  readonly spoken: string;
  readonly hasTrouble: boolean;
  readonly tooltip: readonly TooltipPart[];
}

/**
 * Makes the item.
 *
 * @returns undefined where there is nothing to say
 */
export function statusItem(
  server: ServerState,
  folders: readonly FolderStatus[],
): StatusItem | undefined {
  if (server === 'failed') return trouble(t('Cachescope: off'), t('The language server is off.'));
  const failed = folders.find(({ state }) => state === 'failed');
  if (failed !== undefined) {
    return trouble(t('Cachescope: failed'), failed.message ?? t('{0} failed.', failed.name));
  }
  const shown = folders.filter(({ state }) => state === 'ready' || state === 'restricted');
  if (shown.length === 0) return undefined;
  const errors = shown.reduce((sum, folder) => sum + folder.errors, 0);
  const isBusy = shown.some(({ running }) => running.length > 0);
  // With errors in the configuration every run is refused: more urgent than how the last one went.
  if (errors > 0 && !isBusy) {
    return { ...trouble(errorsText(errors), t('Nothing can run.')), tooltip: tooltip(shown) };
  }
  return { ...numbers(shown), hasTrouble: false, tooltip: tooltip(shown) };
}

function trouble(text: string, sentence: string): StatusItem {
  return {
    text: `$(warning) ${text}`,
    spoken: `${text}. ${sentence}`,
    hasTrouble: true,
    tooltip: [{ type: 'line', text: sentence }],
  };
}

function numbers(folders: readonly FolderStatus[]): { text: string; spoken: string } {
  if (folders.some(({ running }) => running.length > 0)) {
    return { text: `$(sync~spin) ${t('Building')}`, spoken: t('Cachescope: building') };
  }
  const last = lastRunOf(folders);
  if (last === undefined)
    return { text: '$(layers) Cachescope', spoken: t('Cachescope: no run yet') };
  if (last.failed > 0) {
    const text = t('{0} failed', formatCount(last.failed));
    return { text: `$(layers) ${text}`, spoken: t('Cachescope, last run: {0}', text) };
  }
  const hits = last.hitRate === undefined ? t('done') : t('{0} hits', formatShare(last.hitRate));
  return { text: `$(layers) ${hits}`, spoken: t('Cachescope, last run: {0}', hits) };
}

function lastRunOf(folders: readonly FolderStatus[]): FolderStatus['lastRun'] {
  const runs = folders.flatMap(({ lastRun }) => (lastRun === undefined ? [] : [lastRun]));
  return runs.reduce<FolderStatus['lastRun']>(
    (newest, run) => (newest === undefined || run.startedAt > newest.startedAt ? run : newest),
    undefined,
  );
}

function tooltip(folders: readonly FolderStatus[]): TooltipPart[] {
  return folders.flatMap((folder) => {
    const run = folder.lastRun;
    return [
      { type: 'title', text: folder.name } as const,
      ...facts({
        [t('Last run')]: run?.targets.join(' '),
        [t('Hits')]: run && formatCount(run.fresh + run.restored),
        [t('Misses')]: run && formatCount(run.ran + run.failed),
        [t('Evictions')]: formatCount(folder.evictions),
        [t('On disk')]: formatBytes(folder.storeBytes),
        [t('Time saved')]: formatDuration(folder.savedMs),
        [t('Problems')]: problemsText(folder),
      }),
      { type: 'line', text: '' } as const,
    ];
  });
}

function problemsText({ errors, warnings }: FolderStatus): string | undefined {
  const parts = [
    ...(errors === 0 ? [] : [errorsText(errors)]),
    ...(warnings === 0 ? [] : [warningsText(warnings)]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function errorsText(count: number): string {
  return count === 1 ? t('1 error') : t('{0} errors', formatCount(count));
}

function warningsText(count: number): string {
  return count === 1 ? t('1 warning') : t('{0} warnings', formatCount(count));
}

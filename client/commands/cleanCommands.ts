/** Commands that remove, check and prepare what is kept. What removes says first how many entries and bytes would go. */
import { ProgressLocation, window } from 'vscode';
import type { EntrySelection, PurgeResult } from '../../server/protocol/cache.ts';
import { formatBytes, formatCount, inert } from '../format.ts';
import { type Subject, subjectOfArguments, subjectsOf } from '../subject.ts';
import { t } from '../texts.ts';
import { pickEntry } from './cacheCommands.ts';
import type { Handler, Parts } from './parts.ts';
import { type Choice, pickFolder } from './picks.ts';
import { withProgress } from './progress.ts';

interface Removal {
  readonly folder: string;
  readonly select: EntrySelection;
  /** What goes, for people. */
  readonly name: string;
}

const location = ProgressLocation.Notification;
const dayMs = 86_400_000;

/** The handlers. */
export function cleanCommands(parts: Parts) {
  const folderOf = (args: readonly unknown[]) =>
    pickFolder(parts, subjectOfArguments(args, 'entry'));
  return {
    'cachescope.invalidate': async (first, selected) => {
      const told = removalsOf(subjectsOf(first, selected));
      const removals = told.length > 0 ? told : await pickedEntry(parts);
      for (const removal of removals) await remove(parts, removal);
    },
    'cachescope.purge': async (...args) => {
      const folder = await folderOf(args);
      const removal = folder === undefined ? undefined : await pickRemoval(parts, folder);
      if (removal !== undefined) await remove(parts, removal);
    },
    'cachescope.prune': async (...args) => {
      const folder = await folderOf(args);
      if (folder === undefined) return;
      const look = { title: t('Pruning the cache'), location };
      tellRemoved(await withProgress(parts, look, 'cachescope/prune', { folder }));
    },
    'cachescope.verify': async (...args) => {
      const folder = await folderOf(args);
      if (folder !== undefined) await verify(parts, folder);
    },
    'cachescope.warm': async (...args) => {
      const folder = await folderOf(args);
      if (folder === undefined) return;
      const look = { title: t('Reading results into memory'), location };
      const { entries, bytes } = await withProgress(parts, look, 'cachescope/warm', { folder });
      const text = t('Read {0}, {1}.', entriesText(entries), formatBytes(bytes));
      window.showInformationMessage(text);
    },
  } satisfies Partial<Record<string, Handler>>;
}

// Selected entries of one folder go together, so that one question is asked and one number told.
function removalsOf(subjects: readonly Subject[]): Removal[] {
  const ids = new Map<string, string[]>();
  const removals: Removal[] = [];
  for (const { folder, select, selectName } of subjects) {
    if (folder === undefined || select === undefined) continue;
    if (select.ids !== undefined) {
      ids.set(folder, [...(ids.get(folder) ?? []), ...select.ids]);
    } else removals.push({ folder, select, name: selectName ?? select.cache ?? '' });
  }
  for (const [folder, list] of ids) {
    const single = subjects.find(({ select }) => select?.ids !== undefined)?.selectName;
    const name = list.length === 1 ? (single ?? '') : t('the selected entries');
    removals.push({ folder, select: { ids: list }, name });
  }
  return removals;
}

// From the palette, where no row says what is meant.
async function pickedEntry(parts: Parts): Promise<Removal[]> {
  const picked = await pickEntry(parts, {});
  if (picked === undefined) return [];
  const { folder, entry, name = entry } = picked;
  return [{ folder, select: { ids: [entry] }, name }];
}

async function pickRemoval(parts: Parts, folder: string): Promise<Removal | undefined> {
  const { caches } = await parts.connection.request('cachescope/caches', { folder });
  const whole = (label: string, name: string, select: EntrySelection): Choice<Removal> => ({
    label,
    value: { folder, select, name },
  });
  const choices = [
    // A selection without any condition selects nothing.
    whole(t('Everything'), t('everything'), { filter: '' }),
    whole(t('Not used for a week'), t('not used for a week'), { unusedForMs: 7 * dayMs }),
    whole(t('Not used for a month'), t('not used for a month'), { unusedForMs: 30 * dayMs }),
    ...caches
      .filter(({ entries }) => entries > 0)
      .map(({ name, entries, bytes }) => ({
        label: t('Cache {0}', inert(name)),
        description: `${entriesText(entries)}, ${formatBytes(bytes)}`,
        value: { folder, select: { cache: name }, name },
      })),
  ];
  return (
    await window.showQuickPick(choices, {
      title: t('Purge'),
      placeHolder: t('What to remove from the cache; the next question says how much that is'),
    })
  )?.value;
}

async function remove(parts: Parts, { folder, select, name }: Removal): Promise<void> {
  const preview = await parts.connection.request('cachescope/purge', {
    folder,
    select,
    preview: true,
  });
  if (preview.entries === 0 && !preview.profiles) {
    window.showInformationMessage(t('There is nothing to remove.'));
    return;
  }
  const what = removedParts(preview);
  const question = t('Remove {0} from the cache ({1})?', what, name);
  const detail = removalDetail(select, preview);
  const yes = t('Remove');
  const answer = await window.showWarningMessage(inert(question), { modal: true, detail }, yes);
  if (answer !== yes) return;
  const look = { title: t('Removing from the cache'), location };
  const params = { folder, select, preview: false };
  tellRemoved(await withProgress(parts, look, 'cachescope/purge', params));
}

/** What goes and what stays, in words: the counts are of what the Cache view shows. */
function removalDetail({ cache, filter }: EntrySelection, { bytes, laterBytes = 0 }: PurgeResult) {
  const standing = t('The record of the last run that found nothing to do goes with it.');
  const stays = t(
    'The index keeps its room until the cache is pruned. Files of the workspace, the history of runs and the counts of hits stay; what is needed again is built again.',
  );
  // Everything, or just that: then it is counted.
  const isCounted = filter === '' || cache === 'standing';
  const parts = [freeText(bytes, laterBytes), !isCounted && standing, stays];
  return parts.filter((part) => part !== false).join(' ');
}

function freeText(bytes: number, laterBytes: number): string {
  if (laterBytes === 0) return t('{0} of stored files become free.', formatBytes(bytes));
  if (laterBytes >= bytes) {
    return t(
      '{0} of stored files become free, with a later prune, since they were stored moments ago.',
      formatBytes(bytes),
    );
  }
  return t(
    '{0} of stored files become free, {1} of them with a later prune, since they were stored moments ago.',
    formatBytes(bytes),
    formatBytes(laterBytes),
  );
}

function tellRemoved(result: PurgeResult): void {
  const { bytes, laterBytes = 0, cancelled, busy } = result;
  if (busy !== undefined) {
    window.showWarningMessage(inert(busy));
    return;
  }
  const later = t('{0} more become free with a later prune.', formatBytes(laterBytes));
  const stopped = t('Cancelled before the rest was removed.');
  const parts = [
    removedText(result, bytes),
    laterBytes > 0 && later,
    cancelled === true && stopped,
  ];
  window.showInformationMessage(parts.filter((part) => part !== false).join(' '));
}

// A prune also takes outputs that no entry names any more, and gives back room that was only set aside.
function removedText(result: PurgeResult, bytes: number): string {
  if (result.entries > 0 || result.profiles) {
    const what = removedParts(result);
    if (bytes === 0) return t('Removed {0}.', what);
    return t('Removed {0}; {1} on disk became free.', what, formatBytes(bytes));
  }
  if (bytes === 0) return t('Nothing was to be removed.');
  return t('Every entry is still of use; {0} on disk became free.', formatBytes(bytes));
}

async function verify(parts: Parts, folder: string): Promise<void> {
  const look = { title: t('Checking every stored byte'), location };
  const found = await withProgress(parts, look, 'cachescope/verify', { folder, repair: false });
  const checked = t('{0}, {1} checked', entriesText(found.checked), formatBytes(found.bytes));
  if (found.cancelled === true && found.damaged === 0) {
    window.showInformationMessage(t('Cancelled; {0}: nothing damaged so far.', checked));
    return;
  }
  if (found.damaged === 0) {
    window.showInformationMessage(t('{0}: all as it was stored.', checked));
    return;
  }
  for (const finding of found.findings) parts.log.warn(finding);
  const repair = t('Remove what is damaged');
  const text = t('{0}: {1} damaged.', checked, formatCount(found.damaged));
  const answer = await window.showWarningMessage(text, repair, t('Show log'));
  if (answer === repair) {
    const done = await withProgress(parts, look, 'cachescope/verify', { folder, repair: true });
    window.showInformationMessage(t('Removed {0}.', entriesText(done.removed)));
  } else if (answer !== undefined) parts.log.show();
}

function removedParts({ entries, profiles = 0 }: PurgeResult): string {
  if (profiles === 0) return entriesText(entries);
  const runs =
    profiles === 1 ? t('1 profile of a run') : t('{0} profiles of runs', formatCount(profiles));
  return entries === 0 ? runs : t('{0} and {1}', entriesText(entries), runs);
}

function entriesText(count: number): string {
  return count === 1 ? t('1 entry') : t('{0} entries', formatCount(count));
}

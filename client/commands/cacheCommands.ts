/** Commands about single cache entries. */
import { commands, Uri, window } from 'vscode';
import type { EntryDetails, EntryRow, FileRow } from '../../server/protocol/cache.ts';
import { formatBytes, inert, plainName } from '../format.ts';
import { type Subject, subjectOf, subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import { joinParts } from '../views/node.ts';
import type { Handler, Parts } from './parts.ts';
import { type Choice, pickFolder } from './picks.ts';

interface Entry {
  readonly folder: string;
  readonly entry: string;
  /** For people, where it is known. */
  readonly name?: string;
}

const entriesShown = 200;
const filesShown = 2_000;

/** The handlers. */
export function cacheCommands(parts: Parts) {
  return {
    'cachescope.showCache': async (folder, cache) => {
      if (typeof folder !== 'string' || typeof cache !== 'string') return;
      await parts.views.showCache(folder, cache);
    },
    'cachescope.openEntry': async (...args) => {
      const subject = subjectOfArguments(args, 'entry');
      const picked = await pickEntry(parts, subject);
      if (picked === undefined) return;
      const { folder, entry, name = entry } = picked;
      await parts.documents.show({ kind: 'entry', folder, entry }, t('Cache entry {0}', name));
    },
    'cachescope.revealFiles': (first) => revealFiles(parts, subjectOf(first)),
    'cachescope.compareOutput': (first) => compareOutput(parts, subjectOf(first)),
  } satisfies Partial<Record<string, Handler>>;
}

/** The entry that a command is about, with its folder: the one it was told, else one that the user picks. */
export async function pickEntry(parts: Parts, subject: Subject): Promise<Entry | undefined> {
  const folder = await pickFolder(parts, subject);
  if (folder === undefined) return undefined;
  if (subject.entry !== undefined) {
    const { entry, selectName: name } = subject;
    return { folder, entry, ...(name === undefined ? {} : { name }) };
  }
  const { rows } = await parts.connection.request('cachescope/cacheEntries', {
    folder,
    select: {},
    order: 'last-used',
    descending: true,
    offset: 0,
    limit: entriesShown,
  });
  const choices = rows.map(
    (row): Choice<EntryRow> => ({
      label: inert(plainName(row.name)),
      description: joinParts(row.cache, formatBytes(row.bytes)),
      value: row,
    }),
  );
  const picked = await window.showQuickPick(choices, {
    title: t('Cache entry'),
    matchOnDescription: true,
  });
  return picked && { folder, entry: picked.value.id, name: plainName(picked.value.name) };
}

async function resultOf(parts: Parts, { folder, entry }: Entry): Promise<EntryDetails['result']> {
  const details = await parts.connection.request('cachescope/cacheEntry', { folder, id: entry });
  if (details?.result === undefined) {
    window.showInformationMessage(t('This entry has no files, or it is gone.'));
  }
  return details?.result;
}

async function revealFiles(parts: Parts, subject: Subject): Promise<void> {
  const entry = await pickEntry(parts, subject);
  const result = entry && (await resultOf(parts, entry));
  if (entry === undefined || result === undefined) return;
  const choices = [
    ...result.outputs.slice(0, filesShown).map((file) => fileChoice(file, t('output'))),
    ...result.inputs.slice(0, filesShown).map((file) => fileChoice(file, t('input'))),
  ];
  const options = { title: t('Reveal inputs and outputs'), matchOnDescription: true };
  const picked = await window.showQuickPick(choices, options);
  if (picked === undefined) return;
  await commands.executeCommand('revealInExplorer', fileUri(entry.folder, picked.value.path));
}

async function compareOutput(parts: Parts, subject: Subject): Promise<void> {
  const entry = await pickEntry(parts, subject);
  if (entry === undefined) return;
  const path = subject.path ?? (await pickOutput(parts, entry));
  if (path === undefined) return;
  const { folder, entry: id } = entry;
  const recorded = await parts.connection.request('cachescope/outputText', { folder, id, path });
  if ('message' in recorded) {
    window.showInformationMessage(inert(recorded.message));
    return;
  }
  const left = parts.documents.textUri({ kind: 'output', folder, entry: id, path });
  const title = t('{0} (cached ↔ on disk)', path);
  await commands.executeCommand('vscode.diff', left, fileUri(folder, path), title);
}

async function pickOutput(parts: Parts, entry: Entry): Promise<string | undefined> {
  const result = await resultOf(parts, entry);
  const files = result?.outputs.filter(({ now }) => now !== 'absent') ?? [];
  if (files.length <= 1) {
    const [only] = files;
    if (result !== undefined && only === undefined) {
      window.showInformationMessage(t('None of its outputs is on disk.'));
    }
    return only?.path;
  }
  const choices = files.slice(0, filesShown).map((file) => fileChoice(file, t('output')));
  const picked = await window.showQuickPick(choices, { title: t('Compare with the current file') });
  return picked?.value.path;
}

function fileChoice(file: FileRow, kind: string): Choice<FileRow> {
  const size = file.bytes === undefined ? undefined : formatBytes(file.bytes);
  const now = file.now === 'changed' ? t('now different') : undefined;
  const gone = file.now === 'absent' ? t('now absent') : undefined;
  return { label: inert(file.path), description: joinParts(kind, size, now, gone), value: file };
}

function fileUri(folder: string, path: string): Uri {
  return Uri.joinPath(Uri.parse(folder), path);
}

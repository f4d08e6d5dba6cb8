/** Commands about modules: what depends on a file, what changing it costs, circles, what nothing uses. */
import { Uri, window, workspace } from 'vscode';
import type { ModuleRow } from '../../server/protocol/modules.ts';
import { formatCount, inert } from '../format.ts';
import { affectedText, importersText, notReadyText } from '../modules/moduleTexts.ts';
import { type Subject, subjectOf } from '../subject.ts';
import { t } from '../texts.ts';
import { joinParts } from '../views/node.ts';
import type { Handler, Parts } from './parts.ts';
import { type Choice, pickFolder, pickFrom } from './picks.ts';

const listed = 200;

/** The handlers. */
export function moduleCommands(parts: Parts) {
  return {
    'cachescope.showDependents': (first) => showDependents(parts, first),
    'cachescope.showImpact': (first, second) => showImpact(parts, first, second),
    'cachescope.showCycles': (first) => showCycles(parts, first),
    'cachescope.showUnused': (first) => showUnused(parts, first),
  } satisfies Partial<Record<string, Handler>>;
}

/** The file that a command is about: the one it was told, else that of the active editor. */
export function fileOf(value: unknown): { folder: string; path: string } | undefined {
  const { folder, path }: Subject = value instanceof Uri ? {} : subjectOf(value);
  if (folder !== undefined && path !== undefined) return { folder, path };
  const uri = value instanceof Uri ? value : window.activeTextEditor?.document.uri;
  const inside = uri?.scheme === 'file' ? workspace.getWorkspaceFolder(uri) : undefined;
  if (uri === undefined || inside === undefined) return undefined;
  return { folder: inside.uri.toString(), path: workspace.asRelativePath(uri, false) };
}

async function showDependents(parts: Parts, first: unknown): Promise<void> {
  const file = fileOf(first);
  if (file === undefined) return sayNoFile();
  const about = { ...file, direction: 'dependents', transitive: true } as const;
  const { total } = await parts.connection.request('cachescope/moduleList', {
    ...about,
    offset: 0,
    limit: 1,
  });
  if (total === 0) {
    window.showInformationMessage(await nothingImports(parts, file));
    return;
  }
  const title = t('{0} depend on {1}', formatCount(total), file.path);
  const path = await pickFrom(title, async (words) => {
    const filter = words === '' ? {} : { filter: words };
    const page = { offset: 0, limit: listed, ...filter };
    const { rows } = await parts.connection.request('cachescope/moduleList', { ...about, ...page });
    return { items: rows.map(moduleChoice), isAll: words === '' && rows.length === total };
  });
  if (path === undefined) return;
  await window.showTextDocument(Uri.joinPath(Uri.parse(file.folder), path), { preview: true });
}

async function nothingImports(
  { connection }: Parts,
  { folder, path }: { folder: string; path: string },
): Promise<string> {
  const status = await connection.request('cachescope/modules', { folder });
  return notReadyText(status) ?? t('Nothing imports {0}.', inert(path));
}

function moduleChoice(row: ModuleRow): Choice<string> {
  return {
    label: inert(row.path),
    description: joinParts(importersText(row), row.affected > 0 ? affectedText(row) : undefined),
    value: row.path,
  };
}

/** What would change. */
interface Changes {
  readonly folder: string;
  readonly paths: readonly string[];
  /** Files that differ from this commit, too. */
  readonly since?: string;
}

/** Of one file, of all that are selected in the explorer, or of what the user picks. */
async function showImpact(parts: Parts, first: unknown, selected: unknown): Promise<void> {
  const changes = await changesOf(parts, first, selected);
  if (changes === undefined) return;
  const { folder, paths, since } = changes;
  const of = since === undefined ? {} : { since };
  const address = { kind: 'impact', folder, paths: JSON.stringify(paths), ...of } as const;
  await parts.documents.show(address, t('Cost of {0}', nameOf(changes)));
}

async function changesOf(
  parts: Parts,
  first: unknown,
  selected: unknown,
): Promise<Changes | undefined> {
  if (Array.isArray(selected) && selected.length > 1)
    return together(selected.flatMap((one) => fileOf(one) ?? []));
  const file = fileOf(first);
  if (first !== undefined && file !== undefined) return together([file]);
  const folder = file?.folder ?? (await pickFolder(parts, {}));
  if (folder === undefined) return undefined;
  const unsaved = together(unsavedIn(folder));
  const choices: Choice<Changes>[] = [
    ...(file === undefined ? [] : [changesChoice(t('This file'), together([file]))]),
    ...(unsaved === undefined ? [] : [changesChoice(t('All unsaved files'), unsaved)]),
    changesChoice(t('All changes since the last commit'), { folder, paths: [], since: 'HEAD' }),
  ].flatMap((choice) => choice ?? []);
  const picked = await window.showQuickPick(choices, { title: t('What would change?') });
  return picked?.value;
}

function changesChoice(label: string, value: Changes | undefined): Choice<Changes> | undefined {
  return value && { label, description: inert(nameOf(value)), value };
}

/** Those in the folder of the first. */
function together(files: readonly { folder: string; path: string }[]): Changes | undefined {
  const [first] = files;
  if (first === undefined) return undefined;
  const { folder } = first;
  return { folder, paths: files.filter((one) => one.folder === folder).map(({ path }) => path) };
}

function unsavedIn(folder: string) {
  return workspace.textDocuments
    .filter(({ isDirty }) => isDirty)
    .flatMap(({ uri }) => fileOf(uri) ?? [])
    .filter((file) => file.folder === folder);
}

function nameOf({ paths, since }: Changes): string {
  const [first = ''] = paths;
  if (since !== undefined) return since;
  const more = paths.length - 1;
  return more === 0 ? first : t('{0} and {1} more', first, formatCount(more));
}

async function showCycles(parts: Parts, first: unknown): Promise<void> {
  const { path, ...subject } = subjectOf(first);
  const folder = await pickFolder(parts, subject);
  if (folder === undefined) return;
  const of = path === undefined ? {} : { path };
  await parts.documents.show({ kind: 'cycles', folder, ...of }, t('Circles of imports'));
}

async function showUnused(parts: Parts, first: unknown): Promise<void> {
  const folder = await pickFolder(parts, subjectOf(first));
  if (folder === undefined) return;
  await parts.documents.show({ kind: 'unused', folder }, t('What nothing uses'));
}

function sayNoFile(): void {
  window.showInformationMessage(t('Open a file of this workspace first.'));
}

/** Questions to the user: which folder, which action, which targets. Lists come from the server, filtered there. */
import { type QuickPick, type QuickPickItem, window } from 'vscode';
import type { FolderStatus } from '../../server/protocol/overview.ts';
import { formatCount, formatDuration, inert } from '../format.ts';
import type { Subject } from '../subject.ts';
import { t } from '../texts.ts';
import { joinParts } from '../views/node.ts';
import { lookOfStatus } from '../views/statusLook.ts';
import type { Parts } from './parts.ts';

/** A choice with what it stands for. */
export interface Choice<Value> extends QuickPickItem {
  readonly value: Value;
}

const actionsShown = 200;

/**
 * The folder that a command is about: the one it was told, the only one, else the one that the user picks.
 *
 * @returns undefined where the user picked none, or there is none
 */
export async function pickFolder(parts: Parts, subject: Subject): Promise<string | undefined> {
  if (subject.folder !== undefined) return subject.folder;
  if (parts.folders.all.length === 0) await parts.folders.load();
  const { all } = parts.folders;
  if (all.length <= 1) return all[0]?.folder;
  const picked = await window.showQuickPick(all.map(folderChoice), { title: t('Folder') });
  return picked?.value;
}

/** The action that a command is about, with its folder. */
export async function pickAction(
  parts: Parts,
  subject: Subject,
  title: string,
): Promise<{ folder: string; action: string } | undefined> {
  const folder = await pickFolder(parts, subject);
  if (folder === undefined) return undefined;
  const action =
    subject.action ?? (await pickFrom(title, (words) => actionChoices(parts, folder, words)));
  return action === undefined ? undefined : { folder, action };
}

/** The targets that a command is about: tasks of all packages first, then single actions. */
export async function pickTargets(
  parts: Parts,
  subject: Subject,
  title: string,
): Promise<{ folder: string; targets: readonly string[] } | undefined> {
  const folder = await pickFolder(parts, subject);
  if (folder === undefined) return undefined;
  if (subject.targets !== undefined) return { folder, targets: subject.targets };
  if (subject.action !== undefined) return { folder, targets: [subject.action] };
  const target = await pickFrom(title, async (words) => [
    ...(await taskChoices(parts, folder, words)),
    ...(await actionChoices(parts, folder, words)),
  ]);
  return target === undefined ? undefined : { folder, targets: [target] };
}

async function taskChoices(parts: Parts, folder: string, words: string): Promise<Choice<string>[]> {
  const params = { folder, grouping: 'task' } as const;
  const groups = await parts.connection.request('cachescope/actionGroups', params);
  return groups
    .filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
    .map(({ name, actions }) => ({
      label: `$(symbol-event) ${inert(name)}`,
      description: actions === 1 ? t('1 action') : t('{0} actions', formatCount(actions)),
      alwaysShow: true,
      value: name,
    }));
}

async function actionChoices(
  parts: Parts,
  folder: string,
  words: string,
): Promise<Choice<string>[]> {
  const { rows } = await parts.connection.request('cachescope/actions', {
    folder,
    grouping: 'task',
    offset: 0,
    limit: actionsShown,
    ...(words === '' ? {} : { filter: words }),
  });
  return rows.map(({ id, status, lastDurationMs }) => ({
    label: inert(id),
    description: joinParts(
      lookOfStatus(status).text,
      lastDurationMs === undefined ? undefined : formatDuration(lastDurationMs),
    ),
    alwaysShow: true,
    value: id,
  }));
}

/** Lets the user pick from a list that follows what is typed. */
function pickFrom(
  title: string,
  choices: (words: string) => Promise<readonly Choice<string>[]>,
): Promise<string | undefined> {
  const pick = window.createQuickPick<Choice<string>>();
  pick.title = title;
  pick.placeholder = t('Type a part of its name');
  return new Promise((resolve, reject) => {
    const load = () =>
      fill(pick, choices).catch((error: unknown) => {
        reject(error);
        pick.dispose();
      });
    pick.onDidChangeValue(load);
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.value);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    void load();
    pick.show();
  });
}

async function fill(
  pick: QuickPick<Choice<string>>,
  choices: (words: string) => Promise<readonly Choice<string>[]>,
): Promise<void> {
  const words = pick.value;
  pick.busy = true;
  const items = await choices(words);
  // An answer to what is no longer typed.
  if (pick.value !== words) return;
  pick.items = items;
  pick.busy = false;
}

function folderChoice({ name, folder, actions }: FolderStatus): Choice<string> {
  const description = t('{0} actions', formatCount(actions));
  return { label: inert(name), description, value: folder };
}

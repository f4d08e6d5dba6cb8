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

/** What a list shows for the words typed. */
export interface Choices {
  readonly items: readonly Choice<string>[];
  /** Nothing else fits any words: the editor can filter by itself. */
  readonly isAll: boolean;
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
  const target = await pickFrom(title, async (words) => {
    const tasks = await taskChoices(parts, folder, words);
    const actions = await actionChoices(parts, folder, words);
    return { items: [...tasks, ...actions.items], isAll: actions.isAll };
  });
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
      value: name,
    }));
}

async function actionChoices(parts: Parts, folder: string, words: string): Promise<Choices> {
  const { rows, total } = await parts.connection.request('cachescope/actions', {
    folder,
    grouping: 'task',
    offset: 0,
    limit: actionsShown,
    ...(words === '' ? {} : { filter: words }),
  });
  const items = rows.map(({ id, status, lastDurationMs }) => ({
    label: inert(id),
    description: joinParts(
      lookOfStatus(status).text,
      lastDurationMs === undefined ? undefined : formatDuration(lastDurationMs),
    ),
    value: id,
  }));
  return { items, isAll: words === '' && total === rows.length };
}

/** Lets the user pick from a list that follows what is typed. */
export function pickFrom(
  title: string,
  choices: (words: string) => Promise<Choices>,
): Promise<string | undefined> {
  const pick = window.createQuickPick<Choice<string>>();
  pick.title = title;
  pick.placeholder = t('Type a part of its name');
  return new Promise((resolve, reject) => {
    const picked = (value: string | undefined) => {
      resolve(value);
      pick.hide();
    };
    const list = new FollowingList(pick, choices, picked, (error) => {
      reject(error);
      pick.dispose();
    });
    pick.onDidChangeValue(() => list.follow());
    pick.onDidAccept(() => list.accept());
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    list.follow();
    pick.show();
  });
}

/** The list of a quick pick, which the server filters as long as it has more than fits. */
class FollowingList {
  readonly #pick: QuickPick<Choice<string>>;
  readonly #choices: (words: string) => Promise<Choices>;
  readonly #picked: (value: string) => void;
  readonly #failed: (error: unknown) => void;
  #isAll = false;
  /** Enter was pressed while the list for the words was on its way: the first of that list is meant, not one of the old. */
  #isAccepted = false;

  constructor(
    pick: QuickPick<Choice<string>>,
    choices: (words: string) => Promise<Choices>,
    picked: (value: string) => void,
    failed: (error: unknown) => void,
  ) {
    this.#pick = pick;
    this.#choices = choices;
    this.#picked = picked;
    this.#failed = failed;
  }

  follow(): void {
    this.#isAccepted = false;
    if (!this.#isAll) this.#load().catch(this.#failed);
  }

  accept(): void {
    if (this.#pick.busy) this.#isAccepted = true;
    else this.#accept(this.#pick.selectedItems[0] ?? this.#pick.activeItems[0]);
  }

  /** Nothing fits: the list stays open for other words. */
  #accept(choice: Choice<string> | undefined): void {
    if (choice !== undefined) this.#picked(choice.value);
  }

  async #load(): Promise<void> {
    const words = this.#pick.value;
    this.#pick.busy = true;
    const { items, isAll } = await this.#choices(words);
    // An answer to what is no longer typed, or all is there already.
    if (this.#isAll || (this.#pick.value !== words && !isAll)) return;
    this.#isAll = isAll;
    // The editor's own filter would hide what the server found in other fields than the name.
    this.#pick.items = isAll ? items : items.map((item) => ({ ...item, alwaysShow: true }));
    this.#pick.busy = false;
    if (!this.#isAccepted) return;
    const typed = isAll ? this.#pick.value : '';
    this.#accept(items.find(({ label }) => label.includes(typed)));
  }
}

function folderChoice({ name, folder, actions }: FolderStatus): Choice<string> {
  const description = t('{0} actions', formatCount(actions));
  return { label: inert(name), description, value: folder };
}

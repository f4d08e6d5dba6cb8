/** Commands that change what the views list. */
import { window } from 'vscode';
import type { EntryOrder } from '../../server/protocol/cache.ts';
import { setTaskGrouping } from '../settings.ts';
import { t } from '../texts.ts';
import type { Handler, Parts } from './parts.ts';
import type { Choice } from './picks.ts';

/** The handlers. */
export function listCommands(parts: Parts) {
  const { views } = parts;
  return {
    'cachescope.filterTasks': async () => {
      const words = await ask(t('Show only tasks whose name contains'), views.taskFilter);
      if (words !== undefined) views.filterTasks(words);
    },
    'cachescope.groupByTask': () => setTaskGrouping('task'),
    'cachescope.groupByPackage': () => setTaskGrouping('package'),
    'cachescope.filterCache': async () => {
      const words = await ask(
        t('Show only entries whose name or key contains'),
        views.listing.filter,
      );
      if (words !== undefined) views.list({ ...views.listing, filter: words });
    },
    'cachescope.sortCache': () => sort(parts),
    'cachescope.refresh': async () => {
      await parts.folders.load();
      views.refresh();
    },
  } satisfies Partial<Record<string, Handler>>;
}

function ask(prompt: string, value: string): Thenable<string | undefined> {
  return window.showInputBox({ prompt, value, placeHolder: t('Empty: all') });
}

async function sort({ views }: Parts): Promise<void> {
  const choice = (label: string, order: EntryOrder, descending: boolean) => {
    const isCurrent = views.listing.order === order;
    const description = isCurrent ? t('current') : '';
    return { label, description, value: { order, descending } };
  };
  const choices: Choice<{ order: EntryOrder; descending: boolean }>[] = [
    choice(t('Last used first'), 'last-used', true),
    choice(t('Largest first'), 'size', true),
    choice(t('Most hits first'), 'hits', true),
    choice(t('Saves most time first'), 'saves', true),
    choice(t('Newest first'), 'age', false),
    choice(t('By name'), 'name', false),
  ];
  const picked = await window.showQuickPick(choices, { title: t('Sort entries') });
  if (picked !== undefined) views.list({ ...views.listing, ...picked.value });
}

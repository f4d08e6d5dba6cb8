/** `cachescope cache rm`: forgets the results of actions, of groups of them, or everything. */
import { deleteItems, isConfirmed } from '../cacheItems.ts';
import { cacheItemsNamed } from '../cacheNames.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { forgetKept, keptOfUser } from '../modules/rowsOfUser.ts';
import { countText, sizeText } from '../render/units.ts';
import { openStores } from '../session.ts';

/** Deletes what is named. */
export async function command(context: CommandContext): Promise<number> {
  const { positionals, flags } = context;
  refuseTogether(context);
  if (flags.has('user')) return await removeOfUser(context);
  const stores = openStores(context);
  try {
    return await deleteItems(context, stores, 'cache rm', {
      where: cacheItemsNamed(positionals),
      // Profiles are of whole runs: they go with everything.
      ...(flags.has('all') ? { keepProfiles: 0 } : {}),
    });
  } finally {
    stores.close();
  }
}

function refuseTogether({ positionals, flags }: CommandContext): void {
  const asked = [
    ...(positionals.length > 0 ? ['Name what to delete'] : []),
    ...(flags.has('all') ? ['give --all'] : []),
    ...(flags.has('user') ? ['give --user'] : []),
  ];
  if (asked.length === 0)
    throw new CommandFailure('missing-argument', 'Nothing is named to delete.', {
      suggestion: 'Name actions, packages or tasks, or give --all or --user.',
    });
  if (asked.length === 1) return;
  const text = asked.slice(0, 2).join(' or ');
  throw new CommandFailure('bad-option', `${text[0]?.toUpperCase()}${text.slice(1)}, not both.`);
}

/** What is kept of folders without configuration is nobody's workspace, so none is opened. */
async function removeOfUser(context: CommandContext): Promise<number> {
  const { output, flags } = context;
  const kept = keptOfUser();
  const nothing = { folders: 0, bytes: 0 };
  const text = ({ folders, bytes }: typeof nothing): string =>
    `the modules of ${countText(folders, 'folder')}, ${sizeText(bytes)}`;
  const isPreview = flags.has('dry-run');
  const isAllowed = isPreview || !kept || (await isConfirmed(context, text(kept)));
  const isDone = isAllowed && !isPreview;
  const found = kept && isDone ? forgetKept(kept) : (kept ?? nothing);
  if (output.json) {
    const { folders, bytes } = found;
    output.printJson({
      version: jsonVersion,
      command: 'cache rm',
      deleted: isDone,
      folders,
      bytes,
    });
  } else if (isAllowed)
    output.stdout.write(`${isDone ? 'Deleted' : 'Would delete'} ${text(found)}.\n`);
  else output.stdout.write('Nothing was deleted.\n');
  return 0;
}

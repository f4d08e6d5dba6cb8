/** `cachescope cache rm`: forgets the results of actions, of groups of them, or everything. */
import { deleteItems } from '../cacheItems.ts';
import { cacheItemsNamed } from '../cacheNames.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { openStores } from '../session.ts';

/** Deletes what is named. */
export async function command(context: CommandContext): Promise<number> {
  const { positionals, flags } = context;
  if (positionals.length === 0 && !flags.has('all')) {
    throw new CommandFailure('missing-argument', 'Nothing is named to delete.', {
      suggestion: 'Name actions, packages or tasks, or give --all.',
    });
  }
  if (positionals.length > 0 && flags.has('all')) {
    throw new CommandFailure('bad-option', 'Name what to delete or give --all, not both.');
  }
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

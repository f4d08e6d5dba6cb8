/** `cachescope cache ls`: the caches with their figures, and what they hold, last used first. */

import { profileFiles } from '../../host/store/profileFiles.ts';
import { cacheOverview } from '../../host/workspace/cacheOverview.ts';
import { findRoot } from '../../host/workspace/root.ts';
import { itemRow, jsonItem } from '../cacheItems.ts';
import { cacheItemsNamed } from '../cacheNames.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { type KeptOfUser, keptOfUser } from '../modules/rowsOfUser.ts';
import type { Output } from '../output.ts';
import { tableText } from '../render/table.ts';
import { countText, sizeText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { openStores } from '../session.ts';
import { cachesText, jsonCaches } from '../stats/cacheRows.ts';
import { openWorkspace } from '../workspace.ts';

/** As `stats` counts them. */
const runsCounted = 20;

/** Lists. */
export async function command(context: CommandContext): Promise<number> {
  const { output, positionals } = context;
  // With a name, only what is named is asked for.
  const ofUser = positionals.length === 0 ? keptOfUser() : undefined;
  if (ofUser !== undefined && findRoot(context.folder) === undefined)
    return listOfUser(output, ofUser);
  const stores = openStores(context);
  try {
    const items = stores.store.maintenance.list().filter(cacheItemsNamed(positionals));
    const bytes = items.reduce((total, { size }) => total + size, 0);
    const { disable: disabled } = (await openWorkspace(context)).settings.cache;
    const runs = stores.store.traces.runs(runsCounted);
    const caches = cacheOverview(stores.store, { disabled, runs });
    const profiles = profileFiles(stores.store.folder);
    const profileBytes = profiles.reduce((total, { size }) => total + size, 0);
    if (output.json) {
      output.printJson({
        version: jsonVersion,
        command: 'cache ls',
        entries: items.length,
        bytes,
        profiles: { runs: profiles.length, bytes: profileBytes },
        caches: jsonCaches(caches),
        user: ofUser ?? null,
        items: items.map(jsonItem),
      });
      return 0;
    }
    if (items.length > 0) output.stdout.write(`${tableText(items.map(itemRow))}\n`);
    if (positionals.length === 0) {
      output.stdout.write(`\n${cachesText(caches)}\n\n`);
      if (profiles.length > 0) {
        const count = countText(profiles.length, 'profile');
        output.stdout.write(`${count} of the last runs, ${sizeText(profileBytes)} on disk\n`);
      }
      if (ofUser !== undefined) output.stdout.write(`${ofUserText(ofUser)}\n`);
    }
    output.stdout.write(
      `${countText(items.length, 'entry', 'entries')}, ${sizeText(bytes)} before compression\n`,
    );
    return 0;
  } finally {
    stores.close();
  }
}

/** In a folder without configuration there is nothing else. */
function listOfUser(output: Output, ofUser: KeptOfUser): number {
  if (output.json)
    output.printJson({ version: jsonVersion, command: 'cache ls', user: ofUser, items: [] });
  else output.stdout.write(`${ofUserText(ofUser)}\n`);
  return 0;
}

function ofUserText({ folder, folders, bytes }: KeptOfUser): string {
  const what = `modules of ${countText(folders, 'folder')} without configuration`;
  return `${what}, ${sizeText(bytes)} in ${visible(folder)}: "cachescope cache rm --user" deletes them`;
}

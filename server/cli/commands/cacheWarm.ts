/**
 * `cachescope cache warm`: reads the most valuable results ahead, most seconds saved per byte first, so that the system has them in
 * memory when a build restores them. Reading verifies, so damage is found, too.
 */

import type { KeptItem } from '../../host/store/inventory.ts';
import { cacheItemsNamed } from '../cacheNames.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { countText, sizeText } from '../render/units.ts';
import { openStores } from '../session.ts';
import { openWorkspace } from '../workspace.ts';

/** Warms up to the configured size of the memory tier. */
export async function command(context: CommandContext): Promise<number> {
  const { output, positionals, cancel } = context;
  const limit = (await openWorkspace(context)).settings.cache.memory.size;
  const stores = openStores(context);
  try {
    const items = stores.store.maintenance
      .list()
      .filter((item) => item.kind === 'result')
      .filter(cacheItemsNamed(positionals));
    let [entries, bytes, damaged] = [0, 0, 0];
    for (const item of byValue(items)) {
      if (cancel.cancelled) break;
      if (bytes + item.size > limit) continue;
      for (const blob of item.blobs) if ('failure' in stores.store.blobs.read(blob)) damaged++;
      entries++;
      bytes += item.size;
    }
    if (output.json)
      output.printJson({ version: jsonVersion, command: 'cache warm', entries, bytes, damaged });
    else
      output.stdout.write(
        `Read ${countText(entries, 'result')}, ${sizeText(bytes)}${damaged === 0 ? '' : `; ${damaged} damaged: run cachescope cache verify`}.\n`,
      );
    return 0;
  } finally {
    stores.close();
  }
}

/** Most seconds saved per byte first. */
function byValue(items: readonly KeptItem[]): readonly KeptItem[] {
  const value = ({ savesMs, size }: KeptItem): number => savesMs / Math.max(1, size);
  return [...items].sort((a, b) => value(b) - value(a));
}

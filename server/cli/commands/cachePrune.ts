/** `cachescope cache prune`: deletes what was not used for long, and keeps the store below its size. */
import { parseBytes, parseDuration } from '../../engine/config/units.ts';
import { keptProfiles } from '../../host/store/profileFiles.ts';
import { deleteItems } from '../cacheItems.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { openStores } from '../session.ts';
import { openWorkspace } from '../workspace.ts';

/** Prunes by the options, or by the configured limits where none are given. */
export async function command(context: CommandContext): Promise<number> {
  const { flags } = context;
  const { disk } = (await openWorkspace(context)).settings.cache;
  const age = parsed('older-than', flags.value('older-than'), parseDuration, '12h, 7d or 4w');
  const size = parsed('size', flags.value('size'), parseBytes, '500MB or 5GB');
  const isByConfiguration = age === undefined && size === undefined;
  const olderThanMs = age ?? (isByConfiguration ? disk.ttl : undefined);
  const maxBytes = size ?? (isByConfiguration ? disk.size : undefined);
  const stores = openStores(context);
  try {
    return await deleteItems(context, stores, 'cache prune', {
      ...(olderThanMs === undefined ? {} : { olderThanMs }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      keepProfiles: keptProfiles,
    });
  } finally {
    stores.close();
  }
}

function parsed(
  option: string,
  text: string | undefined,
  parse: (text: string) => number | undefined,
  examples: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value !== undefined) return value;
  throw new CommandFailure(
    'bad-option',
    `--${option} is something like ${examples}, not "${text}".`,
  );
}

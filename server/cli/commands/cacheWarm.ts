/**
 * `cachescope cache warm`: reads the most valuable results ahead, most seconds saved per byte first. This process ends with it, so nothing
 * stays in its own memory: what it gains is that the system has the files in its page cache when a build restores them, and that each
 * byte was verified.
 */
import type { ByteCount } from '../../engine/model/brand.ts';
import type { WarmReport } from '../../host/store/warm.ts';
import { cacheItemsNamed } from '../cacheNames.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { countText, sizeText } from '../render/units.ts';
import { openStores } from '../session.ts';
import { openWorkspace } from '../workspace.ts';

/** Reads up to the configured size of the memory tier. */
export async function command(context: CommandContext): Promise<number> {
  const { output, positionals, cancel } = context;
  const { entries, size } = (await openWorkspace(context)).settings.cache.memory;
  const stores = openStores(context);
  try {
    const report = await stores.store.readAhead({
      limits: { entries, bytes: size as ByteCount },
      cancel,
      where: cacheItemsNamed(positionals),
    });
    if (output.json)
      output.printJson({ version: jsonVersion, command: 'cache warm', ...jsonReport(report) });
    else output.stdout.write(`${reportText(report)}\n`);
    return 0;
  } finally {
    stores.close();
  }
}

function jsonReport({ entries, bytes, damaged, left, isCancelled }: WarmReport): object {
  return { entries, bytes, damaged, left, cancelled: isCancelled };
}

function reportText({ entries, bytes, damaged, left, isCancelled }: WarmReport): string {
  const why = isCancelled ? 'not read, since it was stopped' : 'left, for which there is no room';
  return [
    `Read and verified ${countText(entries, 'result')}, ${sizeText(bytes)}: the system has them in memory now`,
    ...(left === 0 ? [] : [`${countText(left, 'result')} ${why}`]),
    ...(damaged === 0
      ? []
      : [`${countText(damaged, 'file')} damaged: run cachescope cache verify`]),
  ].join('; ');
}

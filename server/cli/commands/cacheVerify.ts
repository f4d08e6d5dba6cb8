/** `cachescope cache verify`: checks every stored row and byte against its checksum. */

import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { exitCodes } from '../commandTable.ts';
import { countText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { openStores } from '../session.ts';

/** Verifies; damage gives exit code 1, unless it was repaired. */
export async function command(context: CommandContext): Promise<number> {
  const { output, flags } = context;
  const stores = openStores(context);
  try {
    const report = stores.store.maintenance.verify({ repair: flags.has('repair') });
    const { findings, rows, blobs, repaired } = report;
    if (output.json) {
      output.printJson({
        version: jsonVersion,
        command: 'cache verify',
        rows,
        blobs,
        findings,
        repaired,
      });
    } else {
      for (const { kind, what, detail } of findings)
        output.stdout.write(`${kind}  ${visible(what)}: ${visible(detail)}\n`);
      output.stdout.write(
        `${verdict(findings.length, repaired)} Checked ${countText(rows, 'row')} and ${countText(blobs, 'blob')}.\n`,
      );
    }
    return findings.length === 0 || repaired ? exitCodes.ok : exitCodes.taskFailed;
  } finally {
    stores.close();
  }
}

function verdict(damaged: number, repaired: boolean): string {
  if (damaged === 0) return 'Everything is intact.';
  const count = countText(damaged, 'finding');
  return repaired
    ? `${count}, all removed; what is missing is built again.`
    : `${count}. Remove them with: cachescope cache verify --repair.`;
}

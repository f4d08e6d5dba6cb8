/** What the `cache` commands share: naming what is kept, asking before deleting, saying what went. */
import { createInterface } from 'node:readline/promises';
import type { KeptItem } from '../host/store/inventory.ts';
import type { DropReport } from '../host/store/maintenance.ts';
import type { PruneOptions } from '../host/store/pruning.ts';
import type { CommandContext } from './command.ts';
import { jsonVersion } from './command.ts';
import { CommandFailure } from './failure.ts';
import { ageText, countText, durationText, sizeText } from './render/units.ts';
import { visible } from './render/visible.ts';
import type { OpenStores } from './session.ts';

/** One thing that is kept, for `--json`. */
export function jsonItem({
  kind,
  name,
  key,
  createdAt,
  lastUsedAt,
  hits,
  savesMs,
  size,
}: KeptItem): object {
  return {
    kind,
    name,
    key,
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: new Date(lastUsedAt).toISOString(),
    hits,
    savesMs,
    bytes: size,
  };
}

/** One thing that is kept, as cells of a table. */
export function itemRow({
  kind,
  name,
  size,
  savesMs,
  hits,
  lastUsedAt,
}: KeptItem): readonly string[] {
  const worth = kind === 'result' ? `saves ${durationText(savesMs)}` : kind;
  return [
    visible(name),
    sizeText(size),
    worth,
    countText(hits, 'hit'),
    `used ${ageText(Date.now() - lastUsedAt)}`,
  ];
}

/**
 * Deletes what the options say: shows first how much it is, and asks where somebody can answer.
 * @param command for the JSON object, e.g. `cache prune`
 * @returns the exit code
 */
export async function deleteItems(
  context: CommandContext,
  { store }: OpenStores,
  command: string,
  options: PruneOptions,
): Promise<number> {
  const preview = store.maintenance.prune({ ...options, dryRun: true });
  const isPreview = context.flags.has('dry-run');
  const isEmpty = preview.entries === 0 && preview.profiles === 0 && preview.bytes === 0;
  const isAllowed = isPreview || isEmpty || (await isConfirmed(context, droppedText(preview)));
  const report = isPreview || !isAllowed ? preview : store.maintenance.prune(options);
  if (report.busy) {
    throw new CommandFailure(
      'busy',
      `Process ${report.busy.pid} is cleaning this cache right now; nothing was deleted.`,
      {
        suggestion: 'Try again when it is done.',
      },
    );
  }
  if (!isAllowed) context.output.stdout.write('Nothing was deleted.\n');
  else tell(context, command, report, !isPreview);
  return 0;
}

/** Asks whether something is to be deleted, where somebody can answer. @param what e.g. `3 entries, 2 MB` */
export async function isConfirmed(
  { flags, output }: CommandContext,
  what: string,
): Promise<boolean> {
  if (flags.has('yes') || output.json || !process.stdin.isTTY || !output.stderr.isTerminal)
    return true;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`Delete ${what}? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

function tell(
  { output }: CommandContext,
  command: string,
  report: DropReport,
  isDone: boolean,
): void {
  const { entries, bytes, laterBytes, items, profiles } = report;
  if (output.json) {
    const facts = { deleted: isDone, entries, profiles, bytes, laterBytes };
    output.printJson({ version: jsonVersion, command, ...facts, items: items.map(jsonItem) });
    return;
  }
  const verb = isDone ? 'Deleted' : 'Would delete';
  const later =
    laterBytes === 0 ? '' : `; ${sizeText(laterBytes)} in use moments ago go with a later prune`;
  output.stdout.write(`${verb} ${droppedText(report)}${later}.\n`);
}

/** The index is not counted: it keeps its room until it is compacted. */
function droppedText({ entries, profiles, bytes }: DropReport): string {
  const what = countText(entries, 'entry', 'entries');
  const runs = profiles === 0 ? '' : ` and the ${countText(profiles, 'profile')} of runs`;
  return `${what}${runs}, ${sizeText(bytes)} besides the index`;
}

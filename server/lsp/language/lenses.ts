/** The line above a task, rule or script: run it, run it whatever is cached, why it is not fresh, how long it took. */
import type { ActionRow } from '../../protocol/tasks.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import type { CodeLens, Command } from './shapes.ts';
import { commandLineName, rowsOf } from './targetRows.ts';
import { countsText, durationText, hasWhy, shareText, shortened, statusText } from './words.ts';

/** What the commands of lenses get, their one argument. */
export interface LensArgument {
  readonly folder: string;
  /** As on the command line: `build`, `web#build`, a rule. */
  readonly targets: readonly string[];
  /** For `cachescope.explain`: the one action that it is about. */
  readonly action?: string;
}

/** A longer reason would push the rest out of sight. */
const reasonLengthMax = 60;

/** All lenses of a file, in order. */
export function codeLens(document: ConfigDocument, model: LanguageModel): CodeLens[] {
  const file = readConfigFile(document, model);
  if (file === undefined) return [];
  return definitionsIn(file, model).flatMap((mention) => lensesOf(file, mention, model));
}

/** A script that hands over to wireit has its lenses above its block. */
function definitionsIn(file: ConfigFile, model: LanguageModel): readonly Mention[] {
  const definitions = mentionsIn(file, model).filter(({ use }) => use === 'definition');
  const blocks = new Set(
    definitions.filter(({ path }) => path[0] === 'wireit').map(({ name }) => name),
  );
  return definitions.filter(({ path, name }) => path[0] !== 'scripts' || !blocks.has(name));
}

function lensesOf(file: ConfigFile, mention: Mention, model: LanguageModel): readonly CodeLens[] {
  const rows = rowsOf(mention, model);
  if (rows.length === 0) return [];
  const range = file.lines.range(mention.whole);
  const argument: LensArgument = { folder: model.folder, targets: [commandLineName(mention)] };
  const commands = [
    { title: runTitle(rows), command: 'cachescope.run', arguments: [argument] },
    { title: 'Force', command: 'cachescope.force', arguments: [argument] },
    ...whyCommand(rows, argument),
    { title: stateTitle(rows), command: '' },
  ];
  return commands.map((command) => ({ range, command }));
}

function runTitle(rows: readonly ActionRow[]): string {
  if (rows.length === 1) return 'Run';
  return rows[0]?.kind === 'rule'
    ? `Run for ${rows.length} files`
    : `Run in ${rows.length} packages`;
}

/** The first that is not fresh stands for all. */
function whyCommand(rows: readonly ActionRow[], argument: LensArgument): readonly Command[] {
  const row = rows.find(hasWhy);
  if (row === undefined) return [];
  const reason = shortened(row.reasons[0]?.text ?? '', reasonLengthMax);
  const title = rows.length === 1 ? `Why: ${reason}` : `Why ${row.id}: ${reason}`;
  return [{ title, command: 'cachescope.explain', arguments: [{ ...argument, action: row.id }] }];
}

/** `fresh · 1.2 s · 80% hits`, or counts and the longest. */
function stateTitle(rows: readonly ActionRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const isOne = rows.length === 1;
  const parts = [isOne ? statusText(first.status) : countsText(rows)];
  const durations = rows.map((row) => row.lastDurationMs).filter((one) => one !== undefined);
  if (durations.length > 0)
    parts.push(`${isOne ? '' : 'longest '}${durationText(Math.max(...durations))}`);
  if (isOne && first.hitRate !== undefined) parts.push(`${shareText(first.hitRate)} hits`);
  return parts.join(' · ');
}

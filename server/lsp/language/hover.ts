/** What shows while the pointer rests on a name or a key. */

import { jsonCursor } from '../../engine/config/jsonc.ts';
import { commandPlaceholders } from '../../engine/config/rules.ts';
import type { ActionRow } from '../../protocol/tasks.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import type { Span } from './lines.ts';
import { type Mention, mentionAt } from './mentions.ts';
import type { Hover, Position } from './shapes.ts';
import { docAt, specsAt } from './specWalk.ts';
import { commandLineName, rowsOf } from './targetRows.ts';
import { countsText, durationText, hasWhy, plain, shareText, statusText } from './words.ts';

/** Reasons shown of the actions of one name. */
const reasonsMax = 5;

/** State, last duration, hit rate and reasons of a task or rule; what a key or a placeholder means. */
export function hover(
  document: ConfigDocument,
  position: Position,
  model: LanguageModel,
): Hover | undefined {
  const file = readConfigFile(document, model);
  if (file === undefined) return undefined;
  const offset = file.lines.offset(position);
  const mention = mentionAt(file, offset, model);
  if (mention !== undefined) return mentionHover(file, mention, model);
  return wordHover(file, offset, model);
}

function mentionHover(file: ConfigFile, mention: Mention, model: LanguageModel): Hover | undefined {
  const rows = rowsOf(mention, model);
  const [first] = rows;
  const lines = first && rows.length === 1 ? rowLines(first) : groupLines(mention, rows);
  return lines && hoverOf(file, mention.whole, lines.join('  \n'));
}

function rowLines(row: ActionRow): readonly string[] {
  const lines = [`**${plain(row.id)}** · ${statusText(row.status)}`, ...figuresLine([row])];
  if (row.command !== '') lines.push(`Runs: ${plain(row.command)}`);
  if (hasWhy(row)) lines.push(...row.reasons.slice(0, reasonsMax).map(({ text }) => plain(text)));
  return lines;
}

function groupLines(mention: Mention, rows: readonly ActionRow[]): readonly string[] | undefined {
  if (rows.length === 0) return undefined;
  const what = mention.kind === 'rule' ? 'files' : 'packages';
  const title = `**${plain(commandLineName(mention))}** · ${rows.length} ${what}: ${countsText(rows)}`;
  const whys = rows.filter(hasWhy);
  const reasons = whys
    .slice(0, reasonsMax)
    .map((row) => `${plain(row.id)}: ${plain(row.reasons[0]?.text ?? '')}`);
  const rest = whys.length - reasons.length;
  return [title, ...figuresLine(rows), ...reasons, ...(rest > 0 ? [`and ${rest} more`] : [])];
}

/** Last durations and hit rate; nothing where nothing ran yet. */
function figuresLine(rows: readonly ActionRow[]): readonly string[] {
  const durations = rows.map((row) => row.lastDurationMs).filter((one) => one !== undefined);
  const rates = rows.map((row) => row.hitRate).filter((one) => one !== undefined);
  const parts: string[] = [];
  if (durations.length === 1) parts.push(`Last run ${durationText(durations[0] ?? 0)}`);
  if (durations.length > 1) {
    const total = durations.reduce((sum, one) => sum + one, 0);
    const longest = Math.max(...durations);
    parts.push(`Last runs ${durationText(total)} in total, ${durationText(longest)} the longest`);
  }
  if (rates.length > 0) {
    const mean = rates.reduce((sum, one) => sum + one, 0) / rates.length;
    parts.push(`${shareText(mean)} cache hits`);
  }
  return parts.length === 0 ? [] : [parts.join(' · ')];
}

/** Keys are left to the editor where it knows the schema. */
function wordHover(file: ConfigFile, offset: number, model: LanguageModel): Hover | undefined {
  const cursor = jsonCursor(file.text, offset);
  if (cursor?.string === undefined) return undefined;
  const isOurs = file.kind === 'cachescope' && model.editorHasSchema;
  if (cursor.isKey) {
    const doc = isOurs ? undefined : docAt(file.spec, cursor.path);
    return doc === undefined ? undefined : hoverOf(file, cursor.string, doc);
  }
  const role = specsAt(file.spec, cursor.path).find((spec) => spec.role !== undefined)?.role;
  return role === 'argument' || role === 'output'
    ? placeholderHover(file, cursor.string, offset)
    : undefined;
}

function placeholderHover(file: ConfigFile, span: Span, offset: number): Hover | undefined {
  for (const match of file.text.slice(span.start, span.end).matchAll(/\{([a-z]+)\}/g)) {
    const start = span.start + match.index;
    const end = start + match[0].length;
    const doc = new Map<string, string>(Object.entries(commandPlaceholders)).get(match[1] ?? '');
    if (doc !== undefined && offset >= start && offset <= end)
      return hoverOf(file, { start, end }, doc);
  }
  return undefined;
}

function hoverOf(file: ConfigFile, span: Span, value: string): Hover {
  return { contents: { kind: 'markdown', value }, range: file.lines.range(span) };
}

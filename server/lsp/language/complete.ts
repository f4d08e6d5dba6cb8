/**
 * Proposals while typing. What the file may hold comes from the table that checks it; what its texts may name comes from the
 * workspace. The text is broken most of the time when somebody types, so nothing here needs a whole tree.
 */
import { type JsonCursor, jsonCursor } from '../../engine/config/jsonc.ts';
import type { Spec } from '../../engine/config/schema.ts';
import type { JsonPath } from '../../engine/config/values.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import type { Span } from './lines.ts';
import type { Proposal } from './proposal.ts';
import { proposalsFor, proposalsMax } from './proposals.ts';
import { type CompletionItem, type CompletionList, itemKinds, type Position } from './shapes.ts';
import { specsAt } from './specWalk.ts';
import { nodeAt } from './trees.ts';

/** Proposals, and whether there are more for who types on. */
export function completionList(
  document: ConfigDocument,
  position: Position,
  model: LanguageModel,
): CompletionList {
  const items = complete(document, position, model);
  return { isIncomplete: items.length >= proposalsMax, items };
}

/** Proposals at a position. */
export function complete(
  document: ConfigDocument,
  position: Position,
  model: LanguageModel,
): CompletionItem[] {
  const file = readConfigFile(document, model);
  if (file === undefined) return [];
  const offset = file.lines.offset(position);
  const cursor = jsonCursor(file.text, offset);
  if (cursor === undefined || cursor.path.length === 0) return [];
  const place: Place = { file, model, cursor, offset };
  return cursor.isKey ? keyItems(place) : valueItems(place);
}

interface Place {
  readonly file: ConfigFile;
  readonly model: LanguageModel;
  readonly cursor: JsonCursor;
  readonly offset: number;
}

/** Keys of an object that it does not have yet, and names for the keys of a map. */
function keyItems(place: Place): CompletionItem[] {
  const { file, cursor, model } = place;
  const holder = cursor.path.slice(0, -1);
  const taken = keysAt(file, holder, cursor);
  const written = writtenIn(place);
  const proposals: Proposal[] = [];
  for (const spec of specsAt(file.spec, holder)) {
    if (spec.type === 'map' && spec.role !== undefined)
      proposals.push(...proposalsFor(spec.role, { file, path: cursor.path, written, model }));
    else if (spec.type === 'object' && keysAreOurs(file, holder, model))
      proposals.push(...fieldProposals(spec.fields));
  }
  const free = proposals.filter(({ text }) => !taken.has(text));
  return free.map((one) => keyItem(one, specsAt(file.spec, [...holder, one.text])[0], place));
}

/** A package.json has many keys that are no business of ours. */
function keysAreOurs(file: ConfigFile, holder: JsonPath, model: LanguageModel): boolean {
  if (file.kind === 'package') return holder[0] === 'wireit';
  return file.kind !== 'cachescope' || !model.editorHasSchema;
}

function fieldProposals(fields: Readonly<Record<string, Spec>>): readonly Proposal[] {
  return Object.entries(fields).map(([text, { doc }]) => ({
    text,
    kind: itemKinds.property,
    ...(doc !== undefined && { doc }),
  }));
}

/** The keys that stand in the object already, without the one that is being typed. */
function keysAt(file: ConfigFile, holder: JsonPath, cursor: JsonCursor): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const property of nodeAt(file.tree, holder)?.children ?? []) {
    const key = property.children?.[0];
    if (key !== undefined && key.offset + 1 !== cursor.string?.start) keys.add(String(key.value));
  }
  return keys;
}

/** A new key brings its colon and the brackets of its value along; one whose value stands there already does not. */
function keyItem(proposal: Proposal, spec: Spec | undefined, place: Place): CompletionItem {
  const { file, cursor, offset } = place;
  const end = cursor.string === undefined ? offset : closingEnd(file.text, cursor.string);
  const isNew = !/^\s*:/.test(file.text.slice(end, end + 200));
  const key = JSON.stringify(proposal.text);
  const text = isNew ? `${snippetText(key)}: ${valueSnippet(spec)}` : snippetText(key);
  return itemOf(proposal, place, { text, filter: key, isSnippet: true, isQuoted: true });
}

function valueSnippet(spec: Spec | undefined): string {
  switch (spec?.type) {
    case 'array':
      return '[$1]';
    case 'object':
    case 'map':
      return '{$1}';
    case 'string':
      return '"$1"';
    default:
      return '$1';
  }
}

/** In a snippet these signs mean something. */
function snippetText(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

function valueItems(place: Place): CompletionItem[] {
  const { file, cursor, model } = place;
  const written = writtenIn(place);
  const items: CompletionItem[] = [];
  for (const spec of specsAt(file.spec, cursor.path)) {
    items.push(...fixedItems(spec, place));
    if (spec.type !== 'string' || spec.role === undefined) continue;
    const context = { file, path: cursor.path, written, model };
    for (const one of proposalsFor(spec.role, context)) items.push(textItem(one, place));
  }
  return items;
}

/** What stands in the text before the cursor. */
function writtenIn({ file, cursor, offset }: Place): string {
  return cursor.string ? file.text.slice(cursor.string.start, offset) : '';
}

/** True, false and other fixed values. */
function fixedItems(spec: Spec, place: Place): readonly CompletionItem[] {
  const values: readonly (string | boolean)[] =
    spec.type === 'enum' ? spec.values : spec.type === 'boolean' ? [true, false] : [];
  const isInString = place.cursor.string !== undefined;
  return values
    .filter((value) => typeof value === 'string' || !isInString)
    .map((value) => {
      const proposal = { text: String(value), kind: itemKinds.enumMember };
      if (typeof value === 'string') return textItem(proposal, place);
      return itemOf(proposal, place, { text: proposal.text, filter: proposal.text });
    });
}

/** A text with its quotes where it has none yet. A part of a text, such as a placeholder, replaces that part alone. */
function textItem(proposal: Proposal, place: Place): CompletionItem {
  if (place.cursor.string !== undefined && proposal.from !== undefined) {
    const text = escaped(proposal.text);
    return itemOf(proposal, place, { text, filter: text });
  }
  const text = JSON.stringify(proposal.text);
  return itemOf(proposal, place, { text, filter: text, isQuoted: true });
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

interface Insertion {
  readonly text: string;
  /** What the editor compares with what is typed from the start of the replaced stretch. */
  readonly filter: string;
  readonly isSnippet?: boolean;
  /** The text has its quotes, so those that are there are replaced, too. */
  readonly isQuoted?: boolean;
}

function itemOf(proposal: Proposal, place: Place, insertion: Insertion): CompletionItem {
  const { file, cursor, offset } = place;
  const span = replaced(file.text, cursor.string, { offset, proposal, insertion });
  return {
    label: proposal.label ?? proposal.text,
    kind: proposal.kind,
    ...(proposal.detail !== undefined && { detail: proposal.detail }),
    ...(proposal.doc !== undefined && {
      documentation: { kind: 'markdown', value: proposal.doc },
    }),
    ...(proposal.sort !== undefined && { sortText: proposal.sort }),
    filterText: insertion.filter,
    insertTextFormat: insertion.isSnippet ? 2 : 1,
    textEdit: { range: file.lines.range(span), newText: insertion.text },
  };
}

interface Replacing {
  readonly offset: number;
  readonly proposal: Proposal;
  readonly insertion: Insertion;
}

function replaced(text: string, string: Span | undefined, by: Replacing): Span {
  const { offset, proposal, insertion } = by;
  if (string === undefined) return { start: wordStart(text, offset), end: offset };
  if (insertion.isQuoted) return { start: string.start - 1, end: closingEnd(text, string) };
  if (proposal.from === undefined) return string;
  return { start: string.start + proposal.from, end: offset };
}

/** With the closing quote, where it is there. */
function closingEnd(text: string, { end }: Span): number {
  return text[end] === '"' ? end + 1 : end;
}

/** Start of the letters before the cursor, e.g. of `tr` of `true`. */
function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /[\w-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

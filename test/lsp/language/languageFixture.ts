/**
 * Language features over a workspace in memory. A text shows the cursor as `|`; what comes back is shown as text, too: places as
 * `file:line:column: what stands there`, lines and columns from 1 as in an editor.
 */
import { ok } from 'node:assert/strict';
import { checkGraph } from '../../../server/engine/config/checkGraph.ts';
import { instantiate } from '../../../server/engine/config/instantiate.ts';
import type { WorkspaceModel } from '../../../server/engine/config/model.ts';
import { parseWorkspace } from '../../../server/engine/config/parseWorkspace.ts';
import { locatorOf } from '../../../server/engine/config/workspace.ts';
import type { Action } from '../../../server/engine/model/action.ts';
import { runThrough } from '../../../server/host/store/steps.ts';
import { configurationAdvice } from '../../../server/host/workspace/doctor/configurationAdvice.ts';
import type {
  ConfigDocument,
  FolderEntry,
  LanguageModel,
} from '../../../server/lsp/language/features.ts';
import { Lines } from '../../../server/lsp/language/lines.ts';
import type {
  CompletionItem,
  Location,
  Position,
  Range,
  TextEdit,
  WorkspaceEdit,
} from '../../../server/lsp/language/shapes.ts';
import type { ActionRow } from '../../../server/protocol/tasks.ts';
import { memorySource } from '../../engine/config/memorySource.ts';

/** A workspace that was saved, with texts that editors have of it. */
export interface LanguageWorkspace {
  readonly model: LanguageModel;
  readonly files: ReadonlyMap<string, string>;
  /** The document and the position of the cursor in a text; `saved` takes the text that the fixture has. */
  at(
    path: string,
    text: string,
  ): { readonly document: ConfigDocument; readonly position: Position };
  /** The saved document. */
  saved(path: string): ConfigDocument;
}

/** What of an action's row a test cares about. */
export type RowParts = Readonly<Record<string, Partial<ActionRow>>>;

/** Loads a fixture. @param rows by action id */
export function languageWorkspace(
  fixture: string,
  {
    rows = {},
    open = {},
    environment = ['HOME', 'NODE_ENV'],
  }: {
    readonly rows?: RowParts;
    /** Texts that are not saved. */
    readonly open?: Readonly<Record<string, string>>;
    readonly environment?: readonly string[];
  } = {},
): LanguageWorkspace {
  const source = memorySource(fixture);
  const workspace = parseWorkspace(source);
  const loaded = instantiate(workspace, source, locatorOf(source));
  const graph = checkGraph(loaded, [...loaded.actions.keys()]);
  const advice = runThrough(configurationAdvice({ root: '/', ...loaded }));
  const model: LanguageModel = {
    folder: 'file:///w',
    workspace: JSON.parse(JSON.stringify(workspace)) as WorkspaceModel,
    problems: [...workspace.problems, ...graph, ...workspace.unknownReferences, ...advice],
    ruleActions: loaded.ruleActions,
    row: (id) =>
      rowOf(
        [...loaded.actions.values()].find((one) => one.id === id),
        rows,
      ),
    readText: (path) => open[path] ?? source.files.get(path),
    readSaved: (path) => source.files.get(path),
    listFolder: (path) => entriesOf(path, source.files),
    uriOf: (path) => `file:///w/${path}`,
    environmentNames: environment,
    editorHasSchema: false,
  };
  return {
    model,
    files: source.files,
    at: (path, text) => cursorIn(path, text),
    saved: (path) => ({ path, text: source.files.get(path) ?? '' }),
  };
}

function cursorIn(path: string, marked: string) {
  const offset = marked.indexOf('|');
  ok(offset !== -1, `no cursor in ${marked}`);
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { document: { path, text }, position: new Lines(text).position(offset) };
}

function rowOf(action: Action | undefined, rows: RowParts): ActionRow | undefined {
  if (!action) return undefined;
  const { id, name, group, kind } = action;
  const command = action.work.type === 'commands' ? JSON.stringify(action.work.commands) : '';
  const usual: ActionRow = {
    id,
    name,
    group,
    kind,
    status: 'fresh',
    reasons: [],
    command,
    ends: true,
  };
  return { ...usual, ...rows[id] };
}

function entriesOf(folder: string, files: ReadonlyMap<string, string>): readonly FolderEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, FolderEntry>();
  for (const path of files.keys()) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', rest] = path.slice(prefix.length).split('/', 2);
    entries.set(name, { name, isFolder: rest !== undefined });
  }
  return [...entries.values()];
}

/** Labels, in the order in which an editor shows them. */
export function labels(items: readonly CompletionItem[]): string {
  const sorted = [...items].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return sorted.map(({ label }) => label).join(' ');
}

function sortKey({ sortText, label }: CompletionItem): string {
  return sortText ?? label;
}

/** The text after an item of a label was taken; `$1` shows where the cursor would stand. */
export function taken(
  items: readonly CompletionItem[],
  label: string,
  { text }: ConfigDocument,
): string {
  const item = items.find((one) => one.label === label);
  ok(item, `no item ${label} among ${labels(items)}`);
  return applied(text, [item.textEdit]);
}

/** The text after edits. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = new Lines(text);
  const last = [...edits].sort((a, b) => lines.offset(b.range.start) - lines.offset(a.range.start));
  let result = text;
  for (const { range, newText } of last)
    result =
      result.slice(0, lines.offset(range.start)) + newText + result.slice(lines.offset(range.end));
  return result;
}

/** The files after an edit of several, as a fixture; those that stay the same are left out. */
export function editedFiles(edit: WorkspaceEdit, workspace: LanguageWorkspace): string {
  const parts: string[] = [];
  for (const change of edit.documentChanges) {
    const uri = 'kind' in change ? change.uri : change.textDocument.uri;
    const path = uri.slice('file:///w/'.length);
    if ('kind' in change) parts.push(`new ${path}`);
    else
      parts.push(`//- ${path}`, applied(workspace.model.readText(path) ?? '', change.edits).trim());
  }
  return parts.join('\n');
}

/** `cachescope.json:3:5: build`. */
export function placesText(places: readonly Location[], workspace: LanguageWorkspace): string {
  return places
    .map(({ uri, range }) => {
      const path = uri.slice('file:///w/'.length);
      const text = workspace.model.readText(path) ?? '';
      const { line, character } = range.start;
      return `${path}:${line + 1}:${character + 1}: ${textIn(text, range)}`;
    })
    .join('\n');
}

/** What stands in a stretch. */
export function textIn(text: string, range: Range): string {
  const lines = new Lines(text);
  return text.slice(lines.offset(range.start), lines.offset(range.end));
}

/**
 * The shapes of the Language Server Protocol that the language features answer with: plain data, so that they go from thread to thread,
 * and assignable to the types of `vscode-languageserver`, which nothing here has to load.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification
 */

/** Line and character, both from 0; characters are UTF-16 units. */
export interface Position {
  line: number;
  character: number;
}

/** A stretch of text; the end is not part of it. */
export interface Range {
  start: Position;
  end: Position;
}

/** A stretch of a file. */
export interface Location {
  uri: string;
  range: Range;
}

/** Another place that a diagnostic speaks of. */
export interface RelatedInformation {
  location: Location;
  message: string;
}

/** Something wrong, underlined. */
export interface Diagnostic {
  range: Range;
  /** 1 error, 2 warning, 3 information, 4 hint. */
  severity: 1 | 2 | 3 | 4;
  /** As `Problem.code`. */
  code: string;
  source: string;
  message: string;
  relatedInformation?: RelatedInformation[];
}

/** Text that replaces a stretch. */
export interface TextEdit {
  range: Range;
  newText: string;
}

/** Makes a file that is not there. */
export interface CreateFile {
  kind: 'create';
  uri: string;
  options: { ignoreIfExists: boolean };
}

/** Edits of one file. */
export interface TextDocumentEdit {
  textDocument: { uri: string; version: null };
  edits: TextEdit[];
}

/** Edits of several files, done together. */
export interface WorkspaceEdit {
  documentChanges: (TextDocumentEdit | CreateFile)[];
}

/** Text with Markdown in it. */
export interface MarkupContent {
  kind: 'markdown';
  value: string;
}

/** What shows while the pointer rests. */
export interface Hover {
  contents: MarkupContent;
  range: Range;
}

/** Kinds of completion items, by their numbers in the protocol. */
export const itemKinds = {
  property: 10,
  value: 12,
  enumMember: 20,
  file: 17,
  folder: 19,
  module: 9,
  variable: 6,
  reference: 18,
} as const;

/** One proposal. */
export interface CompletionItem {
  label: string;
  kind: (typeof itemKinds)[keyof typeof itemKinds];
  detail?: string;
  documentation?: MarkupContent;
  sortText?: string;
  filterText: string;
  /** 1: plain text. 2: a snippet with `$1`. */
  insertTextFormat: 1 | 2;
  textEdit: TextEdit;
  /** Asked for again after insertion, e.g. after a folder's `/`. */
  command?: Command;
}

/** Proposals. */
export interface CompletionList {
  /** The editor asks again when more is typed. */
  isIncomplete: boolean;
  items: CompletionItem[];
}

/** Something that the editor carries out. */
export interface Command {
  title: string;
  command: string;
  arguments?: unknown[];
}

/** A line of commands above a stretch. */
export interface CodeLens {
  range: Range;
  command: Command;
}

/** A change that the editor offers. */
export interface CodeAction {
  title: string;
  kind: 'quickfix';
  diagnostics: Diagnostic[];
  isPreferred?: boolean;
  edit: WorkspaceEdit;
}

/** What can be renamed, and how it is called now. */
export interface RenameTarget {
  range: Range;
  placeholder: string;
}

/** New files, or the sentence that says why the name cannot be changed. */
export type RenameResult = WorkspaceEdit | { readonly refused: string };

/**
 * What is known of the modules of a workspace: the facts of one file, which follow from its bytes alone, and where its imports lead, which
 * depends on other files as well. Places are offsets in UTF-16 units from the start of the file's text, as editors count.
 */
import type { RelativePath } from '../engine/model/brand.ts';

/**
 * How one file mentions another. `glob`: patterns of files, of `import.meta.glob`, `require.context`, and paths that are put together, as in
 * `import('./a/' + b)`; `url`: `new URL(..., import.meta.url)`, and a component's `templateUrl`; `style`: `@import`, `@use`, `@forward`;
 * `reference`: `/// <reference>`, of which a path always begins with a dot or a slash, and what does not is a package's types.
 */
export type ImportKind =
  | 'static'
  | 'type'
  | 're-export'
  | 'dynamic'
  | 'require'
  | 'url'
  | 'glob'
  | 'style'
  | 'reference';

/** What decides where an import leads, beside the file that it stands in. */
export interface Mention {
  readonly kind: ImportKind;
  /** As written, without quotes. */
  readonly specifier: string;
}

/** One mention of another file. */
export interface ImportFact extends Mention {
  /** Of the specifier with its quotes. */
  readonly start: number;
  readonly end: number;
  /** Names taken from it: `default`, `*` for all of them. Absent: it cannot be told, so it may be any. Empty: none, it is only run. */
  readonly names?: readonly string[];
}

/** One name that a file offers. */
export interface ExportFact {
  /** `*`: all that the module of `from` offers. */
  readonly name: string;
  readonly isType: boolean;
  readonly start: number;
  readonly end: number;
  /** Re-exported: index of the import in the file's `imports`, and the name there. */
  readonly from?: number;
  readonly source?: string;
}

/** What is wrong in a file, at a place. */
export interface ModuleProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** What follows from the bytes of one file and the version of the parser, and from nothing else: so it is kept under both. */
export interface ModuleFacts {
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  readonly problems: readonly ModuleProblem[];
}

/** Where an import leads. */
export type Resolution =
  | { readonly type: 'file'; readonly path: RelativePath }
  /** Outside of the workspace's own files, e.g. in `node_modules`. */
  | { readonly type: 'package'; readonly name: string }
  | { readonly type: 'builtin'; readonly name: string }
  /** The files that there are now: of `glob`, those that match; else those for each platform, of which the first stands for all where one has to. */
  | { readonly type: 'files'; readonly paths: readonly RelativePath[] }
  | { readonly type: 'unresolved'; readonly reason: string };

/** One module with its imports resolved, in the order of `facts.imports`. */
export interface ModuleRecord {
  readonly path: RelativePath;
  readonly facts: ModuleFacts;
  readonly resolutions: readonly Resolution[];
}

/** What one analysis changed; the first one names every module as changed. */
export interface ModuleChange {
  readonly changed: readonly ModuleRecord[];
  readonly removed: readonly RelativePath[];
}

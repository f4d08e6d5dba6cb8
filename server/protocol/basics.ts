/** What every part of the wire contract is made of. Values are plain JSON: no class, no `undefined` inside arrays, no dates. */

/** URI of a workspace folder, as the editor writes it. Every request names the folder that it is about. */
export type FolderUri = string;
/** Id of an action, e.g. `web#build` or `templates:views/home.hbs`. */
export type ActionName = string;
/** Path relative to the workspace folder, with `/`. */
export type FolderPath = string;
/** Milliseconds since 1970. */
export type Timestamp = number;

/** The part of a request that names its folder. */
export interface InFolder {
  readonly folder: FolderUri;
}

/** A stretch of a long list. The server sorts and filters; nobody else holds the whole list. */
export interface PageRequest {
  /** First row wanted, from 0. */
  readonly offset: number;
  /** Rows wanted at most, 1 to 1000. */
  readonly limit: number;
}

/** Rows of a long list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Rows that there are altogether, after the filter. */
  readonly total: number;
  readonly offset: number;
}

/** A place in a file. Lines and columns count from 1. */
export interface Place {
  readonly path: FolderPath;
  readonly line: number;
  readonly column: number;
}

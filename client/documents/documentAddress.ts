/**
 * Addresses of our documents. Everything needed to make a document lies in its address, so one that was open when the window closed is there again. The
 * last part of the path is what the tab shows.
 */

/** What a document shows. */
export type DocumentKind =
  | 'explain'
  | 'entry'
  | 'run'
  | 'doctor'
  | 'impact'
  | 'cycles'
  | 'unused'
  | 'before'
  | 'after'
  | 'output';

/** One document. */
export interface DocumentAddress {
  readonly kind: DocumentKind;
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly action?: string;
  readonly path?: string;
  /** Several paths, as JSON. */
  readonly paths?: string;
  /** A commit. */
  readonly since?: string;
  readonly run?: string;
  readonly entry?: string;
}

/** Scheme of the addresses. */
export const documentScheme = 'cachescope';

const kinds: readonly DocumentKind[] = [
  'explain',
  'entry',
  'run',
  'doctor',
  'impact',
  'cycles',
  'unused',
  'before',
  'after',
  'output',
];
const textFields = ['action', 'path', 'paths', 'since', 'run', 'entry'] as const;
/** Documents about a file, and not of one. */
const about: readonly DocumentKind[] = ['explain', 'cycles'];

/** The parts of a URI: `path` for people, `query` for us. */
export function writeAddress(
  address: DocumentAddress,
  title: string,
): { scheme: string; path: string; query: string } {
  // A slash would end the tab's title early: where it is a name of ours, a slash that looks the same takes its place.
  const isFile = address.path !== undefined && !about.includes(address.kind);
  const path = isFile ? `/${address.kind}/${address.path}` : `/${title.replaceAll('/', '∕')}`;
  return { scheme: documentScheme, path, query: JSON.stringify(address) };
}

/** Reads the query of an address; anybody may have written it. */
export function readAddress(query: string): DocumentAddress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(query);
  } catch {
    // Not one of ours.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const kind = kinds.find((one) => one === fields.kind);
  if (kind === undefined || typeof fields.folder !== 'string') return undefined;
  const texts = textFields.flatMap((field) => {
    const text = fields[field];
    return typeof text === 'string' ? [[field, text]] : [];
  });
  return { kind, folder: fields.folder, ...Object.fromEntries(texts) };
}

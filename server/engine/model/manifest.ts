/**
 * The manifest: the ordered list of everything that goes into an action's key.
 * One walk (`rebuild/manifest.ts`) yields these entries; they are digested for the key and compared for the explanation,
 * so the two cannot disagree.
 */

/** The fields of a key, in the order in which they are walked. */
export type ManifestField =
  | 'schema'
  | 'kind'
  | 'command'
  | 'builder'
  | 'cwd'
  | 'environment'
  | 'platform'
  | 'inputs'
  | 'outputs'
  | 'dependency'
  | 'options';

/** One part of a key. `value` is undefined where the thing is known to be absent, e.g. an unset variable. */
export interface ManifestEntry {
  readonly field: ManifestField;
  /** Tells entries of one field apart, e.g. the variable's name. */
  readonly name?: string;
  readonly value: string | undefined;
}

/**
 * Why an action ran, was restored or was skipped: typed data, recorded when decided, shown the same everywhere.
 */
import { unreachable } from './assert.ts';
import type { ActionId, FileDigest, OutputDigest, RelativePath } from './brand.ts';

/** One reason. The first of an action's reasons is the one that decided. */
export type Reason =
  | { readonly kind: 'never-built' }
  | {
      readonly kind: 'input-changed';
      readonly path: RelativePath;
      readonly before: FileDigest;
      readonly after: FileDigest;
    }
  | {
      readonly kind: 'input-added';
      readonly path: RelativePath;
      readonly after: FileDigest | undefined;
    }
  | {
      readonly kind: 'input-removed';
      readonly path: RelativePath;
      readonly before: FileDigest | undefined;
    }
  /**
   * `via` is set where the direct dependency's own outputs are unchanged and `action` stands behind it. Where it is `action` itself,
   * no more is known than that something behind it changed: no result of it was kept.
   */
  | {
      readonly kind: 'dependency-changed';
      readonly action: ActionId;
      readonly via?: ActionId;
      readonly before: OutputDigest | undefined;
      readonly after: OutputDigest | undefined;
    }
  | { readonly kind: 'dependency-added'; readonly action: ActionId }
  | { readonly kind: 'dependency-removed'; readonly action: ActionId }
  /** It reads the outputs of an action that does not declare them. */
  | { readonly kind: 'dependency-untracked'; readonly action: ActionId }
  /** Only in a dry run: a dependency would run, and what it will write is not known yet. */
  | { readonly kind: 'dependency-would-run'; readonly action: ActionId }
  | {
      readonly kind: 'command-changed';
      readonly before: string | undefined;
      readonly after: string | undefined;
    }
  | {
      readonly kind: 'builder-changed';
      readonly before: string | undefined;
      readonly after: string | undefined;
    }
  | {
      readonly kind: 'environment-changed';
      readonly name: string;
      /** Keyed hashes, never the values; undefined: not set. */
      readonly before: string | undefined;
      readonly after: string | undefined;
    }
  | {
      readonly kind: 'tool-changed';
      readonly name: string;
      readonly path: string | undefined;
      readonly before: string | undefined;
      readonly after: string | undefined;
    }
  /** The declaration changed: patterns of inputs or outputs, folder, platform, options. */
  | {
      readonly kind: 'configuration-changed';
      readonly field: string;
      readonly before: string | undefined;
      readonly after: string | undefined;
    }
  | { readonly kind: 'schema-changed' }
  | { readonly kind: 'output-missing'; readonly path: RelativePath }
  | {
      readonly kind: 'output-edited';
      readonly path: RelativePath;
      readonly before: FileDigest;
      readonly after: FileDigest;
    }
  /** A file lies among the outputs that the recorded run did not write. */
  | { readonly kind: 'output-added'; readonly path: RelativePath }
  /** The recorded output could not be read back intact. */
  | {
      readonly kind: 'cache-damaged';
      readonly path: RelativePath | undefined;
      readonly detail: string;
    }
  | { readonly kind: 'earlier-failure' }
  | { readonly kind: 'forced' }
  | { readonly kind: 'expired' }
  /** An input changed while the command ran, so that run was not recorded. */
  | { readonly kind: 'raced'; readonly path: RelativePath | undefined }
  /** `what`: which declaration is missing, or that caching is off. */
  | {
      readonly kind: 'not-cached';
      readonly what: 'no-inputs' | 'no-outputs' | 'cache-off' | 'persistent' | 'no-cache-option';
    }
  /** For skipped actions. */
  | { readonly kind: 'dependency-failed'; readonly action: ActionId }
  | { readonly kind: 'stopped'; readonly detail: string };

/** Every kind of reason, e.g. `'input-changed'`. */
export type ReasonKind = Reason['kind'];

/**
 * One line for people, in sentence case and without a full stop, e.g. `src/a.ts changed`.
 * @param reason the reason to put in words
 */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'never-built':
      return 'Never built before';
    case 'input-changed':
      return `${reason.path} changed`;
    case 'input-added':
      return `${reason.path} was added`;
    case 'input-removed':
      return `${reason.path} was removed`;
    case 'dependency-changed':
      if (reason.via === undefined) return `Outputs of ${reason.action} changed`;
      return reason.via === reason.action
        ? `Something that ${reason.action} depends on changed`
        : `Outputs of ${reason.action} changed (reached through ${reason.via})`;
    case 'dependency-added':
      return `Now depends on ${reason.action}`;
    case 'dependency-removed':
      return `No longer depends on ${reason.action}`;
    case 'dependency-untracked':
      return `Depends on ${reason.action}, which does not declare its outputs`;
    case 'dependency-would-run':
      return `${reason.action} would run first`;
    case 'command-changed':
      return 'The command changed';
    case 'builder-changed':
      return 'The builder changed';
    case 'environment-changed':
      return `Environment variable ${reason.name} ${changeWord(reason.before, reason.after)}`;
    case 'tool-changed':
      return `Program ${reason.name} ${changeWord(reason.before, reason.after)}`;
    case 'configuration-changed':
      return `Its configuration changed: ${reason.field}`;
    case 'schema-changed':
      return 'Recorded by another version of Cachescope';
    case 'output-missing':
      return `Output ${reason.path} is missing`;
    case 'output-edited':
      return `Output ${reason.path} was edited`;
    case 'output-added':
      return `${reason.path} lies among its outputs but is not one of them`;
    case 'cache-damaged':
      return `The cached result is damaged: ${reason.detail}`;
    case 'earlier-failure':
      return 'Failed the last time';
    case 'forced':
      return 'Forced';
    case 'expired':
      return 'The cached result expired';
    case 'raced':
      return reason.path === undefined
        ? 'Its inputs changed while it ran'
        : `${reason.path} changed while it ran`;
    case 'not-cached':
      return notCachedText(reason.what);
    case 'dependency-failed':
      return `${reason.action} failed`;
    case 'stopped':
      return reason.detail;
    default:
      return unreachable(reason);
  }
}

function changeWord(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return 'is now set or present';
  return after === undefined ? 'is no longer set or present' : 'changed';
}

function notCachedText(what: Extract<Reason, { kind: 'not-cached' }>['what']): string {
  switch (what) {
    case 'no-inputs':
      return 'Always runs: it does not declare its inputs';
    case 'no-outputs':
      return 'Always runs: it does not declare its outputs';
    case 'cache-off':
      return 'Always runs: its cache is switched off';
    case 'persistent':
      return 'Always runs: it is persistent';
    case 'no-cache-option':
      return 'Always runs: the cache is switched off for this run';
    default:
      return unreachable(what);
  }
}

/**
 * The walk over everything that goes into an action's key. The same walk feeds the digest and the explanation, so they cannot
 * disagree: whatever can change the key can be named as the reason.
 */
import type { Action, ActionDependency, FilePatterns } from '../model/action.ts';
import { unreachable } from '../model/assert.ts';
import type { ActionId, FileDigest, KeyDigest } from '../model/brand.ts';
import type { ManifestEntry, ManifestField } from '../model/manifest.ts';
import type { Reason } from '../model/reason.ts';
import { schemaVersion } from '../model/trace.ts';
import type { Hasher } from '../ports/hasher.ts';

/** What the walk needs besides the action. */
export interface ManifestContext {
  readonly hasher: Hasher;
  /** E.g. `linux-x64`. */
  readonly platform: string;
  /** Digest of the builder module and all it imports; undefined for commands. */
  readonly builderDigest: FileDigest | undefined;
}

/** Receives the entries in order. */
export type ManifestSink = (entry: ManifestEntry) => void;

/**
 * Visits every part of the action's key, always in the same order.
 * @param sink is called once for each part
 */
export function walkManifest(action: Action, context: ManifestContext, sink: ManifestSink): void {
  // In the key so that an upgrade misses cleanly instead of misreading what an older version recorded.
  sink({ field: 'schema', value: String(schemaVersion) });
  sink({ field: 'kind', value: action.kind });
  walkWork(action, context, sink);
  // The same command in another folder reads other files.
  sink({ field: 'cwd', value: action.cwd });
  walkEnvironment(action, context, sink);
  // Compiled outputs differ from machine to machine.
  sink({ field: 'platform', value: context.platform });
  // Patterns decide which files are looked at: a wider pattern must not find a trace that never saw the new files.
  sink({ field: 'inputs', value: patternsText(action.inputs, action.inputFiles) });
  sink({ field: 'outputs', value: patternsText(action.outputs, []) });
  // A new dependency is not in any recorded list, so it must change the key.
  for (const { action: id, readsOutputs } of sortedDependencies(action)) {
    sink({ field: 'dependency', name: id, value: readsOutputs ? 'outputs' : 'order' });
  }
  // How outputs are cleared and what counts as read changes what a run means.
  sink({
    field: 'options',
    value: JSON.stringify([action.clean, action.dependencyOutputs, action.discovery]),
  });
}

/** The order in which dependencies are written down means nothing, so it must not change a key or a digest. */
export function sortedDependencies(action: Action): readonly ActionDependency[] {
  const { dependsOn } = action;
  if (dependsOn.length < 2) return dependsOn;
  return [...dependsOn].sort((a, b) => (a.action < b.action ? -1 : 1));
}

function walkWork(action: Action, context: ManifestContext, sink: ManifestSink): void {
  const { work } = action;
  switch (work.type) {
    case 'commands':
      for (const [index, command] of work.commands.entries()) {
        const name =
          (command.type === 'shell' ? command.lifecycleEvent : undefined) ?? String(index);
        sink({
          field: 'command',
          name,
          value: command.type === 'shell' ? command.script : JSON.stringify(command.argv),
        });
      }
      return;
    case 'builder':
      sink({ field: 'command', name: '', value: JSON.stringify([work.module, work.input]) });
      sink({ field: 'builder', value: context.builderDigest });
      return;
    case 'none':
      return;
    default:
      unreachable(work);
  }
}

/**
 * Declared values only as keyed hashes: an environment variable may be a secret, and the manifest is stored and shown. What follows
 * from package.json is no secret and stands as it is.
 */
function walkEnvironment(action: Action, { hasher }: ManifestContext, sink: ManifestSink): void {
  for (const name of Object.keys(action.fixedEnvironment).sort()) {
    sink({ field: 'environment', name, value: action.fixedEnvironment[name] });
  }
  for (const name of Object.keys(action.environment).sort()) {
    const value = action.environment[name];
    sink({
      field: 'environment',
      name,
      value: value === undefined ? undefined : hasher.keyed(value),
    });
  }
}

function patternsText(
  patterns: FilePatterns | undefined,
  files: readonly string[],
): string | undefined {
  if (patterns === undefined && files.length === 0) return undefined;
  const { base, include, exclude, ignoreGitIgnored, boundaries, includeAlways } = patterns ?? {};
  return JSON.stringify([
    base,
    include,
    exclude,
    ignoreGitIgnored,
    boundaries,
    files,
    includeAlways,
  ]);
}

/** The entries of an action's key and their digest. */
export interface Manifest {
  readonly entries: readonly ManifestEntry[];
  readonly key: KeyDigest;
}

/** Walks once and feeds both sinks: the list that explains and the text that is digested. */
export function manifestOf(action: Action, context: ManifestContext): Manifest {
  const entries: ManifestEntry[] = [];
  const parts: string[] = [];
  walkManifest(action, context, (entry) => {
    entries.push(entry);
    parts.push(JSON.stringify([entry.field, entry.name ?? null, entry.value ?? null]));
  });
  return { entries, key: context.hasher.digest(parts.join('\n')) as KeyDigest };
}

/**
 * The reasons that two manifests of one action differ, in the order of the walk.
 * @param before the recorded one
 * @param after the one of now
 */
export function diffManifests(
  before: readonly ManifestEntry[],
  after: readonly ManifestEntry[],
): Reason[] {
  const old = new Map(before.map((entry) => [entryName(entry), entry]));
  const reasons: Reason[] = [];
  for (const entry of after) {
    const name = entryName(entry);
    const match = old.get(name);
    old.delete(name);
    if (match === undefined || match.value !== entry.value)
      reasons.push(reasonOf(entry, match?.value, entry.value, match === undefined));
  }
  for (const entry of old.values()) reasons.push(reasonOf(entry, entry.value, undefined, false));
  return reasons;
}

function entryName(entry: ManifestEntry): string {
  return `${entry.field}\0${entry.name ?? ''}`;
}

function reasonOf(
  entry: ManifestEntry,
  before: string | undefined,
  after: string | undefined,
  added: boolean,
): Reason {
  const { field } = entry;
  switch (field) {
    case 'schema':
      return { kind: 'schema-changed' };
    case 'command':
      return { kind: 'command-changed', before, after };
    case 'builder':
      return { kind: 'builder-changed', before, after };
    case 'environment':
      return { kind: 'environment-changed', name: entry.name ?? '', before, after };
    case 'dependency':
      return added
        ? { kind: 'dependency-added', action: entry.name as ActionId }
        : after === undefined
          ? { kind: 'dependency-removed', action: entry.name as ActionId }
          : { kind: 'configuration-changed', field: `dependsOn ${entry.name}`, before, after };
    case 'kind':
    case 'cwd':
    case 'platform':
    case 'inputs':
    case 'outputs':
    case 'options':
      return { kind: 'configuration-changed', field: field satisfies ManifestField, before, after };
    default:
      return unreachable(field);
  }
}

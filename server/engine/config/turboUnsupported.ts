/**
 * What turbo.json can say and Cachescope cannot do: each is reported with its place, so that nobody relies on it. What only concerns how
 * things are shown, checked or transported changes no result and is left in peace.
 */
import { below } from './cachescopeFile.ts';
import type { DefinedAt } from './definition.ts';
import { defaultInputs, patternTest } from './patterns.ts';
import type { Reading } from './reading.ts';
import { isObject, quote } from './values.ts';

function warn(reading: Reading, at: DefinedAt, message: string, suggestion: string): void {
  reading.report('warning', 'turbo-unsupported', at, message, suggestion);
}

/** @param settings the keys that are for all tasks, from the top of the file or from `global` */
export function reportSettings(
  settings: Readonly<Record<string, unknown>>,
  at: DefinedAt,
  reading: Reading,
): void {
  if (settings.envMode === 'loose') {
    const message = 'Loose mode is not supported: commands see only declared variables';
    const list = at.path.length === 0 ? '"globalPassThroughEnv"' : '"passThroughEnv"';
    warn(reading, below(at, 'envMode'), message, `Name what they need in ${list}.`);
  }
  for (const [key, suggestion] of elsewhere) {
    if (settings[key] === undefined) continue;
    warn(reading, below(at, key), `${quote(key)} has no effect here`, suggestion);
  }
  const { remoteCache } = settings;
  if (isObject(remoteCache) && remoteCache.enabled !== false) {
    const message = 'The remote cache is not used: results are kept on this machine';
    warn(reading, below(at, 'remoteCache'), message, 'Nothing needs to be done.');
  }
}

/** Settings that cachescope.json has under another name. */
const elsewhere: readonly (readonly [key: string, suggestion: string])[] = [
  ['concurrency', 'Set "concurrency" in cachescope.json.'],
  ['cacheMaxAge', 'Set "cache" > "disk" > "ttl" in cachescope.json.'],
  ['cacheMaxSize', 'Set "cache" > "disk" > "size" in cachescope.json.'],
];

/** Flags that change nothing here, or ask for what is done in any case. */
const harmlessFlags: ReadonlySet<string> = new Set([
  'errorsOnlyShowHash',
  'experimentalObservability',
  'experimentalSetup',
  'githubActionsRemoteBaseRefFallback',
  'globalConfiguration',
  'hashFilePermissions',
  'longerSignatureKey',
  'pruneIncludesGlobalFiles',
  'watchUsingTaskInputs',
]);

/** Future flags that are on and mean something that is not done. */
export function reportFlags(
  flags: Readonly<Record<string, unknown>>,
  at: DefinedAt,
  reading: Reading,
): void {
  for (const [name, value] of Object.entries(flags)) {
    if (value === false || harmlessFlags.has(name)) continue;
    const message = `The future flag ${quote(name)} has no effect here`;
    warn(reading, below(at, name), message, 'Check that the tasks still mean what you want.');
  }
}

/** The keys of one task. */
export function reportTask(
  entry: {
    readonly with?: readonly string[];
    readonly interactive?: boolean;
    readonly interruptible?: boolean;
  },
  at: DefinedAt,
  reading: Reading,
): void {
  if (entry.with && entry.with.length > 0) {
    const suggestion = 'Name the other tasks as targets, too.';
    warn(reading, below(at, 'with'), '"with" has no effect here', suggestion);
  }
  if (entry.interactive) {
    const message = '"interactive" has no effect here: commands get no keyboard input';
    warn(reading, below(at, 'interactive'), message, 'Run this task on its own.');
  }
  if (entry.interruptible) {
    const message = '"interruptible" has no effect here: a persistent task is not started again';
    warn(reading, below(at, 'interruptible'), message, 'Let the command watch its own files.');
  }
}

/**
 * The patterns that stand for a structured input: all of the package's files and those that it names, which is never less than what it
 * means, so that at worst a task runs once too often. Files of other places cannot be known, so naming those is an error.
 */
export function structuredInput(item: unknown, at: DefinedAt, reading: Reading): readonly string[] {
  if (!isObject(item)) {
    reading.report('error', 'wrong-type', at, 'An input must be a text or an object');
    return [];
  }
  const globs = Array.isArray(item.globs) ? item.globs.filter(isUsable) : [];
  if (item.from !== undefined) {
    const message = 'An input with "from" is not supported';
    reading.report('error', 'turbo-unsupported', at, message, 'Name its files as texts.');
    return [];
  }
  const message = 'This input counts as all of the package and what it names';
  warn(reading, at, message, 'Write its globs as texts to be exact.');
  return [defaultInputs, ...globs.filter((glob) => !glob.startsWith('!'))];
}

function isUsable(glob: unknown): glob is string {
  return typeof glob === 'string' && patternTest(glob) === undefined;
}

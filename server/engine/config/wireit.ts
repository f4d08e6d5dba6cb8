/** Reads `wireit` blocks of package.json files, by the rules of https://github.com/google/wireit#readme. */

import type { RelativePath } from '../model/brand.ts';
import { joinPath } from '../model/glob.ts';
import { below, cleanOf } from './cachescopeFile.ts';
import type { DefinedAt, TaskLayer, TaskReference } from './definition.ts';
import type { WireitBlocks } from './layers.ts';
import type { PackageModel } from './model.ts';
import { type PatternList, patternList, reincluded } from './patterns.ts';
import type { Reading } from './reading.ts';
import { checkValue } from './schema.ts';
import { isObject, ownValue, quote } from './values.ts';
import { wireitSpec } from './wireitSpec.ts';

interface WireitEntry {
  readonly command?: string;
  readonly dependencies?: readonly (
    | string
    | { readonly script: string; readonly cascade?: boolean }
  )[];
  readonly files?: readonly string[];
  readonly output?: readonly string[];
  readonly clean?: boolean | 'if-file-deleted';
  readonly env?: Readonly<
    Record<string, string | { readonly external?: boolean; readonly default?: string }>
  >;
  readonly packageLocks?: readonly string[];
  readonly allowUsuallyExcludedPaths?: boolean;
  readonly service?: unknown;
}

/** Folders that wireit leaves out of every list. */
const usuallyExcluded = ['.git', '.hg', '.svn', '.wireit', '.yarn', 'CVS', 'node_modules'];

/** Reads the blocks of all packages. */
export function readWireitBlocks(
  reading: Reading,
  packages: readonly PackageModel[],
): WireitBlocks {
  const blocks = new Map<RelativePath, ReadonlyMap<string, TaskLayer>>();
  for (const entry of packages) {
    const document = entry.file === undefined ? undefined : reading.json(entry.file);
    const block = ownValue(document?.value, 'wireit');
    checkWireitScripts(entry, block, reading);
    if (!document || block === undefined) continue;
    const options = { document, unknownKeys: 'warning', problems: reading.problems } as const;
    const checked = checkValue(block, wireitSpec, ['wireit'], options);
    if (isObject(checked))
      blocks.set(
        entry.dir,
        layersOf(entry, checked as Readonly<Record<string, WireitEntry>>, reading),
      );
  }
  return { blocks };
}

/** Whether a script hands over to wireit, in the forms that wireit itself accepts. */
function runsWireit(script: string): boolean {
  return /^(?:npx |yarn run -TB |(?:\.\.\/)*node_modules\/\.bin\/)?wireit$/.test(script.trim());
}

function checkWireitScripts(entry: PackageModel, block: unknown, reading: Reading): void {
  for (const [name, script] of Object.entries(entry.scripts)) {
    if (!runsWireit(script) || ownValue(block, name) !== undefined || entry.file === undefined)
      continue;
    const message = `The script ${quote(name)} runs wireit, which has no entry of that name`;
    const at = { file: entry.file, path: ['scripts', name] };
    reading.report('error', 'wireit-missing', at, message, `Add ${quote(name)} to "wireit".`);
  }
}

function layersOf(
  entry: PackageModel,
  block: Readonly<Record<string, WireitEntry>>,
  reading: Reading,
): ReadonlyMap<string, TaskLayer> {
  const layers = new Map<string, TaskLayer>();
  if (entry.file === undefined) return layers;
  for (const [name, script] of Object.entries(block)) {
    const at: DefinedAt = { file: entry.file, path: ['wireit', name] };
    const plain = Object.hasOwn(entry.scripts, name) ? entry.scripts[name] : undefined;
    if (plain !== undefined && !runsWireit(plain)) {
      const message = `The script ${quote(name)} does not run wireit, so this entry has no effect`;
      reading.report('warning', 'wireit-unused', at, message, `Change the script to "wireit".`);
    } else {
      reportUnsupported(entry, name, script, at, reading);
      layers.set(name, wireitLayer(entry, name, { script, at, reading }));
    }
  }
  return layers;
}

function reportUnsupported(
  entry: PackageModel,
  name: string,
  script: WireitEntry,
  at: DefinedAt,
  reading: Reading,
): void {
  if (script.service !== undefined && script.service !== false) {
    const message =
      'Services run as persistent tasks: nothing can wait for them, and "readyWhen" has no effect';
    reading.report(
      'warning',
      'wireit-unsupported',
      below(at, 'service'),
      message,
      'Start the service as a target of its own.',
    );
  }
  for (const event of [`pre${name}`, `post${name}`]) {
    if (!Object.hasOwn(entry.scripts, event)) continue;
    const message = `The script ${quote(event)} does not run with a wireit script`;
    reading.report(
      'warning',
      'wireit-unsupported',
      { ...at, path: ['scripts', event] },
      message,
      'Make it a dependency.',
    );
  }
}

interface ScriptContext {
  readonly script: WireitEntry;
  readonly at: DefinedAt;
  readonly reading: Reading;
}

function wireitLayer(entry: PackageModel, name: string, context: ScriptContext): TaskLayer {
  const { script, at } = context;
  const inputs = patternsOf('files', context);
  const outputs = patternsOf('output', context);
  const isService = script.service !== undefined && script.service !== false;
  return {
    origin: 'wireit',
    at,
    command:
      script.command === undefined
        ? 'nothing'
        : [{ type: 'shell', script: script.command, lifecycleEvent: name }],
    dependsOn: (script.dependencies ?? []).map((dependency, index) =>
      reference(entry, dependency, below(at, 'dependencies', index)),
    ),
    ...(inputs && { inputs }),
    ...(outputs && { outputs }),
    clean: cleanOf(script.clean ?? true),
    persistent: isService,
    ...variablesOf(script),
    ...(script.packageLocks && { lockFiles: script.packageLocks }),
  };
}

function patternsOf(key: 'files' | 'output', context: ScriptContext): PatternList | undefined {
  const texts = context.script[key]?.map((pattern) => pattern.replace(/^(!?)\/+/, '$1'));
  if (!texts) return undefined;
  reportOrder(key, texts, context);
  const list = patternList(texts);
  const exclude = context.script.allowUsuallyExcludedPaths
    ? list.exclude
    : [...list.exclude, ...usuallyExcluded];
  return {
    include: list.include,
    exclude: list.include.length === 0 ? [] : exclude,
    withDefault: false,
  };
}

/** In wireit a later pattern takes back what an earlier one excluded; here exclusions have the last word. */
function reportOrder(
  key: 'files' | 'output',
  texts: readonly string[],
  context: ScriptContext,
): void {
  const pair = reincluded(texts);
  if (!pair) return;
  const message = `${quote(pair.inclusion)} after ${quote(`!${pair.exclusion}`)} cannot take files back in here`;
  context.reading.report(
    'error',
    'wireit-order',
    below(context.at, key),
    message,
    'Write exclusions last and as narrow as they are meant.',
  );
}

/** Names in the same package must exist there; `../lib:build` names a folder. */
function reference(
  entry: PackageModel,
  dependency: string | { readonly script: string; readonly cascade?: boolean },
  at: DefinedAt,
): TaskReference {
  const written = typeof dependency === 'string' ? dependency : dependency.script;
  const readsOutputs = typeof dependency === 'string' || dependency.cascade !== false;
  const colon = written.indexOf(':');
  if (!written.startsWith('.') || colon === -1) {
    return { text: written, at, kind: 'exact', package: entry.name, task: written, readsOutputs };
  }
  const folder = joinPath(entry.dir, written.slice(0, colon)) ?? written.slice(0, colon);
  return {
    text: written,
    at,
    kind: 'folder',
    package: folder,
    task: written.slice(colon + 1),
    readsOutputs,
  };
}

function variablesOf(
  script: WireitEntry,
): Pick<TaskLayer, 'env' | 'setVariables' | 'variableDefaults'> {
  const env: string[] = [];
  const setVariables: Record<string, string> = Object.create(null);
  const variableDefaults: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(script.env ?? {})) {
    if (typeof value === 'string') setVariables[name] = value;
    else {
      env.push(name.replaceAll(/[*!]/g, '\\$&'));
      if (value.default !== undefined) variableDefaults[name] = value.default;
    }
  }
  return { env, setVariables, variableDefaults };
}

/**
 * Which packages `--filter` means, with the syntax of Turborepo and pnpm: `web`, `@scope/*`, `./packages/*` (a pattern for the folders
 * of packages: `./packages/web` is that one alone, `./packages/**` all below), `web...` (and what it depends on), `...web` (and what
 * depends on it), `web^...` and `...^web` (without itself), `[main]` (changed since), `!web` (not that one); `web*{./apps/*}[main]` narrows
 * down step by step.
 */

import type { RelativePath } from '../model/brand.ts';
import { exactMatcherOf, isBelow, joinPath, matcherOf, normalizePattern } from '../model/glob.ts';
import type { Problem } from '../model/problem.ts';
import { entryOf } from './layers.ts';
import type { PackageModel } from './model.ts';
import { patternTest } from './patterns.ts';
import { didYouMean } from './suggest.ts';
import { quote } from './values.ts';

/** Files that changed since a git reference; a text says why that is not known. */
export type ChangedSince = (reference: string) => readonly RelativePath[] | string;

/** A filter taken apart. */
interface Filter {
  readonly text: string;
  readonly negated: boolean;
  /** Name or pattern of names; empty for all. */
  readonly name: string;
  /** Pattern of folders. */
  readonly folder: string | undefined;
  readonly since: string | undefined;
  readonly withDependencies: boolean;
  readonly withDependents: boolean;
  readonly withoutItself: boolean;
}

/**
 * The packages that the filters select.
 * @param packages all, the root first
 * @param texts as written; none selects all
 * @param changedSince for `[reference]`
 */
export function filterPackages(
  packages: readonly PackageModel[],
  texts: readonly string[],
  changedSince?: ChangedSince,
): { readonly names: ReadonlySet<string> } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const relations = new Relations(packages);
  const included = new Set<string>();
  const excluded = new Set<string>();
  let hasInclusion = false;
  for (const filter of texts.map(parseFilter)) {
    hasInclusion ||= !filter.negated;
    const target = filter.negated ? excluded : included;
    for (const name of selected(filter, { packages, relations, changedSince, problems }))
      target.add(name);
  }
  if (problems.length > 0) return { problems };
  if (!hasInclusion) for (const entry of packages) included.add(entry.name);
  return { names: new Set([...included].filter((name) => !excluded.has(name))) };
}

function parseFilter(text: string): Filter {
  let rest = text.startsWith('!') ? text.slice(1) : text;
  const withDependents = rest.startsWith('...');
  if (withDependents) rest = rest.slice(3);
  const withDependencies = rest.endsWith('...');
  if (withDependencies) rest = rest.slice(0, -3);
  const withoutItself =
    (withDependents && rest.startsWith('^')) || (withDependencies && rest.endsWith('^'));
  rest = rest.replace(/^\^|\^$/g, '');
  const since = /\[(?<since>[^\]]+)\]$/.exec(rest);
  if (since) rest = rest.slice(0, since.index);
  return {
    text,
    negated: text.startsWith('!'),
    ...nameAndFolder(rest),
    since: since?.groups?.since,
    withDependencies,
    withDependents,
    withoutItself,
  };
}

/** `{./packages/*}` and `./packages/*` mean the same; before the brace may stand a name. */
function nameAndFolder(text: string): Pick<Filter, 'name' | 'folder'> {
  if (text.startsWith('.')) return { name: '', folder: text };
  const braces = /^(?<name>[^{]*)\{(?<folder>\..*|[^,{}]*)\}$/.exec(text)?.groups;
  return { name: braces?.name ?? text, folder: braces?.folder };
}

interface FilterContext {
  readonly packages: readonly PackageModel[];
  readonly relations: Relations;
  readonly changedSince: ChangedSince | undefined;
  readonly problems: Problem[];
}

function selected(filter: Filter, context: FilterContext): ReadonlySet<string> {
  let start = selectorMatches(filter, context);
  if (filter.since !== undefined) {
    const changed = changedPackages(filter.since, context);
    start = new Set([...start].filter((name) => changed.has(name)));
  }
  const result = new Set(filter.withoutItself ? [] : start);
  const add = (names: ReadonlySet<string>): void => {
    for (const name of names) if (!filter.withoutItself || !start.has(name)) result.add(name);
  };
  if (filter.withDependencies) add(context.relations.reach(start, 'dependencies'));
  if (filter.withDependents) add(context.relations.reach(start, 'dependents'));
  return result;
}

function selectorMatches(filter: Filter, context: FilterContext): ReadonlySet<string> {
  const { name, folder, since } = filter;
  if (folder === undefined && (name !== '' || since === undefined))
    return nameMatches(filter, context);
  const inFolder =
    folder === undefined
      ? new Set(context.packages.map((entry) => entry.name))
      : folderMatches(filter, folder, context);
  if (name === '' || inFolder.size === 0) return inFolder;
  const named = nameMatches(filter, context);
  return new Set([...inFolder].filter((one) => named.has(one)));
}

function nameMatches(filter: Filter, context: FilterContext): ReadonlySet<string> {
  const { name: selector } = filter;
  const names = context.packages.map((entry) => entry.name);
  if (names.includes(selector)) return new Set([selector]);
  const wrong = patternTest(selector);
  if (wrong) return fail(filter, context, wrong.message, wrong.suggestion);
  const matches = nameMatcher(selector);
  const found = names.filter((name) => name !== '//' && matches(name));
  // Like npm, a name without its scope will do when only one package has it.
  const scoped = found.length > 0 ? found : names.filter((name) => name.endsWith(`/${selector}`));
  if (scoped.length > 0 && (found.length > 0 || scoped.length === 1)) return new Set(scoped);
  return fail(filter, context, 'selects no package', didYouMean(selector, names));
}

/** `*` stands for any signs but `/`, as long as the pattern has a `/`; `*-ui` also finds `@scope/web-ui`. */
function nameMatcher(pattern: string): (name: string) => boolean {
  if (!/[*?[\]{}]/.test(pattern)) return () => false;
  const matches = matcherOf([pattern]);
  if (pattern.includes('/')) return matches;
  return (name) => matches(name.slice(name.lastIndexOf('/') + 1));
}

function folderMatches(
  filter: Filter,
  pattern: string,
  context: FilterContext,
): ReadonlySet<string> {
  const folder = joinPath('', normalizePattern(pattern));
  const wrong =
    folder === undefined
      ? { message: 'leaves the workspace' }
      : patternTest(folder === '' ? '.' : folder);
  if (folder === undefined || wrong)
    return fail(filter, context, wrong?.message ?? 'leaves the workspace');
  const matches = exactMatcherOf(folder);
  const found = context.packages.filter((entry) => matches(entry.dir));
  if (found.length > 0) return new Set(found.map((entry) => entry.name));
  const isBelowIt = context.packages.some(({ dir }) => dir !== '' && isBelow(dir, folder));
  const dirs = context.packages.map((entry) => `./${entry.dir}`);
  const hint = isBelowIt
    ? `For the packages in that folder write "./${folder}/*".`
    : didYouMean(pattern, dirs);
  return fail(filter, context, 'selects no package', hint);
}

function changedPackages(reference: string, context: FilterContext): ReadonlySet<string> {
  const changed =
    context.changedSince?.(reference) ?? 'this workspace cannot say what changed since a commit';
  if (typeof changed === 'string') {
    const message = `What changed since ${quote(reference)} is not known: ${changed}.`;
    context.problems.push({ severity: 'error', code: 'changed-since', message });
    return new Set();
  }
  const inner = context.packages
    .filter((entry) => entry.dir !== '')
    .sort((a, b) => b.dir.length - a.dir.length);
  return new Set(
    changed.map((path) => inner.find((entry) => isBelow(path, entry.dir))?.name ?? '//'),
  );
}

function fail(
  filter: Filter,
  context: FilterContext,
  message: string,
  suggestion: string | undefined = undefined,
): ReadonlySet<string> {
  context.problems.push({
    severity: 'error',
    code: 'unknown-filter',
    message: `The filter ${quote(filter.text)} ${message}.`,
    suggestion: suggestion ?? 'Write a package name, "@scope/*" or "./packages/*".',
  });
  return new Set();
}

/** Who depends on whom. */
class Relations {
  readonly #dependencies = new Map<string, readonly string[]>();
  readonly #dependents = new Map<string, string[]>();

  constructor(packages: readonly PackageModel[]) {
    for (const entry of packages) {
      this.#dependencies.set(entry.name, entry.dependencies);
      for (const name of entry.dependencies)
        entryOf(this.#dependents, name, () => []).push(entry.name);
    }
  }

  /** All that can be reached, without the start where it is not in a cycle. */
  reach(start: ReadonlySet<string>, along: 'dependencies' | 'dependents'): ReadonlySet<string> {
    const edges: ReadonlyMap<string, readonly string[]> =
      along === 'dependencies' ? this.#dependencies : this.#dependents;
    const found = new Set<string>();
    const open = [...start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const next of edges.get(name) ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(next);
      }
    }
    return found;
  }
}

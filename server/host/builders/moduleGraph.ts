/**
 * Worker side: learns which files a builder module is made of, by hooks that see every import and `require` (node:module
 * `registerHooks`). Edges are kept for good: a module loaded once is not loaded again for the second builder that imports it.
 */
import { existsSync, realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestIfPresent, digestLike, resolutionDigest } from './fileDigest.ts';
import type { LoadedFile } from './messages.ts';

/** Marks a package.json of which only the fields that decide about resolution count. */
const fieldsPrefix = 'fields:';

/** Files of this thread's modules, and how they import each other. A node is a path, or `fields:` and a path. */
export class ModuleGraph {
  readonly #root: string;
  readonly #imports = new Map<string, Set<string>>();
  readonly #digests = new Map<string, string | null>();
  readonly #fresh = new Set<string>();

  /** @param root absolute path of the workspace */
  constructor(root: string) {
    this.#root = realpathSync(root);
  }

  /** Starts to listen. Modules loaded before are not known: those are the worker's own. */
  install(): void {
    registerHooks({
      resolve: (specifier, context, nextResolve) => {
        const result = nextResolve(specifier, context);
        this.#addEdge(context.parentURL, specifier, result.url);
        return result;
      },
      load: (url, context, nextLoad) => {
        // Digested before it is loaded: should it change in between, the digest is seen to be out of date, never ahead.
        const file = fileOf(url);
        if (file !== undefined) this.#note(file);
        return nextLoad(url, context);
      },
    });
  }

  /** The files that a module is made of, itself first; sorted by path. */
  closure(file: string): readonly LoadedFile[] {
    const seen = new Set<string>();
    const queue = [realpathSync(file)];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(...(this.#imports.get(next) ?? []));
    }
    return this.#list(seen);
  }

  /** Files that were imported from somewhere since the last call, with all they import. */
  takeFresh(): readonly LoadedFile[] {
    const rows = new Map<string, LoadedFile>();
    for (const file of this.#fresh) {
      for (const row of this.closure(file)) rows.set(row.join(), row);
    }
    this.#fresh.clear();
    return [...rows.values()];
  }

  /** True where every file still has the bytes it had before it was loaded. */
  isIntact(files: readonly LoadedFile[]): boolean {
    return files.every(
      ([path, digest]) => digestLike(resolve(this.#root, path), digest) === digest,
    );
  }

  #list(nodes: ReadonlySet<string>): readonly LoadedFile[] {
    const rows = [...nodes].map(
      (node): LoadedFile => [this.#name(node), this.#digests.get(node) ?? null],
    );
    return rows.sort((a, b) => (a.join() < b.join() ? -1 : 1));
  }

  #name(node: string): string {
    const file = node.startsWith(fieldsPrefix) ? node.slice(fieldsPrefix.length) : node;
    const name = relative(this.#root, file);
    const outside = name.startsWith(`..${sep}`) || isAbsolute(name);
    return outside ? file : name.split(sep).join('/');
  }

  #addEdge(parentUrl: string | undefined, specifier: string, url: string): void {
    const child = fileOf(url);
    if (child === undefined) return;
    this.#fresh.add(child);
    this.#edge(child, manifestAbove(dirname(child)));
    const parent = parentUrl === undefined ? undefined : fileOf(parentUrl);
    if (parent === undefined) return;
    this.#edge(parent, child);
    for (const missed of missedManifests(specifier, parent)) this.#edge(parent, missed);
  }

  #edge(from: string, to: string | undefined): void {
    if (to === undefined) return;
    if (to.startsWith(fieldsPrefix)) this.#note(to);
    const targets = this.#imports.get(from);
    if (targets) targets.add(to);
    else this.#imports.set(from, new Set([to]));
  }

  #note(node: string): void {
    if (this.#digests.has(node)) return;
    const isFields = node.startsWith(fieldsPrefix);
    const digest = isFields
      ? resolutionDigest(node.slice(fieldsPrefix.length))
      : digestIfPresent(node);
    this.#digests.set(node, digest ?? null);
  }
}

const manifests = new Map<string, string | undefined>();

/** The package.json that says whether a `.js` file is a module, and what a package exports, as a node. */
function manifestAbove(folder: string): string | undefined {
  if (manifests.has(folder)) return manifests.get(folder);
  const own = join(folder, 'package.json');
  const parent = dirname(folder);
  const above = (): string | undefined => (parent === folder ? undefined : manifestAbove(parent));
  const found = existsSync(own) ? fieldsPrefix + own : above();
  manifests.set(folder, found);
  return found;
}

function fileOf(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  const end = url.search(/[?#]/);
  return fileURLToPath(end === -1 ? url : url.slice(0, end));
}

/**
 * Where a package of that name would have been found first: a package.json that appears in one of these places changes what is
 * imported, though no file that was read changes.
 */
function missedManifests(specifier: string, parent: string): readonly string[] {
  const name = /^(?:@[^/\\]+\/)?[^./\\@#][^/\\]*/.exec(specifier)?.[0];
  if (name === undefined || specifier.includes(':')) return [];
  const missed: string[] = [];
  for (let folder = dirname(parent); ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) return missed;
    if (!folder.endsWith(`${sep}node_modules`)) missed.push(fieldsPrefix + manifest);
    // Not found anywhere: a module of Node itself, which no package can take the place of.
    if (dirname(folder) === folder) return [];
  }
}

/** What kind of thing an import names, from how it is written. */
import type { ImportKind } from '../model.ts';

/** See `classify`. */
export type Written =
  /** Relative to the importer. */
  | { readonly type: 'relative'; readonly path: string; readonly isFolder: boolean }
  /** From the root of a site or of the workspace: `/src/a`. */
  | { readonly type: 'rooted'; readonly path: string; readonly isFolder: boolean }
  /** A package, an alias, a name of `imports`: whatever is not a path. */
  | { readonly type: 'bare'; readonly name: string }
  /** An address with a scheme: no file of ours. */
  | { readonly type: 'address' }
  | { readonly type: 'builtin'; readonly name: string };

/** Without `?query`, and without loaders as webpack has them: `!!raw-loader!./a.txt?x` is `./a.txt`, and `./loader!` is the loader alone. */
function plain(specifier: string, kind: ImportKind): string {
  const path = kind === 'style' ? specifier : withoutLoaders(specifier);
  const query = path.indexOf('?');
  const withoutQuery = query < 0 ? path : path.slice(0, query);
  const hash = kind === 'url' || kind === 'style' ? withoutQuery.indexOf('#') : -1;
  const file = hash < 0 ? withoutQuery : withoutQuery.slice(0, hash);
  return kind === 'url' && file.includes('%') ? decoded(file) : file;
}

function withoutLoaders(specifier: string): string {
  const last = specifier.endsWith('!') ? specifier.slice(0, -1) : specifier;
  return last.slice(last.lastIndexOf('!') + 1);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // `%` by itself.
    return path;
  }
}

/** Tells what is written. */
export function classify(specifier: string, kind: ImportKind): Written {
  const path = plain(specifier, kind);
  const isFolder = /(?:^|\/)\.{0,2}$/.test(path);
  // First, since most are.
  if (/^\.{1,2}(?:\/|$)/.test(path)) return { type: 'relative', path, isFolder };
  if (/^(?:sass|node|bun|cloudflare|virtual|astro|deno):/.test(path))
    return { type: 'builtin', name: path };
  // All that it names is in it.
  if (/^data:/i.test(specifier)) return { type: 'builtin', name: 'data:' };
  if (/^(?:[a-z][a-z\d+.-]+:|\/\/)/i.test(path) && !path.startsWith('pkg:'))
    return { type: 'address' };
  if (path.startsWith('/')) return { type: 'rooted', path: path.slice(1), isFolder };
  if (kind === 'url') return { type: 'relative', path: `./${path}`, isFolder };
  return { type: 'bare', name: kind === 'style' ? path.replace(/^(?:~(?!\/)|pkg:)/, '') : path };
}

/** The package of a bare name: `@a/b` of `@a/b/c`; undefined where it cannot be one, as in `#a`, `~/a` or `$lib/a`, which are aliases. */
export function packageOf(name: string): string | undefined {
  return /^(?:@[^/\\%]+\/)?[^./\\%@#~$!][^/\\%]*/.exec(name)?.[0];
}

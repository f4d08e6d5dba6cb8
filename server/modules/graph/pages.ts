/** Scripts and style sheets of pages: of the `index.html` of a package and those beside it, and of further pages that the configuration of its bundler names (`input: { popup: 'popup.html' }`). */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import type { EntryLookup } from './entrySource.ts';
import { searchedText, sourceOf } from './namedFiles.ts';

/** Configuration of what serves pages, or bundles what they load. */
const pageConfiguration = /(?:^|\/)(?:vite\.config\.[cm]?[jt]s|angular\.json|project\.json)$/;
const namedPage = /["'`](?:\$\{[\w.]*\}\/|\.?\/)?([\w@][\w@./-]*\.html)["'`]/g;
/** Of a script only what stands before its first `<`: imports come first. */
const loadingTag = /<(script|link)\b([^<>]{0,2000})>([^<]*)/gi;
const sourceAttribute = /\ssrc=(?:["']([^"']+)["']|([^\s"'`=<>]+))/i;
const sheetAttribute = /\shref=(?:["']([^"']+)["']|([^\s"'`=<>]+))/i;
/** A name with no ending may be that of a folder; what was built lies in some of them. */
const pageOrFolder = /^(?!(?:dist|build|out|coverage|node_modules)$)[\w-]+$|\.html$/;
/** Where there are more, they are generated. */
const besidesMax = 100;
const inlineImport = /\b(?:from|import)\s{0,20}\(?\s{0,20}["']([^"'\n]+)["']/g;

/** Whether a folder with such a file may have pages, although it has no package.json. */
export function isPageConfiguration(path: string): boolean {
  return pageConfiguration.test(path);
}

/** What the pages load that stand where tools look for them. @param folder of a package, or with configuration of its own */
export function* filesOfPages(folder: RelativePath, lookup: EntryLookup): Generator<string> {
  for (const name of [
    'index.html',
    'public/index.html',
    'src/index.html',
    ...besides(folder, lookup),
  ])
    yield* filesOfPage(joinPath(folder, name), folder, lookup);
}

/** Further pages beside one, or a folder below it: who serves that serves them, too. */
function besides(folder: RelativePath, { read, list }: EntryLookup): readonly string[] {
  const page = joinPath(folder, 'index.html');
  if (page === undefined || read(page) === undefined) return [];
  return list(folder, pageOrFolder)
    .slice(0, besidesMax)
    .map((name) => (name.endsWith('.html') ? name : `${name}/index.html`));
}

/** What pages load that a configuration names, seen from its own folder or from that of its package. */
export function* filesOfNamedPages(
  configuration: RelativePath,
  lookup: EntryLookup,
): Generator<string> {
  const text = searchedText(configuration, lookup.read);
  if (text === undefined) return;
  const names = new Set([...text.matchAll(namedPage)].map(([, name = '']) => name));
  const own = parentPath(configuration);
  for (const folder of lookup.packages.foldersSeenFrom(configuration))
    for (const name of names) yield* filesOfPage(joinPath(folder, name), own, lookup);
}

/** @param root where addresses with a slash in front begin; they may also begin beside the page */
function* filesOfPage(
  page: RelativePath | undefined,
  root: string,
  { has, read, files }: EntryLookup,
): Generator<string> {
  const text = page && searchedText(page, read);
  if (!page || !text) return;
  const foldersOf = (address: string): ReadonlySet<string> =>
    new Set(address.startsWith('/') ? [root, parentPath(page)] : [parentPath(page)]);
  const { loaded, imported } = namesInPage(text);
  for (const address of loaded)
    for (const folder of foldersOf(address)) {
      const path = joinPath(folder, address.replace(/[?#].*$/, ''));
      if (path !== undefined && has(path)) yield path;
    }
  for (const name of imported)
    for (const folder of foldersOf(name)) {
      const path = sourceOf(name.replace(/^\//, ''), { folder, has, files });
      if (path !== undefined) yield path;
    }
}

/** What tags of a page load, and what its own scripts import by a path: a bare name is that of a package. */
function namesInPage(text: string): {
  readonly loaded: readonly string[];
  readonly imported: readonly string[];
} {
  const loaded: string[] = [];
  const imported: string[] = [];
  for (const [, tag = '', attributes = '', script = ''] of text.matchAll(loadingTag)) {
    const attribute = tag.toLowerCase() === 'link' ? sheetAttribute : sourceAttribute;
    const [, inQuotes, plain] = attribute.exec(attributes) ?? [];
    const address = inQuotes ?? plain;
    if (address !== undefined) loaded.push(address);
    if (!/\stype=["']?module/i.test(attributes)) continue;
    for (const [, name = ''] of script.matchAll(inlineImport))
      if (/^\.{0,2}\//.test(name)) imported.push(name);
  }
  return { loaded, imported };
}

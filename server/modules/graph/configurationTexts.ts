/** Files that the configuration of tools names, and the scripts and programs of a package. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import { isCompilerConfiguration, isProjectConfiguration } from './entryNames.ts';
import type { EntryLookup } from './entrySource.ts';
import { filesNamedIn, searchedText } from './namedFiles.ts';

/** Configuration that is no module and has the files of a program that is run from it; others name it. */
const otherConfiguration =
  /["'`](\.{0,2}[\w./-]{0,200}?wrangler[\w.-]{0,50}\.(?:jsonc?|toml))["'`]/g;
/** What a tsconfig.json starts from. Its patterns say what is checked, and its other names where something is found. */
const compiledFiles = /"files"\s{0,20}:\s{0,20}\[([^[\]]*)\]/;
/** Where ng-packagr begins if its configuration does not say. */
const libraryEntries = ['src/public_api.ts', 'src/public-api.ts'];

/**
 * What a text names, seen from its own folder or from that of its package: which of them is meant is the tool's affair. What the file imports is left
 * out: that is used as far as its imports take it, and no entry point.
 */
export function* filesOfText(path: RelativePath, lookup: EntryLookup): Generator<string> {
  const imported = lookup.importedBy(path);
  for (const named of filesInText(path, lookup)) if (!imported.has(named)) yield named;
}

function* filesInText(path: RelativePath, lookup: EntryLookup): Generator<string> {
  const { has, files, read } = lookup;
  const text = searchedText(path, read);
  if (text === undefined) return;
  const own = parentPath(path);
  if (isCompilerConfiguration(path)) {
    const [, list = ''] = compiledFiles.exec(text.replace(/^[ \t]*\/\/.*$/gm, '')) ?? [];
    yield* filesNamedIn(list, { folder: own, has, files });
    return;
  }
  yield* filesSeenFrom(path, text, lookup);
  if (/(?:^|\/)ng-package\.json$/.test(path) && !text.includes('"entryFile"'))
    for (const name of libraryEntries) {
      const entry = joinPath(own, name);
      if (entry !== undefined && has(entry)) yield entry;
    }
  for (const [, name = ''] of text.matchAll(otherConfiguration)) {
    const other = joinPath(own, name);
    const otherText = other && searchedText(other, read);
    if (other && otherText) yield* filesSeenFrom(other, otherText, lookup);
  }
}

function* filesSeenFrom(
  path: RelativePath,
  text: string,
  { has, packages, files }: EntryLookup,
): Generator<string> {
  const folders = new Set(packages.foldersSeenFrom(path));
  if (isProjectConfiguration(path)) folders.add('');
  for (const folder of folders) yield* filesNamedIn(text, { folder, has, files });
}

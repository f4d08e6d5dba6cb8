/**
 * Looks for the file that a relative import means, among the known names. What it looks for and in which order is what
 * `hostResolver`'s native resolver does, too, which is asked where names do not tell.
 *
 *     lookUp(names, { target: 'src/a', flavour: 'ts' })  ->  { type: 'file', path: 'src/a.ts' }
 */
import { type Output, sourcesOf, sourcesOfPath } from './builtSources.ts';
import { aliasedExtension, aliases, extensions, type Flavour } from './extensions.ts';
import type { Names } from './names.ts';
import { packageStyleCandidates, styleIndexes } from './styles.ts';

/** What came of a look. */
export type Found =
  | { readonly type: 'file'; readonly path: string }
  /** Only the disk can tell; `isOutside`: of places whose names are not known, otherwise it is a package.json that decides. */
  | { readonly type: 'ask'; readonly isOutside: boolean }
  | { readonly type: 'absent' };

/** What is looked for. */
export interface Wanted {
  /** Path without query; may be without ending, or a folder. */
  readonly target: string;
  readonly flavour: Flavour;
  /** Written with `/` at the end, or as `..`: it is a folder. */
  readonly isFolder: boolean;
}

/** A package, and where its output comes from. */
export interface PackageOutput extends Output {
  /** Relative to the workspace. */
  readonly folder: string;
}

const absent: Found = { type: 'absent' };
const askOutside: Found = { type: 'ask', isOutside: true };
const askPackage: Found = { type: 'ask', isOutside: false };

/** See the file's comment. What is built leads to its source, built or not. */
export function lookUp(names: Names, wanted: Wanted): Found {
  const found = lookUpAsWritten(names, wanted);
  return lookUpSource(names, wanted, found) ?? found;
}

/**
 * The source of what is built, or will be.
 * @param found as it is written
 * @param own the package around it
 * @returns undefined where there is none, or what was found is no built file
 */
export function lookUpSource(
  names: Names,
  { target, flavour }: Wanted,
  found: Found,
  own?: PackageOutput,
): Found | undefined {
  if (flavour === 'style' || (found.type === 'ask' && !found.isOutside)) return undefined;
  const isConfigured = own?.outDir !== undefined && target.startsWith(prefixOf(own.folder));
  const configured = isConfigured
    ? firstFile(names, sourcesIn(own, target.slice(prefixOf(own.folder).length), flavour))
    : undefined;
  // Of a file that is there, it has to be said for sure.
  if (configured?.type === 'file' || found.type === 'file') return fileAlone(configured);
  return fileAlone(firstFile(names, sourcesOfPath(names, target, flavour)));
}

function fileAlone(found: Found | undefined): Found | undefined {
  return found?.type === 'file' ? found : undefined;
}

function prefixOf(folder: string): string {
  return folder === '' ? '' : `${folder}/`;
}

function* sourcesIn(own: PackageOutput, inside: string, flavour: Flavour): Generator<string> {
  for (const source of sourcesOf(own, inside, flavour)) yield prefixOf(own.folder) + source;
}

/** The same without a look at sources. */
export function lookUpAsWritten(names: Names, { target, flavour, isFolder }: Wanted): Found {
  if (!isFolder) {
    const file = firstFile(names, fileCandidates(target, flavour));
    if (file.type !== 'absent') return file;
  }
  const state = names.at(target);
  if (state === 'unknown') return askOutside;
  const inside = state === 'folder' ? inFolder(names, target, flavour) : absent;
  if (inside.type !== 'absent' || isFolder || flavour === 'style') return inside;
  return firstFile(names, platformCandidates(target, flavour));
}

/** React Native has a file for each platform, e.g. `a.ios.ts` and `a.android.ts` for `a`; of these, one stands for all. */
const platforms = ['.native', '.ios', '.android', '.web', '.macos', '.windows'];

function* platformCandidates(target: string, flavour: Flavour): Generator<string> {
  const stem = target.slice(0, target.length - (aliasedExtension(target)?.length ?? 0));
  for (const platform of platforms)
    for (const extension of extensions[flavour]) yield stem + platform + extension;
}

/** A folder's package.json may name any file of it. */
function inFolder(names: Names, folder: string, flavour: Flavour): Found {
  const prefix = folder === '' ? '' : `${folder}/`;
  if (flavour === 'style') return firstFile(names, styleIndexes(folder));
  if (names.at(`${prefix}package.json`) !== 'absent') return askPackage;
  return firstFile(
    names,
    extensions[flavour].map((extension) => `${prefix}index${extension}`),
  );
}

/** The first of these that is a file; where it cannot be told of one before that, neither can the answer. */
export function firstFile(names: Names, candidates: Iterable<string>): Found {
  for (const path of candidates) {
    const state = names.at(path);
    if (state === 'file') return { type: 'file', path };
    if (state === 'unknown') return askOutside;
  }
  return absent;
}

function* fileCandidates(target: string, flavour: Flavour): Generator<string> {
  if (flavour === 'style') {
    yield* packageStyleCandidates(target);
    return;
  }
  const written = aliasedExtension(target);
  if (written === undefined) yield target;
  else {
    const stem = target.slice(0, -written.length);
    for (const extension of aliases[flavour][written] ?? [written]) yield stem + extension;
  }
  for (const extension of extensions[flavour]) yield target + extension;
}

/** What was looked for, in words: `no file src/a, looked for a.ts, a.tsx, ... and a/index.ts`. */
export function absentReason(names: Names, { target, flavour, isFolder }: Wanted): string {
  const folder = target.slice(0, target.lastIndexOf('/') + 1);
  const base = target.slice(folder.length);
  const other = sameInOtherCase(names, folder, base);
  if (other !== undefined)
    return `there is no ${target}, but ${folder}${other}: upper and lower case differ`;
  if (folder !== '' && names.at(folder.slice(0, -1)) === 'absent')
    return `there is no folder ${folder.slice(0, -1)}`;
  if (isFolder || names.at(target) === 'folder')
    return `the folder ${target || '.'} has no index file`;
  const looked = [...fileCandidates(target, flavour)].map((path) => path.slice(folder.length));
  const shown = looked.slice(0, shownMax).join(', ');
  return `no file ${target}, looked for ${shown}, ... and ${base}/index${extensions[flavour][0]}, ...`;
}

const shownMax = 4;

function sameInOtherCase(names: Names, folder: string, base: string): string | undefined {
  const wanted = base.toLowerCase();
  for (const name of names.inFolder(folder.slice(0, -1)) ?? []) {
    const lower = name.toLowerCase();
    const isSame = lower === wanted || lower.replace(/\.\w+$/, '') === wanted;
    if (isSame && !name.startsWith(base)) return name;
  }
  return undefined;
}

/**
 * Where the source of a built file may lie, by the habits of those who write packages: `dist/a.js` comes of `src/a.ts`. Built files are ignored by
 * git and often not there; whoever edits the source wants to know that what imports the built file is concerned.
 */
import { extensions, type Flavour } from './extensions.ts';
import { folderOf, type Names } from './names.ts';

/** First parts of the paths of built files. */
const builtFolder =
  /^(?:_?(?:dist|build|built|out|output|lib|libs|es|esm|cjs|umd|commonjs|module|types|typings)(?:-\w+)?|dist[\w.-]*)\//;
const endings = /(?:\.d)?\.(?:[mc]?[jt]sx?|json)$/;
/** Built ones have the same name. */
const componentEnding = /\.(?:vue|svelte|astro)$/;
const styleEndings = ['.css', '.scss', '.sass', '.less'];

/** Where a package's tsconfig.json has its output come from, relative to the package. */
export interface Output {
  readonly outDir?: string | undefined;
  readonly rootDir?: string | undefined;
}

/**
 * @param target of a built file, relative to the package
 * @returns paths without ending, in order; none where the file does not look built
 */
function sourceStems({ outDir, rootDir }: Output, target: string): readonly string[] {
  const stem = target.replace(endings, '');
  const stems: string[] = [];
  if (outDir !== undefined && outDir !== '' && stem.startsWith(`${outDir}/`)) {
    const rest = stem.slice(outDir.length + 1);
    stems.push(...[rootDir ?? '', 'src'].map((root) => (root === '' ? rest : `${root}/${rest}`)));
  }
  // Beside the sources' folder.
  if (outDir === '' && rootDir !== undefined && rootDir !== '') stems.push(`${rootDir}/${stem}`);
  let rest = stem;
  // `dist/esm/a` may come of `src/esm/a` and of `src/a`.
  for (let built = builtFolder.exec(rest)?.[0]; built; built = builtFolder.exec(rest)?.[0]) {
    rest = rest.slice(built.length);
    stems.push(`src/${rest}`, `source/${rest}`, rest.startsWith('src/') ? rest : `lib/${rest}`);
    // What svelte-package builds.
    stems.push(`src/lib/${rest}`);
  }
  return stems.filter((one) => one !== stem);
}

/**
 * The files that a built one may come of, in order.
 * @param target relative to the package
 * @returns likewise
 */
export function* sourcesOf(output: Output, target: string, flavour: Flavour): Generator<string> {
  const isSheet = target.endsWith('.css');
  for (const stem of sourceStems(output, isSheet ? target.slice(0, -'.css'.length) : target)) {
    if (isSheet) {
      for (const ending of styleEndings) yield stem + ending;
      continue;
    }
    if (componentEnding.test(stem)) yield stem;
    for (const extension of extensions[flavour]) yield stem + extension;
    for (const extension of extensions[flavour]) yield `${stem}/index${extension}`;
  }
}

/**
 * The same for a path within the workspace that is not known by its name: in a package, in a folder for built files that git ignores or that is
 * not there, beside the sources; or beside its source itself.
 */
export function* sourcesOfPath(names: Names, target: string, flavour: Flavour): Generator<string> {
  // What Sass or Less writes may lie beside what it reads.
  if (target.endsWith('.css'))
    for (const ending of styleEndings) yield target.slice(0, -'.css'.length) + ending;
  for (let folder = folderOf(target); ; folder = folderOf(folder)) {
    const prefix = folder === '' ? '' : `${folder}/`;
    const inside = target.slice(prefix.length);
    const built = builtFolder.exec(inside)?.[0].slice(0, -1);
    const isOutput = built !== undefined && isClosed(names, prefix + built);
    if (isOutput && names.at(`${prefix}package.json`) === 'file')
      for (const source of sourcesOf({}, inside, flavour)) yield prefix + source;
    if (folder === '') return;
  }
}

function isClosed(names: Names, folder: string): boolean {
  const state = names.at(folder);
  return state === 'absent' || state === 'unknown';
}

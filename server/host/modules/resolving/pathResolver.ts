/**
 * Where imports lead that name a path: from the importer on, or from the root of the package. Names of the workspace tell most of it; what they do
 * not tell, the disk is asked for.
 */
import { join } from 'node:path';
import type { RelativePath } from '../../../engine/model/brand.ts';
import { kindOf } from '../../../modules/kinds.ts';
import type { ImportKind, Mention, Resolution } from '../../../modules/model.ts';
import { flavourOf } from '../../../modules/resolve/extensions.ts';
import { generatedHint } from '../../../modules/resolve/generated.ts';
import { folderOf, joinRelative } from '../../../modules/resolve/names.ts';
import {
  absentReason,
  type Found,
  firstFile,
  lookUp,
  lookUpAsWritten,
  lookUpSource,
  type Wanted,
} from '../../../modules/resolve/relative.ts';
import { classify } from '../../../modules/resolve/specifiers.ts';
import { styleCandidates } from '../../../modules/resolve/styles.ts';
import type { FolderNames } from '../folderNames.ts';
import type { BareResolver } from './bareResolver.ts';
import type { Manner, NativeResolver } from './nativeResolver.ts';
import type { WorkspacePackages } from './workspacePackages.ts';

/**
 * What a resolution depends on: on the names that `influence.ts` tells by the import and what it leads to (or on an answer that is kept); on any
 * names; or on places of the disk of which no names are known.
 */
export type DependsOn = 'some names' | 'any names' | 'the disk';

/** A resolution, and what it depends on. */
export interface Resolved {
  readonly resolution: Resolution;
  readonly on: DependsOn;
}

/** See the file's comment. */
export class PathResolver {
  readonly #root: string;
  readonly #names: FolderNames;
  readonly #native: NativeResolver;
  readonly #packages: WorkspacePackages;
  readonly #bare: BareResolver;

  constructor(parts: {
    readonly root: string;
    readonly names: FolderNames;
    readonly native: NativeResolver;
    readonly packages: WorkspacePackages;
    readonly bare: BareResolver;
  }) {
    this.#root = parts.root;
    this.#names = parts.names;
    this.#native = parts.native;
    this.#packages = parts.packages;
    this.#bare = parts.bare;
  }

  /** @param folder that the path is relative to */
  relative(
    importer: RelativePath,
    fact: Mention,
    { path, isFolder }: { readonly path: string; readonly isFolder: boolean },
    folder: string,
  ): Resolved {
    const target = joinRelative(folder, path);
    if (target === undefined) return this.#ask(importer, fact, { path, isOutside: true });
    if (fact.kind === 'style') return this.#style(importer, fact, target);
    const wanted: Wanted = { target, flavour: flavourOf(importer, fact.kind), isFolder };
    const found = lookUpAsWritten(this.#names, wanted);
    // A folder has an address, too, which stands for no file.
    if (fact.kind === 'url' && this.#isFolderAlone(target, found))
      return { resolution: { type: 'files', paths: [] }, on: 'any names' };
    const source = this.#source(wanted, found);
    if (source) return source;
    if (found.type === 'ask') {
      // Without it, `..` may be taken for a file beside the folder that has its name: `types.d.ts` for `types`.
      const asked = isFolder && !path.endsWith('/') ? `${path}/` : path;
      return this.#ask(importer, fact, { path: asked, target, isOutside: found.isOutside });
    }
    if (found.type === 'file') return byName({ type: 'file', path: found.path as RelativePath });
    const elsewhere = this.#inRootDirs(importer, fact, wanted);
    if (elsewhere) return elsewhere;
    const hint = generatedHint(this.#names, [target]);
    const reason = `${absentReason(this.#names, wanted)}${hint}`;
    return byName({ type: 'unresolved', reason });
  }

  /** Of what is built, or will be: then any name may make it another one. */
  #source(wanted: Wanted, found: Found): Resolved | undefined {
    // Nothing that git does not ignore is built.
    if (found.type === 'file' && (this.#names.isModule(found.path) || !kindOf(found.path)))
      return undefined;
    const own = this.#packages.around(wanted.target);
    const source = lookUpSource(this.#names, wanted, found, own);
    if (source?.type !== 'file') return undefined;
    const path = source.path as RelativePath;
    return { resolution: { type: 'file', path }, on: 'any names' };
  }

  #isFolderAlone(target: string, found: Found): boolean {
    const isBeside = found.type === 'file' && !found.path.startsWith(`${target}/`);
    return this.#names.at(target) === 'folder' && !isBeside;
  }

  /** @returns undefined where no `rootDirs` have to do with it */
  #inRootDirs(importer: RelativePath, fact: Mention, wanted: Wanted): Resolved | undefined {
    const scope = this.#bare.scopeOf(folderOf(importer));
    const twins = this.#bare.twinsOf(scope, wanted.target);
    if (twins.length === 0) return undefined;
    let on: DependsOn = 'any names';
    for (const target of twins) {
      const found = lookUp(this.#names, { ...wanted, target });
      if (found.type === 'file')
        return { resolution: { type: 'file', path: found.path as RelativePath }, on };
      if (found.type !== 'ask') continue;
      if (found.isOutside) on = 'the disk';
      const answer = this.#native.resolve(
        this.#root,
        `./${target}`,
        mannerOf(importer, fact),
        undefined,
      );
      if ('path' in answer) return { resolution: this.#bare.placeOf(answer.path), on };
    }
    const hint = generatedHint(this.#names, [wanted.target, ...twins]);
    const reason = `${absentReason(this.#names, wanted)}, nor among rootDirs at ${twins.join(', ')}${hint}`;
    return { resolution: { type: 'unresolved', reason }, on };
  }

  /** From the root of the package, as bundlers serve it, or of the workspace. */
  rooted(
    importer: RelativePath,
    fact: Mention,
    { path, isFolder }: { readonly path: string; readonly isFolder: boolean },
  ): Resolved {
    const own = this.#packages.around(importer)?.folder ?? '';
    let on: DependsOn = 'any names';
    const folders = [...new Set([own, own === '' ? 'public' : `${own}/public`, ''])];
    for (const folder of folders) {
      const found = this.relative(importer, fact, { path: `./${path}`, isFolder }, folder);
      // Also where it was not there: then it may come.
      if (found.on === 'the disk') on = 'the disk';
      if (found.resolution.type === 'file') return { ...found, on };
    }
    const places = folders.flatMap((folder) => joinRelative(folder, path) ?? []);
    const hint = generatedHint(this.#names, places);
    const reason = `no file ${path} at the root of the package or of the workspace${hint}`;
    return { resolution: { type: 'unresolved', reason }, on };
  }

  /** @param target relative to the workspace */
  #style(importer: RelativePath, fact: Mention, target: string): Resolved {
    const kind = kindOf(importer);
    const candidates = styleCandidates(target, kind?.type === 'style' ? kind.syntax : 'scss');
    const found = firstFile(this.#names, candidates);
    if (found.type === 'file') return byName({ type: 'file', path: found.path as RelativePath });
    if (found.type === 'ask')
      return this.#ask(importer, fact, { path: classifyPath(fact), target, isOutside: true });
    const shown = candidates.slice(0, 4).join(', ');
    const hint = generatedHint(this.#names, candidates);
    return byName({ type: 'unresolved', reason: `no file ${target}, looked for ${shown}${hint}` });
  }

  /** Style sheets name files beside them without a dot, too. */
  besideStyle(importer: RelativePath, name: string): Found {
    const kind = kindOf(importer);
    const target = joinRelative(folderOf(importer), `./${name}`);
    const syntax = kind?.type === 'style' ? kind.syntax : 'scss';
    return target === undefined
      ? { type: 'absent' }
      : firstFile(this.#names, styleCandidates(target, syntax));
  }

  /** Asks the disk for a path. */
  #ask(importer: RelativePath, fact: Mention, { path, target, isOutside }: AskedPath): Resolved {
    const folder = join(this.#root, folderOf(importer));
    const answer = this.#native.resolve(folder, path, mannerOf(importer, fact), undefined);
    const resolution: Resolution =
      'path' in answer
        ? this.#bare.placeOf(answer.path)
        : {
            type: 'unresolved',
            reason: `no file ${path}, nor one with another ending${generatedHint(this.#names, target === undefined ? [] : [target])}`,
          };
    return { resolution, on: isOutside ? 'the disk' : 'any names' };
  }
}

/** What the disk is asked for. */
interface AskedPath {
  /** From the importer on. */
  readonly path: string;
  /** The same from the root of the workspace on, where it is in it. */
  readonly target?: string;
  readonly isOutside: boolean;
}

/** Follows from names alone. */
export function byName(resolution: Resolution): Resolved {
  return { resolution, on: 'some names' };
}

function classifyPath(fact: Mention): string {
  const written = classify(fact.specifier, fact.kind);
  return written.type === 'relative' ? written.path : fact.specifier;
}

/** How an import is to be resolved. */
export function mannerOf(importer: RelativePath, { kind }: Mention): Manner {
  return { flavour: flavourOf(importer, kind), by: manners[kind] ?? 'import' };
}

const manners: Readonly<Partial<Record<ImportKind, Manner['by']>>> = {
  style: 'style',
  require: 'require',
  reference: 'reference',
};

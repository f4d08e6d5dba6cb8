/**
 * The native resolver, with options for each way of importing: it knows packages, their `exports` and conditions, links and the `paths` of
 * tsconfig.json. What it looked at it does not say, so its answers are asked anew whenever something changed that may change them.
 */
import { basename, dirname, join } from 'node:path';
import type { NapiResolveOptions, ResolveResult, ResolverFactory } from 'oxc-resolver';
import { aliases, extensions, type Flavour } from '../../../modules/resolve/extensions.ts';
import { packageOf } from '../../../modules/resolve/specifiers.ts';
import { loadNative } from '../nativeCode.ts';
import { PartialConfig } from './partialConfig.ts';

/** How something is imported: its flavour, and whether by `import`, by `require`, from a style sheet or by `/// <reference types>`. */
export interface Manner {
  readonly flavour: Flavour;
  readonly by: 'import' | 'require' | 'style' | 'reference';
}

/** `plugin`: what a style sheet names that is none itself; `typeRoot`: from a folder of types. */
type Asked = Pick<Manner, 'flavour'> & { readonly by: Manner['by'] | 'plugin' | 'typeRoot' };

/** What the native resolver found: an absolute path with links followed, or why it found nothing. */
export type NativeAnswer = { readonly path: string } | { readonly error: string };

/**
 * Which of them decides is in the order of package.json and not of these. `source`: packages that name their sources want tools to take them.
 * `types` is what TypeScript looks for, and leads JavaScript to what it does not run.
 */
const conditions: Readonly<Record<Asked['by'], readonly string[]>> = {
  import: ['source', 'import', 'module', 'node', 'browser', 'default', 'types'],
  require: ['source', 'require', 'node', 'browser', 'default', 'types'],
  reference: ['types', 'source', 'import', 'node', 'default'],
  style: ['source', 'sass', 'style', 'default'],
  plugin: ['require', 'node', 'import', 'default'],
  typeRoot: ['types'],
};
/** By who asks; undefined: what is imported. */
const fileEndings: Readonly<Partial<Record<Asked['by'], readonly string[]>>> = {
  plugin: ['.js', '.cjs', '.mjs'],
  typeRoot: ['.d.ts'],
};
const mainFields = ['source', 'module', 'main', 'types', 'typings'];
const styleFields = ['sass', 'style', 'main'];
/** Likewise. */
const mainsOf: Readonly<Partial<Record<Asked['by'], readonly string[]>>> = {
  style: styleFields,
  typeRoot: ['types', 'typings', 'main'],
};

/** Loaded when it is first asked: a workspace that is reopened as it was asks nothing. */
function load(): typeof import('oxc-resolver') {
  return loadNative('oxc-resolver') as typeof import('oxc-resolver');
}

/** See the file's comment. */
export class NativeResolver {
  readonly #factories = new Map<string, ResolverFactory>();
  /** One for each tsconfig.json: with another's, what they have seen together gives wrong answers. */
  readonly #firsts = new Map<string, ResolverFactory>();
  /** Each tsconfig.json that it refuses. */
  readonly #broken = new Map<string, PartialConfig>();

  /** What was seen on the disk may have changed. */
  forget(): void {
    this.#broken.clear();
    for (const factory of this.#factories.values()) factory.clearCache();
  }

  /** Drops what it knows of tsconfig.json files, too. */
  reset(): void {
    this.#factories.clear();
    this.#firsts.clear();
    this.#broken.clear();
  }

  /**
   * @param folder absolute, of the importer
   * @param tsconfig absolute
   */
  resolve(
    folder: string,
    name: string,
    manner: Manner,
    tsconfig: string | undefined,
  ): NativeAnswer {
    if (tsconfig !== undefined && !this.#broken.has(tsconfig)) {
      const answer = this.#look(folder, name, manner, tsconfig);
      if (!isOfConfig(answer)) return answer;
      this.#broken.set(tsconfig, new PartialConfig(tsconfig));
    }
    for (const target of this.#broken.get(tsconfig ?? '')?.targetsOf(name) ?? []) {
      const answer = this.#look(folder, target, manner, undefined);
      if ('path' in answer) return answer;
    }
    return this.#look(folder, name, manner, undefined);
  }

  #look(folder: string, name: string, manner: Manner, tsconfig: string | undefined): NativeAnswer {
    const ask = (asked: Asked, written: string): NativeAnswer =>
      answerOf(this.#factory(asked, tsconfig).sync(folder, written));
    const answer = ask(manner, name);
    if ('path' in answer || manner.by !== 'style' || isOfConfig(answer)) return answer;
    const partial = partialOf(name);
    const others = [
      ...(partial === undefined ? [] : [ask(manner, partial)]),
      ask({ flavour: 'js', by: 'plugin' }, name),
    ];
    return others.find((one) => 'path' in one) ?? answer;
  }

  /** Types of a package, those in `@types` among them. For a part that is not there the main file is told: that is none. */
  resolveTypes(folder: string, name: string): NativeAnswer {
    const manner: Manner = { flavour: 'types', by: 'import' };
    const importer = join(folder, 'importer.ts');
    const ask = (written: string): NativeAnswer =>
      answerOf(this.#factory(manner, undefined).resolveDtsSync(importer, written));
    const answer = ask(name);
    const packageName = packageOf(name);
    if (!('path' in answer) || packageName === undefined || packageName === name) return answer;
    const main = ask(packageName);
    return 'path' in main && main.path === answer.path ? { error: 'not found' } : answer;
  }

  /** Declarations at a path: a file, or a folder. @param path absolute, without ending */
  resolveDeclaration(path: string): NativeAnswer {
    const factory = this.#factory({ flavour: 'types', by: 'typeRoot' }, undefined);
    return answerOf(factory.sync(dirname(path), `./${basename(path)}`));
  }

  #factory(manner: Asked, tsconfig: string | undefined): ResolverFactory {
    const key = `${manner.flavour} ${manner.by} ${tsconfig ?? ''}`;
    let factory = this.#factories.get(key);
    if (!factory) {
      const options = optionsFor(manner, tsconfig);
      // They share what they have seen of the disk.
      const first = this.#firsts.get(tsconfig ?? '');
      factory = first ? first.cloneWithOptions(options) : new (load().ResolverFactory)(options);
      if (!first) this.#firsts.set(tsconfig ?? '', factory);
      this.#factories.set(key, factory);
    }
    return factory;
  }
}

function optionsFor({ flavour, by }: Asked, tsconfig: string | undefined): NapiResolveOptions {
  const isStyle = by === 'style';
  return {
    conditionNames: conditions[by].filter((one) => flavour !== 'js' || one !== 'types'),
    extensions: [...(fileEndings[by] ?? extensions[flavour])],
    extensionAlias: Object.fromEntries(
      Object.entries(aliases[flavour]).map(([key, values]) => [key, [...values]]),
    ),
    mainFields: [...(mainsOf[by] ?? mainFields)],
    mainFiles: isStyle ? ['_index', 'index'] : ['index'],
    nodePath: false,
    symlinks: true,
    ...(tsconfig !== undefined && {
      tsconfig: { configFile: tsconfig, references: 'auto' as const },
    }),
  };
}

/** Sass's `a/_b` for `a/b`; undefined for the name of a package, which has none. */
function partialOf(name: string): string | undefined {
  const at = name.lastIndexOf('/') + 1;
  const isPackage = packageOf(name) === name;
  return isPackage || name[at] === '_' ? undefined : `${name.slice(0, at)}_${name.slice(at)}`;
}

/** A tsconfig.json, or one that it builds upon or refers to, is broken or not there: that hides no file and no package. */
function isOfConfig(answer: NativeAnswer): boolean {
  return 'error' in answer && /^(?:Tsconfig|Failed to load tsconfig)/.test(answer.error);
}

/** What is not found is told without its name, which may be any: who reads the error would take it for what went wrong. */
function answerOf({ path, error }: ResolveResult): NativeAnswer {
  if (path === undefined) {
    const isPlain = error === undefined || error.startsWith('Cannot find module');
    return { error: isPlain ? 'not found' : error };
  }
  const query = path.indexOf('?');
  return { path: query < 0 ? path : path.slice(0, query) };
}

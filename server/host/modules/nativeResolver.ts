/**
 * The native resolver, with options for each way of importing: it knows packages, their `exports` and conditions, links and the `paths` of
 * tsconfig.json. What it looked at it does not say, so its answers are asked anew whenever something changed that may change them.
 */
import { join } from 'node:path';
import type { NapiResolveOptions, ResolveResult, ResolverFactory } from 'oxc-resolver';
import { aliases, extensions, type Flavour } from '../../modules/resolve/extensions.ts';
import { loadNative } from './nativeCode.ts';

/** How something is imported: its flavour, and whether by `import`, by `require`, from a style sheet or by `/// <reference types>`. */
export interface Manner {
  readonly flavour: Flavour;
  readonly by: 'import' | 'require' | 'style' | 'reference';
}

/** What the native resolver found: an absolute path with links followed, or why it found nothing. */
export type NativeAnswer = { readonly path: string } | { readonly error: string };

/**
 * Which of them decides is in the order of package.json and not of these. `source`: packages that name their sources want tools to take them.
 * `types` is what TypeScript looks for, and leads JavaScript to what it does not run.
 */
const conditions: Readonly<Record<Manner['by'], readonly string[]>> = {
  import: ['source', 'import', 'module', 'node', 'browser', 'default', 'types'],
  require: ['source', 'require', 'node', 'browser', 'default', 'types'],
  reference: ['types', 'source', 'import', 'node', 'default'],
  style: ['source', 'sass', 'style', 'import', 'default'],
};
const mainFields = ['source', 'module', 'main', 'types', 'typings'];

/** Loaded when it is first asked: a workspace that is reopened as it was asks nothing. */
function load(): typeof import('oxc-resolver') {
  return loadNative('oxc-resolver') as typeof import('oxc-resolver');
}

/** See the file's comment. */
export class NativeResolver {
  readonly #factories = new Map<string, ResolverFactory>();
  /** One for each tsconfig.json: with another's, what they have seen together gives wrong answers. */
  readonly #firsts = new Map<string, ResolverFactory>();

  /** What was seen on the disk may have changed. */
  forget(): void {
    for (const factory of this.#factories.values()) factory.clearCache();
  }

  /** Drops what it knows of tsconfig.json files, too. */
  reset(): void {
    this.#factories.clear();
    this.#firsts.clear();
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
    const answer = answerOf(this.#factory(manner, tsconfig).sync(folder, name));
    // A broken tsconfig.json hides no package.
    const isBroken =
      'error' in answer && tsconfig !== undefined && /tsconfig|json/i.test(answer.error);
    return isBroken ? answerOf(this.#factory(manner, undefined).sync(folder, name)) : answer;
  }

  /** Types of a package, those in `@types` among them. */
  resolveTypes(folder: string, name: string): NativeAnswer {
    const manner: Manner = { flavour: 'types', by: 'import' };
    return answerOf(
      this.#factory(manner, undefined).resolveDtsSync(join(folder, 'importer.ts'), name),
    );
  }

  #factory(manner: Manner, tsconfig: string | undefined): ResolverFactory {
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

function optionsFor({ flavour, by }: Manner, tsconfig: string | undefined): NapiResolveOptions {
  const isStyle = by === 'style';
  const alias = aliases[flavour];
  return {
    conditionNames: conditions[by].filter((one) => flavour !== 'js' || one !== 'types'),
    extensions: isStyle ? ['.scss', '.sass', '.css', '.less'] : [...extensions[flavour]],
    extensionAlias: isStyle
      ? {}
      : Object.fromEntries(Object.entries(alias).map(([key, values]) => [key, [...values]])),
    mainFields: isStyle ? ['sass', 'style', 'main'] : [...mainFields],
    mainFiles: isStyle ? ['_index', 'index'] : ['index'],
    nodePath: false,
    symlinks: true,
    ...(tsconfig !== undefined && {
      tsconfig: { configFile: tsconfig, references: 'auto' as const },
    }),
  };
}

function answerOf({ path, error }: ResolveResult): NativeAnswer {
  if (path === undefined) return { error: error ?? 'not found' };
  const query = path.indexOf('?');
  return { path: query < 0 ? path : path.slice(0, query) };
}

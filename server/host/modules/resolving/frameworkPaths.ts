/**
 * Aliases that a framework writes into a tsconfig.json of its own, in a folder that git ignores, when it is first started. Before that they are
 * its defaults all the same; a project may set others, then nothing lies where these lead. And names that a framework has without any file.
 *
 * @see https://svelte.dev/docs/kit/$lib
 * @see https://svelte.dev/docs/kit/$app-environment
 * @see https://nuxt.com/docs/api/nuxt-config#alias
 */
import { dirname } from 'node:path';

/** `paths` of a tsconfig.json, with the folder that they are relative to. */
export interface FrameworkPaths {
  readonly folder: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** Folders that stand for one, relative to the same. */
  readonly rootDirs?: readonly string[];
}

/** Nuxt's `srcDir`: by default the first one, or the last one where that is not there; before that was so, many set the second one. */
const source = ['./app/*', './src/*', './*'];
const sourceFolder = ['./app', './src', '.'];
/** By the file that the framework writes. Where several are given, the first at which something lies is meant. */
const written: readonly (readonly [file: RegExp, said: Omit<FrameworkPaths, 'folder'>])[] = [
  [
    /[\\/]\.svelte-kit[\\/]tsconfig\.json$/,
    {
      paths: { $lib: ['./src/lib'], '$lib/*': ['./src/lib/*'] },
      // Where it writes `$types` of each route.
      rootDirs: ['.', './.svelte-kit/types'],
    },
  ],
  [
    /[\\/]\.nuxt[\\/]tsconfig(?:\.\w+)?\.json$/,
    {
      paths: {
        ...{ '~': sourceFolder, '@': sourceFolder, '~/*': source, '@/*': source },
        ...{ '~~/*': ['./*'], '@@/*': ['./*'], '#shared/*': ['./shared/*'] },
      },
    },
  ],
];
/** Names that lead to no file: a framework makes what they stand for. */
const made: readonly (readonly [name: RegExp, maker: string])[] = [
  [/^\$(?:(?:app|env)\/|service-worker$)/, '@sveltejs/kit'],
];

/**
 * What a configuration will say that is not there yet.
 * @param file absolute; the project is the folder around its folder
 */
export function frameworkPaths(file: string): FrameworkPaths | undefined {
  const found = written.find(([pattern]) => pattern.test(file));
  return found && { folder: dirname(dirname(file)), ...found[1] };
}

/** The package that makes what a name stands for, where it is used; undefined for all other names. */
export function makerOf(name: string): string | undefined {
  return made.find(([pattern]) => pattern.test(name))?.[1];
}

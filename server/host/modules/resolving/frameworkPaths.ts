/**
 * Aliases that a framework writes into a tsconfig.json of its own, in a folder that git ignores, when it is first started. Before that they are
 * its defaults all the same; a project may set others, then nothing lies where these lead.
 *
 * @see https://svelte.dev/docs/kit/$lib
 * @see https://nuxt.com/docs/api/nuxt-config#alias
 */
import { dirname } from 'node:path';

/** `paths` of a tsconfig.json, with the folder that they are relative to. */
export interface FrameworkPaths {
  readonly folder: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const source = ['./app/*', './*'];
const sourceFolder = ['./app', '.'];
/** By the file that the framework writes. Where several are given, the first at which something lies is meant. */
const written: readonly (readonly [file: RegExp, paths: FrameworkPaths['paths']])[] = [
  [/[\\/]\.svelte-kit[\\/]tsconfig\.json$/, { $lib: ['./src/lib'], '$lib/*': ['./src/lib/*'] }],
  [
    /[\\/]\.nuxt[\\/]tsconfig(?:\.\w+)?\.json$/,
    {
      ...{ '~': sourceFolder, '@': sourceFolder, '~/*': source, '@/*': source },
      ...{ '~~/*': ['./*'], '@@/*': ['./*'], '#shared/*': ['./shared/*'] },
    },
  ],
];

/**
 * What a configuration will say that is not there yet.
 * @param file absolute; the project is the folder around its folder
 */
export function frameworkPaths(file: string): FrameworkPaths | undefined {
  const found = written.find(([pattern]) => pattern.test(file));
  return found && { folder: dirname(dirname(file)), paths: found[1] };
}

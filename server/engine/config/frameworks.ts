/**
 * Variables that frameworks put into what they build. Turborepo counts them for packages that depend on the framework, as its page on
 * "framework inference" lists; a workspace that comes from there relies on it.
 */
import { isObject, ownValue } from './values.ts';

const byFramework: readonly (readonly [dependency: string, variables: readonly string[]])[] = [
  ['blitz', ['NEXT_PUBLIC_*']],
  ['next', ['NEXT_PUBLIC_*']],
  ['gatsby', ['GATSBY_*']],
  ['astro', ['PUBLIC_*']],
  ['solid-start', ['VITE_*']],
  ['@vue/cli-service', ['VUE_APP_*']],
  ['@sveltejs/kit', ['VITE_*', 'PUBLIC_*']],
  ['react-scripts', ['REACT_APP_*']],
  ['nuxt', ['NUXT_*', 'NITRO_*']],
  ['nuxt3', ['NUXT_*', 'NITRO_*']],
  ['nitropack', ['NITRO_*']],
  ['@redwoodjs/core', ['REDWOOD_ENV_*']],
  ['vite', ['VITE_*']],
  ['@sanity/cli', ['SANITY_STUDIO_*']],
  ['sanity', ['SANITY_STUDIO_*']],
  ['expo', ['EXPO_PUBLIC_*']],
  ['create-expo-app', ['EXPO_PUBLIC_*']],
];

/**
 * Patterns of the variables that the frameworks of a package read.
 * @param manifest the package.json
 */
export function frameworkVariables(manifest: unknown): readonly string[] {
  const lists = ['dependencies', 'devDependencies']
    .map((key) => ownValue(manifest, key))
    .filter(isObject);
  if (lists.length === 0) return [];
  const found = new Set<string>();
  for (const [dependency, variables] of byFramework) {
    if (lists.some((list) => Object.hasOwn(list, dependency)))
      for (const name of variables) found.add(name);
  }
  return [...found];
}

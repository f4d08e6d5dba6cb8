/**
 * Files that a framework takes by their place: pages, layouts, plug-ins, scripts with names that it knows, as each one's documentation has them (and as configured by default). They are
 * seen from the folder of a package that names the framework among its dependencies, and from folders with the framework's configuration: in some repositories only the root has
 * dependencies.
 */
import { matcherOf, type PathMatcher } from '../../engine/model/glob.ts';
import { isDependency } from '../resolve/dependencies.ts';
import type { PackageFolder } from './packages.ts';

/** One framework. */
export interface Framework {
  /** One of these among the dependencies. */
  readonly packages: readonly string[];
  /** Name of its configuration, without ending. */
  readonly configuration?: string;
  readonly files: readonly string[];
  /** Those of them whose texts name more, seen from their own folder. */
  readonly naming?: string;
  /** What it writes when it is first started: names under which files import each other, beyond those that it always has. */
  readonly written?: string;
}

const script = '{js,jsx,ts,tsx,mjs,mts}';
const nextFiles =
  '{page,layout,route,loading,error,not-found,template,default,global-error,global-not-found,forbidden,unauthorized,icon,apple-icon,opengraph-image,twitter-image,sitemap,robots,manifest}';
const nuxtFolders =
  '{pages,layouts,middleware,plugins,components,composables,utils,shared,server,modules,layers}';

const frameworks: readonly Framework[] = [
  {
    packages: ['next'],
    configuration: 'next.config',
    files: [
      `{,src/}app/**/${nextFiles}.${script}`,
      `{,src/}pages/**/*.${script}`,
      `{,src/}{middleware,proxy,instrumentation,instrumentation-client,mdx-components}.${script}`,
    ],
  },
  {
    packages: ['nuxt', 'nuxt-nightly'],
    configuration: 'nuxt.config',
    // Components, composables and utils are imported by the names that are used in templates.
    files: [
      `{,app/,src/}{app,error,app.config,router.options}.{vue,${script.slice(1)}`,
      `{,app/,src/}${nuxtFolders}/**`,
    ],
    written: '.nuxt/tsconfig.json',
  },
  {
    packages: ['@react-router/dev', '@remix-run/dev', '@remix-run/react'],
    configuration: 'react-router.config',
    files: [`app/{root,routes,entry.client,entry.server}.${script}`, `app/routes/**/*.${script}`],
    naming: `app/routes.${script}`,
  },
  {
    packages: ['@sveltejs/kit'],
    configuration: 'svelte.config',
    files: [
      'src/routes/**/+*',
      `src/{hooks,hooks.client,hooks.server,service-worker,instrumentation.server}.${script}`,
      `src/service-worker/index.${script}`,
      `src/params/*.${script}`,
    ],
    written: '.svelte-kit/tsconfig.json',
  },
  {
    packages: ['astro'],
    configuration: 'astro.config',
    files: [
      'src/pages/**',
      `src/{middleware,content.config,live.config,content/config}.${script}`,
      `src/{actions,middleware}/index.${script}`,
    ],
  },
  {
    packages: ['@solidjs/start', 'solid-start'],
    files: [`src/{app,entry-client,entry-server}.${script}`, `src/routes/**/*.${script}`],
  },
  {
    packages: ['@tanstack/react-start', '@tanstack/solid-start', '@tanstack/start'],
    files: [`{src,app}/{router,start,client,server,ssr}.${script}`],
  },
  {
    packages: ['@builder.io/qwik', '@qwik.dev/core'],
    files: [`src/{root,entry.*}.${script}`, `src/routes/**/*.${script}`],
  },
  {
    packages: ['gatsby'],
    configuration: 'gatsby-config',
    files: [`gatsby-*.${script}`, `src/{api,pages,templates}/**/*.${script}`, `src/html.${script}`],
  },
  {
    packages: ['@docusaurus/core'],
    configuration: 'docusaurus.config',
    files: [`src/{pages,theme}/**`, `sidebars.${script}`],
  },
  { packages: ['vitepress'], files: [`{,docs/}.vitepress/theme/index.${script}`] },
  { packages: ['expo'], files: [`App.${script}`] },
  { packages: ['expo-router'], files: [`{,src/}app/**/*.${script}`] },
  { packages: ['react-native'], files: [`index.${script}`, `index.{ios,android}.${script}`] },
  { packages: ['msw'], files: ['**/mockServiceWorker.js'] },
  // What is served as it is.
  {
    packages: [
      ...['vite', 'next', 'nuxt', 'astro', 'react-scripts', '@angular/core'],
      ...['@react-router/dev', '@remix-run/dev', '@remix-run/react'],
    ],
    files: ['public/**'],
  },
  { packages: ['@sveltejs/kit', 'gatsby', '@docusaurus/core'], files: ['static/**'] },
];

/** Those that a package names. */
export function frameworksOf({ manifest }: PackageFolder): readonly Framework[] {
  return frameworks.filter(({ packages }) => packages.some((name) => isDependency(manifest, name)));
}

/** The one whose configuration a file is. @param path of a configuration of any tool */
export function frameworkOfConfiguration(path: string): Framework | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return frameworks.find(
    ({ configuration }) => configuration !== undefined && name.startsWith(`${configuration}.`),
  );
}

/** A test for files below the folder that it is seen from, by their paths there. */
export function filesTaken({ files }: Framework): PathMatcher {
  return matcherOf(files);
}

/** Likewise, for those of them whose texts name more. */
export function filesNaming({ naming }: Framework): PathMatcher {
  return matcherOf(naming === undefined ? [] : [naming]);
}

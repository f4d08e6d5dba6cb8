/** Files that are entry points by their names alone: configuration of tools, tests, stories, declarations, pages of frameworks that route by files. */

/** Configuration of tools whose text names files that the tool loads. */
const configurations: readonly RegExp[] = [
  /(?:^|\/)[^/]+\.config(?:\.[\w-]+)?\.(?:[cm]?[jt]sx?|json)$/,
  /(?:^|\/)\.[\w-]+rc\.(?:[cm]?[jt]s|json)$/,
  /(?:^|\/)(?:gulpfile|gruntfile|karma\.conf|(?:webpack|rollup|vite|vitest|jest|esbuild)\.[\w.-]+)\.[cm]?[jt]s$/i,
  /(?:^|\/)(?:angular|project|workspace|nx|nest-cli|ng-package|wrangler)\.json$/,
  /(?:^|\/)\.storybook\/[\w.-]+\.[cm]?[jt]sx?$/,
];
/** The compiler's names files as well, but only in one place. */
const compilerConfiguration = /(?:^|\/)[jt]sconfig(?:\.[\w-]+)*\.jsonc?$/;

/** Names that make a file an entry point, each with what it is. */
const namePatterns: readonly RegExp[] = [
  // Configuration: vite.config.ts, .eslintrc.cjs, tsconfig.json.
  /(?:^|\/)[^/]+\.config(?:\.[\w-]+)?\.\w+$/,
  /(?:^|\/)\.[^/]+$/,
  // What lies in a folder like .github is some tool's own.
  /(?:^|\/)\.[^/]+\//,
  ...configurations,
  compilerConfiguration,
  /(?:^|\/)(?:package|turbo|cachescope|nx|project|lerna|vercel|deno)\.jsonc?$/,
  /(?:^|\/)(?:gulpfile|gruntfile|karma\.conf|webpack[\w.-]*|rollup[\w.-]*|jest[\w.-]*setup|setup-?tests)\.[cm]?[jt]sx?$/i,
  // Tests and stories.
  /\.(?:test|spec|test-d|bench|e2e|cy|stories|story)\.[\w]+$/,
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|benchmarks?|fixtures|__(?:test)?fixtures__)\//,
  // Documents, which what shows them finds in a folder.
  /\.mdx$/,
  // Declarations that hold for a whole program.
  /\.d\.[cm]?ts$/,
  // Pages that a framework finds by itself.
  /(?:^|\/)pages\/.+\.(?:[jt]sx?|vue|astro|svelte|mdx?)$/,
  /(?:^|\/)app\/(?:.+\/)?(?:page|layout|route|loading|error|not-found|template|default|global-error|sitemap|robots|manifest)\.[jt]sx?$/,
  /(?:^|\/)routes\/.+\.(?:[jt]sx?|svelte)$/,
  /(?:^|\/)(?:middleware|instrumentation)\.[jt]s$/,
];

/** Whether the name of a file alone makes it an entry point. */
export function isEntryByName(path: string): boolean {
  return namePatterns.some((pattern) => pattern.test(path));
}

/** Whether the text of a file, which is an entry point by its name, names files that a tool loads. */
export function isToolConfiguration(path: string): boolean {
  return configurations.some((pattern) => pattern.test(path)) || isCompilerConfiguration(path);
}

/** Whether a file is a tsconfig.json or one of its relatives. */
export function isCompilerConfiguration(path: string): boolean {
  return compilerConfiguration.test(path);
}

/** Whether a file says what Nx does in a project or in all of them: there names may begin at the root of the workspace, and commands run there. */
export function isProjectConfiguration(path: string): boolean {
  return /(?:^|\/)(?:project|nx)\.json$/.test(path);
}

/** As `isEntryByName`, for who asks again after each change: what was found of a number holds for ever. */
export class EntryNames {
  /** By number of a file; 0: not looked at yet, 1: none, 2: an entry point. */
  #known = new Uint8Array(0);

  /** @param number that stands for this path and no other; undefined: it has none */
  isEntry(number: number | undefined, path: string): boolean {
    if (number === undefined) return isEntryByName(path);
    if (number >= this.#known.length) this.#grow(number + 1);
    if (this.#known[number] === 0) this.#known[number] = isEntryByName(path) ? 2 : 1;
    return this.#known[number] === 2;
  }

  #grow(size: number): void {
    const more = new Uint8Array(Math.max(1024, size * 2));
    more.set(this.#known);
    this.#known = more;
  }
}

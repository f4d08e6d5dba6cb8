/** Which files are modules, and how each is read. `src/app.mts` is TypeScript, `App.vue` a component with scripts in it. */

/** How a script is to be read; all of JavaScript is read as JSX, since files that end with `.js` may have it. */
export type ScriptLanguage = 'jsx' | 'ts' | 'tsx' | 'dts';

/** Style sheets differ in comments and in how they name others. */
export type StyleSyntax = 'css' | 'scss' | 'sass' | 'less';

/** Kinds of component files: what is a script in each differs. */
export type ComponentSyntax = 'vue' | 'svelte' | 'astro' | 'mdx';

/** How a module's text is read. */
export type ModuleKind =
  | { readonly type: 'script'; readonly language: ScriptLanguage }
  | { readonly type: 'component'; readonly syntax: ComponentSyntax }
  | { readonly type: 'style'; readonly syntax: StyleSyntax }
  /** Refers to nothing, so it is never read. */
  | { readonly type: 'data' };

const kinds: Readonly<Record<string, ModuleKind>> = {
  ts: { type: 'script', language: 'ts' },
  mts: { type: 'script', language: 'ts' },
  cts: { type: 'script', language: 'ts' },
  tsx: { type: 'script', language: 'tsx' },
  js: { type: 'script', language: 'jsx' },
  mjs: { type: 'script', language: 'jsx' },
  cjs: { type: 'script', language: 'jsx' },
  jsx: { type: 'script', language: 'jsx' },
  json: { type: 'data' },
  vue: { type: 'component', syntax: 'vue' },
  svelte: { type: 'component', syntax: 'svelte' },
  astro: { type: 'component', syntax: 'astro' },
  mdx: { type: 'component', syntax: 'mdx' },
  css: { type: 'style', syntax: 'css' },
  scss: { type: 'style', syntax: 'scss' },
  sass: { type: 'style', syntax: 'sass' },
  less: { type: 'style', syntax: 'less' },
};

const declarations: ModuleKind = { type: 'script', language: 'dts' };

/** Of the path that was asked for last: one and the same is asked for several times in a row. */
let last: { readonly path: string; readonly kind: ModuleKind | undefined } | undefined;

/** @returns undefined where the file is no module */
export function kindOf(path: string): ModuleKind | undefined {
  if (last?.path !== path) last = { path, kind: kindByName(path) };
  return last.kind;
}

function kindByName(path: string): ModuleKind | undefined {
  const dot = path.lastIndexOf('.');
  if (dot <= path.lastIndexOf('/') + 1) return undefined;
  const extension = path.slice(dot + 1);
  const kind = Object.hasOwn(kinds, extension) ? kinds[extension] : undefined;
  const mayDeclare = kind?.type === 'script' && kind.language === 'ts';
  return mayDeclare && isDeclaration(path) ? declarations : kind;
}

const manners = [
  'jsx',
  'ts',
  'tsx',
  'dts',
  'vue',
  'svelte',
  'astro',
  'mdx',
  'css',
  'scss',
  'sass',
  'less',
];

/** A small number for each way in which a text is read: the same bytes have other facts in a file of another kind. */
export function mannerNumber(path: string): number {
  const kind = kindOf(path);
  if (kind === undefined || kind.type === 'data') return 0;
  return 1 + manners.indexOf(kind.type === 'script' ? kind.language : kind.syntax);
}

/** `types.d.ts`, `types.d.mts`, and `data.d.json.ts`, which declares what a file of another kind offers. */
export function isDeclaration(path: string): boolean {
  return /\.d\.(?:[mc]?ts|[\w-]+\.ts)$/.test(path);
}

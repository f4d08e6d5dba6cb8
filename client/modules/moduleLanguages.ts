/** Which files are modules, and in which of them the editor leaves imports without a link of its own. */
import type { DocumentSelector } from 'vscode';

const scripts = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
const styles = ['css', 'scss', 'less'];
/** The editor knows their languages only where somebody installed them, so they go by their names. */
const components = /\.(?:vue|svelte|astro|mdx)$/;

/** All of them. */
export const moduleFiles: DocumentSelector = [
  ...[...scripts, ...styles].map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', pattern: '**/*.{vue,svelte,astro,mdx}' },
];

/**
 * Kinds of imports in a file that the editor has no link for; undefined: it has one for each. Going to the definition of what a script imports is the
 * editor's own, and its style sheets have links; addresses in `new URL` and patterns have neither.
 *
 * @param file its name
 */
export function kindsToLink(file: string, language: string): ReadonlySet<string> | undefined {
  if (components.test(file)) return allKinds;
  return scripts.includes(language) ? addresses : undefined;
}

const addresses: ReadonlySet<string> = new Set(['url', 'glob']);
const allKinds: ReadonlySet<string> = new Set([
  ...['static', 'type', 're-export', 'dynamic', 'require', 'url', 'glob', 'style', 'reference'],
]);

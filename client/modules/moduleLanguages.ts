/** The languages whose files are modules, and those in which the editor leaves imports without a link of its own. */
import type { DocumentSelector } from 'vscode';

const scripts = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
const components = ['vue', 'svelte', 'astro'];
const styles = ['css', 'scss', 'less'];

function filesOf(languages: readonly string[]): DocumentSelector {
  return languages.map((language) => ({ scheme: 'file', language }));
}

/** All of them. */
export const moduleFiles = filesOf([...scripts, ...components, ...styles]);
/** Those with imports that a pointer can rest on. */
export const importingFiles = moduleFiles;

/**
 * Kinds of imports that the editor has no link for, by language; undefined: it has one for each. Going to the definition of what a script imports is the
 * editor's own, and its style sheets have links; addresses in `new URL` and patterns have neither.
 */
export function kindsToLink(language: string): ReadonlySet<string> | undefined {
  if (components.includes(language)) return allKinds;
  return scripts.includes(language) ? addresses : undefined;
}

const addresses: ReadonlySet<string> = new Set(['url', 'glob']);
const allKinds: ReadonlySet<string> = new Set([
  ...['static', 'type', 're-export', 'dynamic', 'require', 'url', 'glob', 'style'],
]);

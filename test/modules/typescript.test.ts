// What is imported, compared with TypeScript's own syntax tree, in the sources of packages that this project has installed and in its own. What
// only we count as an import is named here.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseFacts } from '../../server/modules/facts.ts';
import { installPackages } from '../support/installPackages.ts';

const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folders = [
  ...['server', 'client', 'webview', 'test/modules', 'test/host'],
  ...['fast-check', 'zod', 'hono', '@types', '@opentelemetry', '@babel', 'undici'].map(
    (name) => `node_modules/${name}`,
  ),
];
const bytesMax = 500_000;
/** What stands before a name that we count and TypeScript does not, behind its kind. */
const ourOwn = [
  /^url .*\bURL\(\s*$/s,
  /^type .*\bmodule\s*$/s,
  /^require .*\brequire\.resolve\(\s*$/s,
];
const lettersBefore = 40;

/** What is used of TypeScript 5; the project's own is version 7, which has no such interface. */
interface Node {
  readonly kind: number;
  readonly text?: string;
  readonly moduleSpecifier?: Node;
  readonly moduleReference?: Node;
  readonly expression?: Node;
  readonly argument?: { readonly literal?: Node };
  readonly arguments?: readonly Node[];
}
interface SourceFile extends Node {
  readonly referencedFiles: readonly { readonly fileName: string }[];
  readonly typeReferenceDirectives: readonly { readonly fileName: string }[];
}
interface TypeScript {
  readonly SyntaxKind: Readonly<Record<string, number>>;
  createSourceFile(file: string, text: string, version: number, parents: boolean): SourceFile;
  forEachChild(node: Node, visit: (child: Node) => void): void;
}

function* scripts(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* scripts(path);
    } else if (/\.[mc]?[jt]sx?$/.test(entry.name)) yield path;
  }
}

/** The text of a literal in a place where it names a module. */
function named(ts: TypeScript, node: Node): string | undefined {
  const is = (one: Node | undefined, ...kinds: readonly string[]): boolean =>
    kinds.some((kind) => one?.kind === ts.SyntaxKind[kind]);
  if (is(node, 'ImportDeclaration', 'ExportDeclaration')) return node.moduleSpecifier?.text;
  if (is(node, 'ImportEqualsDeclaration') && is(node.moduleReference, 'ExternalModuleReference'))
    return node.moduleReference?.expression?.text;
  if (is(node, 'ImportType')) return node.argument?.literal?.text;
  const isCall =
    is(node, 'CallExpression') &&
    (is(node.expression, 'ImportKeyword') ||
      (is(node.expression, 'Identifier') && node.expression?.text === 'require'));
  const [first] = node.arguments ?? [];
  return isCall && is(first, 'StringLiteral', 'NoSubstitutionTemplateLiteral')
    ? first?.text
    : undefined;
}

/** Sorted; what a reference names, with its dot. */
function theirs(ts: TypeScript, file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, 99, false);
  const found = new Set<string>();
  const visit = (node: Node): void => {
    const name = named(ts, node);
    if (name !== undefined && name !== '') found.add(name);
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const { fileName } of source.referencedFiles)
    found.add(/^(?:\.{1,2})?\//.test(fileName) ? fileName : `./${fileName}`);
  for (const { fileName } of source.typeReferenceDirectives) found.add(fileName);
  return [...found];
}

test('every import of real sources that TypeScript sees', (t) => {
  const peers = installPackages('typescript-5.9.3', ['typescript@5.9.3']);
  const ts = createRequire(join(peers, 'x.js'))('typescript') as TypeScript;
  const missed: string[] = [];
  const others: string[] = [];
  let compared = 0;
  for (const folder of folders)
    for (const file of scripts(join(project, folder))) {
      const text = readFileSync(file, 'utf8');
      const { imports, problems } = parseFacts(file, text);
      if (text.length > bytesMax || problems.length > 0) continue;
      const seen = theirs(ts, file, text);
      const ours = new Set(imports.map(({ specifier }) => specifier));
      for (const name of seen) if (!ours.has(name)) missed.push(`${file}: ${name}`);
      compared += seen.length;
      for (const { kind, specifier, start } of imports) {
        const before = text.slice(Math.max(0, start - lettersBefore), start);
        const isOurs = ourOwn.some((form) => form.test(`${kind} ${before}`));
        if (!seen.includes(specifier) && !isOurs) others.push(`${file}: ${kind} ${specifier}`);
      }
    }
  t.diagnostic(`${compared} imports compared`);
  deepStrictEqual(missed, []);
  deepStrictEqual(others, []);
  ok(compared > 10_000, `only ${compared}`);
});

// Where imports lead, compared with TypeScript's own resolution, on packages that this project has installed. They are copied to where they are
// a workspace, since what lies in node_modules is none.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { patternsOf } from '../../../server/engine/config/workspacePatterns.ts';
import { type Modules, openModules } from '../../../server/host/modules/analysis.ts';
import type { ImportFact, Resolution } from '../../../server/modules/model.ts';
import { packageOf } from '../../../server/modules/resolve/specifiers.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { type TypeScript, typeScript5 } from './typescript5.ts';

const installed = join(dirname(fileURLToPath(import.meta.url)), '../../../node_modules');
const packages = [
  'fast-check',
  'graphology',
  'mocha',
  'vscode-languageclient',
  'vscode-languageserver-protocol',
  '@opentelemetry',
  'playwright-core',
  '@types',
  'yaml',
  'jsonc-parser',
  'zod',
  'hono',
  'lodash',
  '@azure',
  'parse5',
  'undici',
  'undici-types',
  'ajv',
  'jose',
  'type-fest',
  '@modelcontextprotocol',
  '@babel',
  '@nodelib',
  '@vscode',
  'sigma',
  'cheerio',
  'cheerio-select',
  'domutils',
  'entities',
  'htmlparser2',
  '@secretlint',
  '@textlint',
  'lru-cache',
  'minipass',
  'sass',
  'uplot',
  'react',
  'react-dom',
  'vscode-jsonrpc',
  'vscode-languageserver',
];

const commonJs = 1;
const esNext = 99;
const options = {
  module: esNext,
  moduleResolution: 100,
  allowJs: true,
  resolveJsonModule: true,
  customConditions: ['source', 'node'],
  typeRoots: [],
};

/** A file without its ending: a declaration and the script beside it are one module to us, and each takes the one that it is for. */
function place(root: string, file: string | undefined): string {
  if (file === undefined) return 'nowhere';
  if (!file.startsWith(`${root}/`) || file.includes('/node_modules/')) return 'package';
  return file.slice(root.length + 1).replace(/(\.d)?\.([mc]?[jt]sx?|json)$/, '');
}

function ourPlace(root: string, resolution: Resolution): string {
  if (resolution.type === 'file') return place(root, `${root}/${resolution.path}`);
  return resolution.type === 'package' ? 'package' : 'nowhere';
}

/** Where TypeScript finds what a file refers to. */
function theirFile(ts: TypeScript, file: string, { kind, specifier }: ImportFact) {
  if (kind === 'reference')
    return ts.resolveTypeReferenceDirective(specifier, file, options, ts.sys)
      .resolvedTypeReferenceDirective?.resolvedFileName;
  const mode = kind === 'require' ? commonJs : esNext;
  return ts.resolveModuleName(specifier, file, options, ts.sys, undefined, undefined, mode)
    .resolvedModule?.resolvedFileName;
}

function compare(root: string, modules: Modules, ts: TypeScript) {
  const differences: string[] = [];
  let compared = 0;
  for (const [path, { facts, resolutions }] of modules.records()) {
    if (!/\.[mc]?[jt]sx?$/.test(path)) continue;
    for (const [index, fact] of facts.imports.entries()) {
      const resolution = resolutions[index];
      if (!resolution || resolution.type === 'builtin' || !isComparable(fact)) continue;
      if (isOwnNameAlone(root, path, fact.specifier)) continue;
      const theirs = place(root, theirFile(ts, `${root}/${path}`, fact));
      const ours = ourPlace(root, resolution);
      compared++;
      if (ours !== theirs)
        differences.push(`${path} ${fact.specifier}: ${ours}, TypeScript ${theirs}`);
    }
  }
  return { compared, differences };
}

/** A reference to a path is one to that file alone. */
function isComparable({ kind, specifier }: ImportFact): boolean {
  if (kind === 'reference') return !/^[./]/.test(specifier);
  return kind !== 'url' && kind !== 'glob' && kind !== 'style';
}

/** A package's own name, where it has no `exports`: by the rules of Node.js only those who installed it find it so, and for us its sources do. */
function isOwnNameAlone(root: string, path: string, specifier: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(root, folder, 'package.json');
    const json = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (json) return json.exports === undefined && (json.name ?? '') === packageOf(specifier);
    if (folder === '.') return false;
  }
}

test('imports of real packages lead where TypeScript says', async (t) => {
  const root = await makeTempDir(t);
  for (const name of packages)
    if (existsSync(join(installed, name)))
      cpSync(join(installed, name), join(root, name), {
        recursive: true,
        filter: (file) => !/node_modules$/.test(file.slice(installed.length)),
      });
  writeFileSync(join(root, 'package.json'), '{}');
  const ts = typeScript5();
  const modules = await openModules({ root, patterns: patternsOf });
  t.after(() => modules.close());
  const { compared, differences } = compare(root, modules, ts);
  t.diagnostic(`${compared} imports compared`);
  ok(compared > 20_000, `only ${compared}`);
  deepStrictEqual(differences, []);
});

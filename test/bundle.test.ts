// What is in each bundle. The layers are kept apart in the sources by the import table; this sees to
// it that what ships is what was meant to ship, whatever somebody else's package pulls in.

import { match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { makeTempDir } from './support/tempDir.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const cliEntry = 'server/cli/main.ts';
const execute = promisify(execFile);

type Output = Metafile['outputs'][string];

interface BundleRule {
  /** Names of its files. */
  readonly files: RegExp;
  /** What its files may have in all. */
  readonly maxBytes: number;
  /** Inputs that may not be in it, paths relative to the project. */
  readonly banned: RegExp;
  /** Packages it may leave to be found at run time, besides Node's own. */
  readonly externals: readonly string[];
}

const notForNode = /(^|\/)node_modules\/@?vscode|^(test|client|webview)\/|^server\/lsp\//;

const forms = 'graphForms|jsonForms|render/(style|table|units|visible)|stats/(cache|metric|stats)';

const rules: Readonly<Record<string, BundleRule>> = {
  'the command line': {
    files: /^cli\.(app\.)?js$/,
    maxBytes: 1_600_000,
    banned: notForNode,
    // The second: the first file loads it.
    externals: ['@parcel/watcher', './cli.app.js', './cli.otlp.js', './modules.js'],
  },
  // Read when somebody sends metrics.
  "OpenTelemetry's packages": {
    files: /^cli\.otlp\.js$/,
    maxBytes: 500_000,
    banned: new RegExp(`${notForNode.source}|^server/cli/`),
    externals: [],
  },
  // Read when somebody asks about modules.
  'the analysis of modules': {
    files: /^modules\.js$/,
    maxBytes: 500_000,
    banned: new RegExp(`${notForNode.source}|^server/cli/`),
    // Native code, which lies beside the bundles of the extension and is a dependency of the npm package.
    externals: ['oxc-parser', 'oxc-resolver'],
  },
  // Workers start often and do one thing each, so they carry nothing else.
  'the workers': {
    files: /^(?!folder\.|flame\.|graph\.)\w+\.worker\.js$/,
    maxBytes: 600_000,
    banned: new RegExp(`${notForNode.source}|^server/cli/`),
    externals: [
      ...['oxc-parser', 'oxc-resolver'],
      ...['bindings.js', 'generated/constants.js'].map((file) => `oxc-parser/src-js/${file}`),
    ],
  },
  'the language server': {
    files: /^(server|folder\.worker)\.js$/,
    maxBytes: 2_500_000,
    // Files are watched by the editor: a native package would have to be in the extension. Of the command line, what makes text of facts.
    banned: new RegExp(`^(test|client|webview)/|^server/cli/(?!${forms})|node_modules/@parcel`),
    externals: ['./modules.js'],
  },
  // The editor's start waits until it is read.
  'the client': {
    files: /^client\.js$/,
    maxBytes: 250_000,
    banned: /^(test|webview)\/|^server\/(?!protocol\/)|node_modules\//,
    externals: ['vscode', './protocolClient.js'],
  },
  "the client's library": {
    files: /^protocolClient\.js$/,
    maxBytes: 1_000_000,
    banned: /^(test|webview)\/|^server\/(?!protocol\/)/,
    externals: ['vscode'],
  },
  // Pages load as fast as they are small; nearly all of it is the UI toolkit.
  'the overview': {
    files: /^overview\.js$/,
    maxBytes: 300_000,
    banned: /^(test|client)\/|^server\/(?!protocol\/)/,
    externals: [],
  },
  // With the library of charts.
  'the dashboard': {
    files: /^dashboard\.js$/,
    maxBytes: 450_000,
    banned: /^(test|client)\/|^server\/(?!protocol\/)/,
    externals: [],
  },
  // The worker reads files with the readers of profiles.
  'the flame chart': {
    files: /^flame(\.worker)?\.js$/,
    maxBytes: 400_000,
    banned: /^(test|client)\/|^server\/(?!protocol\/|profiles\/)/,
    externals: [],
  },
  // Drawing and layout are our own.
  'the module graph': {
    files: /^graph(\.worker)?\.js$/,
    maxBytes: 400_000,
    banned: /^(test|client)\/|^server\/(?!protocol\/)/,
    externals: [],
  },
};

async function build(folder: string): Promise<Map<string, Output>> {
  const script = join(projectRoot, 'esbuild.mjs');
  await execute(process.execPath, [script, '--outdir', folder], { cwd: projectRoot });
  const meta: Metafile = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8'));
  const outputs = Object.entries(meta.outputs).filter(([file]) => file.endsWith('.js'));
  return new Map(outputs.map(([file, output]) => [basename(file), output]));
}

function checkFile(file: string, output: Output, rule: BundleRule): void {
  const banned = Object.keys(output.inputs).filter((input) => rule.banned.test(input));
  strictEqual(banned.join('\n'), '', `${file} holds what it should not`);
  const externals = output.imports
    .filter(({ external, path }) => external && !isBuiltin(path))
    .map(({ path }) => path)
    .filter((path) => !rule.externals.includes(path));
  strictEqual(externals.join('\n'), '', `${file} needs packages that do not ship with it`);
}

test('each bundle holds what it should, and is small', async (t) => {
  if (!existsSync(join(projectRoot, cliEntry))) return t.skip(`no ${cliEntry} yet`);
  const folder = await makeTempDir(t);
  const outputs = await build(folder);
  const unknown = new Set(outputs.keys());
  for (const [name, rule] of Object.entries(rules)) {
    const files = [...outputs].filter(([file]) => rule.files.test(file));
    for (const [file, output] of files) {
      unknown.delete(file);
      checkFile(file, output, rule);
    }
    const bytes = files.reduce((sum, [, output]) => sum + output.bytes, 0);
    t.diagnostic(`${name}: ${files.length} files, ${(bytes / 1024).toFixed(0)} kB`);
    ok(bytes <= rule.maxBytes, `${name} has ${bytes} bytes, and may have ${rule.maxBytes}`);
  }
  strictEqual([...unknown].join('\n'), '', 'every file that ships has a rule');

  const command = join(folder, 'cli.js');
  // Starts it: what is put in front of a bundle is not the compiler's work.
  const { stdout } = await execute(process.execPath, [command, '--help']);
  match(stdout, /^Usage:$/m);
  strictEqual((await readFile(command, 'utf8')).split('\n', 1)[0], '#!/usr/bin/env node');
  if (process.platform !== 'win32') strictEqual((await stat(command)).mode & 0o111, 0o111);
});

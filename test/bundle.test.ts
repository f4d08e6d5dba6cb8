// What is in each bundle. The layers are kept apart in the sources by the import table; this sees to
// it that what ships is what was meant to ship, whatever somebody else's package pulls in.

import { ok, strictEqual } from 'node:assert/strict';
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
  readonly name: RegExp;
  readonly maxBytes: number;
  /** Inputs that may not be in it, paths relative to the project. */
  readonly banned: RegExp;
  /** Packages it may leave to be found at run time, besides Node's own. */
  readonly externals: readonly string[];
}

const notForNode = /(^|\/)node_modules\/@?vscode|^(test|client|webview)\/|^server\/lsp\//;

const rules: readonly BundleRule[] = [
  {
    name: /^cli\.js$/,
    maxBytes: 1_500_000,
    banned: notForNode,
    externals: ['@parcel/watcher'],
  },
  {
    // A worker starts often and does one thing, so it carries nothing else.
    name: /\.worker\.js$/,
    maxBytes: 300_000,
    banned: new RegExp(`${notForNode.source}|^server/cli/`),
    externals: [],
  },
];

async function build(folder: string): Promise<Map<string, Output>> {
  const script = join(projectRoot, 'esbuild.mjs');
  await execute(process.execPath, [script, '--outdir', folder], { cwd: projectRoot });
  const meta: Metafile = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8'));
  const outputs = Object.entries(meta.outputs).filter(([file]) => file.endsWith('.js'));
  return new Map(outputs.map(([file, output]) => [basename(file), output]));
}

function checkBundle(name: string, output: Output): void {
  const rule = rules.find((one) => one.name.test(name));
  ok(rule, `${name} has no rule in ${basename(import.meta.filename)}`);
  const banned = Object.keys(output.inputs).filter((input) => rule.banned.test(input));
  strictEqual(banned.join('\n'), '', `${name} holds what it should not`);
  const externals = output.imports
    .filter(({ external, path }) => external && !isBuiltin(path))
    .map(({ path }) => path)
    .filter((path) => !rule.externals.includes(path));
  strictEqual(externals.join('\n'), '', `${name} needs packages that do not ship with it`);
  ok(output.bytes <= rule.maxBytes, `${name} has ${output.bytes} bytes of ${rule.maxBytes}`);
}

test('each bundle holds what it should, and is small', async (t) => {
  if (!existsSync(join(projectRoot, cliEntry))) return t.skip(`no ${cliEntry} yet`);
  const folder = await makeTempDir(t);
  const outputs = await build(folder);
  ok(outputs.has('cli.js'), 'cli.js was built');
  for (const [name, output] of outputs) {
    t.diagnostic(`${name} ${(output.bytes / 1024).toFixed(0)} kB`);
    checkBundle(name, output);
    // Parses it: what is put in front of a bundle is not the compiler's work.
    await execute(process.execPath, ['--check', join(folder, name)]);
  }
  const command = join(folder, 'cli.js');
  strictEqual((await readFile(command, 'utf8')).split('\n', 1)[0], '#!/usr/bin/env node');
  if (process.platform !== 'win32') strictEqual((await stat(command)).mode & 0o111, 0o111);
});

// What `npm pack` puts into the package: that it holds what people run and read and nothing else, and that
// it works where it is installed.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeTempDir } from './support/tempDir.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
const execute = promisify(execFile);
// npm is a script on Windows, which only a shell can start.
const shell = process.platform === 'win32';

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs a copy of the project with a fresh build, so that what lies in dist/ does not matter. */
async function pack(folder: string): Promise<PackReport> {
  await mkdir(join(folder, 'docs'));
  const dashboard = 'docs/grafana-dashboard.json';
  for (const file of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', dashboard]) {
    await copyFile(join(projectRoot, file), join(folder, file));
  }
  const script = join(projectRoot, 'esbuild.mjs');
  const build = [script, '--only', 'npm', '--outdir', join(folder, 'dist')];
  await execute(process.execPath, build, { cwd: projectRoot });
  const words = ['pack', '--json', '--ignore-scripts', '--loglevel=error'];
  const { stdout } = await execute('npm', words, { cwd: folder, shell });
  const [report]: PackReport[] = JSON.parse(stdout);
  ok(report);
  return report;
}

test('the package holds what ships, and works where it is installed', async (t) => {
  const folder = await makeTempDir(t);
  const { filename, files } = await pack(folder);

  const names = files.map(({ path }) => path);
  const others = names.filter(
    (name) => !/^dist\/(?:cli|cli\.app|cli\.otlp|modules|\w+\.worker)\.js$/.test(name),
  );
  deepStrictEqual(others.sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/builder.d.ts',
    'dist/cachescope.schema.json',
    'dist/package.json',
    'docs/grafana-dashboard.json',
    'package.json',
  ]);

  const user = join(folder, 'user');
  const installed = join(user, 'node_modules/cachescope');
  await mkdir(installed, { recursive: true });
  await execute('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  const { stdout } = await execute(process.execPath, [join(installed, 'dist/cli.js'), '--version']);
  strictEqual(stdout, `${version}\n`);

  // Whoever writes a builder gets its types without any of Node's.
  const builder = `import type { BuilderContext } from 'cachescope/builder';
    export async function build(context: BuilderContext): Promise<void> {
      context.emit((await context.read(context.input)).toUpperCase());
      // @ts-expect-error: there is no such thing, so the types are not lost.
      context.nothing();
    }\n`;
  await writeFile(join(user, 'builder.ts'), builder);
  const flags = ['--ignoreConfig', '--strict', '--noEmit', '--module', 'nodenext', 'builder.ts'];
  await execute(process.execPath, [compiler, ...flags], { cwd: user });
});

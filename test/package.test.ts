// What `npm pack` puts into the package: that it holds what people run and read and nothing else, and that
// it works where npm installs it: on the oldest Node that it is for, and on other platforms by the same lock file.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeTempDir } from './support/tempDir.ts';
import { copySample } from './support/vscodeHost/sampleWorkspace.ts';

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

/** An empty project of a user's, with the package installed. @returns its folder */
async function install(parent: string): Promise<string> {
  const { filename } = await pack(parent);
  const user = join(parent, 'user');
  await mkdir(user);
  await writeFile(join(user, 'package.json'), '{ "name": "user", "private": true }');
  await npm(user, 'install', join(parent, filename));
  return user;
}

async function npm(folder: string, ...words: readonly string[]): Promise<string> {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return (await execute('npm', [...words, ...quiet], { cwd: folder, shell })).stdout;
}

/** Runs the installed command. @param node the Node that it runs on */
async function cachescope(
  user: string,
  node: string,
  ...words: readonly string[]
): Promise<string> {
  const command = join(user, 'node_modules/cachescope/dist/cli.js');
  return (await execute(node, [command, ...words], { cwd: join(user, 'demo') })).stdout;
}

/** The oldest Node that the package says it works on, installed from npm. @returns the program */
async function oldestNode(parent: string): Promise<string> {
  const { engines } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  const version = `${/^>=(\d+\.\d+)$/.exec(engines.node)?.[1]}.0`;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(parent, 'oldest');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "name": "oldest", "private": true }');
  await npm(folder, 'install', '--ignore-scripts', `${name}@${version}`);
  const program = join(
    folder,
    'node_modules',
    name,
    system === 'win' ? 'bin/node.exe' : 'bin/node',
  );
  strictEqual((await execute(program, ['--version'])).stdout.trim(), `v${version}`);
  return program;
}

/** Endings of the packages with native files that are installed. */
async function bindingsIn(user: string, scope: string): Promise<string[]> {
  return (await readdir(join(user, 'node_modules', scope))).map((name) =>
    name.replace('binding-', ''),
  );
}

test('installed by npm, it works in an empty project', async (t) => {
  const folder = await makeTempDir(t);
  const user = await install(folder);
  await copySample(user);
  // As people type it.
  const { stdout } = await execute('npx', ['cachescope', 'graph', '--modules', '--json'], {
    cwd: join(user, 'demo'),
    shell,
  });
  const { modules }: { modules: readonly { path: string }[] } = JSON.parse(stdout);
  ok(
    modules.some(({ path }) => path === 'tools/handlebars.js'),
    stdout,
  );
  const own = await bindingsIn(user, '@oxc-parser');

  await t.test('on the oldest Node that it is for', async () => {
    const node = await oldestNode(folder);
    match(await cachescope(user, node, 'run', 'build'), /^9 actions: 9 ran/m);
    match(await cachescope(user, node, 'run', 'build'), /^9 actions: 9 fresh/m);
    match(await cachescope(user, node, 'cache', 'verify'), /^Everything is intact\./m);
    const question = ['graph', '--modules', '--json'];
    const graph = await cachescope(user, node, ...question);
    strictEqual(await cachescope(user, process.execPath, ...question), graph);
    // What the one keeps is nothing strange to the other: builders count by the files that they were loaded from.
    match(await cachescope(user, process.execPath, 'cache', 'verify'), /^Everything is intact\./m);
    match(await cachescope(user, process.execPath, 'run', 'build'), /^9 actions: 9 fresh/m);
  });

  await t.test('by the same lock file on another platform', async () => {
    const { packages } = JSON.parse(await readFile(join(user, 'package-lock.json'), 'utf8'));
    const [os, cpu] = process.platform === 'darwin' ? ['win32', 'x64'] : ['darwin', 'arm64'];
    const other = os === 'darwin' ? 'darwin-arm64' : 'win32-x64-msvc';
    for (const scope of ['@oxc-parser', '@oxc-resolver'])
      ok(packages[`node_modules/${scope}/binding-${other}`]?.integrity.startsWith('sha512-'));
    await rm(join(user, 'node_modules'), { recursive: true });
    await npm(user, 'ci', '--ignore-scripts', `--os=${os}`, `--cpu=${cpu}`);
    deepStrictEqual(await bindingsIn(user, '@oxc-parser'), [other]);
    deepStrictEqual(await bindingsIn(user, '@oxc-resolver'), [other]);
    strictEqual(own.includes(other), false);
  });
});

// What happens where the parser and the resolver of modules have no native files, or others than their own: that is said, and nothing is guessed.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { modulesBuilt, putEmptyPackage } from './support/builtModules.ts';
import { writeFixture } from './support/fixture.ts';
import { type CleanupScope, makeTempDir } from './support/tempDir.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const { ownTarget, targets }: NativeFiles = await import(join(projectRoot, 'nativeFiles.mjs'));
interface NativeFiles {
  ownTarget(): string;
  readonly targets: Readonly<Record<string, readonly string[]>>;
}
const ownEnding = targets[ownTarget()]?.[0];
const packages = ['oxc-parser', 'oxc-resolver'];

/** The command line as npm has it, with what loads native files, and no such files. */
async function build(
  scope: CleanupScope,
): Promise<{ dist: string; modules: string; root: string; scratch: string }> {
  const scratch = await makeTempDir(scope);
  const dist = join(scratch, 'dist');
  const modules = join(scratch, 'node_modules');
  const words = [join(projectRoot, 'esbuild.mjs'), '--only', 'npm', '--outdir', dist];
  await promisify(execFile)(process.execPath, words, { cwd: projectRoot });
  for (const name of packages) {
    await cp(join(projectRoot, 'node_modules', name), join(modules, name), { recursive: true });
    const version = await versionOf(modules, name);
    for (const ending of [ownEnding, 'wasm32-wasi', 'wasm32-wasip1'])
      await putEmptyPackage(modules, `@${name}/binding-${ending}`, version);
  }
  const root = join(scratch, 'workspace');
  await writeFixture(root, "//- a.ts\nimport './b';\nimport 'c';\n//- b.ts\n//- c.css\n");
  return { dist, modules, root, scratch };
}

async function versionOf(modules: string, name: string): Promise<string> {
  return (await import(join(modules, name, 'package.json'), { with: { type: 'json' } })).default
    .version;
}

test('without native files that is said, with what to do, and nothing is told of modules', async (t) => {
  const { dist, modules, root, scratch } = await build(t);
  const { failure = '', modules: found } = await modulesBuilt(dist, root, { scratch });
  const [parser, resolver] = await Promise.all(packages.map((name) => versionOf(modules, name)));
  const platform = `${process.platform}-${process.arch}`;
  strictEqual(
    failure,
    `The parser of modules, oxc-parser ${parser}, cannot be loaded on ${platform}: its native files are not there. ` +
      'In VS Code, install the universal package of the extension. On the command line, install with optional dependencies, or, where there are ' +
      `none for this platform, as WebAssembly: npm install --force @oxc-parser/binding-wasm32-wasi@${parser} @oxc-resolver/binding-wasm32-wasi@${resolver}`,
  );
  strictEqual(found.size, 0);

  const command = [join(dist, 'cli.js'), 'graph', '--modules'];
  const { code, stderr, stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: root,
  }).then(
    () => ({ code: 0, stderr: '', stdout: '' }),
    (error: { code: number; stderr: string; stdout: string }) => error,
  );
  strictEqual(code, 2);
  ok(stderr.includes(`The modules could not be analysed: ${failure}`), stderr);
  strictEqual(stdout, '');
});

test("native files of another version are not the package's own", async (t) => {
  const { dist, modules, root, scratch } = await build(t);
  const name = `@oxc-parser/binding-${ownEnding}`;
  await putEmptyPackage(modules, name, '0.0.1');
  // It could parse, in a way.
  await writeFile(join(modules, name, 'index.js'), 'exports.rawTransferSupported = () => false;');
  const { failure = '' } = await modulesBuilt(dist, root, { scratch });
  match(
    failure,
    /cannot be loaded on \S+: Native binding package version mismatch, expected \S+ but got 0\.0\.1/,
  );
});

test('with few addresses the same is found, more slowly', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { dist, modules, root, scratch } = await build(t);
  for (const name of packages) {
    const binding = `@${name}/binding-${ownEnding}`;
    await cp(join(projectRoot, 'node_modules', binding), join(modules, binding), {
      recursive: true,
    });
  }
  const free = await modulesBuilt(dist, root, { scratch });
  // In kB: room for Node and the stacks of two threads, and not for the parser's buffers.
  const wrap = ['sh', '-c', 'ulimit -v 7500000; exec "$@"', 'sh'];
  const limited = await modulesBuilt(dist, root, { scratch, wrap });
  strictEqual(free.failure, undefined);
  deepStrictEqual([...free.modules.keys()].toSorted(), ['a.ts', 'b.ts', 'c.css']);
  deepStrictEqual(limited, { ...free, durationMs: limited.durationMs });
});

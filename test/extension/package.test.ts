// What is in the packed extension, for each platform: that it holds what VS Code loads and people read, with native files that are for that
// platform, and nothing else.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { machineOf } from '../support/machineOf.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { packForAll } from '../support/vscodeHost/stage.ts';

// Packed, in bytes: without what is native, and with it.
const ownMax = 1_000_000;
const platformMax = 3_500_000;
const universalMax = 6_000_000;

// Folders by what may be in them.
const own = [
  /^\[Content_Types\]\.xml$|^extension\.vsixmanifest$/,
  /^extension\/(package|package\.nls(\.[\w-]+)?)\.json$/,
  /^extension\/(readme|changelog|support)\.md$|^extension\/LICENSE(\.txt)?$/i,
  /^extension\/dist\/(client|protocolClient|server|engine|modules|\w+\.worker)\.js$/,
  // The command line, which serves tools to language models.
  /^extension\/dist\/cli(\.app)?\.js$/,
  /^extension\/dist\/cachescope\.schema\.json$/,
  /^extension\/dist\/webview\/\w+(\.worker)?\.(js|css)$/,
  /^extension\/(media|l10n)\/([\w-]+\/)?[\w.-]+\.(svg|png|md|json)$/,
  // The sample workspace that the walkthrough opens.
  /^extension\/dist\/sample\//,
];
// What loads the parser and the resolver of modules.
const loaders = [
  /^oxc-(parser|resolver)\/([\w.-]+\/)*[\w.-]+\.c?js$/,
  /\/(package\.json|LICENSE)$/,
];
// What runs WebAssembly.
const runtimes =
  /^(@oxc-parser\/binding-wasm32-wasi\/node_modules\/)?(@emnapi|@napi-rs|@tybys|tslib)\/([\w.-]+\/)*[\w.-]+\.c?js$|\/(wasi-worker\.mjs|(parser|resolver)\.wasi\.cjs)$/;

/** Native files of each target: their ending, and the machine that they are for. */
const windows = { 'win32-x64-msvc': 'windows x64', 'win32-arm64-msvc': 'windows arm64' };
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'win32-x64': { 'win32-x64-msvc': 'windows x64' },
  'win32-arm64': { 'win32-arm64-msvc': 'windows arm64' },
  'linux-x64': { 'linux-x64-gnu': 'linux x64 glibc' },
  'linux-arm64': { 'linux-arm64-gnu': 'linux arm64 glibc' },
  'linux-armhf': { 'linux-arm-gnueabihf': 'linux arm glibc' },
  'darwin-x64': { 'darwin-x64': 'macos x64' },
  'darwin-arm64': { 'darwin-arm64': 'macos arm64' },
  'alpine-x64': { 'linux-x64-musl': 'linux x64 musl' },
  'alpine-arm64': { 'linux-arm64-musl': 'linux arm64 musl' },
  universal: { ...windows, 'wasm32-wasi': 'webassembly' },
};

/** Unpacks a zip file. Python is there wherever the host's native parts are built. @returns its files, with their packed sizes */
async function unpack(archive: string, folder: string): Promise<Map<string, number>> {
  const script = `import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
archive.extractall(sys.argv[2])
print(json.dumps([(f.filename, f.compress_size) for f in archive.infolist()]))`;
  const { stdout } = await promisify(execFile)('python3', ['-c', script, archive, folder]);
  return new Map(JSON.parse(stdout));
}

function checkOwn(files: ReadonlyMap<string, number>): void {
  const mine = [...files].filter(([name]) => !name.includes('/node_modules/'));
  const names = mine.map(([name]) => name);
  const others = names.filter((name) => !own.some((pattern) => pattern.test(name)));
  deepStrictEqual(others, [], 'files that should not ship');
  for (const pattern of own)
    ok(
      names.some((name) => pattern.test(name)),
      `nothing that is like ${pattern}`,
    );
  ok(names.some((name) => /support\.md$/i.test(name)));
  const bytes = mine.reduce((sum, [, size]) => sum + size, 0);
  ok(bytes < ownMax, `${bytes} bytes`);
}

/** Each of the two packages has its file for each machine, and there is nothing but what loads them. */
async function checkNative(
  target: string,
  names: readonly string[],
  modules: string,
): Promise<void> {
  const binaries = names.filter((name) => /\.(node|wasm)$/.test(name));
  const machines = expected[target] ?? {};
  const wanted = Object.keys(machines).flatMap((ending) =>
    ['parser', 'resolver'].map(
      (part) =>
        `@oxc-${part}/binding-${ending}/${part}.${ending}.${ending.startsWith('wasm') ? 'wasm' : 'node'}`,
    ),
  );
  deepStrictEqual(binaries.toSorted(), wanted.toSorted());
  for (const file of binaries) {
    const ending = /\/binding-([\w-]+)\//.exec(file)?.[1] ?? '';
    strictEqual(machineOf(await readFile(join(modules, file))), machines[ending], file);
  }
  const allowed = target === 'universal' ? [...loaders, runtimes] : loaders;
  const others = names.filter(
    (name) => !binaries.includes(name) && !allowed.some((pattern) => pattern.test(name)),
  );
  deepStrictEqual(others, [], 'files that should not ship');
  ok(names.includes('oxc-parser/src-js/index.js') && names.includes('oxc-resolver/index.js'));
}

test('the packed extension holds what ships for each platform, and is small', async (t) => {
  const folder = await makeTempDir(t);
  const told = await packForAll(folder);
  const archives = await readdir(folder);
  for (const target of Object.keys(expected)) {
    await t.test(target, async (inner) => {
      const archive = `cachescope-${target}.vsix`;
      if (!archives.includes(archive)) {
        // The registry has no such package; then that is what was said.
        match(
          told,
          new RegExp(
            `^The package for ${target} cannot be made\\. @oxc-\\S+ is not to be had: `,
            'm',
          ),
        );
        return inner.skip(`no native files for ${target} are to be had`);
      }
      const file = join(folder, archive);
      const unpacked = join(folder, target);
      const files = await unpack(file, unpacked);
      checkOwn(files);
      const prefix = 'extension/dist/node_modules/';
      const native = [...files.keys()].filter((name) => name.startsWith(prefix));
      await checkNative(
        target,
        native.map((name) => name.slice(prefix.length)),
        join(unpacked, prefix),
      );
      const manifest = await readFile(join(unpacked, 'extension.vsixmanifest'), 'utf8');
      const platform = /TargetPlatform="([\w-]+)"/.exec(manifest)?.[1];
      strictEqual(platform, target === 'universal' ? undefined : target);
      const { size } = await stat(file);
      inner.diagnostic(`${archive}: ${files.size} files, ${(size / 1024).toFixed(0)} kB`);
      ok(size < (target === 'universal' ? universalMax : platformMax), `${size} bytes`);
    });
  }
  const known = Object.keys(expected).map((target) => `cachescope-${target}.vsix`);
  deepStrictEqual(
    archives.filter((name) => !known.includes(name)),
    [],
  );
});

// Packs the extension: `npm run package` makes cachescope.vsix, which VS Code installs.
//
//   node package.mjs                     makes cachescope.vsix
//   node package.mjs --out <file>        makes another file
//   node package.mjs --stage <folder>    only the folder that would be packed, as VS Code loads it
//
// What goes in is decided by .vscodeignore, in a folder that is made anew each time: the project's own
// package.json is for npm as well, and its list of files would be taken instead. The package is for the platform that it is
// made on, whose native code it holds.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createVSIX } from '@vscode/vsce';

const projectRoot = dirname(fileURLToPath(import.meta.url));

// Beside package.json and the bundles, what may be packed.
const taken =
  /^(README\.md|CHANGELOG\.md|LICENSE|media|l10n|\.vscodeignore|package\.nls(\..*)?\.json)$/;
// Of package.json, what is for npm alone.
const npmFields = [
  ...['type', 'bin', 'exports', 'files', 'scripts'],
  ...['dependencies', 'devDependencies', 'allowScripts'],
];

// Native code cannot be bundled. It lies beside the bundles rather than in a node_modules of the extension's own, which is where the packer
// looks for the whole tree of dependencies. Only the platform's own binding is there: a package for another one is made there.
const nativePackages = ['oxc-parser', 'oxc-resolver'];
const nativeScopes = ['@oxc-parser', '@oxc-resolver'];

async function copyNative(dist) {
  const modules = join(projectRoot, 'node_modules');
  const bindings = await Promise.all(
    nativeScopes.map(async (scope) =>
      (await readdir(join(modules, scope))).map((name) => `${scope}/${name}`),
    ),
  );
  for (const name of [...nativePackages, ...bindings.flat()]) {
    await cp(join(modules, name), join(dist, 'node_modules', name), {
      recursive: true,
      // WebAssembly builds and declarations of types are for others.
      filter: (file) => !/\.(?:wasm|d\.[mc]?ts|md)$/.test(file),
    });
  }
}

// As the Marketplace calls platforms. Linux without glibc is Alpine.
function platformTarget() {
  const hasGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  const system = process.platform === 'linux' && !hasGlibc ? 'alpine' : process.platform;
  return `${system}-${process.arch}`;
}

async function stage(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const dist = join(folder, 'dist');
  const words = ['esbuild.mjs', '--only', 'extension', '--minify', '--outdir', dist];
  await promisify(execFile)(process.execPath, words, { cwd: projectRoot });
  await copyNative(dist);
  for (const name of await readdir(projectRoot)) {
    if (taken.test(name))
      await cp(join(projectRoot, name), join(folder, name), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  for (const field of npmFields) delete manifest[field];
  delete manifest.engines.node;
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function pack(file) {
  const folder = await mkdtemp(join(tmpdir(), 'cachescope-vsix-'));
  try {
    await stage(folder);
    await createVSIX({
      cwd: folder,
      packagePath: file,
      target: platformTarget(),
      dependencies: false,
      // The repository's address is not in package.json: links in the README stay as they are.
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { size } = await stat(file);
  console.log(`${file}  ${(size / 1024).toFixed(0)} kB`);
}

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'cachescope.vsix' },
    stage: { type: 'string' },
  },
});
if (options.stage === undefined) await pack(resolve(projectRoot, options.out));
else await stage(resolve(options.stage));

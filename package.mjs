// Packs the extension: `npm run package` makes cachescope.vsix, which VS Code installs.
//
//   node package.mjs                       makes cachescope.vsix, for the platform that it is made on
//   node package.mjs --target <platform>   makes cachescope-<platform>.vsix, e.g. darwin-arm64; `universal` is for all platforms
//   node package.mjs --all                 makes one for each platform, and the universal one
//   node package.mjs … --out <file>        makes another file; with --all: makes them in another folder
//   node package.mjs … --stage <folder>    only the folder that would be packed, as VS Code loads it
//
// What goes in is decided by .vscodeignore, in a folder that is made anew each time: the project's own
// package.json is for npm as well, and its list of files would be taken instead. The native code of each platform comes from
// nativeFiles.mjs.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { copyNative, ownTarget, targets } from './nativeFiles.mjs';

const projectRoot = dirname(fileURLToPath(import.meta.url));

// Beside package.json and the bundles, what may be packed.
const taken =
  /^(README\.md|CHANGELOG\.md|SUPPORT\.md|LICENSE|media|l10n|\.vscodeignore|package\.nls(\..*)?\.json)$/;
// Of package.json, what is for npm alone.
const npmFields = [
  ...['type', 'bin', 'exports', 'files', 'scripts'],
  ...['dependencies', 'devDependencies', 'allowScripts'],
];

/** All but what is native. */
async function stageOwn(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const dist = join(folder, 'dist');
  const words = ['esbuild.mjs', '--only', 'extension', '--minify', '--outdir', dist];
  await promisify(execFile)(process.execPath, words, { cwd: projectRoot });
  for (const name of await readdir(projectRoot)) {
    if (taken.test(name))
      await cp(join(projectRoot, name), join(folder, name), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  for (const field of npmFields) delete manifest[field];
  delete manifest.engines.node;
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function stageNative(folder, target) {
  const dist = join(folder, 'dist');
  await rm(join(dist, 'node_modules'), { recursive: true, force: true });
  await copyNative(target, dist);
}

async function pack(folder, target, file) {
  await stageNative(folder, target);
  await createVSIX({
    cwd: folder,
    packagePath: file,
    // Without one, it is for every platform that has no package of its own.
    ...(target !== 'universal' && { target }),
    dependencies: false,
    // The repository's address is not in package.json: links in the README stay as they are.
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size } = await stat(file);
  console.log(`${file}  ${(size / 1024).toFixed(0)} kB`);
}

/** Packs for platforms; where one cannot be had, says so and goes on with the others. */
async function packAll(files) {
  const folder = await mkdtemp(join(tmpdir(), 'cachescope-vsix-'));
  try {
    await stageOwn(folder);
    for (const [target, file] of files) {
      await pack(folder, target, file).catch((error) => {
        console.error(error.message);
        process.exitCode = 1;
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    target: { type: 'string' },
    all: { type: 'boolean', default: false },
    stage: { type: 'string' },
  },
});
const target = options.target ?? ownTarget();
const fileOf = (name) => resolve(projectRoot, options.out ?? '.', name);
if (options.stage !== undefined) {
  await stageOwn(resolve(options.stage));
  await stageNative(resolve(options.stage), target);
} else if (options.all) {
  await mkdir(fileOf('.'), { recursive: true });
  await packAll(Object.keys(targets).map((each) => [each, fileOf(`cachescope-${each}.vsix`)]));
} else {
  const name = options.target === undefined ? 'cachescope.vsix' : `cachescope-${target}.vsix`;
  await packAll([[target, resolve(projectRoot, options.out ?? name)]]);
}

// Makes what ships, out of the TypeScript sources: `dist/cli.js`, and one file a worker.
//
//   node esbuild.mjs                     builds into dist/
//   node esbuild.mjs --outdir <folder>   builds into another folder
//   node esbuild.mjs --clean             removes everything that was built
//
// Only the bundler's view of the project lives here. What each bundle may hold is checked, by the
// meta.json beside them, in test/bundle.test.ts.

import { existsSync } from 'node:fs';
import { chmod, glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';

const projectRoot = dirname(fileURLToPath(import.meta.url));

const cliEntry = 'server/cli/main.ts';

// Native code cannot be bundled: it is installed beside the bundle, as a dependency.
const nativePackages = ['@parcel/watcher'];

// CommonJS packages call `require` for Node's own modules, which a module file does not have.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

const shebang = '#!/usr/bin/env node';

/**
 * Lists what is to be built. An entry that is not there yet is left out.
 *
 * @returns {Promise<Map<string, string>>} output name (without `.js`) to source file
 */
async function entryPoints() {
  const entries = new Map();
  if (existsSync(join(projectRoot, cliEntry))) entries.set('cli', cliEntry);
  const workers = await Array.fromAsync(glob('server/host/**/*.worker.ts', { cwd: projectRoot }));
  for (const file of workers.sort()) {
    const name = basename(file, '.ts');
    const other = entries.get(name);
    if (other) throw new Error(`two files would become ${name}.js: ${other} and ${file}`);
    entries.set(name, file);
  }
  return entries;
}

/**
 * Builds every bundle into a folder.
 *
 * @param {string} outputFolder absolute path, made if missing
 * @returns {Promise<Map<string, import('esbuild').Metafile>>} output name to what went into it
 */
async function buildAll(outputFolder) {
  const entries = await entryPoints();
  await mkdir(outputFolder, { recursive: true });
  const building = [...entries].map(async ([name, file]) => [
    name,
    await buildOne(name, file, join(outputFolder, `${name}.js`)),
  ]);
  return new Map(await Promise.all(building));
}

async function buildOne(name, entry, outputFile) {
  const isCommand = name === 'cli';
  const hasShebang = (await readFile(join(projectRoot, entry), 'utf8')).startsWith('#!');
  const result = await bundle({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile: outputFile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.15',
    // The ES module build of a package comes first: the others hide their `require` calls.
    mainFields: ['module', 'main'],
    external: nativePackages,
    // The bundler keeps an entry's own shebang, above the banner; a second one would not parse.
    banner: { js: isCommand && !hasShebang ? `${shebang}\n${requireBanner}` : requireBanner },
    sourcemap: 'external',
    minify: false,
    metafile: true,
    logLevel: 'warning',
  });
  if (isCommand) await chmod(outputFile, 0o755);
  return result.metafile;
}

// What an earlier build left is removed last, so that a command which runs now keeps its files.
async function removeLeftovers(folder, metafiles) {
  const kept = new Set(['meta.json']);
  for (const name of metafiles.keys()) kept.add(`${name}.js`).add(`${name}.js.map`);
  for (const file of await readdir(folder)) {
    if (!kept.has(file)) await rm(join(folder, file), { recursive: true });
  }
}

function mergeMetafiles(metafiles) {
  const merged = { inputs: {}, outputs: {} };
  for (const { inputs, outputs } of metafiles.values()) {
    Object.assign(merged.inputs, inputs);
    Object.assign(merged.outputs, outputs);
  }
  return merged;
}

async function clean() {
  for (const folder of ['dist', '.tsbuild']) {
    await rm(join(projectRoot, folder), { recursive: true, force: true });
  }
}

async function main(folder) {
  const metafiles = await buildAll(folder);
  await writeFile(join(folder, 'meta.json'), `${JSON.stringify(mergeMetafiles(metafiles))}\n`);
  await removeLeftovers(folder, metafiles);
  for (const [name, metafile] of metafiles) {
    const output = Object.entries(metafile.outputs).find(([file]) => file.endsWith('.js'));
    console.log(`${name}.js  ${((output?.[1].bytes ?? 0) / 1024).toFixed(0)} kB`);
  }
  if (!metafiles.has('cli')) console.log(`${cliEntry} does not exist yet: no command line built`);
}

const { values: options } = parseArgs({
  options: { outdir: { type: 'string', default: 'dist' }, clean: { type: 'boolean' } },
});
if (options.clean) await clean();
else await main(resolve(projectRoot, options.outdir));

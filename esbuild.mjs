// Makes what ships, out of the TypeScript sources: `dist/cli.js` with the parts it loads when it needs
// them, and one file a worker.
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

async function buildOne(name, entry, outputFolder) {
  const isCommand = name === 'cli';
  const result = await bundle({
    absWorkingDir: projectRoot,
    entryPoints: { [name]: entry },
    outdir: outputFolder,
    bundle: true,
    // The command line's first file has to run on a Node that is too old for the rest, and fast: what
    // it loads with import() stays in files of its own. They lie beside it, for the workers' sake.
    splitting: isCommand,
    chunkNames: `${name}.[name]-[hash]`,
    platform: 'node',
    format: 'esm',
    target: 'node22.15',
    // The ES module build of a package comes first: the others hide their `require` calls.
    mainFields: ['module', 'main'],
    external: nativePackages,
    banner: { js: requireBanner },
    sourcemap: 'external',
    minify: false,
    metafile: true,
    logLevel: 'warning',
  });
  if (isCommand) await makeExecutable(join(outputFolder, `${name}.js`));
  return result.metafile;
}

async function makeExecutable(file) {
  const text = await readFile(file, 'utf8');
  if (!text.startsWith('#!')) {
    await writeFile(file, `${shebang}\n${text}`);
    // In a source map's mappings, each `;` is the end of a line: here, that of the new first one.
    const map = JSON.parse(await readFile(`${file}.map`, 'utf8'));
    await writeFile(`${file}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}` }));
  }
  await chmod(file, 0o755);
}

function mergeMetafiles(metafiles) {
  const merged = { inputs: {}, outputs: {} };
  for (const { inputs, outputs } of metafiles) {
    Object.assign(merged.inputs, inputs);
    Object.assign(merged.outputs, outputs);
  }
  return merged;
}

// What an earlier build left goes last, so that a command which runs meanwhile finds its files.
async function removeLeftovers(folder, outputs) {
  const kept = new Set(['meta.json', ...outputs.map((file) => basename(file))]);
  for (const file of await readdir(folder)) {
    if (!kept.has(file)) await rm(join(folder, file), { recursive: true, force: true });
  }
}

async function clean() {
  for (const folder of ['dist', '.tsbuild']) {
    await rm(join(projectRoot, folder), { recursive: true, force: true });
  }
}

async function main(folder) {
  await mkdir(folder, { recursive: true });
  const entries = await entryPoints();
  const building = [...entries].map(([name, file]) => buildOne(name, file, folder));
  const meta = mergeMetafiles(await Promise.all(building));
  await writeFile(join(folder, 'meta.json'), `${JSON.stringify(meta)}\n`);
  await removeLeftovers(folder, Object.keys(meta.outputs));
  for (const [file, { bytes }] of Object.entries(meta.outputs)) {
    if (file.endsWith('.js')) console.log(`${basename(file)}  ${(bytes / 1024).toFixed(0)} kB`);
  }
  if (!entries.has('cli')) console.log(`${cliEntry} does not exist yet: no command line built`);
}

const { values: options } = parseArgs({
  options: { outdir: { type: 'string', default: 'dist' }, clean: { type: 'boolean' } },
});
if (options.clean) await clean();
else await main(resolve(projectRoot, options.outdir));

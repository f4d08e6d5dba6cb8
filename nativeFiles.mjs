// Native code cannot be bundled: the packed extension holds the parser and the resolver of modules as packages, each with the files of the
// platforms that it is packed for. This finds them, for any platform: those of this one are installed, those of others are fetched by npm,
// and taken only if they are what package-lock.json says that they are.
//
//   await copyNative('darwin-arm64', 'dist');   // dist/node_modules/oxc-parser, …

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';

const projectRoot = dirname(fileURLToPath(import.meta.url));
const execute = promisify(execFile);

const webAssembly = 'wasm32-wasi';
/**
 * Endings of the packages with native files, by the Marketplace's name of a platform. The universal package is for all that have none of their
 * own: it runs as WebAssembly. That knows no paths of Windows, so the files for Windows are there, too.
 */
export const targets = {
  'win32-x64': ['win32-x64-msvc'],
  'win32-arm64': ['win32-arm64-msvc'],
  'linux-x64': ['linux-x64-gnu'],
  'linux-arm64': ['linux-arm64-gnu'],
  'linux-armhf': ['linux-arm-gnueabihf'],
  'darwin-x64': ['darwin-x64'],
  'darwin-arm64': ['darwin-arm64'],
  'alpine-x64': ['linux-x64-musl'],
  'alpine-arm64': ['linux-arm64-musl'],
  universal: [webAssembly, 'win32-x64-msvc', 'win32-arm64-msvc'],
};

// What loads native files, and where those are.
const loaders = ['oxc-parser', 'oxc-resolver'];
const scopes = ['@oxc-parser', '@oxc-resolver'];
// Declarations of types are for others; so is a build that is in the package itself, for servers without a file system.
const needless = /\.(?:d\.[mc]?ts|md|map)$|\.workerd\.mjs$|[\\/]oxc-parser[\\/][^\\/]+\.wasm$/;

/** The target of this machine. Linux without glibc is Alpine. */
export function ownTarget() {
  const hasGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  const system = process.platform === 'linux' && !hasGlibc ? 'alpine' : process.platform;
  return `${system}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
}

/**
 * Copies what a target needs into `node_modules` of a folder.
 *
 * @param {string} target one of `targets`
 * @param {string} folder
 * @throws Error that says which package is not to be had
 */
export async function copyNative(target, folder) {
  const endings = targets[target];
  if (endings === undefined) {
    throw new Error(
      `There is no target ${target}: it is one of ${Object.keys(targets).join(', ')}.`,
    );
  }
  const { packages } = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8'));
  const names = endings.flatMap((ending) => scopes.map((scope) => `${scope}/binding-${ending}`));
  const keys = new Set(loaders.map((name) => `node_modules/${name}`));
  for (const name of names) addWithDependencies(`node_modules/${name}`, packages, keys);
  const scratch = await mkdtemp(join(tmpdir(), 'cachescope-native-'));
  try {
    const sources = await sourcesOf([...keys], packages, scratch);
    for (const [key, source] of sources) {
      await cp(source, join(folder, key), {
        recursive: true,
        // Its own dependencies have keys of their own.
        filter: (file) => !needless.test(file) && !relative(source, file).includes('node_modules'),
      });
    }
  } catch (error) {
    throw new Error(`The package for ${target} cannot be made. ${error.message}`, { cause: error });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  if (endings.includes(webAssembly)) await pruneWebAssembly(join(folder, 'node_modules'));
}

/** Keys of the lock file are paths, and dependencies are looked for upwards, as Node does. */
function addWithDependencies(key, packages, keys) {
  if (keys.has(key)) return;
  const entry = packages[key];
  if (entry === undefined) throw new Error(`package-lock.json has no ${key}: run npm install.`);
  keys.add(key);
  for (const name of Object.keys({ ...entry.dependencies, ...entry.peerDependencies })) {
    let from = `${key}/`;
    while (from !== '' && packages[`${from}node_modules/${name}`] === undefined)
      from = from.slice(0, from.lastIndexOf('node_modules/', from.length - 2));
    addWithDependencies(`${from}node_modules/${name}`, packages, keys);
  }
}

/** Where each package is: installed in its version, or fetched. */
async function sourcesOf(keys, packages, scratch) {
  const sources = new Map();
  const missing = [];
  for (const key of keys) {
    const installed = join(projectRoot, key);
    const text = await readFile(join(installed, 'package.json'), 'utf8').catch(() => '{}');
    if (JSON.parse(text).version === packages[key].version) sources.set(key, installed);
    else missing.push(key);
  }
  for (const key of missing) sources.set(key, await fetched(key, packages[key], scratch));
  return sources;
}

async function fetched(key, { version, integrity }, scratch) {
  const id = `${key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`;
  const folder = await mkdtemp(join(scratch, 'package-'));
  const words = ['pack', id, '--prefer-offline', '--loglevel=error', '--pack-destination', folder];
  try {
    // npm is a script on Windows, which only a shell can start.
    await execute('npm', words, { cwd: scratch, shell: process.platform === 'win32' });
  } catch (error) {
    const why = String(error.stderr).match(/npm error (?!code)(.*)/)?.[1] ?? error.message;
    throw new Error(`${id} is not to be had: ${why}`, { cause: error });
  }
  const [archive] = await readdir(folder);
  checkIntegrity(id, await readFile(join(folder, archive)), integrity);
  const unpacked = join(folder, 'unpacked');
  await mkdir(unpacked);
  await execute('tar', ['-xzf', archive, '-C', 'unpacked', '--strip-components=1'], {
    cwd: folder,
  });
  return unpacked;
}

// Only correct if what is packed is what the lock file names, to the byte: whatever a registry serves under that name.
function checkIntegrity(id, bytes, integrity) {
  const digest = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (digest === integrity) return;
  throw new Error(`${id} is not what package-lock.json says: it has ${digest}, not ${integrity}.`);
}

/** Leaves of the packages around the WebAssembly builds only the files that are read: most of them is for browsers and bundlers. */
async function pruneWebAssembly(modules) {
  const kept = new Set();
  for (const scope of scopes) {
    for (const file of await filesRead(modules, join(scope, `binding-${webAssembly}`)))
      kept.add(file);
  }
  for (const scope of await readdir(modules)) {
    // The loaders say themselves which files they have.
    if (loaders.includes(scope)) continue;
    const entries = await readdir(join(modules, scope), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const path = relative(modules, file).split(sep).join('/');
      if (entry.isFile() && !kept.has(path) && !alwaysKept.test(path)) await rm(file);
    }
  }
}

// What is read by its path.
const alwaysKept = /(?:^|\/)(?:package\.json|LICENSE\w*|[^/]+\.wasm|[^/]+\.node|wasi-worker\.mjs)$/;

/** Files that a WebAssembly build loads, as the bundler finds them. @returns paths below `modules` */
async function filesRead(modules, binding) {
  const { main } = JSON.parse(await readFile(join(modules, binding, 'package.json'), 'utf8'));
  // What runs it takes its other half from beside the binding, where it has one of its own.
  const parts = [`./${main}`, '@emnapi/core', '@emnapi/core/plugins', '@emnapi/runtime'];
  const { metafile } = await bundle({
    absWorkingDir: modules,
    stdin: {
      // Not every version has all of them.
      contents: parts.map((part) => `try { require('${part}'); } catch {}`).join('\n'),
      resolveDir: join(modules, binding),
    },
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'unused',
    platform: 'node',
    // As Node does: no build for bundlers is looked for.
    conditions: [],
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs);
}

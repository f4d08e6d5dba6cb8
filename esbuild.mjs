// Makes what ships, out of the TypeScript sources. For the command line: `dist/cli.js`, `dist/cli.app.js`
// and one file a worker. For the extension: `dist/client.js`, which runs in VS Code's extension host,
// `dist/protocolClient.js`, which that loads when it needs the language server, `dist/server.js` and its
// worker, and a script and a style sheet for each page in `dist/webview/`. Packed as an extension, the worker
// and the command line are one file, `dist/engine.js`: four fifths of both are the same.
//
// What runs in Node is CommonJS, because that starts sooner: an `import` of one of Node's own modules calls every
// getter that it exports, which loads web streams for `node:fs` and WebCrypto for `node:crypto`; `require`
// does not. And they are few, because each file costs a look at the disk: what the sources load with
// `import()` is in the same file, and runs when it is asked for.
//
//   node esbuild.mjs                     builds into dist/
//   node esbuild.mjs --outdir <folder>   builds into another folder
//   node esbuild.mjs --only npm          only what the npm package has; `--only extension` likewise
//   node esbuild.mjs --minify            smaller, for what nobody reads
//   node esbuild.mjs --clean             removes everything that was built
//
// Beside them lie the types that authors of builders import, and the schema that editors check
// cachescope.json against. An entry that is not there yet is left out.
//
// Only the bundler's view of the project lives here. What each bundle may hold is checked, by the
// meta.json beside them, in test/bundle.test.ts.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  glob,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build as bundle } from 'esbuild';

const projectRoot = dirname(fileURLToPath(import.meta.url));

const cliEntry = 'server/cli/main.ts';
const appEntry = 'server/cli/app.ts';
const otlpEntry = 'server/host/metrics/otlp.ts';
const modulesEntry = 'server/host/workspace/moduleParts.ts';
const folderEntry = 'server/lsp/folder.worker.ts';
const clientEntry = 'client/extension.ts';
const protocolClientEntry = 'client/protocolClient.ts';
const serverEntry = 'server/lsp/main.ts';
const builderApi = 'server/host/builders/api.ts';
// What the walkthrough of the extension opens.
const sampleFolder = 'test/workspaces/samples/demo';
const schemaFile = 'server/engine/config/cachescope.schema.json';
// What this script itself writes beside the bundles.
const otherOutputs = ['meta.json', 'package.json', 'builder.d.ts', 'cachescope.schema.json'];

// Native code cannot be bundled: it is installed beside the bundle, as a dependency. Nor can what loads it: it reads more files of its own
// by their path.
const nativePackages = ['@parcel/watcher', 'oxc-parser', 'oxc-resolver'];

const shebang = '#!/usr/bin/env node\n';
// What CommonJS has instead of `import.meta.url`; see `define` below.
const metaUrl = 'const __metaUrl = require("node:url").pathToFileURL(__filename).href;';

// What is read later than the rest is a file of its own. The first file of the command line has to run on a
// Node that is too old for what follows, and has to turn the compile cache on before that is read; the
// editor does not wait for the client's library to be read; OpenTelemetry is for who sends metrics, and the
// analysis of modules for who asks about them.
const readLater = {
  name: 'read later',
  setup(build) {
    const byImporter = new Map([
      [join(projectRoot, cliEntry), ['./app.ts', './cli.app.js']],
      [
        join(projectRoot, 'server/cli/stats/sendMetrics.ts'),
        ['../../host/metrics/otlp.ts', './cli.otlp.js'],
      ],
      [
        join(projectRoot, 'server/host/workspace/moduleSession.ts'),
        ['./moduleParts.ts', './modules.js'],
      ],
      [
        join(projectRoot, 'client/languageClient.ts'),
        ['./protocolClient.ts', './protocolClient.js'],
      ],
    ]);
    build.onResolve(
      { filter: /\/(?:app|protocolClient|otlp|moduleParts)\.ts$/ },
      ({ importer, path }) => {
        const [source, file] = byImporter.get(importer) ?? [];
        return source === path ? { path: file, external: true } : undefined;
      },
    );
  },
};

// The parser is for the threads that parse: who only wants to know how facts are made does not load it.
const nativeWhereUsed = {
  name: 'native where used',
  setup(build) {
    build.onResolve({ filter: /^oxc-parser(?:\/|$)/ }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
};

// What the extension has of the engine: a file that holds both, and under the names by which they are loaded, what starts one of them.
const engineEntry = {
  contents: `export const app = () => import('./${appEntry}');
export const folder = () => import('./${folderEntry}');
`,
  resolveDir: projectRoot,
  sourcefile: 'engine.ts',
  loader: 'ts',
};
const engineUsers = {
  'cli.app.js':
    'exports.runApp = async (words) => (await require("./engine.js").app()).runApp(words);',
  'folder.worker.js': 'require("./engine.js").folder();',
};

/**
 * Lists what is to be built.
 *
 * @param {string | undefined} only `npm` or `extension`; undefined: both
 * @returns {Promise<Map<string, string | import('esbuild').StdinOptions>>} output name (without `.js`) to source file, or to what would stand in it
 */
async function entryPoints(only) {
  const entries = new Map();
  const add = (name, file) => {
    const other = entries.get(name);
    if (other) throw new Error(`two files would become ${name}.js: ${other} and ${file}`);
    if (typeof file !== 'string' || existsSync(join(projectRoot, file))) entries.set(name, file);
  };
  const addWorkers = async (pattern) => {
    const files = await Array.fromAsync(glob(pattern, { cwd: projectRoot }));
    for (const file of files.sort()) add(basename(file, '.ts'), file);
  };
  await addWorkers('server/host/**/*.worker.ts');
  // The extension has it for `cachescope mcp`.
  add('cli', cliEntry);
  add('modules', modulesEntry);
  if (only === 'extension') add('engine', engineEntry);
  else {
    add('cli.app', appEntry);
    add('cli.otlp', otlpEntry);
  }
  if (only === 'npm') return entries;
  add('client', clientEntry);
  add('protocolClient', protocolClientEntry);
  add('server', serverEntry);
  if (only === undefined) add('folder.worker', folderEntry);
  for await (const file of glob('webview/*/main.ts', { cwd: projectRoot })) {
    add(`webview/${basename(dirname(file))}`, file);
  }
  for await (const file of glob('webview/*/*.worker.ts', { cwd: projectRoot })) {
    add(`webview/${basename(file, '.ts')}`, file);
  }
  return entries;
}

// What runs in Node: the command line, the language server, the workers, and the client in VS Code's Node.
function nodeOptions(name) {
  const isCommand = name === 'cli';
  const isClient = name === 'client' || name === 'protocolClient';
  return {
    platform: 'node',
    format: 'cjs',
    target: 'node22.15',
    // The ES module build of a package comes first: of the others, nothing can be left out.
    mainFields: ['module', 'main'],
    // This one names it for browsers alone; it is the same code.
    alias: { yaml: join(projectRoot, 'node_modules/yaml/browser/dist/index.js') },
    external: isClient ? ['vscode'] : nativePackages,
    plugins: [readLater, nativeWhereUsed],
    // A real import() of a CommonJS file would start the loader of modules. Elsewhere it must stay one:
    // what builders are written in is their author's choice.
    supported: isCommand || isClient ? { 'dynamic-import': false } : {},
    // Packages ask for `navigator` to know a browser; in Node the question alone loads more files.
    define: { 'import.meta.url': '__metaUrl', navigator: 'undefined' },
    banner: { js: `${isCommand ? shebang : ''}"use strict";\n${metaUrl}` },
  };
}

// What runs in a page: one classic script, since its policy lets no other be loaded.
const pageOptions = { platform: 'browser', format: 'iife', target: 'chrome130' };

async function buildOne(name, { file, folder, minify }) {
  const isPage = name.startsWith('webview/');
  const result = await bundle({
    absWorkingDir: projectRoot,
    ...(typeof file === 'string'
      ? { entryPoints: { [name]: file }, outdir: folder }
      : { stdin: file, outfile: join(folder, `${name}.js`) }),
    bundle: true,
    sourcemap: 'external',
    minify,
    metafile: true,
    logLevel: 'warning',
    ...(isPage ? pageOptions : nodeOptions(name)),
  });
  if (name === 'cli') await chmod(join(folder, `${name}.js`), 0o755);
  return result.metafile;
}

async function writeBuilderTypes(folder) {
  const scratch = await mkdtemp(join(tmpdir(), 'cachescope-types-'));
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const flags = '--ignoreConfig --strict --declaration --emitDeclarationOnly --target es2024';
  const words = [builderApi, ...flags.split(' '), '--module', 'nodenext', '--outDir', scratch];
  await promisify(execFile)(process.execPath, [compiler, ...words], { cwd: projectRoot });
  await copyFile(
    join(scratch, basename(builderApi, '.ts').concat('.d.ts')),
    join(folder, 'builder.d.ts'),
  );
  await rm(scratch, { recursive: true });
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
async function removeLeftovers(folder, kept) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(relative(folder, file))) await rm(file, { force: true });
  }
}

async function clean() {
  for (const folder of ['dist', '.tsbuild', '.testresults']) {
    await rm(join(projectRoot, folder), { recursive: true, force: true });
  }
}

function tellSizes(folder, outputs) {
  for (const [file, { bytes }] of Object.entries(outputs)) {
    if (!/\.(js|css)$/.test(file)) continue;
    const name = relative(folder, join(projectRoot, file));
    console.log(`${name.replaceAll('\\', '/')}  ${(bytes / 1024).toFixed(0)} kB`);
  }
}

async function main({ folder, only, minify }) {
  await mkdir(folder, { recursive: true });
  const entries = await entryPoints(only);
  const building = [...entries].map(([name, file]) =>
    buildOne(name, { file, folder, only, minify }),
  );
  const types = only === 'extension' ? undefined : writeBuilderTypes(folder);
  const [metafiles] = await Promise.all([Promise.all(building), types]);
  const meta = mergeMetafiles(metafiles);
  await writeFile(join(folder, 'meta.json'), `${JSON.stringify(meta)}\n`);
  // The project's own package.json says that its .js files are modules.
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  await copyFile(join(projectRoot, schemaFile), join(folder, 'cachescope.schema.json'));
  const users = only === 'extension' ? engineUsers : {};
  for (const [name, line] of Object.entries(users))
    await writeFile(join(folder, name), `"use strict";\n${line}\n`);
  const outputs = Object.keys(meta.outputs).map((file) =>
    relative(folder, join(projectRoot, file)),
  );
  await removeLeftovers(folder, new Set([...otherOutputs, ...outputs, ...Object.keys(users)]));
  if (only !== 'npm')
    await cp(join(projectRoot, sampleFolder), join(folder, 'sample'), { recursive: true });
  tellSizes(folder, meta.outputs);
}

const { values: options } = parseArgs({
  options: {
    outdir: { type: 'string', default: 'dist' },
    only: { type: 'string' },
    minify: { type: 'boolean', default: false },
    clean: { type: 'boolean' },
  },
});
if (options.only !== undefined && !['npm', 'extension'].includes(options.only))
  throw new Error(`--only ${options.only}: it is npm or extension`);
if (options.clean) await clean();
else await main({ ...options, folder: resolve(projectRoot, options.outdir) });

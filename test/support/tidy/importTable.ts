// Who may import whom: the table of ARCHITECTURE.md as data. A folder is not in the table until
// somebody has thought about what it may import, so an unknown folder is a problem, not a freedom.

import { findCycles, type ImportOf, importedFiles, type SourceTree } from './sourceTree.ts';

/** A broken rule: where, and what to do instead. */
export interface Problem {
  readonly place: string;
  readonly message: string;
}

interface Layer {
  readonly name: string;
  /** Start of the paths that belong to it; a whole path for a single file. */
  readonly path: string;
  /** Layers it may import from, besides itself. */
  readonly layers: readonly string[];
  /** Layers it may import types from. */
  readonly types?: readonly string[];
  /** Packages it may import; `node:` stands for all of Node's own, `x*` for all that start so. */
  readonly packages?: readonly string[];
}

const engineNouns = ['engine/model', 'engine/ports', 'engine/events'];
const engineMiddle = ['engine/graph', 'engine/config', 'engine/metrics'];
const engineAll = [...engineNouns, ...engineMiddle, 'engine/cache', 'engine/rebuild'];
const nativePackages = ['@parcel/watcher', 'oxc-parser', 'oxc-resolver'];

// Parts of the command line that make text and JSON of facts and know nothing of a terminal: what the editor exports is the same.
const commandLineForms = [
  'graphForms.ts',
  'jsonForms.ts',
  'render/style.ts',
  'render/table.ts',
  'render/units.ts',
  'render/visible.ts',
  'stats/cacheRows.ts',
  'stats/metricRows.ts',
  'stats/statsFacts.ts',
  'stats/statsJson.ts',
  'stats/statsText.ts',
];

// The first layer whose path fits is the one that counts, so single files stand above their folder.
const layers: readonly Layer[] = [
  { name: 'protocol', path: 'server/protocol/', layers: [] },
  {
    name: 'engine/model',
    path: 'server/engine/model/glob.ts',
    layers: [],
    packages: ['picomatch'],
  },
  { name: 'engine/model', path: 'server/engine/model/', layers: [] },
  { name: 'engine/ports', path: 'server/engine/ports/', layers: ['engine/model'] },
  // Events carry what ports tell, e.g. how a process ended; ports never know of events.
  {
    name: 'engine/events',
    path: 'server/engine/events.ts',
    layers: ['engine/model', 'engine/ports'],
  },
  // What shares a step of the order may not form a circle either: that is checked below.
  {
    name: 'engine/graph',
    path: 'server/engine/graph/',
    layers: [...engineNouns, ...engineMiddle],
  },
  {
    name: 'engine/config',
    path: 'server/engine/config/jsonc.ts',
    layers: [...engineNouns, ...engineMiddle],
    packages: ['jsonc-parser', 'yaml'],
  },
  {
    name: 'engine/config',
    path: 'server/engine/config/',
    layers: [...engineNouns, ...engineMiddle],
    packages: ['yaml'],
  },
  {
    name: 'engine/metrics',
    path: 'server/engine/metrics/',
    layers: [...engineNouns, ...engineMiddle],
  },
  {
    name: 'engine/cache',
    path: 'server/engine/cache/memoryTier.ts',
    layers: [...engineNouns, ...engineMiddle],
    packages: ['lru-cache'],
  },
  {
    name: 'engine/cache',
    path: 'server/engine/cache/',
    layers: [...engineNouns, ...engineMiddle],
  },
  {
    name: 'engine/rebuild',
    path: 'server/engine/rebuild/',
    layers: [...engineNouns, ...engineMiddle, 'engine/cache'],
  },
  { name: 'engine', path: 'server/engine/engine.ts', layers: engineAll },
  // What will run is predicted with the queue that lets it run.
  {
    name: 'modules',
    path: 'server/modules/graph/impact.ts',
    layers: ['engine/model', 'engine/rebuild'],
  },
  {
    name: 'modules',
    path: 'server/modules/',
    layers: ['engine/model', 'engine/ports', 'engine/graph', 'protocol'],
    packages: ['oxc-parser', 'oxc-resolver'],
  },
  {
    name: 'profiles',
    path: 'server/profiles/',
    layers: ['engine/model', 'engine/ports', 'protocol'],
    // A run's profile is made of its events.
    types: ['engine/events'],
  },
  // The one place that puts host and engine together, for the command line and an editor's server: so
  // it alone may see both, and nothing else of the host may see it.
  {
    name: 'host/workspace',
    path: 'server/host/workspace/',
    layers: [
      'engine',
      ...engineNouns,
      'engine/cache',
      'engine/config',
      'engine/metrics',
      'host',
      'modules',
    ],
    packages: ['node:'],
  },
  // What speaks OTLP is large: the command line loads it when it is asked for.
  {
    name: 'host',
    path: 'server/host/metrics/otlp.ts',
    layers: ['engine/model', 'engine/metrics'],
    packages: ['node:', '@opentelemetry/*'],
  },
  // The contracts of the cache, the words of the configuration and metrics are what the stores on disk are made of.
  {
    name: 'host',
    path: 'server/host/',
    layers: [
      ...engineNouns,
      'engine/cache',
      'engine/config',
      'engine/metrics',
      'modules',
      'profiles',
    ],
    packages: ['node:', 'picomatch', 'ignore', ...nativePackages],
  },
  ...commandLineForms.map((file) => ({
    name: 'cli/forms',
    path: `server/cli/${file}`,
    layers: [
      'engine/model',
      'engine/config',
      'engine/graph',
      'engine/metrics',
      'host',
      'host/workspace',
    ],
  })),
  {
    name: 'lsp',
    path: 'server/lsp/',
    layers: [
      'cli/forms',
      'engine',
      ...engineNouns,
      'engine/graph',
      'engine/config',
      'engine/metrics',
      'host',
      'host/workspace',
      'modules',
      'protocol',
    ],
    packages: ['node:', 'vscode-languageserver*'],
  },
  // Ports as types alone: who implements them is the host's affair. The cache's registry it lists and shows.
  {
    name: 'cli',
    path: 'server/cli/',
    layers: [
      'cli/forms',
      'engine',
      'engine/events',
      'engine/model',
      'engine/cache',
      'engine/config',
      'engine/graph',
      'engine/metrics',
      'host',
      'host/workspace',
      'modules',
      'profiles',
    ],
    types: ['engine/ports', 'protocol'],
    packages: ['node:'],
  },
  {
    name: 'client',
    path: 'client/',
    layers: ['protocol'],
    packages: ['vscode', 'vscode-languageclient*'],
  },
  {
    name: 'webview',
    path: 'webview/ui/',
    layers: ['protocol', 'profiles'],
    packages: ['@vscode/webview-ui-toolkit*'],
  },
  // Charts over time; the flame chart's drawing is our own.
  {
    name: 'webview',
    path: 'webview/dashboard/chart.ts',
    layers: ['protocol', 'profiles'],
    packages: ['uplot'],
  },
  {
    name: 'webview',
    path: 'webview/',
    layers: ['protocol', 'profiles'],
  },
];

function layerOf(path: string): Layer | undefined {
  return layers.find((layer) => path === layer.path || path.startsWith(layer.path));
}

function mayUsePackage(layer: Layer, specifier: string): boolean {
  return (layer.packages ?? []).some((allowed) => {
    if (allowed.endsWith(':')) return specifier.startsWith(allowed);
    if (allowed.endsWith('*')) return specifier.startsWith(allowed.slice(0, -1));
    return specifier === allowed || specifier.startsWith(`${allowed}/`);
  });
}

function problemOfImport(layer: Layer, { specifier, target, isTypeOnly }: ImportOf) {
  if (target === undefined) return problemOutsideTree(layer, specifier);
  const other = layerOf(target);
  if (other === undefined) return `${layer.name} may not import ${target}: it is in no layer`;
  if (other.name === layer.name || layer.layers.includes(other.name)) return undefined;
  const mayBeType = layer.types?.includes(other.name) ?? false;
  if (mayBeType && isTypeOnly) return undefined;
  if (mayBeType) return `${layer.name} may import only types from ${other.name}: use import type`;
  const allowed = [...layer.layers, ...(layer.types ?? []).map((name) => `types of ${name}`)];
  return `${layer.name} may not import ${other.name} (${target}), only: ${allowed.join(', ') || 'nothing'}`;
}

function problemOutsideTree(layer: Layer, specifier: string): string | undefined {
  // Style sheets are imported for the bundler; a wrong path is for it to find.
  if (layer.name === 'webview' && /^\.\.?\/.*\.css$/.test(specifier)) return undefined;
  if (specifier.startsWith('.')) {
    return `${specifier} is no source file: imports name the file, with .ts at the end`;
  }
  if (mayUsePackage(layer, specifier)) return undefined;
  const owners = layers.filter((other) => mayUsePackage(other, specifier)).map(({ path }) => path);
  const where = owners.length > 0 ? `it belongs to ${owners.join(', ')}` : 'no layer may';
  return `${layer.name} may not import the package ${specifier}: ${where}`;
}

/** Finds imports that the table does not have. Files outside of client, server and webview are free. */
export function importTableProblems(tree: SourceTree): Problem[] {
  const problems: Problem[] = [];
  for (const file of tree.values()) {
    if (!/^(client|server|webview)\//.test(file.path)) continue;
    const layer = layerOf(file.path);
    if (layer === undefined) {
      const message = 'no layer has this file: give it a row in test/support/tidy/importTable.ts';
      problems.push({ place: `${file.path}:1`, message });
      continue;
    }
    for (const one of file.imports) {
      const message = problemOfImport(layer, one);
      if (message !== undefined) problems.push({ place: `${file.path}:${one.line}`, message });
    }
  }
  return problems;
}

/** Finds circles of files, and circles of layers. */
export function importCycleProblems(tree: SourceTree): Problem[] {
  const files = new Map<string, string[]>();
  const folders = new Map<string, Set<string>>();
  for (const file of tree.values()) {
    const targets = importedFiles(file);
    files.set(file.path, targets);
    const from = layerOf(file.path)?.name;
    if (from === undefined) continue;
    const to = targets.map((target) => layerOf(target)?.name);
    const known = folders.get(from) ?? new Set();
    for (const name of to) if (name !== undefined && name !== from) known.add(name);
    folders.set(from, known);
  }
  return [...findCycles(files), ...findCycles(folders)].map((cycle) => ({
    place: cycle[0] ?? '',
    message: `imports itself through ${[...cycle.slice(1), cycle[0]].join(' -> ')}: move what both need to where both may import it`,
  }));
}

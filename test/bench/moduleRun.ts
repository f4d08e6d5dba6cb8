// One analysis in a process of its own, for `modules.ts`, which bundles this file as it ships. Prints one line of JSON.
//
//   node moduleRun.js cold <root> <rows>       from nothing, and keeps what it found
//   node moduleRun.js reopened <root> <rows>   from what was kept
//   node moduleRun.js looked <root> <rows>     nothing but one look at each of the files that were found
//   node moduleRun.js edited <root> <rows>     likewise, then one edit after the other
//   node moduleRun.js edges <root> <file>      all imports, one a line, as `OurImport` of moduleDifferences.ts

import { appendFileSync, existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patternsOf } from '../../server/engine/config/workspacePatterns.ts';
import { type Modules, openModules } from '../../server/host/modules/analysis.ts';
import type { OurImport } from './moduleDifferences.ts';

type Told = Omit<OurImport, 'to'> & { readonly to: string | undefined };

const [mode = '', root = '', rowsFile = ''] = process.argv.slice(2);
const edits = 20;

const rows = {
  loadAll: (names?: readonly string[]) =>
    new Map<string, Uint8Array>(
      mode !== 'cold' && existsSync(rowsFile) ? [[names?.[0] ?? '', readFileSync(rowsFile)]] : [],
    ),
  save: (all: ReadonlyMap<string, Uint8Array>) => {
    if (mode === 'cold') for (const bytes of all.values()) writeFileSync(rowsFile, bytes);
  },
};

/** As it ships: what is being parsed is marked, which is part of what it takes. */
const marks = {
  folder: `${rowsFile}.marks`,
  onTrouble: (message: string) => {
    throw new Error(message);
  },
};

function memoryBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** One look at each file, in milliseconds. */
function lookMs(paths: readonly string[]): number {
  const started = performance.now();
  for (const path of paths) lstatSync(path, { throwIfNoEntry: false });
  return performance.now() - started;
}

async function editMs(modules: Modules): Promise<readonly number[]> {
  const paths = [...modules.records().keys()].filter((path) => /\.[mc]?[jt]sx?$/.test(path));
  const times: number[] = [];
  for (let at = 0; at < edits; at++) {
    const path = paths[Math.floor((at * paths.length) / edits)];
    if (path === undefined) break;
    const file = join(root, path);
    const before = readFileSync(file);
    appendFileSync(file, `\nimport './added${at}';\n`);
    const started = performance.now();
    const { changed } = await modules.apply([path]);
    times.push(performance.now() - started);
    if (changed.length !== 1)
      throw new Error(`${path} was edited, and ${changed.length} modules changed`);
    writeFileSync(file, before);
    await modules.apply([path]);
  }
  return times;
}

function printEdges(modules: Modules): void {
  const lines: string[] = [];
  for (const [from, { facts, resolutions }] of modules.records())
    for (const [index, resolution] of resolutions.entries()) {
      const fact = facts.imports[index];
      if (!fact) continue;
      const { kind, specifier, start } = fact;
      const leads = resolution.type === 'files' ? resolution.paths : [undefined];
      for (const path of resolution.type === 'file' ? [resolution.path] : leads)
        lines.push(JSON.stringify({ from, kind, specifier, start, to: path } satisfies Told));
    }
  writeFileSync(rowsFile, lines.join('\n'));
}

const pathsFile = `${rowsFile}.paths`;
if (mode === 'looked') {
  const paths = readFileSync(pathsFile, 'utf8').split('\n');
  console.log(JSON.stringify({ wallMs: lookMs(paths), warmMs: lookMs(paths) }));
  process.exit();
}
const idle = memoryBytes();
const cpu = process.cpuUsage();
const started = performance.now();
const modules = await openModules({
  root,
  patterns: patternsOf,
  keepsReady: mode === 'edited',
  ...(mode !== 'edges' && { rows, marks }),
});
const wallMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
const count = modules.records().size;
let imports = 0;
for (const { resolutions } of modules.records().values()) imports += resolutions.length;
if (mode === 'edges') printEdges(modules);
if (mode === 'cold') {
  const paths = Array.from(modules.records().keys(), (path) => join(root, path));
  writeFileSync(pathsFile, paths.join('\n'));
}
const figures = {
  wallMs,
  cpuMs: (user + system) / 1000,
  modules: count,
  imports,
  bytesPerModule: (memoryBytes() - idle) / count,
  peakMb: process.resourceUsage().maxRSS / 1024,
  ...(mode === 'edited' && { editMs: await editMs(modules) }),
};
await modules.close();
console.log(JSON.stringify(figures));

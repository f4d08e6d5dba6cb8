// What a build of the project finds out about the modules of a folder. It runs in a process of its own, as it ships: with the native files that lie
// beside it, or without.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What came out. */
export interface BuiltModules {
  /** Facts and resolutions, by path. */
  readonly modules: ReadonlyMap<string, unknown>;
  readonly notes: readonly string[];
  /** Why nothing did. */
  readonly failure?: string;
  readonly durationMs: number;
}

const script = `
const { writeFileSync } = require('node:fs');
const [, dist, root, file] = process.argv;
const { openModules } = require(dist + '/modules.js');
const notes = [];
const startMs = performance.now();
openModules({ root, threads: 2, patterns: () => [], onNote: (note) => notes.push(note) }).then(
  async (opened) => {
    const durationMs = performance.now() - startMs;
    const modules = [...opened.records()].map(([path, { facts, resolutions }]) => [path, { facts, resolutions }]);
    writeFileSync(file, JSON.stringify({ modules, notes, durationMs }));
    await opened.close();
  },
  ({ message }) => writeFileSync(file, JSON.stringify({ modules: [], notes, failure: message, durationMs: 0 })),
);`;

/** Runs the WebAssembly builds, whatever native ones there are in folders above. */
export const asWebAssembly = { NAPI_RS_FORCE_WASI: 'error' } as const;

/**
 * Analyses a folder.
 *
 * @param dist where the build is
 * @param options.wrap what the process is started by, e.g. a shell that limits it
 */
export async function modulesBuilt(
  dist: string,
  root: string,
  {
    env = {},
    wrap = [],
    scratch,
  }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly wrap?: readonly string[];
    readonly scratch: string;
  },
): Promise<BuiltModules> {
  await mkdir(scratch, { recursive: true });
  const file = join(scratch, 'modules.json');
  const words = [...wrap, process.execPath, '-e', script, dist, root, file];
  const [program = '', ...rest] = words;
  await promisify(execFile)(program, rest, { env: { ...process.env, ...env } });
  const { modules, ...others } = JSON.parse(await readFile(file, 'utf8'));
  return { ...others, modules: new Map(modules) };
}

/** A package that lacks its native file, so that none of its name is looked for in folders above. */
export async function putEmptyPackage(
  modules: string,
  name: string,
  version: string,
): Promise<void> {
  await mkdir(join(modules, name), { recursive: true });
  await writeFile(join(modules, name, 'package.json'), JSON.stringify({ name, version }));
  await writeFile(join(modules, name, 'index.js'), "require('./missing.node');\n");
}

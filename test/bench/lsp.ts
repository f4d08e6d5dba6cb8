// The editor's server: how long from a saved file to the row that says "stale", what the main loop is held, what
// memory it takes, and how fast lists of a large cache are.
//
//   npm run bench -- lsp                          workspaces of 100, 1,000 and 10,000 files, 100,000 entries
//   npm run bench -- lsp --files 1000 --edits 9   one size
//   npm run bench -- lsp --entries 100000         only the lists
//   npm run bench -- lsp --language               only language features in files of 5,000 lines

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startTestServer, type TestServer } from '../lsp/serverFixture.ts';
import { fillStore } from '../support/filledStore.ts';
import { measureLanguage } from './language.ts';

const sizes = [100, 1000, 10_000];
const filesInPackage = 20;
const entriesDefault = 100_000;

/** Cleans up like a test's context, when it is told to. */
class Scope {
  readonly #cleanups: (() => Promise<void>)[] = [];

  after(cleanup: () => Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  async end(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
  }
}

export async function main(args: readonly string[]): Promise<number | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      files: { type: 'string' },
      edits: { type: 'string', default: '7' },
      entries: { type: 'string' },
      language: { type: 'boolean' },
    },
  });
  if (values.language) {
    await inTempFolder(measureLanguage);
    return undefined;
  }
  const wanted = values.files === undefined ? sizes : [Number(values.files)];
  if (values.entries === undefined)
    for (const files of wanted) await measureWorkspace(files, Number(values.edits));
  if (values.files === undefined) await measureLists(Number(values.entries ?? entriesDefault));
  return undefined;
}

async function inTempFolder(work: (root: string, scope: Scope) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'cachescope-bench-'));
  const scope = new Scope();
  try {
    await work(root, scope);
  } finally {
    await scope.end();
    await rm(root, { recursive: true, force: true });
  }
}

/** Packages in a row, each reading the one before, with one cheap task each. */
async function writeWorkspace(root: string, files: number): Promise<void> {
  const packages = Math.max(1, Math.round(files / filesInPackage));
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await put('package.json', '{ "name": "root", "private": true, "workspaces": ["packages/*"] }');
  await put(
    'cachescope.json',
    '{ "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] } } }',
  );
  for (let at = 0; at < packages; at++) {
    const folder = `packages/p${at}`;
    const dependencies = at % 10 === 0 ? {} : { [`p${at - 1}`]: '*' };
    const scripts = { build: 'mkdir -p dist && echo > dist/out.txt' };
    await put(`${folder}/package.json`, JSON.stringify({ name: `p${at}`, dependencies, scripts }));
    for (let file = 0; file < filesInPackage; file++)
      await put(`${folder}/src/f${file}.ts`, `export const value = ${file};\n`);
  }
}

async function measureWorkspace(files: number, edits: number): Promise<void> {
  await inTempFolder(async (root, scope) => {
    await writeWorkspace(root, files);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();
    const server = await startTestServer(scope, { folders: [root] });
    await server.ready();
    const readyMs = performance.now() - start;
    await server.action('p0#build', 'stale');
    const checkedMs = performance.now() - start;
    const built = performance.now();
    await server.run('build');
    const buildMs = performance.now() - built;
    const opening = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
    await server.action('p0#build', 'fresh');
    delay.reset();
    const times: number[] = [];
    for (let edit = 0; edit < edits; edit++) times.push(await timeEdit(server, root, edit));
    times.sort((a, b) => a - b);
    const memory = process.memoryUsage();
    console.log(
      [
        `${files} files, ${server.running.folders.all[0]?.status.actions} actions`,
        `  ready ${ms(readyMs)}, all checked ${ms(checkedMs)}, first build ${ms(buildMs)}`,
        `  save to stale: median ${ms(times[times.length >> 1] ?? 0)}, max ${ms(times.at(-1) ?? 0)} (50 ms of it are waiting for more)`,
        `  main loop held: opening and building p99 ${ms(opening.p99)}, max ${ms(opening.max)}; editing p99 ${ms(delay.percentile(99) / 1e6)}, max ${ms(delay.max / 1e6)}`,
        `  memory: ${Math.round(memory.rss / 1e6)} MB resident, client included`,
      ].join('\n'),
    );
    delay.disable();
  });
}

async function timeEdit(server: TestServer, root: string, edit: number): Promise<number> {
  const file = join(root, 'packages/p0/src/f0.ts');
  const from = server.changes.all.length;
  await writeFile(file, `export const value = 'edit ${edit}';\n`);
  const start = performance.now();
  await server.changed('changed', file);
  await server.changes.next(
    ({ actions }) => actions.some(({ id, status }) => id === 'p0#build' && status === 'stale'),
    from,
  );
  const took = performance.now() - start;
  await server.run('p0#build');
  await server.action('p0#build', 'fresh');
  return took;
}

/** How long the folder's thread lets others wait while it answers something, in milliseconds: asked again and again for next to nothing. */
async function longestWait(server: TestServer, work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const end = work.finally(() => {
    isDone = true;
  });
  let longestMs = 0;
  while (!isDone) {
    const start = performance.now();
    await server.ask('cachescope/action', { folder: server.uri(), ids: [] });
    longestMs = Math.max(longestMs, performance.now() - start);
  }
  await end;
  return longestMs;
}

async function measureLists(entries: number): Promise<void> {
  await inTempFolder(async (root, scope) => {
    await writeWorkspace(root, filesInPackage);
    const filling = performance.now();
    fillStore(root, entries);
    console.log(`${entries} entries written in ${ms(performance.now() - filling)}`);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const server = await startTestServer(scope, { folders: [root] });
    await server.ready();
    await server.action('p0#build', 'stale');
    delay.enable();
    const folder = server.uri();
    const ask = async (what: string, question: () => Promise<{ total: number }>): Promise<void> => {
      const start = performance.now();
      const asked = question();
      const waitedMs = await longestWait(server, asked);
      const { total } = await asked;
      const took = ms(performance.now() - start);
      console.log(`  ${what}: ${took}, ${total} in all; others waited ${ms(waitedMs)} at most`);
    };
    const page = { folder, select: { cache: 'traces' }, limit: 100, descending: true } as const;
    const entriesBy = (order: 'size' | 'last-used', offset: number, filter?: string) => () =>
      server.ask('cachescope/cacheEntries', {
        ...page,
        order,
        offset,
        select: { cache: 'traces', ...(filter === undefined ? {} : { filter }) },
      });
    await ask('first page (everything is read)', entriesBy('last-used', 0));
    await ask('next page', entriesBy('last-used', 100));
    await ask('page in the middle', entriesBy('last-used', entries / 2));
    await ask('another order', entriesBy('size', 0));
    await ask('filtered', entriesBy('size', 0, 'p42'));
    const groups = { folder, cache: 'traces', order: 'size', offset: 0, limit: 100 } as const;
    await ask('groups', () => server.ask('cachescope/cacheGroups', groups));
    await ask('first page again', entriesBy('last-used', 0));
    const from = server.changes.all.length;
    fillStore(root, 100, { from: entries });
    await server.changes.next(({ caches }) => caches, from);
    await ask('page after another process wrote 100 entries', entriesBy('last-used', 0));
    const purge = async (preview: boolean): Promise<{ total: number }> => {
      const select = { cache: 'traces' };
      const { entries: total } = await server.ask('cachescope/purge', { folder, select, preview });
      return { total };
    };
    await ask('what a purge would remove', () => purge(true));
    await ask('a purge of all', () => purge(false));
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    console.log(
      `  main loop held: p99 ${ms(delay.percentile(99) / 1e6)}, max ${ms(delay.max / 1e6)}; ${memory} MB resident`,
    );
    delay.disable();
  });
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/**
 * Answers from the standing run: given where nothing changed, and never after a change of anything that the run depends on. Every case
 * is a workspace of its own, built long enough ago for its files to be vouched for, and changed in one way.
 */
import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { racyWindowMs } from '../../server/host/files/signature.ts';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { commandLineIn, type Finished, jsonOf } from './support.ts';

const fixture = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- cachescope.json
  { "tasks": { "build": { "dependsOn": ["^build"], "outputs": ["dist/**"], "env": ["MODE"] } } }
  //- .gitignore
  dist
  *.tmp
  //- packages/core/package.json
  { "name": "core", "scripts": { "build": "mkdir -p dist && cat src/* > dist/all.txt && tool && echo building core" } }
  //- packages/core/src/a.txt
  one
  //- packages/core/lib/keep.txt
  kept
  //- packages/web/package.json
  { "name": "web", "dependencies": { "core": "*" }, "scripts": { "build": "mkdir -p dist && cat ../core/dist/* > dist/all.txt" } }
`;

type Change = (root: string, environment: Record<string, string>) => Promise<unknown>;

const run = (
  root: string,
  environment: Record<string, string>,
  ...words: string[]
): Promise<Finished> => commandLineIn(root, environment).run(...words);

/** What was changed, and how: all of these may have made something stale, so the whole program has to look. */
const changes: Readonly<Record<string, Change>> = {
  'an input was edited, its size the same': (root) =>
    writeFile(join(root, 'packages/core/src/a.txt'), 'two\n'),
  'an input was added': (root) => writeFile(join(root, 'packages/core/src/b.txt'), 'b'),
  'an input was removed': (root) => rm(join(root, 'packages/core/lib/keep.txt')),
  'a folder of inputs was renamed': (root) =>
    rename(join(root, 'packages/core/lib'), join(root, 'packages/core/lob')),
  'an input may be executed': (root) => chmod(join(root, 'packages/core/src/a.txt'), 0o755),
  'an output was edited': (root) => writeFile(join(root, 'packages/web/dist/all.txt'), 'own\n'),
  'an output was removed': (root) => rm(join(root, 'packages/web/dist/all.txt')),
  'a file came among the outputs': (root) =>
    writeFile(join(root, 'packages/web/dist/more.txt'), ''),
  'a package was added': async (root) => {
    await mkdir(join(root, 'packages/new'));
    await writeFile(
      join(root, 'packages/new/package.json'),
      '{ "name": "new", "scripts": { "build": "true" } }',
    );
  },
  'a script changed': async (root) => {
    const file = join(root, 'packages/web/package.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('mkdir', 'true; mkdir'));
  },
  'the configuration changed': (root) =>
    writeFile(
      join(root, 'cachescope.json'),
      '{ "tasks": { "build": { "dependsOn": ["^build"], "outputs": ["dist/**"] } } }',
    ),
  'another kind of configuration came': (root) =>
    writeFile(join(root, 'turbo.json'), '{ "tasks": {} }'),
  'a declared variable changed': async (_, environment) => {
    environment.MODE = 'other';
  },
  'the search path changed': async (_, environment) => {
    environment.PATH = `${environment.PATH}:/nowhere`;
  },
  'a program was replaced': (root) =>
    writeFile(join(root, 'bin/tool'), '#!/bin/sh\ntrue\n', { mode: 0o755 }),
  'a program of that name came first': async (root) => {
    await mkdir(join(root, 'packages/core/node_modules/.bin'), { recursive: true });
    await writeFile(join(root, 'packages/core/node_modules/.bin/tool'), '#!/bin/sh\n', {
      mode: 0o755,
    });
  },
  'a program of that name came first on the search path': async (_, environment) => {
    const early = environment.PATH?.split(':')[0] ?? assert.fail();
    await writeFile(join(early, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  },
  'the user ignores more files in git': async (_, environment) => {
    const folder = join(environment.HOME ?? assert.fail(), '.config/git');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'ignore'), 'keep.txt\n');
  },
  'the rules of what git ignores changed': (root) => writeFile(join(root, '.gitignore'), 'dist\n'),
  'it became a repository': (root) => mkdir(join(root, '.git')),
  'results were dropped': (root, environment) =>
    run(root, environment, 'cache', 'rm', 'core#build'),
  'the index was lost': async (root) => {
    const state = join(root, '.cachescope');
    for (const name of await readdir(state))
      if (name.startsWith('index-')) await rm(join(state, name));
  },
  'a forced run failed': (root, environment) =>
    run(
      root,
      { ...environment, PATH: environment.PATH?.replace(join(root, 'bin'), '/nowhere') ?? '' },
      'run',
      'build',
      '--force',
    ),
  'the file of the standing run was damaged': async (root) => {
    const file = await standingFile(root);
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(file, bytes);
  },
};

async function standingFile(root: string): Promise<string> {
  const names = await readdir(join(root, '.cachescope'));
  const name = names.find((each) => each.startsWith('standing-'));
  return join(root, '.cachescope', name ?? assert.fail(`no standing run in ${names.join(' ')}`));
}

interface Case {
  readonly root: string;
  readonly environment: Record<string, string>;
}

/** Built once, copied for each case, and old enough to be vouched for. */
async function makeCases(
  t: Parameters<typeof makeTempDir>[0],
  names: readonly string[],
): Promise<ReadonlyMap<string, Case>> {
  const folder = await makeTempDir(t);
  const first = join(folder, 'first');
  await writeFixture(first, fixture);
  await mkdir(join(first, 'bin'));
  await writeFile(join(first, 'bin/tool'), '#!/bin/sh\n', { mode: 0o755 });
  const cases = new Map<string, Case>();
  for (const [at, name] of names.entries()) {
    const root = join(folder, String(at));
    const home = join(folder, `home ${at}`);
    await cp(first, root, { recursive: true });
    await mkdir(join(home, 'bin'), { recursive: true });
    const PATH = [join(home, 'bin'), join(root, 'bin'), process.env.PATH].join(':');
    cases.set(name, { root, environment: { PATH, HOME: home } });
  }
  const all = [...cases.values()];
  await inTurns(all, async ({ root, environment }) => {
    const { code, stdout, stderr } = await run(root, environment, 'run', 'build');
    assert.equal(code, 0, stdout + stderr);
  });
  // A file that changed just now may change again without a trace: this is the time that the program itself waits for.
  await pause(racyWindowMs + 100);
  await inTurns(all, async ({ root, environment }) => {
    await run(root, environment, 'run', 'build');
    await standingFile(root);
  });
  return cases;
}

/** A few at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}

/** Whether the standing run answered: the whole program, finding nothing to do, would have left a new one. */
async function isAnswered({ root, environment }: Case, ...words: string[]): Promise<boolean> {
  const before = await stat(await standingFile(root), { bigint: true });
  const { code, stdout } = await run(root, environment, 'run', 'build', ...words);
  assert.equal(code, 0);
  assert.match(stdout, /2 actions: 2 fresh - /);
  assert.match(stdout, /building core/, 'what commands printed is shown again');
  const after = await stat(await standingFile(root), { bigint: true });
  return after.ino === before.ino && after.ctimeNs === before.ctimeNs;
}

test('a run that found nothing to do is answered from the last one, until anything changes', async (t) => {
  const cases = await makeCases(t, ['nothing', 'other words', ...Object.keys(changes)]);
  const same = cases.get('nothing') ?? assert.fail();
  assert.equal(await isAnswered(same), true);
  assert.equal(await isAnswered(same), true);
  const runs = jsonOf(await run(same.root, same.environment, 'stats', '--json')).runs as readonly {
    readonly totals: { readonly actions: number; readonly fresh: number };
  }[];
  assert.deepEqual(
    runs.map(({ totals }) => [totals.actions, totals.fresh]),
    [
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 0],
    ],
    'each is in the history',
  );
  for (const at of ['first', 'second'])
    assert.deepEqual(
      await countsOf(same),
      { runs: 4, 'actions build,ran': 2, 'actions build,fresh': 6, 'cache_hits traces,disk': 6 },
      `the whole program adds up what was answered, once; at the ${at} look`,
    );

  const others = cases.get('other words') ?? assert.fail();
  assert.equal(await isAnswered(others, '--continue'), false, 'another command line');
  assert.equal(await isAnswered(others, '--continue'), true);
  assert.equal(
    await isAnswered({ ...others, environment: { ...others.environment, ANY: '1' } }, '--continue'),
    false,
  );
  const dry = await run(others.root, others.environment, 'run', 'build', '--dry-run');
  assert.match(dry.stdout, /2 actions: 2 fresh/);

  await inTurns(Object.entries(changes), async ([name, change]) => {
    const { root, environment } = cases.get(name) ?? assert.fail();
    await change(root, environment);
    // Looking only is never answered from the standing run.
    const looked = await run(root, environment, 'run', 'build', '--dry-run');
    const answered = await run(root, environment, 'run', 'build');
    assert.equal(isAllFresh(answered), isAllFresh(looked), `${name}\n${answered.stdout}`);
    const outputs = await readAll(root);
    await rm(join(root, '.cachescope'), { recursive: true });
    const clean = await run(root, environment, 'run', 'build');
    assert.equal(answered.code, clean.code, `${name}\n${answered.stdout}${answered.stderr}`);
    assert.deepEqual(outputs, await readAll(root), name);
  });
});

/** Some of what metrics have counted. */
async function countsOf({ root, environment }: Case): Promise<unknown> {
  const { metrics } = jsonOf(await run(root, environment, 'stats', '--json')) as {
    metrics: { all: { name: string; series: { labels: object; value: unknown }[] }[] };
  };
  const all = metrics.all.flatMap(({ name, series }) =>
    series.map(({ labels, value }) => [`${name} ${Object.values(labels)}`.trim(), value] as const),
  );
  const durations = all.find(([name]) => name === 'run_duration')?.[1] as { count: number };
  const counts = Object.fromEntries(
    all.filter(([name]) =>
      /^(runs|actions|cache_hits traces\b.*)$/.test(name.split(' build')[0] ?? ''),
    ),
  );
  assert.equal(durations.count, counts.runs);
  return counts;
}

/** Whether a run found nothing to do. */
function isAllFresh({ stdout, stderr }: Finished): boolean {
  const [, actions, counts] =
    /^(\d+) actions?: (.*) - /m.exec(stdout) ?? assert.fail(`no summary: ${stdout}${stderr}`);
  return counts === `${actions} fresh`;
}

async function readAll(root: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const name of ['core', 'web']) {
    const folder = join(root, 'packages', name, 'dist');
    for (const file of (await readdir(folder)).sort())
      files[`${name}/${file}`] = await readFile(join(folder, file), 'utf8');
  }
  return files;
}

// What `impact` says before an edit, beside what the next run really does: which actions run, which early cutoff spares, how long it takes.

import { deepEqual, ok } from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { gitIn } from '../support/git.ts';
import { type CommandLine, jsonOf, makeWorkspace } from './support.ts';

/**
 * `core` writes the first line of its source alone, so that other changes end there; `ui` and `web` are behind it. Lint reads all of a package. `docs` has to do
 * with none of them. Each step of a build takes a third of a second.
 */
const workspace = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- .gitignore
  .cachescope
  dist
  //- cachescope.json
  {
    "concurrency": 2,
    "tasks": {
      "build": { "dependsOn": ["^build"], "inputs": ["src/**", "!**/*.md"], "outputs": ["dist/**"] },
      "lint": { "inputs": ["src/**"], "outputs": [] },
      "all": { "dependsOn": ["build", "lint"] }
    },
    "rules": {
      "pages": { "each": "pages/*.txt", "command": ["cp", "{input}", "{output}"], "outputs": ["site/{name}.html"] }
    }
  }
  //- pages/a.txt
  a
  //- pages/b.txt
  b
  //- packages/core/package.json
  { "name": "core", "scripts": { "build": "sleep 0.3; mkdir -p dist && head -n 1 src/a.txt > dist/a.txt", "lint": "wc src/*" } }
  //- packages/core/src/a.txt
  first
  second
  //- packages/core/src/notes.md
  notes
  //- packages/ui/package.json
  { "name": "ui", "dependencies": { "core": "*" }, "scripts": { "build": "sleep 0.3; mkdir -p dist && cat src/* ../core/dist/a.txt > dist/b.txt", "lint": "wc src/*" } }
  //- packages/ui/src/b.txt
  b
  //- packages/web/package.json
  { "name": "web", "dependencies": { "ui": "*" }, "scripts": { "build": "sleep 0.3; mkdir -p dist && cat src/c.txt ../ui/dist/b.txt > dist/c.txt" } }
  //- packages/web/src/c.txt
  c
  //- packages/docs/package.json
  { "name": "docs", "scripts": { "build": "sleep 0.3; mkdir -p dist && cat src/d.txt > dist/d.txt" } }
  //- packages/docs/src/d.txt
  d
`;

interface Predicted {
  readonly files: readonly string[];
  readonly actions: readonly { readonly id: string; readonly likelihood: number }[];
  readonly expectedMs: number;
}

interface Ran {
  readonly ids: readonly string[];
  readonly ms: number;
}

class Reality {
  readonly #line: CommandLine;

  constructor(line: CommandLine) {
    this.#line = line;
  }

  async predict(...words: string[]): Promise<Predicted> {
    const found = await this.#line.run('impact', ...words, '--json');
    return jsonOf(found) as unknown as Predicted;
  }

  async run(): Promise<Ran> {
    const found = jsonOf(await this.#line.run('run', 'build', 'lint', 'pages', '--json'));
    const actions = found.actions as { id: string; state: string }[];
    const ids = actions.filter(({ state }) => state === 'ran').map(({ id }) => id);
    return { ids: ids.sort(), ms: Number(found.durationMs) };
  }

  write(path: string, text: string): void {
    const file = join(this.#line.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(path: string): void {
    rmSync(join(this.#line.root, path));
  }

  git(...words: string[]): void {
    gitIn(this.#line.root)(...words);
  }
}

async function built(t: TestContext): Promise<Reality> {
  const reality = new Reality(await makeWorkspace(t, workspace));
  await reality.run();
  deepEqual((await reality.run()).ids, []);
  return reality;
}

const names = ({ actions }: Predicted): string[] => actions.map(({ id }) => id).sort();

suite('what impact says happens', () => {
  test('one file, several, none, a folder: the same actions, in about the time', async (t) => {
    const reality = await built(t);
    const steps: readonly (readonly [files: readonly string[], ids: readonly string[]])[] = [
      [['packages/core/src/a.txt'], ['core#build', 'core#lint', 'ui#build', 'web#build']],
      [['packages/web/src/c.txt'], ['web#build']],
      [
        ['packages/docs/src/d.txt', 'packages/ui/src/b.txt', 'pages/a.txt'],
        ['docs#build', 'pages:pages/a.txt', 'ui#build', 'ui#lint', 'web#build'],
      ],
      [['packages/core/src/notes.md'], ['core#lint']],
      [['.gitignore'], []],
    ];
    for (const [files, ids] of steps) {
      const predicted = await reality.predict(...files);
      deepEqual(names(predicted), ids, files.join());
      for (const { likelihood } of predicted.actions) deepEqual(likelihood, 1);
      for (const file of files) reality.write(file, `${files.length} changed\nmore\n`);
      const { ids: ran, ms } = await reality.run();
      deepEqual(ran, ids, files.join());
      // What the run itself takes besides its commands is not foreseen, and other programs may slow it down.
      ok(predicted.expectedMs <= ms * 3 + 100, `${predicted.expectedMs} ms foreseen, ${ms} ms`);
      const sleeps = ids.includes('core#build') ? 3 : ids.includes('ui#build') ? 2 : 1;
      if (ids.some((id) => id.endsWith('build'))) ok(predicted.expectedMs >= sleeps * 290);
    }
  });

  test('files that come and go', async (t) => {
    const reality = await built(t);
    reality.git('init');
    reality.git('add', '.');
    reality.git('commit', '-m', 'all');
    reality.write('packages/docs/src/new.txt', 'new\n');
    reality.write('pages/c.txt', 'c\n');
    reality.remove('packages/ui/src/b.txt');
    reality.write('packages/ui/src/b2.txt', 'another b\n');
    const predicted = await reality.predict('--since', 'HEAD');
    deepEqual([...predicted.files].sort(), [
      ...['packages/docs/src/new.txt', 'packages/ui/src/b.txt', 'packages/ui/src/b2.txt'],
      'pages/c.txt',
    ]);
    const ids = ['docs#build', 'pages:pages/c.txt', 'ui#build', 'ui#lint', 'web#build'];
    deepEqual(names(predicted), ids);
    deepEqual((await reality.run()).ids, ids);
  });

  test('a file that git takes for renamed, in another package', async (t) => {
    const reality = await built(t);
    reality.git('init');
    reality.git('add', '.');
    reality.git('commit', '-m', 'all');
    reality.git('mv', 'packages/ui/src/b.txt', 'packages/docs/src/b.txt');
    const predicted = await reality.predict('--since', 'HEAD');
    deepEqual(predicted.files, ['packages/docs/src/b.txt', 'packages/ui/src/b.txt']);
    deepEqual(names(predicted), ['docs#build', 'ui#build', 'ui#lint', 'web#build']);
  });

  test('early cutoff is foreseen once it was seen, and the longer the surer', async (t) => {
    const reality = await built(t);
    const file = 'packages/core/src/a.txt';
    const likelihoods: number[] = [];
    for (const round of [1, 2, 3, 4]) {
      const predicted = await reality.predict(file);
      const of = new Map(predicted.actions.map(({ id, likelihood }) => [id, likelihood]));
      likelihoods.push(of.get('ui#build') ?? 0);
      deepEqual([of.get('core#build'), of.get('core#lint')], [1, 1]);
      ok((of.get('web#build') ?? 1) <= (of.get('ui#build') ?? 0));
      // The first line stays, so what `core` writes is as it was.
      reality.write(file, `first\nsecond, changed ${round} times\n`);
      deepEqual((await reality.run()).ids, ['core#build', 'core#lint']);
    }
    deepEqual(likelihoods, [1, 0.5, 0.333, 0.25]);
    const before = await reality.predict(file);
    reality.write(file, 'another first line\n');
    const { ids } = await reality.run();
    deepEqual(ids, ['core#build', 'core#lint', 'ui#build', 'web#build']);
    const after = await reality.predict(file);
    ok((after.actions.find(({ id }) => id === 'ui#build')?.likelihood ?? 0) > 0.25);
    ok(after.expectedMs > before.expectedMs);
  });
});

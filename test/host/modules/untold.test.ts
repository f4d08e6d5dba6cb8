// What changes without anybody telling: what is installed, what git tracks, ignore files that come with other things.

import { deepStrictEqual, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import type { Modules } from '../../../server/host/modules/analysis.ts';
import { ParsePool } from '../../../server/host/modules/reading/parsePool.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';
import { memoryRows } from './trial.ts';

const restMs = 60_000;

/** All that was written counts as rested, also for the threads that read it: nothing is looked at again only because it is new. */
function rest(t: TestContext): void {
  const now = Date.now.bind(Date);
  t.mock.method(Date, 'now', () => now() + restMs);
  const { run } = ParsePool.prototype;
  t.mock.method(ParsePool.prototype, 'run', function (this: ParsePool, next, onParsed, most) {
    return run.call(
      this,
      next,
      (request, reply) => onParsed(request, { ...reply, takenAt: reply.takenAt + restMs }),
      most,
    );
  } satisfies typeof run);
}

/** Something is installed all the time, so that `node_modules` itself neither comes nor goes. */
const others: Files = {
  'node_modules/other/index.js': '',
  'node_modules/@types/other/index.d.ts': '',
};

function paths(modules: Modules): readonly string[] {
  return [...modules.records().keys()].sort();
}

test('an ignore file where there was none', async (t) => {
  rest(t);
  const { root, modules } = await open(t, { 'src/a.ts': '', 'src/gen/b.ts': '' });
  write(root, { '.gitignore': 'src/gen\n' });
  await modules.apply(['.gitignore' as RelativePath]);
  deepStrictEqual(paths(modules), ['src/a.ts']);
  rmSync(join(root, '.gitignore'));
  await modules.refresh();
  deepStrictEqual(paths(modules), ['src/a.ts', 'src/gen/b.ts']);
});

test('types that are installed, or taken away', async (t) => {
  const { root, modules } = await open(t, { ...others, 'a.ts': imports('typed', '@s/typed') });
  const none = ['typed', '@s/typed'].map((name) => `${name} -> (package ${name} is not installed)`);
  deepStrictEqual(leads(modules, 'a.ts'), none);
  write(root, {
    'node_modules/@types/typed/index.d.ts': '',
    'node_modules/@types/s__typed/index.d.ts': '',
  });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), [
    'typed -> package @types/typed',
    '@s/typed -> package @types/s__typed',
  ]);
  for (const name of ['typed', 's__typed'])
    rmSync(join(root, 'node_modules/@types', name), { recursive: true });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), none);
});

test('what is installed, told of, and taken away again', async (t) => {
  const { root, modules } = await open(t, { ...others, 'a.ts': imports('dep') });
  write(root, { 'node_modules/dep/index.js': '' });
  await modules.apply(['node_modules/dep' as RelativePath]);
  deepStrictEqual(leads(modules, 'a.ts'), ['dep -> package dep']);
  rmSync(join(root, 'node_modules/dep'), { recursive: true });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), ['dep -> (package dep is not installed)']);
});

test('a file that tsconfig.json extends, where there was none', async (t) => {
  const { root, modules } = await open(t, {
    'tsconfig.json': '{ "extends": "./base.json" }',
    'a.ts': imports('b'),
    'src/b.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['b -> (package b is not installed)']);
  write(root, { 'base.json': '{ "compilerOptions": { "paths": { "*": ["./src/*"] } } }' });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), ['b -> src/b.ts']);
  rmSync(join(root, 'base.json'));
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), ['b -> (package b is not installed)']);
});

test('what changes in an ignored folder that is named from the root', async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': 'gen\n',
    'a.ts': imports('/gen/b'),
    'gen/b/index.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['/gen/b -> gen/b/index.ts']);
  write(root, { 'gen/b.ts': '' });
  await modules.apply(['gen/b.ts' as RelativePath]);
  deepStrictEqual(leads(modules, 'a.ts'), ['/gen/b -> gen/b.ts']);
});

test('which packages are members, in the list of pnpm', async (t) => {
  const { root, modules } = await open(t, {
    'pnpm-workspace.yaml': 'packages:\n',
    'a.ts': imports('x'),
    'packages/x/package.json': '{"name":"x"}',
    'packages/x/index.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['x -> (package x is not installed)']);
  const none = 'packages: []\n';
  const lists = ['packages:\n  - packages/*\n', 'packages: ["./packages/*", "!lib"] # All.\n'];
  for (const list of lists) {
    write(root, { 'pnpm-workspace.yaml': list });
    await modules.refresh();
    deepStrictEqual(leads(modules, 'a.ts'), ['x -> packages/x/index.ts'], list);
    write(root, { 'pnpm-workspace.yaml': none });
    await modules.refresh();
    deepStrictEqual(leads(modules, 'a.ts'), ['x -> (package x is not installed)']);
  }
});

test('which packages are members of a workspace below the root, changed while nobody looked', async (t) => {
  rest(t);
  const rows = memoryRows();
  const list = 'web/pnpm-workspace.yaml';
  const files = {
    [list]: 'packages: [no]\n',
    'web/app/package.json': '{ "name": "app" }',
    'web/app/a.ts': imports('x'),
    'web/x/package.json': '{ "name": "x" }',
    'web/x/index.ts': '',
  };
  const { root, modules } = await open(t, files, { rows });
  deepStrictEqual(leads(modules, 'web/app/a.ts'), ['x -> (package x is not installed)']);
  write(root, { [list]: 'packages: ["*"]\n' });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'web/app/a.ts'), ['x -> web/x/index.ts']);
  await modules.close();
  write(root, { [list]: 'packages: [app]\n' });
  const { modules: reopened } = await open(t, {}, { root, rows });
  deepStrictEqual(leads(reopened, 'web/app/a.ts'), ['x -> (package x is not installed)']);
});

test('which packages are members, where the file of pnpm has settings alone', async (t) => {
  const { modules } = await open(t, {
    'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - esbuild\n',
    'package.json': '{ "workspaces": ["packages/*"] }',
    'a.ts': imports('x'),
    'packages/x/package.json': '{"name":"x"}',
    'packages/x/index.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['x -> packages/x/index.ts']);
});

test('what is installed above the folder that is opened', async (t) => {
  const home = await makeTempDir(t);
  const root = join(home, 'packages/app');
  write(root, { 'a.ts': imports('dep') });
  const { modules } = await open(t, {}, { root });
  write(home, { 'node_modules/dep/index.js': '' });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), ['dep -> package dep']);
});

test('what is kept is not what came after the last look', async (t) => {
  rest(t);
  const rows = memoryRows();
  const files = { ...others, '.gitignore': '', 'a.ts': imports('dep'), 'src/gen/b.ts': '' };
  const { root, modules } = await open(t, files, { rows });
  write(root, { 'b.ts': '' });
  await modules.apply(['b.ts' as RelativePath]);
  // Nobody tells of these before it is closed.
  write(root, { 'node_modules/dep/index.js': '', '.gitignore': 'src/gen\n' });
  await modules.close();
  const again = await open(t, {}, { root, rows });
  deepStrictEqual(leads(again.modules, 'a.ts'), ['dep -> package dep']);
  deepStrictEqual(paths(again.modules), ['a.ts', 'b.ts']);
});

const hasGit = spawnSync('git', ['--version']).status === 0;

test('what git comes to track', { skip: !hasGit && 'there is no git here' }, async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': 'gen\n',
    'a.ts': '',
    'gen/b.ts': '',
    'c.js': '',
  });
  const git = (...words: readonly string[]): void => {
    deepStrictEqual(spawnSync('git', words, { cwd: root }).status, 0, words.join(' '));
  };
  git('init', '--quiet');
  await modules.apply(['.git/index' as RelativePath]);
  deepStrictEqual(paths(modules), ['a.ts', 'c.js']);
  git('add', '-f', 'gen/b.ts', 'c.js');
  await modules.apply(['.git/index' as RelativePath]);
  deepStrictEqual(paths(modules), ['a.ts', 'c.js', 'gen/b.ts']);
  write(root, { '.gitignore': 'gen\n*.js\n', 'd.js': '' });
  await modules.apply(['.gitignore', 'd.js'] as RelativePath[]);
  deepStrictEqual(paths(modules), ['a.ts', 'c.js', 'gen/b.ts']);
});

/** Generated files are ignored as a rule; `gen` is there all the time, so no name comes or goes. */
const generating: Files = {
  'package.json': '{ "name": "w", "imports": { "#gen/*": "./gen/*.ts" } }',
  '.gitignore': 'gen\n',
  'gen/other.ts': '',
  'src/a.ts': imports('generated/x', '@/x', '#gen/x', '../gen/x', 'gen/x'),
};
const configurations: Readonly<Record<string, Files>> = {
  paths: {
    'tsconfig.json':
      '{ "compilerOptions": { "baseUrl": ".", "paths": { "generated/*": ["./gen/*"], "@/*": ["./src/*", "./gen/*"] } } }',
  },
  'paths of a package': {
    'tsconfig.json': '{ "extends": "base", "compilerOptions": { "baseUrl": "." } }',
    'node_modules/base/tsconfig.json':
      '{ "compilerOptions": { "paths": { "generated/*": ["./gen/*"], "@/*": ["./gen/*"] } } }',
  },
  'paths from the folder of the configuration': {
    'tsconfig.json':
      '{ "compilerOptions": { "baseUrl": "${configDir}", "paths": { "generated/*": ["${configDir}/gen/*"], "@/*": ["${configDir}/gen/*"] } } }',
  },
};

for (const [what, configuration] of Object.entries(configurations))
  test(`files that are generated where git ignores them: ${what}`, async (t) => {
    const { root, modules } = await open(t, { ...generating, ...configuration });
    const found = async (then: 'told' | 'refreshed'): Promise<readonly string[]> => {
      if (then === 'told') await modules.apply(['gen/x.ts' as RelativePath]);
      else await modules.refresh();
      return leads(modules, 'src/a.ts').map((line) => line.replace(/ -> \(.*/, ' -> nowhere'));
    };
    const names = ['generated/x', '@/x', '#gen/x', '../gen/x', 'gen/x'];
    const all = (where: string): readonly string[] => names.map((name) => `${name} -> ${where}`);
    for (const then of ['told', 'refreshed'] as const) {
      deepStrictEqual(await found(then), all('nowhere'), then);
      write(root, { 'gen/x.ts': '' });
      deepStrictEqual(await found(then), all('gen/x.ts'), then);
      rmSync(join(root, 'gen/x.ts'));
    }
    deepStrictEqual(await found('told'), all('nowhere'));
  });

test('what is installed under a name that no package has', async (t) => {
  const { root, modules } = await open(t, { ...others, 'a.ts': imports('@/x') });
  const nowhere = [
    '@/x -> (no paths of a tsconfig.json lead @/x to a file, and no package can have this name)',
  ];
  deepStrictEqual(leads(modules, 'a.ts'), nowhere);
  write(root, { 'node_modules/@/x/index.js': '' });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), ['@/x -> package @/x/index.js']);
  rmSync(join(root, 'node_modules/@'), { recursive: true });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'a.ts'), nowhere);
});

test('a file of a package of the workspace that was not there', async (t) => {
  const { root, modules } = await open(t, {
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/x/package.json': '{ "name": "x", "main": "./src/index.ts" }',
    'a.ts': imports('x'),
  });
  deepStrictEqual(leads(modules, 'a.ts'), [
    'x -> (x is the package in packages/x, which has no file for its name)',
  ]);
  write(root, { 'packages/x/src/index.ts': '' });
  await modules.apply(['packages/x/src/index.ts' as RelativePath]);
  deepStrictEqual(leads(modules, 'a.ts'), ['x -> packages/x/src/index.ts']);
});

test('what is installed further up than where something else is', async (t) => {
  const { root, modules } = await open(t, {
    ...others,
    'packages/x/node_modules/other/index.js': '',
    'packages/x/a.ts': imports('dep'),
  });
  const none = ['dep -> (package dep is not installed)'];
  deepStrictEqual(leads(modules, 'packages/x/a.ts'), none);
  write(root, { 'node_modules/dep/index.js': '' });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'packages/x/a.ts'), ['dep -> package dep']);
  rmSync(join(root, 'node_modules/dep'), { recursive: true });
  await modules.refresh();
  deepStrictEqual(leads(modules, 'packages/x/a.ts'), none);
});

test('what changed in an ignored folder while nobody looked', async (t) => {
  rest(t);
  const rows = memoryRows();
  const files = {
    '.gitignore': 'gen\n',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./gen/*", "./src/*"] } } }',
    'src/a.ts': '',
    'src/b.ts': imports('@/a', './a'),
    'gen/other.ts': '',
  };
  const { root, modules } = await open(t, files, { rows });
  deepStrictEqual(leads(modules, 'src/b.ts'), ['@/a -> src/a.ts', './a -> src/a.ts']);
  await modules.close();
  write(root, { 'gen/a.ts': '' });
  const { modules: second } = await open(t, {}, { root, rows });
  deepStrictEqual(leads(second, 'src/b.ts'), ['@/a -> gen/a.ts', './a -> src/a.ts']);
  await second.close();
  rmSync(join(root, 'gen/a.ts'));
  const { modules: third } = await open(t, {}, { root, rows });
  deepStrictEqual(leads(third, 'src/b.ts'), ['@/a -> src/a.ts', './a -> src/a.ts']);
  // An import that came after the look at what is kept.
  write(root, { 'src/c.ts': imports('@/c') });
  await third.apply(['src/c.ts' as RelativePath]);
  write(root, { 'gen/c.ts': '' });
  await third.refresh();
  deepStrictEqual(leads(third, 'src/c.ts'), ['@/c -> gen/c.ts']);
});

const extendedFrom = {
  installed: { written: 'cfg/tsconfig.json', file: 'node_modules/cfg/tsconfig.json', up: '../../' },
  ignored: { written: './gen/base.json', file: 'gen/base.json', up: '../' },
  outside: { written: '../base.json', file: '../base.json', up: './w/' },
};

for (const [what, { written, file, up }] of Object.entries(extendedFrom))
  for (const when of ['nobody looked', 'it was open'])
    test(`a configuration that is ${what}, replaced while ${when}`, async (t) => {
      rest(t);
      const rows = memoryRows();
      const root = join(await makeTempDir(t), 'w');
      const files = {
        'tsconfig.json': `{ "extends": "${written}" }`,
        [file]: '{}',
        '.gitignore': 'gen\nnode_modules\n',
        'a.ts': imports('@/b', 'bare', 'dep'),
        ...{ 'src/b.ts': '', 'src/bare.ts': '', 'src/dep.ts': '' },
        'node_modules/dep/index.js': '',
        'node_modules/dep/package.json': '{ "name": "dep" }',
      };
      const { modules } = await open(t, files, { root, rows });
      const before = leads(modules, 'a.ts');
      match(before.join(), /^@\/b -> \(.*bare -> \(.*dep -> package dep$/);
      await modules.refresh();
      deepStrictEqual(leads(modules, 'a.ts'), before);
      const paths = { '@/*': [`${up}src/*`], bare: [`${up}src/bare.ts`], dep: [`${up}src/dep.ts`] };
      const text = JSON.stringify({ compilerOptions: { paths } });
      const all = ['@/b -> src/b.ts', 'bare -> src/bare.ts', 'dep -> src/dep.ts'];
      if (when === 'it was open') {
        write(root, { [file]: text });
        await modules.refresh();
        deepStrictEqual(leads(modules, 'a.ts'), all);
        return;
      }
      await modules.close();
      write(root, { [file]: text });
      const { modules: reopened } = await open(t, {}, { root, rows });
      deepStrictEqual(leads(reopened, 'a.ts'), all);
    });

for (const how of ['told', 'found', 'found when it was opened again'])
  test(`a configuration of another member, changed: ${how}`, async (t) => {
    rest(t);
    const rows = memoryRows();
    const root = await makeTempDir(t);
    mkdirSync(join(root, 'node_modules/@repo'), { recursive: true });
    symlinkSync('../../packages/cfg', join(root, 'node_modules/@repo/cfg'));
    const file = 'packages/cfg/base.json' as RelativePath;
    const files = {
      'package.json': '{ "workspaces": ["packages/*"] }',
      '.gitignore': 'node_modules\n',
      'packages/cfg/package.json': '{ "name": "@repo/cfg" }',
      [file]: '{}',
      'packages/app/package.json': '{ "name": "app" }',
      'packages/app/tsconfig.json': '{ "extends": "@repo/cfg/base.json" }',
      'packages/app/src/b.ts': '',
      'packages/app/a.ts': imports('@/b'),
    };
    const { modules } = await open(t, files, { root, rows });
    match(leads(modules, 'packages/app/a.ts').join(), /^@\/b -> \(no paths of/);
    if (how === 'found when it was opened again') await modules.close();
    const paths = { '@/*': [`$${'{configDir}'}/src/*`] };
    write(root, { [file]: JSON.stringify({ compilerOptions: { paths } }) });
    let now = modules;
    if (how === 'told') await modules.apply([file]);
    else if (how === 'found') await modules.refresh();
    else ({ modules: now } = await open(t, {}, { root, rows }));
    deepStrictEqual(leads(now, 'packages/app/a.ts'), ['@/b -> packages/app/src/b.ts']);
  });

test('what a package has of its own by its name, built where git ignores it', async (t) => {
  rest(t);
  const rows = memoryRows();
  const root = await makeTempDir(t);
  const files = {
    'package.json': '{ "name": "x", "exports": { ".": "./out/x.js" } }',
    '.gitignore': 'out\n',
    'out/other.js': '',
    'test/a.js': imports('x'),
  };
  const { modules } = await open(t, files, { root, rows });
  match(leads(modules, 'test/a.js').join(), /^x -> \(x is the package in the root folder/);
  write(root, { 'out/x.js': '' });
  await modules.apply(['out/x.js' as RelativePath]);
  deepStrictEqual(leads(modules, 'test/a.js'), ['x -> out/x.js']);
  rmSync(join(root, 'out/x.js'));
  await modules.refresh();
  await modules.close();
  write(root, { 'out/x.js': '' });
  const { modules: reopened } = await open(t, {}, { root, rows });
  deepStrictEqual(leads(reopened, 'test/a.js'), ['x -> out/x.js']);
});

test('a file of a member that is not there, and the member installed while nobody looked', async (t) => {
  rest(t);
  const rows = memoryRows();
  const files = {
    'package.json': '{ "workspaces": ["packages/*"] }',
    '.gitignore': 'out\nnode_modules\n',
    'a.ts': imports('x', 'x/none'),
    'packages/x/package.json': '{ "name": "x", "exports": { ".": "./out/x.js" } }',
    'packages/x/other.ts': '',
  };
  const { root, modules } = await open(t, files, { rows });
  const lead = (at: Modules): string | undefined => leads(at, 'a.ts')[0]?.slice(0, 24);
  deepStrictEqual(lead(modules), 'x -> (x is the package i');
  await modules.refresh();
  await modules.close();
  write(root, { 'packages/x/out/x.js': '' });
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(root, 'packages/x'), join(root, 'node_modules/x'));
  const { modules: reopened } = await open(t, {}, { root, rows });
  deepStrictEqual(lead(reopened), 'x -> packages/x/out/x.js');
});

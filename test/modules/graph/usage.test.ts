// What nothing uses: exports followed through modules that pass them on, and files that no entry point leads to.

import { deepEqual } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { ModuleAnswers } from '../../../server/modules/graph/answers.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import { noRules, type UsageRules } from '../../../server/modules/graph/usageRules.ts';
import type {
  ExportFact,
  ImportFact,
  ModuleRecord,
  Resolution,
} from '../../../server/modules/model.ts';

/**
 * Modules written in short: `import a,b from x`, `export a,b`, `pass a,b as c from x`, `pass * from x`, `run x`.
 */
function recordsOf(files: Readonly<Record<string, string>>): ModuleRecord[] {
  return Object.entries(files).map(([path, text]) => {
    const imports: ImportFact[] = [];
    const exports: ExportFact[] = [];
    const resolutions: Resolution[] = [];
    const place = { start: 0, end: 0 };
    const addImport = (kind: ImportFact['kind'], to: string, names: string[]): number => {
      resolutions.push({ type: 'file', path: to as RelativePath });
      return imports.push({ kind, specifier: to, names, ...place }) - 1;
    };
    for (const [at, line] of text
      .split(';')
      .map((one) => one.trim())
      .entries()) {
      const [, verb, list = '', to = ''] = /^(\w+) ?(.*?)(?: from (\S+))?$/.exec(line) ?? [];
      const names = list.split(',').filter(Boolean);
      if (verb === 'run') addImport('static', list, []);
      if (verb === 'import') addImport('static', to, names);
      if (verb === 'export')
        for (const name of names) exports.push({ name, isType: false, start: at, end: at });
      if (verb !== 'pass') continue;
      const from = addImport('re-export', to, names);
      for (const one of names) {
        const [source = '', name = source] = one.split(' as ');
        exports.push({ name, isType: false, start: at, end: at, from, source });
      }
    }
    return { path: path as RelativePath, facts: { imports, exports, problems: [] }, resolutions };
  });
}

function answersOf(
  files: Readonly<Record<string, string>>,
  texts: Readonly<Record<string, string>> = {},
  usage: Partial<UsageRules> = {},
): ModuleAnswers {
  const all = recordsOf({
    ...Object.fromEntries(Object.keys(texts).map((path) => [path, ''])),
    ...files,
  });
  const graph = new ModuleGraph();
  graph.apply({ changed: all, removed: [] });
  const records = new Map(all.map((record) => [record.path, record]));
  return new ModuleAnswers({
    graph,
    records: () => records,
    read: (path) => texts[path],
    ofActions: () => ['tools/builder.js' as RelativePath],
    usage: () => ({ ...noRules, ...usage }),
  });
}

const main = { 'package.json': '{ "name": "app", "main": "main.ts" }' };

function unusedIn(files: Readonly<Record<string, string>>): string[] {
  return atOnce(answersOf(files, main).unusedExports()).map(({ path, name }) => `${path} ${name}`);
}

suite('unused exports', () => {
  test('those that no import names', () => {
    deepEqual(unusedIn({ 'main.ts': 'import a from x.ts', 'x.ts': 'export a,b' }), ['x.ts b']);
  });

  test('none where all are taken, as by a namespace', () => {
    deepEqual(unusedIn({ 'main.ts': 'import * from x.ts', 'x.ts': 'export a,b' }), []);
  });

  test('all of a file that is only run', () => {
    deepEqual(unusedIn({ 'main.ts': 'run x.ts', 'x.ts': 'export a' }), ['x.ts a']);
  });

  test('a name that is passed on is used where the new name is', () => {
    const files = { 'index.ts': 'pass a as c,b from x.ts', 'x.ts': 'export a,b' };
    deepEqual(unusedIn({ ...files, 'main.ts': 'import c from index.ts' }), [
      'index.ts b',
      'x.ts b',
    ]);
  });

  test('through a star, but never the default', () => {
    const files = { 'index.ts': 'pass * from x.ts', 'x.ts': 'export a,default' };
    deepEqual(unusedIn({ ...files, 'main.ts': 'import a,default from index.ts' }), [
      'x.ts default',
    ]);
  });

  test('stars in a circle end', () => {
    const files = { 'a.ts': 'pass * from b.ts', 'b.ts': 'pass * from a.ts;export x,y' };
    deepEqual(unusedIn({ ...files, 'main.ts': 'import x from a.ts' }), ['b.ts y']);
  });

  test('not those of an entry point, and what it passes on', () => {
    deepEqual(unusedIn({ 'main.ts': 'pass * from x.ts;export own', 'x.ts': 'export a' }), []);
  });

  test('those of what programs and configuration import, too, but not of what they only name', () => {
    const answers = answersOf(
      {
        'src/main.js': 'import a from src/lib.js',
        'vite.config.ts': 'import a from plugin.ts',
        'src/lib.js': 'export a,never',
        'src/job.js': 'export b',
        'plugin.ts': 'export a,never',
        'setup.ts': 'export c',
      },
      {
        'package.json': '{ "name": "app", "scripts": { "start": "node src/main.js" } }',
        'src/main.js': "import { a } from './lib.js'; fork('./job.js');",
        'vite.config.ts':
          "import { a } from './plugin'; export default { test: { setupFiles: ['./setup.ts'] } };",
      },
    );
    deepEqual(
      atOnce(answers.unusedExports()).map(({ path, name }) => `${path} ${name}`),
      ['plugin.ts never', 'src/lib.js never'],
    );
  });

  test('not those of a file that is unused as a whole', () => {
    deepEqual(unusedIn({ 'main.ts': '', 'dead.ts': 'export a' }), []);
  });
});

suite('unused files', () => {
  test('those that no entry point leads to, also where they import each other', () => {
    const answers = answersOf(
      { 'main.ts': 'run used.ts', 'used.ts': '', 'dead.ts': 'run deader.ts', 'deader.ts': '' },
      main,
    );
    deepEqual(atOnce(answers.unusedFiles()), ['dead.ts', 'deader.ts']);
  });

  test('patterns: in exports they are entry points, in scripts they are what tools work on', () => {
    const answers = answersOf(
      { 'src/a.ts': '', 'src/deep/b.ts': '', 'themes/dark.css': '', 'themes/tool.ts': '' },
      {
        'package.json':
          '{ "name": "root", "exports": { "./themes/*": "./themes/*.css" }, "scripts": { "clean": "rimraf src/*/dist", "lint": "eslint \'src/**/*.ts\'" } }',
      },
    );
    deepEqual(atOnce(answers.unusedFiles()), ['src/a.ts', 'src/deep/b.ts', 'themes/tool.ts']);
  });

  test('entry points by name, by package.json, by scripts, by pages and by actions', () => {
    const files = [
      'vite.config.ts',
      'src/a.test.ts',
      'src/types.d.ts',
      'pages/about.tsx',
      'scripts/release.mjs',
      'tools/builder.js',
      'src/web.ts',
      'src/web.css',
      'packages/ui/src/index.ts',
      'packages/ui/src/theme/dark.ts',
      'packages/bare/src/index.ts',
      'packages/cli/bin.js',
    ];
    const answers = answersOf(Object.fromEntries(['dead.ts', ...files].map((path) => [path, ''])), {
      'package.json':
        '{ "name": "root", "scripts": { "release": "node scripts/release.mjs --now" } }',
      'index.html':
        '<link rel="stylesheet" href="/src/web.css"><script type="module" src="/src/web.ts"></script>',
      'packages/ui/package.json':
        '{ "name": "ui", "exports": { ".": { "types": "./dist/index.d.ts", "import": "./dist/index.js" }, "./theme/*": "./dist/theme/*.js" } }',
      'packages/bare/package.json': '{ "name": "bare" }',
      'packages/cli/package.json': '{ "name": "cli", "bin": { "cli": "./bin.js" } }',
    });
    deepEqual(atOnce(answers.unusedFiles()), ['dead.ts']);
  });
});

suite('what the configuration says is used', () => {
  const files = {
    'main.ts': 'run used.ts',
    'used.ts': 'export a',
    'plugins/one.ts': 'import x from plugins/help.ts;export load',
    'plugins/help.ts': 'export x,y',
    'gen/types.ts': 'import a from gen/base.ts;export b',
    'gen/base.ts': 'export a,c',
    'vite.config.ts': '',
  };
  const unusedWith = (usage: Partial<UsageRules>) => {
    const answers = answersOf(files, main, usage);
    const exports = atOnce(answers.unusedExports()).map(({ path, name }) => `${path} ${name}`);
    return { files: atOnce(answers.unusedFiles()), exports };
  };

  test('nothing: the defaults', () => {
    deepEqual(unusedWith({}), {
      files: ['gen/base.ts', 'gen/types.ts', 'plugins/help.ts', 'plugins/one.ts'],
      exports: ['used.ts a'],
    });
  });

  test('more entry points: what they lead to is used, and their exports are', () => {
    deepEqual(unusedWith({ entry: ['plugins/*.ts', '!plugins/help.ts'] }), {
      files: ['gen/base.ts', 'gen/types.ts'],
      exports: ['plugins/help.ts y', 'used.ts a'],
    });
  });

  test('an exclusion takes an entry point away that something else makes one', () => {
    deepEqual(unusedWith({ entry: ['!vite.config.ts', '!main.ts'] }).files, [
      ...['gen/base.ts', 'gen/types.ts', 'main.ts', 'plugins/help.ts', 'plugins/one.ts'],
      ...['used.ts', 'vite.config.ts'],
    ]);
  });

  test('what is ignored is not listed; what only it uses is', () => {
    deepEqual(unusedWith({ ignore: ['gen/types.ts', 'plugins/**', 'used.ts'] }), {
      files: ['gen/base.ts'],
      exports: [],
    });
  });
});

test('boundaries between packages, with whether they are declared', () => {
  const answers = answersOf(
    { 'a/x.ts': 'run b/y.ts;run c/z.ts', 'a/w.ts': 'run b/y.ts', 'b/y.ts': '', 'c/z.ts': '' },
    {
      'a/package.json': '{ "name": "a", "dependencies": { "b": "*" } }',
      'b/package.json': '{ "name": "b" }',
      'c/package.json': '{ "name": "c" }',
    },
  );
  deepEqual(answers.boundaries, [
    { from: 'a', to: 'b', imports: 2, example: { from: 'a/w.ts', to: 'b/y.ts' }, isDeclared: true },
    {
      from: 'a',
      to: 'c',
      imports: 1,
      example: { from: 'a/x.ts', to: 'c/z.ts' },
      isDeclared: false,
    },
  ]);
});

test('what lies beside the packages is no boundary, unless it is said to be one', () => {
  const answers = answersOf(
    {
      'shared.ts': 'run c/z.ts',
      'a/x.ts': 'run shared.ts',
      'b/y.ts': 'run shared.ts',
      'c/z.ts': '',
    },
    {
      'package.json': '{ "name": "root" }',
      'a/package.json': '{ "name": "a" }',
      'b/package.json': '{ "name": "b", "devDependencies": { "root": "*" } }',
      'c/package.json': '{ "name": "c" }',
    },
  );
  deepEqual(
    answers.boundaries.map(({ from, to, isDeclared }) => ({ from, to, isDeclared })),
    [
      { from: 'b', to: 'root', isDeclared: true },
      { from: 'root', to: 'c', isDeclared: false },
    ],
  );
});

test('a package.json without a name makes no boundary', () => {
  const answers = answersOf(
    { 'a/x.ts': 'run a/job/y.ts', 'a/job/y.ts': '' },
    {
      'a/package.json': '{ "name": "a" }',
      'a/job/package.json': '{ "dependencies": { "left-pad": "1" } }',
    },
  );
  deepEqual(answers.boundaries, []);
});

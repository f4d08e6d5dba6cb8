/** Targets and filters: which actions a user's words mean. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangedSince } from '../../../server/engine/config/filters.ts';
import { selectActions } from '../../../server/engine/config/select.ts';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { problemText } from '../../../server/engine/model/problem.ts';
import { load } from './workspaceText.ts';

const workspace = load(`
  //- package.json
  { "workspaces": ["apps/*", "packages/*"], "scripts": { "build": "all", "lint": "l", "release": "r" } }
  //- apps/web/package.json
  { "name": "web", "dependencies": { "@s/ui": "*" }, "scripts": { "build": "b", "lint": "l" } }
  //- apps/docs/package.json
  { "name": "docs", "dependencies": { "@s/util": "*" }, "scripts": { "build": "b" } }
  //- packages/ui/package.json
  { "name": "@s/ui", "dependencies": { "@s/util": "*" }, "scripts": { "build": "b", "lint": "l" } }
  //- packages/util/package.json
  { "name": "@s/util", "scripts": { "build": "b", "build:prod": "b" } }
  //- views/a.hbs
  x
  //- views/b.hbs
  x
  //- cachescope.json
  { "tasks": { "//#lint": {}, "ci": { "dependsOn": ["build", "lint", "templates"] } },
    "rules": { "templates": { "each": "views/*.hbs", "builder": "b.ts", "outputs": ["out/{name}.js"] } } }
`);

const changed: ChangedSince = (reference) =>
  reference === 'main'
    ? (['packages/ui/src/a.ts', 'README.md'] as RelativePath[])
    : 'there is no such commit';

function check(targets: string, filters: string, expected: string): void {
  const split = (text: string): string[] => text.split(' ').filter((word) => word !== '');
  const found = selectActions(workspace, split(targets), split(filters), changed);
  const text =
    'actions' in found ? found.actions.join(' ') : found.problems.map(problemText).join('\n');
  assert.equal(text, expected);
}

const builds = 'docs#build web#build @s/ui#build @s/util#build';

test('targets', () => {
  check('build', '', builds);
  check('lint', '', '//#lint web#lint @s/ui#lint');
  check('release', '', '//#release');
  check('web#build //#build', '', 'web#build //#build');
  check('build:prod', '', '@s/util#build:prod');
  check('templates', '', 'templates:views/a.hbs templates:views/b.hbs');
  check('templates:views/b.hbs', '', 'templates:views/b.hbs');
  check('web#lint web#lint lint', '', 'web#lint //#lint @s/ui#lint');
  check('web#ci', '', 'web#build web#lint templates:views/a.hbs templates:views/b.hbs');
});

test('filters', () => {
  check('build', 'web', 'web#build');
  check('build', 'ui', '@s/ui#build');
  check('build', '@s/*', '@s/ui#build @s/util#build');
  check('build', './apps/*', 'docs#build web#build');
  check('build', '{apps/web}', 'web#build');
  check('build', 'web...', 'web#build @s/ui#build @s/util#build');
  check('build', 'web^...', '@s/ui#build @s/util#build');
  check('build', '...@s/ui', 'web#build @s/ui#build');
  check('build', '...^@s/util', 'docs#build web#build @s/ui#build');
  check('build', '...@s/ui...', 'web#build @s/ui#build @s/util#build');
  check('build', 'web... !@s/util', 'web#build @s/ui#build');
  check('build', '!./packages/*', 'docs#build web#build');
  check('build', '[main]', '//#build @s/ui#build');
  check('build', '...[main]', '//#build web#build @s/ui#build');
  check('build', './packages/*[main]', '@s/ui#build');
  check('lint', 'docs', '');
  check('web#lint', 'docs', 'web#lint');
});

test('filters name folders exactly, and patterns of folders level by level, as in Turborepo and pnpm', () => {
  const deep = load(`
    //- package.json
    { "workspaces": ["packages/*", "packages/*/*/*"], "scripts": { "build": "r" } }
    //- packages/localize/package.json
    { "name": "localize", "scripts": { "build": "b" } }
    //- packages/localize/examples/tiny/package.json
    { "name": "tiny", "dependencies": { "localize": "*" }, "scripts": { "build": "b" } }
    //- packages/lit/package.json
    { "name": "lit", "scripts": { "build": "b" } }
  `);
  const finds = (filters: string, expected: string): void => {
    const found = selectActions(deep, ['build'], filters.split(' '));
    const text = 'actions' in found ? found.actions : found.problems.map(problemText);
    assert.equal(text.join(' ').replaceAll('#build', ''), expected, filters);
  };
  finds('./packages/localize', 'localize');
  finds('./packages/localize/', 'localize');
  finds('{./packages/localize}', 'localize');
  finds('{packages/localize}', 'localize');
  finds('./packages/*', 'lit localize');
  finds('./packages/l*e', 'localize');
  finds('./packages/**', 'lit localize tiny');
  finds('{./packages/{lit,localize}}', 'lit localize');
  finds('./packages/localize/**', 'localize tiny');
  finds('...{./packages/localize}', 'localize tiny');
  finds('...^./packages/localize', 'tiny');
  finds('./packages/localize/examples/tiny...', 'localize tiny');
  finds('{./packages/*/examples/*}^...', 'localize');
  finds('t*{./packages/**}', 'tiny');
  finds('lit{./packages/localize}', '');
  finds('./packages/* !./packages/localize', 'lit');
  finds('!./packages/localize', 'lit tiny');
  finds('.', '//');
  const none = 'selects no package.';
  finds(
    './packages',
    `error: The filter "./packages" ${none} For the packages in that folder write "./packages/*".`,
  );
  finds(
    './packages/lits',
    `error: The filter "./packages/lits" ${none} Did you mean "./packages/lit"?`,
  );
});

test('words that mean nothing', () => {
  check('biuld', '', 'error: There is nothing called "biuld" to run. Did you mean "build"?');
  check(
    'web',
    '',
    'error: There is nothing called "web" to run. That is a package: run one of its tasks, e.g. "web#build".',
  );
  check('web#lnt', '', 'error: There is nothing called "web#lnt" to run. Did you mean "web#lint"?');
  check(
    'zzzzzzzzzzzz',
    '',
    'error: There is nothing called "zzzzzzzzzzzz" to run. Known: build, build:prod, ci, lint, release, templates.',
  );
  check('build', 'wbe', 'error: The filter "wbe" selects no package. Did you mean "web"?');
  check('build', '@s/uil', 'error: The filter "@s/uil" selects no package. Did you mean "@s/ui"?');
  check('build', '[old]', 'error: What changed since "old" is not known: there is no such commit.');
  check(
    'build',
    `${'*a'.repeat(40)}`,
    `error: The filter "${'*a'.repeat(40)}" must not have more than 4 stars in one name. Write a package name, "@scope/*" or "./packages/*".`,
  );
});

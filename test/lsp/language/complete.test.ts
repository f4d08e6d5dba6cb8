/** Proposals while typing: where the text is whole, and where it is broken as it is while somebody types. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { cacheNames } from '../../../server/engine/config/model.ts';
import { complete, completionList } from '../../../server/lsp/language/features.ts';
import { labels, languageWorkspace, taken } from './languageFixture.ts';
import { sample } from './sample.ts';

const workspace = languageWorkspace(sample);

/** What is proposed at the cursor. */
function check(path: string, marked: string, expected: string): void {
  const { document, position } = workspace.at(path, marked);
  equal(labels(complete(document, position, workspace.model)), expected);
}

/** What the text is after an item was taken. */
function checkTaken(path: string, marked: string, label: string, expected: string): void {
  const { document, position } = workspace.at(path, marked);
  equal(taken(complete(document, position, workspace.model), label, document), expected);
}

const own = 'cachescope.json';
const topKeys =
  '$schema cache concurrency globalDependencies globalEnv globalPassThroughEnv memoryLimit metrics modules rules tasks';
const dependencies =
  'build ci deploy gen pack prebuild templates test ^build ^ci ^deploy ^gen ^pack ^prebuild ^test //#ci lib#build lib#test tool#gen tool#pack web#build web#deploy web#prebuild web#test';

test('keys, without those that are there', () => {
  check(own, '{ | }', topKeys);
  check(own, '{ "|" }', topKeys);
  check(own, '{ "tasks": {}, "|" }', topKeys.replace(' tasks', ''));
  check(own, '{ "cache": { "disk": { "|": "" } } }', 'size ttl');
});

test('keys of a task, whatever is broken behind them', () => {
  const keys = 'cache clean command dependencyOutputs env inputs outputs passThroughEnv persistent';
  check(own, '{ "tasks": { "build": { "dependsOn": [], "|" } } }', keys);
  check(own, '{ "tasks": { "build": { "dependsOn": [], |', keys);
  check(own, '{ "tasks": { "build": { "dependsOn": [], "|', keys);
  check(own, '{ "tasks": { "build": { "dependsOn": [], "o|\n } "rules": { {', keys);
});

test('a key comes with its description and with what its value starts with', () => {
  const { document, position } = workspace.at(own, '{ "tasks": { "build": { | } } }');
  const item = complete(document, position, workspace.model).find(({ label }) => label === 'env');
  match(item?.documentation?.value ?? '', /^Environment variables that count/);
  checkTaken(
    own,
    '{ "tasks": { "build": { | } } }',
    'outputs',
    '{ "tasks": { "build": { "outputs": [$1] } } }',
  );
  checkTaken(
    own,
    '{ "tasks": { "build": { "out|" } } }',
    'outputs',
    '{ "tasks": { "build": { "outputs": [$1] } } }',
  );
  checkTaken(
    own,
    '{ "tasks": { "build": { "out|": [] } } }',
    'outputs',
    '{ "tasks": { "build": { "outputs": [] } } }',
  );
  checkTaken(own, '{ "ta|', 'tasks', '{ "tasks": {$1}');
  checkTaken(own, '{ "|" }', '$schema', '{ "\\$schema": "$1" }');
});

test('an editor that has the schema gets no keys twice', () => {
  const { document, position } = workspace.at(own, '{ "tasks": { "build": { | } } }');
  const model = { ...workspace.model, editorHasSchema: true };
  deepEqual(complete(document, position, model), []);
});

test('names for tasks', () => {
  check(
    own,
    '{ "tasks": { "build": {}, "web#test": {}, "|" } }',
    'ci deploy gen pack prebuild test //#ci lib#build lib#test tool#gen tool#pack web#build web#deploy web#prebuild',
  );
  checkTaken(own, '{ "tasks": { "bu|" } }', 'build', '{ "tasks": { "build": {$1} } }');
});

test('dependencies: tasks, upstream tasks, tasks of one package, rules', () => {
  check(own, '{ "tasks": { "build": { "dependsOn": ["|"] } } }', dependencies);
  check(own, '{ "tasks": { "build": { "dependsOn": ["^b|', dependencies);
  check(own, '{ "tasks": { "build": { "dependsOn": [|\n "outputs": []', dependencies);
  checkTaken(
    own,
    '{ "tasks": { "a": { "dependsOn": ["^b|"] } } }',
    '^build',
    '{ "tasks": { "a": { "dependsOn": ["^build"] } } }',
  );
  checkTaken(
    own,
    '{ "tasks": { "a": { "dependsOn": [|] } } }',
    'web#build',
    '{ "tasks": { "a": { "dependsOn": ["web#build"] } } }',
  );
  checkTaken(
    own,
    '{ "tasks": { "a": { "dependsOn": ["^b|\n] } } }',
    '^build',
    '{ "tasks": { "a": { "dependsOn": ["^build"\n] } } }',
  );
  check(
    'turbo.json',
    '{ "tasks": { "a": { "dependsOn": ["|"] } } }',
    dependencies.replace(' ^build', ' ^a ^build').replace(' templates', ''),
  );
});

test('fixed values', () => {
  check(own, '{ "tasks": { "a": { "clean": | } } }', 'false if-file-deleted true');
  check(own, '{ "tasks": { "a": { "cache": t|', 'false true');
  check(own, '{ "cache": { "disable": ["|"] } }', Object.keys(cacheNames).sort().join(' '));
  checkTaken(
    own,
    '{ "tasks": { "a": { "cache": t| } } }',
    'true',
    '{ "tasks": { "a": { "cache": true } } }',
  );
});

test('files one folder at a time, relative to the package', () => {
  check(
    own,
    '{ "tasks": { "web#build": { "inputs": ["|"] } } }',
    '$TURBO_DEFAULT$ ** src/ src/** index.html package.json',
  );
  check(
    own,
    '{ "tasks": { "web#build": { "inputs": ["!src/|"] } } }',
    '$TURBO_DEFAULT$ !src/** !src/app/ !src/app/**',
  );
  check(own, '{ "tasks": { "web#build": { "outputs": ["src/app/m|', 'src/app/** src/app/main.ts');
  check(own, '{ "tasks": { "web#build": { "outputs": ["src/**/|"] } } }', '');
  check(
    own,
    '{ "rules": { "r": { "each": "vi|" } } }',
    '** packages/ packages/** views/ views/** cachescope.json package.json turbo.json',
  );
  check(
    'packages/tool/package.json',
    '{ "wireit": { "gen": { "files": ["../lib/|"] } } }',
    '../lib/** ../lib/src/ ../lib/src/** ../lib/package.json',
  );
});

test('placeholders of rules stand in for what is typed of them', () => {
  check(
    own,
    '{ "rules": { "r": { "command": ["cc", "{|"] } } }',
    '{depfile} {dir} {ext} {input} {name} {output} {path}',
  );
  check(own, '{ "rules": { "r": { "outputs": ["out/{n|"] } } }', '{dir} {ext} {name} {path}');
  checkTaken(
    own,
    '{ "rules": { "r": { "command": ["-o{out|"] } } }',
    '{output}',
    '{ "rules": { "r": { "command": ["-o{output}"] } } }',
  );
  check(own, '{ "tasks": { "a": { "command": ["{|"] } } }', '');
});

test('variables: those of scripts first', () => {
  check(own, '{ "tasks": { "a": { "env": ["|"] } } }', 'API_KEY HOME NODE_ENV');
  check(
    'packages/tool/package.json',
    '{ "wireit": { "gen": { "env": { "|" } } } }',
    'API_KEY HOME NODE_ENV',
  );
});

test('wireit blocks: scripts, keys, dependencies; the rest of a package.json is not ours', () => {
  const path = 'packages/tool/package.json';
  check(path, '{ "wireit": { "pack": {}, "|" } }', 'gen');
  check(
    path,
    '{ "wireit": { "gen": { "dependencies": ["|"] } } }',
    'pack ../..:ci ../lib:build ../lib:test ../web:build ../web:deploy ../web:prebuild ../web:test',
  );
  check(path, '{ "wireit": { "gen": { "dependencies": [{ "|" }] } } }', 'cascade script');
  check(path, '{ "|" }', '');
  check(path, '{ "scripts": { "gen": "|" } }', '');
});

test('packages to extend', () => {
  check('packages/web/turbo.json', '{ "extends": ["|"] }', '// lib tool web');
});

test('nothing in comments, in other files, in a hostile text', () => {
  check(own, '{ // "tasks|"\n }', '');
  check('packages/web/tsconfig.json', '{ "|" }', '');
  check(own, `${'['.repeat(5000)}|`, '');
  check(own, '|', '');
});

test('of very many names those that go with what is typed are proposed, and more are told of', () => {
  const packages = Array.from(
    { length: 400 },
    (_, at) => `
  //- packages/p${at}/package.json
  { "name": "p${at}", "scripts": { "build": "tsc" } }`,
  );
  const many = languageWorkspace(`
  //- package.json
  { "workspaces": ["packages/*"] }
  //- cachescope.json
  { "tasks": { "build": {} } }${packages.join('')}
`);
  const ask = (typed: string) => {
    const text = `{ "tasks": { "build": { "dependsOn": ["${typed}|"] } } }`;
    const { document, position } = many.at(own, text);
    const { isIncomplete, items } = completionList(document, position, many.model);
    return [isIncomplete, items.length, items.some(({ label }) => label === 'p399#build')];
  };
  deepEqual(ask(''), [true, 300, false]);
  deepEqual(ask('P99'), [false, 4, true]);
});

test('tasks that are written and not saved are proposed, too', () => {
  const check = (path: string, marked: string) => {
    const { document, position } = workspace.at(path, marked);
    const found = complete(document, position, workspace.model).map(({ label }) => label);
    deepEqual(
      found.filter((label) => /fresh/.test(label)),
      path === own || path === 'turbo.json' ? ['fresh', '^fresh'] : ['fresh'],
    );
  };
  check(own, '{ "tasks": { "fresh": {}, "other": { "dependsOn": ["|"] } } }');
  check('turbo.json', '{ "tasks": { "fresh": {}, "other": { "dependsOn": ["|"] } } }');
  check(
    'packages/tool/package.json',
    '{ "wireit": { "fresh": {}, "gen": { "dependencies": ["|"] } } }',
  );
});

/** Checks of what is about to run: cycles, shared outputs, inputs that somebody else writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGraph } from '../../../server/engine/config/checkGraph.ts';
import { selectActions } from '../../../server/engine/config/select.ts';
import { problemText } from '../../../server/engine/model/problem.ts';
import { load } from './workspaceText.ts';

/** @param tasks the entries of `tasks`; each is a script of the one package */
function check(
  tasks: Record<string, object>,
  target: string,
  expected: string,
  rules: object = {},
): void {
  const scripts = Object.fromEntries(Object.keys(tasks).map((name) => [name, 'x']));
  const entries = Object.entries(tasks).map(
    ([name, task]) => `${JSON.stringify(name)}: ${JSON.stringify(task)}`,
  );
  const files = new Map([
    ['package.json', JSON.stringify({ scripts })],
    ['src/a.c', ''],
    ['src/b.c', ''],
    ['lib/a.c', ''],
    [
      'cachescope.json',
      `{ "rules": ${JSON.stringify(rules)}, "tasks": {\n${entries.join(',\n')} } }`,
    ],
  ]);
  checkWorkspace(files, target, expected);
}

function checkWorkspace(
  files: string | ReadonlyMap<string, string>,
  target: string,
  expected: string,
): void {
  const workspace = load(files);
  assert.deepEqual(workspace.problems, []);
  const selected = selectActions(workspace, target.split(' '));
  assert.ok('actions' in selected, JSON.stringify(selected));
  const problems = checkGraph(workspace, selected.actions);
  assert.equal(problems.map(problemText).join('\n'), expected);
}

test('a cycle is named in order, and only where it is reached', () => {
  const tasks = {
    a: { dependsOn: ['b'] },
    b: { dependsOn: ['c'] },
    c: { dependsOn: ['a'] },
    d: {},
  };
  const cycle = 'These actions wait for each other: //#a -> //#b -> //#c -> //#a.';
  check(tasks, 'c', `cachescope.json:2:1: error: ${cycle} Remove one of these dependencies.`);
  check(tasks, 'd', '');
});

test('an action that waits for itself', () => {
  check(
    { a: { dependsOn: ['a'] } },
    'a',
    'cachescope.json:2:1: error: These actions wait for each other: //#a -> //#a. Remove one of these dependencies.',
  );
});

test('a chain of 20,000 packages', () => {
  const files = new Map([
    ['package.json', '{ "workspaces": ["*"] }'],
    ['cachescope.json', '{ "tasks": { "b": { "dependsOn": ["^b"] } } }'],
  ]);
  for (let i = 0; i < 20_000; i++) {
    files.set(
      `p${i}/package.json`,
      `{ "name": "p${i}", "scripts": { "b": "b" }, "dependencies": { "p${i + 1}": "*" } }`,
    );
  }
  checkWorkspace(files, 'p0#b', '');
});

test('dependencies on nothing', () => {
  check(
    { a: { dependsOn: ['bild', '^build', 'x#build', '//#c'] }, build: {} },
    'a',
    [
      'cachescope.json:2:20: error: "bild" in "dependsOn" names nothing: there is not a task "bild" in any package. Did you mean "build"?',
      'cachescope.json:2:36: error: "x#build" in "dependsOn" names nothing: there is not a package "x".',
      'cachescope.json:2:46: error: "//#c" in "dependsOn" names nothing: there is not a task "c" in package "//".',
    ].join('\n'),
  );
  check({ a: { dependsOn: ['bild'] }, build: {} }, 'build', '');
});

test('waiting for what never ends', () => {
  check(
    { dev: { persistent: true }, e2e: { dependsOn: ['dev'] } },
    'e2e',
    'cachescope.json:3:1: error: //#e2e waits for //#dev, which is persistent and never ends. Remove the dependency, or "persistent".',
  );
});

test('outputs that two actions share', () => {
  const shared = (what: string): string =>
    `cachescope.json:3:1: error: Two actions write the same files: //#a and //#b (${what}). Give each a folder of its own, or exclude the files of one with "!".`;
  const pair = (a: string[], b: string[], expected: string): void =>
    check({ a: { outputs: a, inputs: [] }, b: { outputs: b, inputs: [] } }, 'a b', expected);
  pair(['dist/**'], ['dist/**'], shared('"dist/**"'));
  pair(['dist'], ['dist/a.js'], shared('"dist" and "dist/a.js"'));
  pair(['dist/**/*.js'], ['dist/x/*'], shared('"dist/**/*.js" and "dist/x/*"'));
  pair(['**/*.tsbuildinfo'], ['dist/**'], shared('"**/*.tsbuildinfo" and "dist/**"'));
  pair(['dist/**'], ['dist2/**'], '');
  pair(['dist/*.js'], ['dist/*.css'], '');
  pair(['dist/**', '!dist/types/**'], ['dist/types/**'], '');
});

test('one rule that writes one file twice, and names that look like patterns', () => {
  const rule = { each: '{src,lib}/*.c', command: ['cc'], outputs: ['out/{name}.o'] };
  check(
    {},
    'cc',
    'cachescope.json:1:13: error: Two actions write the same files: cc:lib/a.c and cc:src/a.c ("out/a.o"). Give each a folder of its own, or exclude the files of one with "!".',
    { cc: rule },
  );
  const files = new Map([
    ['app/[id].tsx', ''],
    ['app/[slug].tsx', ''],
    [
      'cachescope.json',
      '{ "rules": { "r": { "each": "app/*.tsx", "command": ["x"], "outputs": ["out/{name}.js"] } } }',
    ],
  ]);
  checkWorkspace(files, 'r', '');
});

test('outputs outside of the workspace or all of the package', () => {
  check(
    { a: { outputs: ['../x/**'] }, b: { outputs: ['**'] } },
    'a b',
    [
      'cachescope.json:2:1: error: The output "../x/**" of //#a lies outside the workspace. Keep it below the workspace folder.',
      'cachescope.json:3:1: error: The output "**" of //#b is the whole folder of the package, sources and all. Name a folder for what is built, e.g. "dist/**".',
    ].join('\n'),
  );
});

test('inputs that another action writes', () => {
  const reads = { b: { outputs: ['gen/**'], inputs: [] }, a: { inputs: ['gen/api/**'] } };
  check(
    reads,
    'a b',
    'cachescope.json:3:1: error: //#a reads "gen/api/**", which //#b writes, without depending on it. Add "//#b" to its "dependsOn".',
  );
  check(reads, 'a', '');
  check(
    { ...reads, a: { inputs: ['gen/api/**'], dependsOn: ['c'] }, c: { dependsOn: ['b'] } },
    'a b',
    '',
  );
  check({ ...reads, a: { inputs: ['gen/api/**', '!gen/**'] } }, 'a b', '');
  check(
    { ...reads, a: { inputs: ['**/*.ts'] } },
    'a b',
    'cachescope.json:3:1: warning: //#a reads "**/*.ts", which //#b writes, without depending on it. Add "//#b" to its "dependsOn", or exclude "gen/**" from its inputs.',
  );
});

test('a rule whose files another action writes', () => {
  const rule = { each: 'src/*.c', command: ['cc'], outputs: ['out/{name}.o'] };
  check(
    { gen: { outputs: ['src/a.c'], inputs: [] } },
    'cc gen',
    'cachescope.json:1:13: error: cc:src/a.c reads "src/a.c", which //#gen writes, without depending on it. Add "//#gen" to its "dependsOn".',
    { cc: rule },
  );
  check({ gen: { outputs: ['src/a.c'], inputs: [] } }, 'cc gen', '', {
    cc: { ...rule, dependsOn: ['gen'] },
  });
});

test('a script that runs itself', () => {
  checkWorkspace(
    '//- package.json\n{ "scripts": { "build": "cachescope run build", "ci": "cachescope run build test" } }',
    'build ci',
    'package.json:1:16: error: The script of //#build runs "cachescope run build", which would run the script again. Give the script another name.',
  );
});

test('a wireit block may read outside of the workspace, which goes unnoticed, and may not write there', () => {
  const block = (key: string, name: string): string =>
    `
     //- a/package.json
     { "name": "a", "scripts": { "build": "wireit" }, "wireit": { "build": { "command": "x", "${key}": ["${name}"] } } }
     //- package.json
     { "workspaces": ["a"] }`;
  const place = 'a/package.json:1:62:';
  checkWorkspace(block('files', '../common.js'), 'build', '');
  checkWorkspace(
    block('files', '../../common.js'),
    'build',
    `${place} warning: The input "../../common.js" of a#build lies outside the workspace, so no change there is noticed. Count the "../" in it, or remove it.`,
  );
  checkWorkspace(
    block('output', '../../out'),
    'build',
    `${place} error: The output "../../out" of a#build lies outside the workspace. Keep it below the workspace folder.`,
  );
});

test('reading the whole folder of a package is not reading its outputs on purpose', () => {
  const reads = (files: string): string =>
    `
     //- package.json
     { "workspaces": ["*"] }
     //- a/package.json
     { "name": "a", "scripts": { "build": "wireit" }, "wireit": { "build": { "command": "x", "files": ["${files}"], "output": [] } } }
     //- b/package.json
     { "name": "b", "scripts": { "build": "wireit" }, "wireit": { "build": { "command": "x", "files": ["src"], "output": ["lib"] } } }`;
  const without = 'which b#build writes, without depending on it. Add "b#build" to its "dependsOn"';
  checkWorkspace(
    reads('../b'),
    'build',
    `a/package.json:1:62: warning: a#build reads "b", ${without}, or exclude "b/lib" from its inputs.`,
  );
  checkWorkspace(
    reads('../b/lib'),
    'build',
    `a/package.json:1:62: error: a#build reads "b/lib", ${without}.`,
  );
  checkWorkspace(reads('../b/src'), 'build', '');
});

test('files of different kinds in one folder are not shared', () => {
  const pair = (a: string, b: string): void =>
    check({ a: { outputs: [a], inputs: [] }, b: { outputs: [b], inputs: [] } }, 'a b', '');
  pair('*.html', '**/*.js');
  pair('lib/**/*.d.ts{,.map}', 'lib/**/*.js{,.map}');
  pair('*.{js,js.map}', '*.{d.ts,d.ts.map}');
});

/** What is shown as wrong, in saved texts and in those that are being written, and what puts it right. */
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  codeActions,
  diagnosticsOf,
  filesWithProblems,
} from '../../../server/lsp/language/features.ts';
import {
  editedFiles,
  type LanguageWorkspace,
  languageWorkspace,
  textIn,
} from './languageFixture.ts';

const packages = `
  //- package.json
  { "workspaces": ["packages/*"] }
  //- packages/lib/package.json
  { "name": "lib", "scripts": { "build": "tsc" } }
  //- packages/web/package.json
  { "name": "web", "scripts": { "build": "vite build $API_KEY" }, "dependencies": { "lib": "*" } }
`;

/** A workspace whose cachescope.json is this. */
function withConfig(text: string): LanguageWorkspace {
  return languageWorkspace(`${packages}  //- cachescope.json\n  ${text}\n`);
}

/** `error code on "text"`, one a line. */
function shown(workspace: LanguageWorkspace, path: string): readonly string[] {
  const document = workspace.saved(path);
  return diagnosticsOf(document, workspace.model).map(
    ({ severity, code, range }) => `${severity} ${code} on ${textIn(document.text, range)}`,
  );
}

/** All fixes of a file by title, with the files after each. */
function fixes(workspace: LanguageWorkspace, path: string): Readonly<Record<string, string>> {
  const document = workspace.saved(path);
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const actions = codeActions(document, range, workspace.model);
  return Object.fromEntries(
    actions.map(({ title, edit }) => [title, editedFiles(edit, workspace).replaceAll(/\s+/g, ' ')]),
  );
}

const outputs = '"outputs": []';

test('a wrong key is underlined and renamed or removed', () => {
  const workspace = withConfig(`{ "tasks": { "build": { "output": ["dist/**"] } } }`);
  deepEqual(shown(workspace, 'cachescope.json'), [
    '4 no-outputs on "build"',
    '2 undeclared-variable on "build"',
    '1 unknown-key on "output"',
  ]);
  const found = fixes(workspace, 'cachescope.json');
  equal(
    found['Change to "outputs"'],
    '//- cachescope.json { "tasks": { "build": { "outputs": ["dist/**"] } } }',
  );
  equal(found['Remove "output"'], '//- cachescope.json { "tasks": { "build": {} } }');
});

test('the part of a dependency that names nothing is changed', () => {
  const check = (entry: string, title: string, expected: string): void => {
    const workspace = withConfig(
      `{ "tasks": { "build": { "dependsOn": ["${entry}"], ${outputs} } } }`,
    );
    const text = fixes(workspace, 'cachescope.json')[title];
    equal(/\["(.+?)"\]/.exec(text ?? '')?.[1], expected);
  };
  check('^biuld', 'Change to "build"', '^build');
  check('wbe#build', 'Change to "web"', 'web#build');
  check('lib#biuld', 'Change to "build"', 'lib#build');
});

test('a key of a package that there is not', () => {
  const workspace = withConfig(`{ "tasks": { "wbe#build": { ${outputs} } } }`);
  equal(
    fixes(workspace, 'cachescope.json')['Change to "web"'],
    '//- cachescope.json { "tasks": { "web#build": { "outputs": [] } } }',
  );
});

test('values: a text becomes a list, a word the nearest, a missing key is added', () => {
  const list = withConfig('{ "globalEnv": "CI" }');
  equal(
    fixes(list, 'cachescope.json')['Make it a list'],
    '//- cachescope.json { "globalEnv": ["CI"] }',
  );
  const word = withConfig('{ "cache": { "disable": ["trces"] } }');
  equal(
    fixes(word, 'cachescope.json')['Change to "traces"'],
    '//- cachescope.json { "cache": { "disable": ["traces"] } }',
  );
  const rule = withConfig('{ "rules": { "r": { "each": "v/*", "command": ["x"] } } }');
  equal(
    fixes(rule, 'cachescope.json')['Add "outputs"'],
    '//- cachescope.json { "rules": { "r": { "each": "v/*", "command": ["x"], "outputs": [] } } }',
  );
  const holder = withConfig(
    '{ "rules": { "r": { "each": "v/*", "command": ["x", "{inptu}"], "outputs": ["{name}.o"] } } }',
  );
  equal(fixes(holder, 'cachescope.json')['Change to {input}']?.includes('["x", "{input}"]'), true);
});

test('a plain script declares its outputs and variables in cachescope.json, which is made if need be', () => {
  const workspace = languageWorkspace(packages);
  const found = fixes(workspace, 'packages/web/package.json');
  equal(
    found['Declare that it writes nothing: "outputs": [] in cachescope.json'],
    'new cachescope.json //- cachescope.json { "tasks": { "web#build": { "outputs": [] } } }',
  );
  equal(
    found['Add "API_KEY" to "env" in cachescope.json'],
    'new cachescope.json //- cachescope.json { "tasks": { "web#build": { "env": ["API_KEY"] } } }',
  );
});

test('a list that is there gets one entry more, in the file that has it', () => {
  const workspace = withConfig(`{ "tasks": { "web#build": { "env": ["CI"], ${outputs} } } }`);
  equal(
    fixes(workspace, 'cachescope.json')['Add "API_KEY" to "env"'],
    '//- cachescope.json { "tasks": { "web#build": { "env": ["CI", "API_KEY"], "outputs": [] } } }',
  );
});

test('a dependency that is read without being waited for is added', () => {
  const workspace = withConfig(
    `{ "tasks": { "lib#build": { "outputs": ["dist/**"] }, "web#build": { "env": ["API_KEY"], "inputs": ["../lib/dist/**"], ${outputs} } } }`,
  );
  deepEqual(shown(workspace, 'cachescope.json'), ['1 undeclared-dependency on "web#build"']);
  const [text] = Object.values(fixes(workspace, 'cachescope.json'));
  equal(text?.includes('"dependsOn": ["lib#build"]'), true);
});

test('wireit and turbo.json have fixes in their own words', () => {
  const workspace = languageWorkspace(`
    //- package.json
    { "workspaces": ["packages/*"] }
    //- turbo.json
    { "tasks": {} }
    //- packages/a/turbo.json
    { "extends": [], "tasks": {} }
    //- packages/a/package.json
    {
      "name": "a",
      "scripts": { "one": "wireit", "two": "wireit" },
      "wireit": { "one": { "command": "echo $TOKEN", "files": [] } }
    }
  `);
  const found = fixes(workspace, 'packages/a/package.json');
  equal(
    found['Declare that it writes nothing: "output": []']?.includes('"files": [], "output": []'),
    true,
  );
  equal(found['Add "TOKEN" to "env"']?.includes('"env": { "TOKEN": { "external": true } }'), true);
  equal(found['Add "two" to "wireit"']?.includes('"two": { "command": "" }'), true);
  equal(
    fixes(workspace, 'packages/a/turbo.json')['Extend the root'],
    '//- packages/a/turbo.json { "extends": ["//"], "tasks": {} }',
  );
});

test('a text that is not saved is judged as it stands, and advice stays with its key', () => {
  const workspace = withConfig(`{ "tasks": { "build": {} } }`);
  const text = '{\n "tasks": {\n  "build": { "dependOn": [] },\n  "lib#nothing": {}\n }\n}';
  const found = diagnosticsOf({ path: 'cachescope.json', text }, workspace.model);
  deepEqual(
    found.map(({ code, range }) => `${range.start.line} ${code} on ${textIn(text, range)}`),
    [
      '2 no-outputs on "build"',
      '2 undeclared-variable on "build"',
      '2 unknown-key on "dependOn"',
      '3 no-command on "lib#nothing"',
    ],
  );
  const broken = diagnosticsOf(
    { path: 'cachescope.json', text: '{ "tasks": { "build" } }' },
    workspace.model,
  );
  deepEqual(
    broken.map(({ code }) => code),
    ['no-outputs', 'undeclared-variable', 'syntax'],
  );
});

test('files that are not open have their problems, too', () => {
  const workspace = languageWorkspace(packages);
  deepEqual(filesWithProblems(workspace.model), [
    'packages/lib/package.json',
    'packages/web/package.json',
  ]);
  deepEqual(shown(workspace, 'package.json'), []);
});

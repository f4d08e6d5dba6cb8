/** Definitions, references and new names, across all files that say something of a task. */
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  definition,
  prepareRename,
  references,
  rename,
} from '../../../server/lsp/language/features.ts';
import { editedFiles, languageWorkspace, placesText, textIn } from './languageFixture.ts';
import { sample } from './sample.ts';

const workspace = languageWorkspace(sample);

/** A saved text with the cursor before the first `needle` after `after`. */
function cursor(path: string, needle: string, after = '') {
  const { text } = workspace.saved(path);
  const at = text.indexOf(needle, text.indexOf(after));
  return workspace.at(path, `${text.slice(0, at)}|${text.slice(at)}`);
}

function checkDefinition(place: ReturnType<typeof cursor>, expected: readonly string[]): void {
  const found = definition(place.document, place.position, workspace.model);
  equal(placesText(found, workspace), expected.join('\n'));
}

test('a dependency leads to the task, or to the scripts where no file defines it', () => {
  checkDefinition(cursor('turbo.json', 'build'), ['cachescope.json:5:6: build']);
  checkDefinition(cursor('cachescope.json', '^build'), ['cachescope.json:5:6: build']);
  checkDefinition(cursor('turbo.json', 'test"]'), [
    'packages/lib/package.json:1:48: test',
    'turbo.json:3:6: test',
  ]);
  checkDefinition(cursor('packages/tool/package.json', 'gen"', 'dependencies'), [
    'packages/tool/package.json:3:17: gen',
    'packages/tool/package.json:5:6: gen',
  ]);
});

test('rules, packages, modules and files', () => {
  checkDefinition(cursor('cachescope.json', 'templates'), ['cachescope.json:9:6: templates']);
  checkDefinition(cursor('turbo.json', 'lib#test'), ['packages/lib/package.json:1:1: ']);
  checkDefinition(
    workspace.at(
      'cachescope.json',
      '{ "tasks": { "web#build": { "inputs": ["src/app/ma|in.ts"] } } }',
    ),
    [],
  );
  checkDefinition(
    workspace.at(
      'cachescope.json',
      '{ "rules": { "r": { "builder": "packages/web/src/app/ma|in.ts" } } }',
    ),
    ['packages/web/src/app/main.ts:1:1: '],
  );
  checkDefinition(cursor('packages/web/package.json', '"web"'), []);
});

test('references: in every file, definitions only where asked for', () => {
  const { document, position } = cursor('cachescope.json', 'build"');
  const found = references(document, position, workspace.model, false);
  equal(
    placesText(found, workspace),
    [
      'cachescope.json:5:32: build',
      'cachescope.json:6:36: build',
      'package.json:1:61: build',
      'packages/tool/package.json:6:74: build',
      'packages/web/package.json:3:20: build',
      'packages/web/package.json:3:87: build',
      'turbo.json:3:30: build',
    ].join('\n'),
  );
  const all = references(document, position, workspace.model, true);
  equal(all.length, found.length + 3);
});

test('what is about another package is no reference', () => {
  const { document, position } = cursor('packages/lib/package.json', 'test"');
  equal(
    placesText(references(document, position, workspace.model, false), workspace),
    ['package.json:1:80: test', 'turbo.json:3:43: test'].join('\n'),
  );
});

test('a name that many files share is renamed in all of them', () => {
  const { document, position } = cursor('cachescope.json', 'build"');
  const target = prepareRename(document, position, workspace.model);
  equal(target?.placeholder, 'build');
  equal(target && textIn(document.text, target.range), 'build');
  const edit = rename(document, position, 'compile', workspace.model);
  equal(
    'refused' in edit ? edit.refused : editedFiles(edit, workspace),
    `//- cachescope.json
{
  // What all packages share.
  "globalEnv": ["CI"],
  "tasks": {
    "compile": { "dependsOn": ["^compile", "templates"], "outputs": ["dist/**"] },
    "web#deploy": { "dependsOn": ["compile"], "outputs": [] }
  },
  "rules": {
    "templates": { "each": "views/**/*.hbs", "command": ["hbs", "{input}"], "outputs": ["out/{path}.html"] }
  }
}
//- package.json
{ "workspaces": ["packages/*"], "scripts": { "ci": "npm run compile && turbo run test" } }
//- packages/lib/package.json
{ "name": "lib", "scripts": { "compile": "tsc", "test": "node --test" } }
//- packages/tool/package.json
{
  "name": "tool",
  "scripts": { "gen": "wireit", "pack": "wireit" },
  "wireit": {
    "gen": { "command": "node gen.js", "files": ["gen.js"], "output": ["gen/**"] },
    "pack": { "command": "node pack.js", "dependencies": ["gen", "../lib:compile"], "files": [], "output": [] }
  }
}
//- packages/web/package.json
{
  "name": "web",
  "scripts": { "precompile": "echo $API_KEY", "compile": "vite build", "deploy": "npm run compile", "test": "vitest" },
  "dependencies": { "lib": "*" }
}
//- turbo.json
{
  "tasks": {
    "test": { "dependsOn": ["compile", "lib#test"], "outputs": [] }
  }
}`,
  );
});

test('a task of one package is renamed there', () => {
  const { document, position } = cursor('packages/tool/package.json', 'gen"');
  const edit = rename(document, position, 'generate', workspace.model);
  equal(
    'refused' in edit ? edit.refused : editedFiles(edit, workspace),
    `//- packages/tool/package.json
{
  "name": "tool",
  "scripts": { "generate": "wireit", "pack": "wireit" },
  "wireit": {
    "generate": { "command": "node gen.js", "files": ["gen.js"], "output": ["gen/**"] },
    "pack": { "command": "node pack.js", "dependencies": ["generate", "../lib:build"], "files": [], "output": [] }
  }
}`,
  );
});

test('a rule is renamed with what depends on it', () => {
  const { document, position } = cursor('cachescope.json', 'templates": {');
  const edit = rename(document, position, 'pages', workspace.model);
  const text = 'refused' in edit ? edit.refused : editedFiles(edit, workspace);
  equal(text.match(/"pages"/g)?.length, 2);
});

test('names that cannot be are refused with a sentence', () => {
  const { document, position } = cursor('cachescope.json', 'build"');
  const check = (name: string, refused: string): void =>
    deepEqual(rename(document, position, name, workspace.model), { refused });
  check('test', 'lib has a task "test" already.');
  check('templates', 'There is a rule "templates" already.');
  check('^x', 'The name "^x" must not start with "^".');
  check('', 'The name "" must not be empty.');
  check('a#b', 'The name "a#b" must not hold "#" or spaces.');
  const elsewhere = cursor('cachescope.json', 'dist');
  equal(prepareRename(elsewhere.document, elsewhere.position, workspace.model), undefined);
  const onPackage = cursor('cachescope.json', 'web#deploy');
  equal(prepareRename(onPackage.document, onPackage.position, workspace.model), undefined);
});

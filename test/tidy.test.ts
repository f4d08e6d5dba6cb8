// The house rules, held by a test: run over the real tree, and first over small made-up trees, which
// show what each rule finds and what it leaves alone.

import { strictEqual } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse as parseJsonc } from 'jsonc-parser';
import { parseFixture } from './support/fixture.ts';
import {
  bannedWordProblems,
  commentProblems,
  deadFileProblems,
  lockfileProblems,
} from './support/tidy/houseRules.ts';
import {
  importCycleProblems,
  importTableProblems,
  type Problem,
} from './support/tidy/importTable.ts';
import { readSourceTree, type SourceTree, sourceTreeOf } from './support/tidy/sourceTree.ts';
import { type TaskOfTests, taskInputProblems } from './support/tidy/taskInputs.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const cliEntry = 'server/cli/main.ts';

type Rule = (tree: SourceTree) => readonly Problem[];

function render(problems: readonly Problem[]): string {
  return problems.map(({ place, message }) => `${place}: ${message}`).join('\n');
}

/** Runs a rule over a fixture; what is expected is one start of a line for each problem. */
function check(rule: Rule, fixture: string, expected: readonly string[]): void {
  const lines = render(rule(sourceTreeOf(parseFixture(fixture))))
    .split('\n')
    .filter(Boolean);
  const starts = lines.map((line, index) => line.slice(0, expected[index]?.length ?? line.length));
  strictEqual(starts.join('\n'), expected.join('\n'));
}

/** Runs a rule over the project. */
function checkProject(problems: readonly Problem[]): void {
  strictEqual(render(problems), '', `${problems.length} places break this rule`);
}

// Files that package.json starts, which is where the tools that nobody imports are named.
function scriptEntries(): string[] {
  const text = readFileSync(join(projectRoot, 'package.json'), 'utf8');
  return [...text.matchAll(/node ([\w./-]+\.(?:ts|mjs))/g)].map((match) => match[1] ?? '');
}

function projectTasks(): Readonly<Record<string, TaskOfTests>> {
  const text = readFileSync(join(projectRoot, 'cachescope.json'), 'utf8');
  return parseJsonc(text).tasks;
}

function unresolvedImports(tree: SourceTree): string[] {
  return [...tree.values()].flatMap(({ imports }) =>
    imports
      .filter(({ specifier, target }) => specifier.startsWith('.') && target === undefined)
      // Style sheets are no source files: they import nothing.
      .filter(({ specifier }) => !specifier.endsWith('.css'))
      .map(({ specifier }) => specifier),
  );
}

test('imports that the table does not have are found', () => {
  check(
    importTableProblems,
    `
    //- server/engine/model/a.ts
    import { b } from '../ports/b.ts';
    import picomatch from 'picomatch';
    import fs from 'node:fs';
    //- server/engine/model/glob.ts
    import picomatch from 'picomatch';
    //- server/engine/ports/b.ts
    import { a } from '../model/a.ts';
    export * from '../events.ts';
    const lazy = import('../cache/memoryTier.ts');
    //- server/engine/events.ts
    import type { a } from './model/a.ts';
    //- server/engine/cache/memoryTier.ts
    import { LRUCache } from 'lru-cache';
    //- server/engine/odd/new.ts
    //- server/cli/main.ts
    import { rows } from '../protocol/rows.ts';
    import type { Row } from '../protocol/rows.ts';
    import { readFile } from 'node:fs/promises';
    import vscode from 'vscode-languageserver/node';
    import { gone } from './gone.js';
    //- server/protocol/rows.ts
    // import { nothing } from '../cli/main.ts';
    const text = "import x from '../cli/main.ts'";
    `,
    [
      'server/engine/model/a.ts:1: engine/model may not import engine/ports',
      'server/engine/model/a.ts:2: engine/model may not import the package picomatch: it belongs to server/engine/model/glob.ts, server/host/',
      'server/engine/model/a.ts:3: engine/model may not import the package node:fs',
      'server/engine/ports/b.ts:2: engine/ports may not import engine/events',
      'server/engine/ports/b.ts:3: engine/ports may not import engine/cache',
      'server/engine/odd/new.ts:1: no layer has this file',
      'server/cli/main.ts:1: cli may import only types from protocol: use import type',
      'server/cli/main.ts:4: cli may not import the package vscode-languageserver/node',
      'server/cli/main.ts:5: ./gone.js is no source file',
    ],
  );
});

test('circles are found, through types and between folders', () => {
  check(
    importCycleProblems,
    `
    //- server/engine/graph/a.ts
    import type { B } from './b.ts';
    //- server/engine/graph/b.ts
    import { a } from './a.ts';
    //- server/engine/graph/c.ts
    import { d } from '../config/d.ts';
    //- server/engine/config/d.ts
    //- server/engine/config/e.ts
    import { a } from '../graph/a.ts';
    `,
    [
      'server/engine/graph/a.ts: imports itself through server/engine/graph/b.ts -> server/engine/graph/a.ts',
      'engine/graph: imports itself through engine/config -> engine/graph',
    ],
  );
});

test('banned words are found in code, and left alone in comments and strings', () => {
  check(
    bannedWordProblems,
    [
      '//- server/engine/model/a.ts',
      '// no any: any, console.log or Date.now() here',
      'const text = "Date.now()" + `console.log(${Date.now()})` + /as any/.source;',
      'const wide: any = x as any;',
      'try { run(); } catch { /* why not */ }',
      'try { run(); } catch { }',
      'try { run(); } catch (error) { return `${error}`; }',
      'try { run(); } catch (error) { return 1; }',
      '//- server/host/a.ts',
      'const start = Date.now();',
      'console.log(start);',
      '// TODO',
      'const text = "TODO";',
      '//- test/a.test.ts',
      'test.only("x", () => { setTimeout(f, 10); console.log(1); });',
      '//- test/support/wait.ts',
      'setTimeout(f, 10);',
    ].join('\n'),
    [
      'server/engine/model/a.ts:3: not : any: use unknown',
      'server/engine/model/a.ts:3: not as any: use unknown',
      'server/engine/model/a.ts:2: not Date.now(: use the clock port',
      'server/engine/model/a.ts:5: an error is caught and forgotten',
      'server/engine/model/a.ts:7: error is caught and not used',
      'server/host/a.ts:2: not console.: use an EngineEvent',
      'server/host/a.ts:3: not TODO: use doing it now',
      'test/a.test.ts:1: not .only(: use npm run test:unit',
      'test/a.test.ts:1: not setTimeout(: use something to wait for',
    ],
  );
});

test('missing comments are found', () => {
  check(
    commentProblems,
    `
    //- server/engine/model/a.ts
    export const bare = 1;
    // a line is not a doc comment
    export function f(): void {}
    /** Documented. */
    export function over(a: string): void;
    export function over(a: number): void;
    /* not one either */
    export abstract class C {}
    export type { T } from './b.ts';
    //- server/engine/model/b.ts
    /** What the file is. */
    export interface I {}
    export type T = string;
    `,
    [
      'server/engine/model/a.ts:1: starts without a comment',
      'server/engine/model/a.ts:3: exported function f has no',
      'server/engine/model/a.ts:8: exported class C has no',
      'server/engine/model/b.ts:3: exported type T has no',
    ],
  );
});

test('files that nothing reaches are found', () => {
  check(
    (tree) => deadFileProblems(tree, ['server/cli/main.ts']),
    `
    //- server/cli/main.ts
    import './used.ts';
    //- server/cli/used.ts
    export * from './alsoUsed.ts';
    //- server/cli/alsoUsed.ts
    //- server/cli/dead.ts
    import './deadToo.ts';
    //- server/cli/deadToo.ts
    //- server/host/hash.worker.ts
    //- test/a.test.ts
    start(new URL('./started.ts', import.meta.url));
    //- test/started.ts
    `,
    ['server/cli/dead.ts: nothing uses', 'server/cli/deadToo.ts: nothing uses'],
  );
});

test('files that tests import and tasks do not declare are found', () => {
  const tasks = { 'test:engine': { inputs: ['server/**', 'test/engine/**'] }, 'test:project': {} };
  check(
    (tree) => taskInputProblems(tree, tasks),
    `
    //- server/cli/main.ts
    //- test/engine/a.test.ts
    import '../../server/cli/main.ts';
    import '../support/used.ts';
    //- test/support/used.ts
    //- test/bundle.test.ts
    import './support/used.ts';
    //- test/host/b.test.ts
    `,
    [
      'cachescope.json: the tests of test:engine import test/support/used.ts',
      'cachescope.json: there is no task test:host',
    ],
  );
});

test('a host in the lockfile is found', () => {
  const lockfile = '{\n  "resolved": "https://example.org/a.tgz"\n}';
  strictEqual(lockfileProblems(lockfile)[0]?.place, 'package-lock.json:2');
  strictEqual(lockfileProblems('{ "url": "https://example.org/funding" }').length, 0);
});

test('the project', async (t) => {
  const tree = readSourceTree(projectRoot);
  await t.test('has sources', () => strictEqual(tree.has('test/tidy.test.ts'), true));
  await t.test('imports only what the table has', () => checkProject(importTableProblems(tree)));
  await t.test('imports in no circle', () => checkProject(importCycleProblems(tree)));
  await t.test('has no banned word', () => checkProject(bannedWordProblems(tree)));
  await t.test('says what its files and public things are', () => {
    checkProject(commentProblems(tree));
  });
  await t.test('has no dead file', (inner) => {
    // Without the entry that uses them, most files would count as dead.
    if (!existsSync(join(projectRoot, cliEntry))) return inner.skip(`no ${cliEntry} yet`);
    // An import that leads nowhere hides what it would reach; the table has told of it already.
    const lost = unresolvedImports(tree);
    if (lost.length > 0) return inner.skip(`unresolved: ${lost.join(', ')}`);
    checkProject(deadFileProblems(tree, [cliEntry, ...scriptEntries()]));
  });
  await t.test('has tasks that declare what they read', () => {
    checkProject(taskInputProblems(tree, projectTasks()));
  });
  await t.test('has no host in its lockfiles', () => {
    for (const folder of ['', 'test/support/vscodeHost/node', 'test/support/vscodeHost/server']) {
      const file = join(projectRoot, folder, 'package-lock.json');
      checkProject(lockfileProblems(readFileSync(file, 'utf8')));
    }
  });
});

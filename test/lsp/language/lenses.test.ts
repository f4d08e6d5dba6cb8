/** Hovers and lenses: state, times and reasons of what a name stands for. */
import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { codeLens, hover } from '../../../server/lsp/language/features.ts';
import { languageWorkspace, textIn } from './languageFixture.ts';
import { sample } from './sample.ts';

const reasons = [{ kind: 'input-changed', text: 'src/app/main.ts changed' }];
const rows = {
  'lib#build': { lastDurationMs: 850, hitRate: 0.5 },
  'web#build': { status: 'stale', reasons, lastDurationMs: 61_000, hitRate: 1 },
  'tool#gen': { lastDurationMs: 1234, hitRate: 0.8, command: 'node gen.js' },
  'templates:views/index.hbs': {
    status: 'stale',
    reasons: [{ kind: 'input-changed', text: '<img src=x onerror=alert(1)>.ts changed' }],
  },
} as const;
const workspace = languageWorkspace(sample, { rows });

function hoverAt(path: string, needle: string) {
  const { text } = workspace.saved(path);
  const at = text.indexOf(needle);
  const { document, position } = workspace.at(path, `${text.slice(0, at)}|${text.slice(at)}`);
  const found = hover(document, position, workspace.model);
  return found && { on: textIn(text, found.range), lines: found.contents.value.split('  \n') };
}

test('one action: state, last run, hits, command', () => {
  deepEqual(hoverAt('packages/tool/package.json', 'gen": {'), {
    on: 'gen',
    lines: ['**tool\\#gen** · fresh', 'Last run 1.2 s · 80% cache hits', 'Runs: node gen\\.js'],
  });
});

test('many actions: counts, times, who is not fresh and why', () => {
  deepEqual(hoverAt('cachescope.json', 'build": {'), {
    on: 'build',
    lines: [
      '**build** · 2 packages: 1 fresh, 1 stale',
      'Last runs 1 min 2 s in total, 1 min 1 s the longest · 75% cache hits',
      'web\\#build: src\\/app\\/main\\.ts changed'.replace('build:', 'build:'),
    ],
  });
});

test('names of files are text, whatever stands in them', () => {
  const found = hoverAt('cachescope.json', 'templates": {');
  doesNotMatch(found?.lines.join('\n') ?? '<', /(?<!\\)</);
});

test('keys and placeholders say what they mean', () => {
  deepEqual(hoverAt('cachescope.json', 'globalEnv'), {
    on: 'globalEnv',
    lines: ['Environment variables that count for every task.'],
  });
  deepEqual(hoverAt('cachescope.json', '{input}'), {
    on: '{input}',
    lines: ['The file, relative to the workspace root.'],
  });
  equal(hoverAt('packages/lib/package.json', 'name'), undefined);
});

/** `line: title (command target)`. */
function lensesOf(path: string): readonly string[] {
  return codeLens(workspace.saved(path), workspace.model).map(({ range, command }) => {
    const [argument] = command.arguments ?? [];
    const shown = argument === undefined ? '' : ` ${JSON.stringify(argument)}`;
    return `${range.start.line + 1}: ${command.title} ${command.command}${shown}`.trim();
  });
}

test('lenses of tasks of all packages, of one, and of rules', () => {
  const folder = '"folder":"file:///w"';
  deepEqual(lensesOf('cachescope.json'), [
    `5: Run in 2 packages cachescope.run {${folder},"targets":["build"]}`,
    `5: Force cachescope.force {${folder},"targets":["build"]}`,
    `5: Why web#build: src/app/main.ts changed cachescope.explain {${folder},"targets":["build"],"action":"web#build"}`,
    '5: 1 fresh, 1 stale · longest 1 min 1 s',
    `6: Run cachescope.run {${folder},"targets":["web#deploy"]}`,
    `6: Force cachescope.force {${folder},"targets":["web#deploy"]}`,
    '6: fresh',
    `9: Run for 2 files cachescope.run {${folder},"targets":["templates"]}`,
    `9: Force cachescope.force {${folder},"targets":["templates"]}`,
    `9: Why templates:views/index.hbs: <img src=x onerror=alert(1)>.ts changed cachescope.explain {${folder},"targets":["templates"],"action":"templates:views/index.hbs"}`,
    '9: 1 fresh, 1 stale',
  ]);
});

test('a script that hands over to wireit has its lenses above the block alone', () => {
  const lines = new Set(lensesOf('packages/tool/package.json').map((line) => line.split(':')[0]));
  deepEqual([...lines], ['5', '6']);
  equal(lensesOf('packages/lib/package.json').filter((line) => line.includes(' Run ')).length, 2);
});

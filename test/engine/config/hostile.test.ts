/** Hostile configuration: nothing in a file may crash the reader, pollute prototypes, or take long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkGraph } from '../../../server/engine/config/checkGraph.ts';
import { parseJson } from '../../../server/engine/config/jsonc.ts';
import { patternTest } from '../../../server/engine/config/patterns.ts';
import type { ActionId, RelativePath } from '../../../server/engine/model/brand.ts';
import { problemText } from '../../../server/engine/model/problem.ts';
import { load } from './workspaceText.ts';

const file = 'x.json' as RelativePath;

test('a million levels deep', () => {
  const deep = 1_000_000;
  const texts = [
    '['.repeat(deep),
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    '{"a":'.repeat(deep),
    `/**/${'[{"b":'.repeat(deep)}`,
  ];
  for (const text of texts) {
    const document = parseJson(file, text);
    assert.equal(document.value, undefined);
    assert.deepEqual(
      document.problems.map((problem) => problem.code),
      ['too-deep'],
    );
    assert.equal(document.locate(['a', 'b']).line, 1);
  }
});

test('brackets in texts are not depth', () => {
  const text = JSON.stringify({ a: '['.repeat(1000), b: `"${'{'.repeat(500)}` });
  assert.deepEqual(parseJson(file, text).problems, []);
  assert.deepEqual(parseJson(file, `// comment\n${text}`).problems, []);
});

test('names of prototypes are names', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
  const entries = names
    .map((name) => `${JSON.stringify(name)}: { "command": "x", "polluted": 1 }`)
    .join(',');
  const scripts = names.map((name) => `${JSON.stringify(name)}: "s"`).join(',');
  const workspace = load(
    new Map([
      [
        'package.json',
        `{ "name": "x", "scripts": { ${scripts} }, "config": { "__proto__": { "a": 1 } }, "wireit": { ${entries} } }`,
      ],
      ['cachescope.json', `{ "tasks": { ${entries} } }`],
      [
        'turbo.json',
        `{ "tasks": { ${names.map((name) => `${JSON.stringify(name)}: {}`).join(',')} } }`,
      ],
    ]),
  );
  assert.deepEqual([...workspace.actions.keys()].sort(), names.map((name) => `//#${name}`).sort());
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  assert.equal(Object.hasOwn(Object.prototype, 'a'), false);
});

test('patterns that would make matching slow are refused', () => {
  const slow = [
    'a'.repeat(5000),
    '*a'.repeat(20),
    '**/'.repeat(20),
    '{a,'.repeat(50),
    '+(+(+(a)))',
    `{${'a,'.repeat(10)}{b,{c,{d}}}}`,
  ];
  for (const pattern of slow)
    assert.notEqual(patternTest(pattern), undefined, pattern.slice(0, 50));
  for (const pattern of [
    '**/src/**/__tests__/**/*.{test,spec}.{ts,tsx}',
    '!dist',
    'a/[id]/*.@(js|ts)',
  ]) {
    assert.equal(patternTest(pattern), undefined, pattern);
  }
});

test('YAML bombs and broken YAML', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\npackages: [*b,*b,*b]\n`;
  for (const yaml of [
    bomb,
    'packages: [',
    'packages: {a: 1}',
    '- a',
    '\0',
    'packages: ["../../x", 1]',
    '!!js/function x',
  ]) {
    const workspace = load(
      new Map([
        ['pnpm-workspace.yaml', yaml],
        ['package.json', '{}'],
      ]),
    );
    for (const problem of workspace.problems)
      assert.match(problemText(problem), /^pnpm-workspace\.yaml:1:1: error: \S/);
  }
});

test('YAML that is not valid is told, and an anchor is no mistake', () => {
  const problemsOf = (yaml: string): readonly string[] =>
    load(
      new Map([
        ['pnpm-workspace.yaml', yaml],
        ['package.json', '{}'],
      ]),
    ).problems.map(problemText);
  const told: readonly (readonly [yaml: string, problem: RegExp])[] = [
    ['packages: [a', /Not valid YAML: Flow sequence .* at line 1, column 13/],
    ['packages:\n  - a\n\t- b', /Not valid YAML: Tabs are not allowed .* at line 3/],
    ['packages: [a]\npackages: [b]', /Not valid YAML: Map keys must be unique at line 2/],
    [
      `a: &a [${'x,'.repeat(50)}]\nb: &b [${'*a,'.repeat(50)}]\npackages: [*b,*b,*b]`,
      /Not valid YAML: Excessive alias count/,
    ],
  ];
  for (const [yaml, problem] of told) {
    const found = problemsOf(yaml);
    assert.equal(found.length, 1, yaml);
    assert.match(found[0] ?? '', problem);
  }
  assert.deepEqual(problemsOf('catalog: &a { x: "1" }\ncatalogs: { b: *a }\npackages: [a]'), []);
});

/** Real words in odd places reach further than random bytes. */
const word = fc.constantFrom(
  ...[
    'tasks',
    'rules',
    'build',
    'dependsOn',
    'inputs',
    'outputs',
    'env',
    'each',
    'command',
    'builder',
    'dependencies',
    'scripts',
  ],
  ...[
    'name',
    'workspaces',
    'wireit',
    'files',
    'output',
    'extends',
    'pipeline',
    'packages/*',
    '^build',
    'a#build',
    '//#build',
  ],
  ...[
    '$TURBO_DEFAULT$',
    '$TURBO_EXTENDS$',
    '{input}',
    '{name}.o',
    '../..',
    '!',
    '',
    '__proto__',
    'depfile',
    'a',
    '**',
    'dist/**',
  ],
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    word,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(fc.tuple(word, tie('json')), { maxLength: 5 })
      .map((pairs) => new Map(pairs as [string, unknown][])),
  ),
}));

/** Maps become objects here, so that `__proto__` stays a key. */
function toText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toText).join(',')}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${toText(item)}`).join(',')}}`;
}

const mutation = fc.record({
  at: fc.nat(400),
  remove: fc.nat(3),
  insert: fc.constantFrom('', '{', '}', '"', ',', '\\', '//', '/*', '\0', '\u{1f600}'),
});

function mutated(
  text: string,
  changes: readonly { at: number; remove: number; insert: string }[],
): string {
  return changes.reduce(
    (now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove),
    text,
  );
}

test('random configuration is read or refused with a place, never thrown at', () => {
  const paths = [
    'package.json',
    'cachescope.json',
    'turbo.json',
    'packages/a/package.json',
    'packages/a/turbo.json',
    'pnpm-workspace.yaml',
  ];
  const contents = fc.tuple(...paths.map(() => fc.option(json, { freq: 6 })));
  fc.assert(
    fc.property(
      contents,
      fc.nat(paths.length - 1),
      fc.array(mutation, { maxLength: 3 }),
      (values, broken, changes) => {
        const files = new Map<string, string>([
          ['dist/a', ''],
          ['a', ''],
        ]);
        paths.forEach((path, index) => {
          const text = toText(values[index] ?? {});
          files.set(path, index === broken ? mutated(text, changes) : text);
        });
        const workspace = load(files);
        for (const problem of workspace.problems)
          assert.match(problemText(problem), /^[^:]+:\d+:\d+: (?:error|warning): .+[.?!]$/s);
        for (const problem of checkGraph(workspace, [...workspace.actions.keys()] as ActionId[]))
          problemText(problem);
      },
    ),
    { numRuns: 1500 },
  );
});

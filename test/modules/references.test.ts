// What `/// <reference>` and `declare module` of a module mention, read in both ways of parsing.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './readFacts.ts';

/** `kind specifier written`, of each import. */
function check(path: string, text: string, expected: readonly string[]): void {
  const { imports, problems } = read(path, text);
  deepStrictEqual(
    imports.map(
      ({ kind, specifier, start, end }) => `${kind} ${specifier} ${text.slice(start, end)}`,
    ),
    expected,
  );
  deepStrictEqual(problems, []);
}

test('references above everything else', () => {
  const text = `#!/usr/bin/env node
// One of these is only a comment: // <reference path="no.d.ts" />
/// <reference path="a.d.ts" />
/* block */ /// <reference types='node' preserve="true"/>
/// <reference resolution-mode="import" types="vite/client" />
///<reference path="../up.d.ts"/>
/// <reference lib="dom" />
/// <reference path="" />
/// <reference no-default-lib="true"/>
/* /// <reference path="in-block.d.ts" /> */
import x from './x';
/// <reference path="late.d.ts" />
`;
  const expected = [
    'reference ./a.d.ts "a.d.ts"',
    "reference node 'node'",
    'reference vite/client "vite/client"',
    'reference ../up.d.ts "../up.d.ts"',
    "static ./x './x'",
  ];
  for (const path of ['a.ts', 'a.d.ts', 'a.js', 'a.tsx']) check(path, text, expected);
});

test('a module that adds to another one, and a file that declares one', () => {
  const text = `declare module './y' { interface A {} }
declare module "vue" { interface A {} }
declare namespace Own {}
`;
  const added = ["type ./y './y'", 'type vue "vue"'];
  check('a.ts', `import './x';\n${text}`, ["static ./x './x'", ...added]);
  check('a.d.ts', `${text}export {};`, added);
  check('ambient.d.ts', text, []);
});

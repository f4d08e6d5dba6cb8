// Texts that would lead the parser deeper than its stack is.

import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { isTooDeep } from '../../../server/host/modules/reading/nesting.ts';

/** Each leads a level deeper whenever it is repeated. */
const chains = [
  'a=>',
  'a => ',
  'a=',
  'a?b:',
  '!',
  '!!~',
  '@',
  '- -',
  'new ',
  'typeof ',
  'void ',
  'await ',
  'if(a)',
];

test('chains that are deeper than the stack are told, wherever they stand', () => {
  const code = 'export const a = f(1);\n'.repeat(20_000);
  for (const unit of chains) {
    const chain = unit.repeat(60_000);
    strictEqual(isTooDeep(Buffer.from(`${code}${chain}1;\n${code}`)), true, unit);
  }
});

const shallow: Readonly<Record<string, string>> = {
  statements: 'a = !b ? new C() : -d;\n',
  'functions one after the other': 'const a = (b) => { return !b; };\n',
  'sums of numbers': '1+',
  'negative numbers': '-1,',
  'an array of strings': '"a b",',
  'conditions one after the other': 'if (a) b();\n',
  templates: 'f(`a${b}c`);\n',
};

test('what is only long is read', () => {
  for (const [what, unit] of Object.entries(shallow))
    strictEqual(isTooDeep(Buffer.from(unit.repeat(200_000))), false, what);
});

test('what is long and what is deep need not be the same', () => {
  const long = `x="${'a'.repeat(45_000)}";`;
  strictEqual(isTooDeep(Buffer.from(`${long}${'a<b;'.repeat(70_000)}`)), false);
  const chain = `x=${'!'.repeat(60_000)}1;`;
  const rest = 'a<b;'.repeat(70_000);
  for (const text of [`${long}${chain}${rest}`, `${rest}${chain}${long}`])
    strictEqual(isTooDeep(Buffer.from(text)), true);
});

test('short texts are always read', () => {
  strictEqual(isTooDeep(Buffer.from('!'.repeat(300_000))), false);
});

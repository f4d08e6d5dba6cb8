/** Changes of JSON texts: new entries look like their neighbours, and nothing else moves. */
import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonEdit, jsonRemove, jsonSet } from '../../../server/lsp/language/jsonEdits.ts';

function after(text: string, edit: JsonEdit | undefined): string {
  if (edit === undefined) return text;
  return text.slice(0, edit.offset) + edit.content + text.slice(edit.offset + edit.length);
}

test('entries are added in the layout of their neighbours', () => {
  const set = (text: string, path: (string | number)[], value: unknown, expected: string): void =>
    equal(after(text, jsonSet(text, path, value)), expected);
  set('{\n\t"a": [1]\n}', ['b', 'c'], [], '{\n\t"a": [1],\n\t"b": { "c": [] }\n}');
  set(
    '{\r\n  // why\r\n  "a": 1 // so\r\n}',
    ['b'],
    2,
    '{\r\n  // why\r\n  "a": 1,\r\n  "b": 2 // so\r\n}',
  );
  set('{ "a": ["x"] }', ['a', -1], 'y', '{ "a": ["x", "y"] }');
  set('{ "a": [\n  "x",\n] }', ['a', -1], 'y', '{ "a": [\n  "x",\n  "y",\n] }');
  set('{ "a": [] }', ['a', -1], 'y', '{ "a": ["y"] }');
  set('{ "a": {} }', ['a', 'b'], true, '{ "a": { "b": true } }');
  set('{ "a": 1 }', ['a'], { b: ['c'] }, '{ "a": { "b": ["c"] } }');
  set('{}', ['a'], 1, '{\n  "a": 1\n}');
  set('', ['a'], 1, '{\n  "a": 1\n}\n');
  set('{ "a": { /* none */ } }', ['a', 'b'], 1, '{ "a": { "b": 1 /* none */ } }');
});

test('entries go with one comma', () => {
  const remove = (text: string, path: (string | number)[], expected: string): void =>
    equal(after(text, jsonRemove(text, path)), expected);
  remove('{ "a": 1, "b": 2, "c": 3 }', ['a'], '{ "b": 2, "c": 3 }');
  remove('{ "a": 1, "b": 2, "c": 3 }', ['b'], '{ "a": 1, "c": 3 }');
  remove('{\n  "a": 1,\n  "b": 2\n}', ['b'], '{\n  "a": 1\n}');
  remove('{ "a": ["x"] }', ['a', 0], '{ "a": [] }');
  remove('{ "a": 1 }', ['b'], '{ "a": 1 }');
});

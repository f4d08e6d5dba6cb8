// What is read of a text, as lines: kind, what is written, names taken.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { parseFacts } from '../../server/modules/facts.ts';
import { decodeFacts, decodeImports, FactsWriter } from '../../server/modules/factsCodec.ts';
import type { ModuleFacts } from '../../server/modules/model.ts';
import { parseLazily, parsePlainly } from '../../server/modules/scriptParser.ts';

/** Both ways of parsing, which must agree, and the bytes, which must come out as they went in. */
export function read(path: string, text: string): ModuleFacts {
  const facts = parseFacts(path, text, parsePlainly);
  deepStrictEqual(parseFacts(path, text, parseLazily), facts);
  const bytes = new FactsWriter().encode(facts);
  deepStrictEqual(decodeFacts(bytes), facts);
  deepStrictEqual(decodeImports(bytes), facts.imports);
  const source = text.replace(/^\uFEFF/, '');
  for (const { kind, specifier, start, end } of facts.imports)
    if (
      kind !== 'glob' &&
      !specifier.endsWith('/jsx-runtime') &&
      !source.slice(start, end).includes('\\')
    )
      ok(source.slice(start, end).includes(specifier), `${specifier} is not at ${start}`);
  return facts;
}

/** The imports of a text. */
export function check(path: string, text: string, expected: readonly string[]): void {
  const { imports } = read(path, text);
  deepStrictEqual(
    imports.map(({ kind, specifier, names }) =>
      [kind, specifier, ...(names ? [names.join(',')] : [])].join(' '),
    ),
    expected,
  );
}

/** The exports of a text, with where they come from. */
export function exportsOf(path: string, text: string): readonly string[] {
  const { exports, imports } = read(path, text);
  return exports.map(({ name, isType, from, source }) =>
    [
      isType ? `type ${name}` : name,
      ...(from === undefined ? [] : [`= ${source} of ${imports[from]?.specifier}`]),
    ].join(' '),
  );
}

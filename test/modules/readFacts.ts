// What is read of a text, as lines: kind, what is written, names taken.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { RawParser } from '../../server/host/modules/raw/rawParser.ts';
import { parseFacts } from '../../server/modules/facts.ts';
import { decodeFacts, decodeMentions, FactsWriter } from '../../server/modules/factsCodec.ts';
import type { ModuleFacts } from '../../server/modules/model.ts';

const raw = new RawParser();

/** As files are read: the text's bytes are written to where they are parsed. */
export function readRaw(path: string, text: string): ModuleFacts {
  const source = Buffer.from(text);
  const room = raw.room(source.length + 1);
  source.copy(room);
  return parseFacts(path, raw.text(room.subarray(0, source.length)), raw);
}

/** All ways of parsing, which must agree, and the bytes, which must come out as they went in. */
export function read(path: string, text: string): ModuleFacts {
  const facts = parseFacts(path, text);
  deepStrictEqual(readRaw(path, text), facts);
  deepStrictEqual(parseFacts(path, text, raw), facts);
  const bytes = new FactsWriter().encode(facts);
  deepStrictEqual(decodeFacts(bytes), facts);
  const mentions = facts.imports.map(({ kind, specifier }) => ({ kind, specifier }));
  deepStrictEqual(decodeMentions(bytes), mentions);
  const source = text.replace(/^\uFEFF/, '');
  for (const { kind, specifier, start, end } of facts.imports)
    if (
      kind !== 'glob' &&
      kind !== 'reference' &&
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

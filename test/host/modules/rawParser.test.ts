// The fast way of parsing: that it is the one that is used, and that it says what the plain one says, of real sources and of places in memory.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rawTransferSupported } from 'oxc-parser';
import { outline, probes } from '../../../server/host/modules/raw/probes.ts';
import { RawParser } from '../../../server/host/modules/raw/rawParser.ts';
import { parseFacts } from '../../../server/modules/facts.ts';
import { plainParser } from '../../../server/modules/scriptParser.ts';
import { read, readRaw } from '../../modules/readFacts.ts';

const installed = join(dirname(fileURLToPath(import.meta.url)), '../../../node_modules');

test('it is used wherever the parser can share its memory', () => {
  strictEqual(RawParser.ifUsable() !== undefined, rawTransferSupported());
});

test('what is looked for before it is used is what there is', () => {
  for (const [text, expected] of probes) strictEqual(outline(plainParser, text), expected);
});

test('real sources come out as through values of JavaScript', () => {
  let files = 0;
  const bytesMax = 300_000;
  // Built for CommonJS and as modules, by people and by bundlers, with types beside them.
  for (const name of [
    'playwright-core',
    'fast-check',
    'vscode-languageserver-protocol',
    'typescript',
    '@types/node',
    'yaml',
    'undici-types',
  ]) {
    const folder = join(installed, name);
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.[mc]?[jt]sx?$/.test(path) || files > 1500) continue;
      const text = readFileSync(join(folder, path), 'utf8');
      if (text.length > bytesMax) continue;
      files++;
      deepStrictEqual(readRaw(path, text), parseFacts(path, text), `${name}/${path}`);
    }
  }
  ok(files > 500, `${files} files`);
});

test('one text after the other, of every length and every kind of sign', () => {
  for (const sign of ['a', 'é', '字', '🎉', '\u0000'])
    for (let length = 0; length < 40; length++) {
      const comment = `/*${sign.repeat(length)}*/`;
      const { imports, exports } = read(
        'a.ts',
        `${comment}import { '${sign}' as b } from './${sign}';${comment} export const é${'x'.repeat(length)} = require('./${sign}c')`,
      );
      deepStrictEqual(
        [...imports.map(({ specifier }) => specifier), ...exports.map(({ name }) => name)],
        [`./${sign}`, `./${sign}c`, `é${'x'.repeat(length)}`],
      );
    }
});

test('bytes that are no UTF-8 are read as editors show them', () => {
  const parser = new RawParser();
  const bytes = Buffer.from([
    ...Buffer.from("import './a'; // "),
    0xff,
    0xfe,
    ...Buffer.from("\nimport './b';"),
  ]);
  const room = parser.room(bytes.length);
  bytes.copy(room);
  const { imports } = parseFacts('a.ts', parser.text(room), parser);
  deepStrictEqual(imports, parseFacts('a.ts', bytes.toString('utf8')).imports);
});

// Dependency files in Makefile syntax: a table of forms, what the C compiler of this machine writes for odd names, and garbage.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDepfile } from '../../../server/engine/rebuild/depfile.ts';
import { makeTempDir } from '../../support/tempDir.ts';

/** One line per result, e.g. `main.o <- main.c | a.h`; a failure is its message. */
function read(text: string): string {
  const result = parseDepfile(text);
  if ('problem' in result) return `! ${result.problem}`;
  return `${result.targets.join(' | ')} <- ${result.dependencies.join(' | ')}`;
}

const forms: readonly (readonly [name: string, text: string, expected: string])[] = [
  ['one line', 'a.o: a.c a.h\n', 'a.o <- a.c | a.h'],
  ['no line end', 'a.o: a.c', 'a.o <- a.c'],
  ['no dependencies', 'a.o:\n', 'a.o <- '],
  ['continued lines', 'a.o: a.c \\\n  a.h \\\n  b.h\n', 'a.o <- a.c | a.h | b.h'],
  ['continuation glued to a name', 'a.o: a.c\\\nb.h\n', 'a.o <- a.c | b.h'],
  ['continuation after the colon', 'a.o:\\\n a.c\n', 'a.o <- a.c'],
  ['CRLF', 'a.o: a.c \\\r\n  a.h\r\n', 'a.o <- a.c | a.h'],
  ['CRLF after glued continuation', 'a.o: a.c\\\r\nb.h\r\n', 'a.o <- a.c | b.h'],
  ['escaped space', 'a\\ b.o: c\\ d.c\n', 'a b.o <- c d.c'],
  ['pairs of backslashes before a space', 'a.o: x\\\\ y x\\\\\\ z\n', 'a.o <- x\\ | y | x\\ z'],
  ['dollar', 'a.o: x$$y.c $z\n', 'a.o <- x$y.c | $z'],
  ['hash in a name', 'a.o: x\\#y.c x\\\\#y.c z#1\n', 'a.o <- x#y.c | x\\#y.c | z#1'],
  ['comment lines', '# env-dep:CC\na.o: a.c\n  # more\nb.o: b.c\n', 'a.o | b.o <- a.c | b.c'],
  ['space before the colon', 'a.o : a.c\n', 'a.o <- a.c'],
  ['several targets', 'a.o a.d: a.c\n', 'a.o | a.d <- a.c'],
  ['phony targets of -MP', 'a.o: a.c a.h\na.h:\n', 'a.o | a.h <- a.c | a.h'],
  ['repeated rules', 'a.o: a.c a.h\na.o: a.h b.h\n', 'a.o <- a.c | a.h | b.h'],
  ['drive letters', 'C:\\out\\a.o: C:\\src\\a.c d:/b.h\n', 'C:\\out\\a.o <- C:\\src\\a.c | d:/b.h'],
  ['escaped drive colon', 'a.o: c\\:/x.h\n', 'a.o <- c:/x.h'],
  ['folder with a backslash as target', 'dir\\: a.c\n', 'dir\\ <- a.c'],
  ['colons in names', 'a:b.o: c:d.c odd:.h end: next\n', 'a:b.o <- c:d.c | odd:.h | end: | next'],
  ['brackets stay', 'lib.a(x.o): x{y}.c *.h\n', 'lib.a(x.o) <- x{y}.c | *.h'],
  ['empty', '', '! it names no target'],
  ['blank', ' \n\n', '! it names no target'],
  ['no colon', 'hello world\n', '! line 1: no colon after the target'],
  ['no colon at the end', 'a.o: a.c\nb.o', '! line 2: no colon after the target'],
  ['cut off after a continuation', 'a.o: a.c \\\n', '! line 2: it ends in the middle of a list'],
  ['cut off within a continuation', 'a.o: a.c \\', '! line 2: it ends in the middle of a list'],
  ['binary', 'a.o: a\0.c\n', '! it holds a NUL character, so it is not a text'],
];

for (const [name, text, expected] of forms) {
  test(`depfile: ${name}`, () => equal(read(text), expected));
}

const oddNames = [
  'sp ace.h',
  'fol der/in ner.h',
  'dol$lar.h',
  'ha#sh.h',
  'co:lon.h',
  'endcolon:',
  'back\\slash.h',
  'back\\ space.h',
  'back\\\\ two.h',
  'back\\#hash.h',
  'tab\there.h',
  "quo'te.h",
  'ünïcode.h',
  '$(touch x).h',
  '-dash.h',
  '[set]*.h',
];

test('depfile: the C compiler and the parser agree on odd names', async (t) => {
  const folder = await makeTempDir(t);
  for (const name of oddNames) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  const source = oddNames.map((name) => `#include "${name}"\n`).join('');
  writeFileSync(join(folder, 'ma in.c'), `${source}int x;\n`);
  for (const phony of [[], ['-MP']]) {
    const args = ['-MMD', ...phony, '-MF', 'x.d', '-c', 'ma in.c', '-o', 'o $ut.o'];
    execFileSync('cc', args, { cwd: folder });
    const result = parseDepfile(readFileSync(join(folder, 'x.d'), 'utf8'));
    ok('targets' in result);
    equal(result.targets[0], 'o $ut.o');
    deepEqual(result.dependencies, ['ma in.c', ...oddNames]);
    deepEqual(result.targets.slice(1), phony.length === 0 ? [] : oddNames);
  }
});

test('depfile: whatever the text, the answer is a value', () => {
  const piece = fc.constantFrom(
    '\\',
    ' ',
    '\t',
    '\n',
    '\r',
    ':',
    '#',
    '$',
    'a',
    'b.o: c \\\n',
    '\\ ',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('utf8')),
  );
  fc.assert(
    fc.property(text, (input) => {
      const result = parseDepfile(input);
      if ('problem' in result) return;
      ok(result.targets.length > 0);
      equal(new Set(result.dependencies).size, result.dependencies.length);
      ok(!result.dependencies.includes(''));
    }),
    { numRuns: 3000 },
  );
});

test('depfile: names survive being written and read', () => {
  const name = fc
    .array(fc.constantFrom('a', 'B', ' ', '#', '$', '\\', '/', 'é', '.'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join(''))
    // GCC itself writes names that end in a backslash ambiguously.
    .filter((text) => !text.endsWith('\\'));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
      const result = parseDepfile(`out.o: ${names.map(munge).join(' \\\n ')}\n`);
      ok('targets' in result);
      deepEqual(result.dependencies, names);
    }),
    { numRuns: 2000 },
  );
});

/** Writes a name as GCC's `munge` does. */
function munge(name: string): string {
  return name
    .replace(/\$/g, '$$$$')
    .replace(/#/g, '\\#')
    .replace(/(\\*)( )/g, (_, slashes: string, blank: string) => `${slashes}${slashes}\\${blank}`);
}

test('depfile: a long list takes time linear in its length', () => {
  const small = `a.o: ${'dir/header.h \\\n'.repeat(20_000)} x\n`;
  const result = parseDepfile(`${small}b.o: ${'\\'.repeat(200_000)}x\n`);
  ok('targets' in result);
  equal(result.dependencies.length, 3);
});

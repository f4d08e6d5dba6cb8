// The helpers of the tests, tested: a helper that lies makes every test that uses it lie.

import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { expectText } from './expectText.ts';
import { parseFixture, writeFixture } from './fixture.ts';
import { makeTempDir } from './tempDir.ts';

test('a fixture is taken apart at its headers, without the shared indentation', () => {
  const files = parseFixture(`
    //- package.json
    {
      "name": "web"
    }
    //- src/empty.ts
    //- src/main.ts
    // a comment of the file

    run();
  `);
  deepStrictEqual(
    [...files],
    [
      ['package.json', '{\n  "name": "web"\n}\n'],
      ['src/empty.ts', ''],
      ['src/main.ts', '// a comment of the file\n\nrun();\n'],
    ],
  );
});

test('an empty fixture has no files', () => {
  strictEqual(parseFixture('').size, 0);
  strictEqual(parseFixture('\n  \n').size, 0);
});

test('a fixture that could not mean what was written is refused', () => {
  throws(() => parseFixture('text\n//- a'), /starts with a line/);
  throws(() => parseFixture('//- a\n//- a'), /two files called a/);
  throws(() => parseFixture('//- ../a'), /inside its folder/);
  throws(() => parseFixture('//- /a'), /inside its folder/);
});

test('a fixture is written, folders included', async (t) => {
  const dir = await makeTempDir(t);
  await writeFixture(dir, '//- deep/er/a.txt\nhello\n');
  strictEqual(await readFile(join(dir, 'deep/er/a.txt'), 'utf8'), 'hello\n');
});

test('a temporary folder is gone after the test that made it', async (t) => {
  let dir = '';
  await t.test('inner', async (inner) => {
    dir = await makeTempDir(inner);
    strictEqual(existsSync(dir), true);
  });
  strictEqual(existsSync(dir), false);
});

test('an expectation is compared, and rewritten only on request', async (t) => {
  const file = pathToFileURL(join(await makeTempDir(t), 'expected/a.txt'));
  await rejects(expectText('one\n', file, { update: false }), /is missing/);
  await expectText('one\n', file, { update: true });
  await expectText('one\n', file, { update: false });
  await rejects(expectText('two\n', file, { update: false }), /one/);
  strictEqual(await readFile(file, 'utf8'), 'one\n');
});

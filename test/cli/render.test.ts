/** The parts of the terminal output: escaping, widths, units, tables, the live area, log groups, the profile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLiveArea } from '../../server/cli/render/live.ts';
import { heldBytesMax, LogGroups } from '../../server/cli/render/logGroups.ts';
import { tableText } from '../../server/cli/render/table.ts';
import { ageText, durationText, shareText, sizeText } from '../../server/cli/render/units.ts';
import { truncate, visible, widthOf } from '../../server/cli/render/visible.ts';
import { parseConcurrency } from '../../server/cli/runOptions.ts';
import { compileCacheFolder } from '../../server/cli/userFolders.ts';
import type { ActionId } from '../../server/engine/model/brand.ts';

test('nothing that could move the cursor, recolor or reorder text survives', () => {
  assert.equal(
    visible('a\u001b[2Jb\nc\td\u0007\u202ee\u009b1m'),
    'a\\e[2Jb\\nc\\td\\x07\\u{202e}e\\x9b1m',
  );
  assert.equal(visible('plain – ünïcode 漢字'), 'plain – ünïcode 漢字');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      assert.doesNotMatch(visible(text), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test('text is cut by display width', () => {
  assert.deepEqual([widthOf('abc'), widthOf('漢字'), widthOf('e\u0301')], [3, 4, 1]);
  assert.deepEqual(
    [truncate('abcdef', 6), truncate('abcdef', 4), truncate('漢字漢字', 5)],
    ['abcdef', 'abc…', '漢字…'],
  );
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 20 }),
      (text, columns) => {
        assert.ok(widthOf(truncate(text, columns)) <= columns);
      },
    ),
  );
});

test('units', () => {
  assert.deepEqual([0, 999, 1000, 59_949, 59_999, 125_000, 3_725_000].map(durationText), [
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 00 s',
    '2 min 05 s',
    '1 h 02 min',
  ]);
  assert.deepEqual([0, 999, 1500, 999_900, 20_000_000].map(sizeText), [
    '0 B',
    '999 B',
    '1.5 kB',
    '1.0 MB',
    '20 MB',
  ]);
  assert.deepEqual([0, 0.5, 0.999, 1].map(shareText), ['0 %', '50 %', '99 %', '100 %']);
  assert.deepEqual([1, 120_000, 7_300_000, 2e8].map(ageText), [
    'just now',
    '2 min ago',
    '2 h ago',
    '2 d ago',
  ]);
});

test('tables line up by width', () => {
  assert.equal(
    tableText([
      ['a', 'x'],
      ['漢字', 'y'],
    ]),
    '  a     x\n  漢字  y',
  );
});

test('the live area cuts to the width, erases what it drew, and writes nothing when nothing changed', () => {
  const written: string[] = [];
  const live = createLiveArea(
    { write: (text) => written.push(text), columns: () => 11, rows: () => 3 },
    (text) => text,
  );
  live.draw(['0123456789abc', 'second', 'third']);
  live.draw(['0123456789abc', 'second', 'third']);
  live.print('done\n');
  live.clear();
  const bare = written.map((text) =>
    text.replaceAll('\u001b[?2026h', '').replaceAll('\u001b[?2026l', ''),
  );
  assert.deepEqual(bare, [
    '\u001b[?25l012345678…\nsecond\n',
    '\u001b[2A\r\u001b[0Jdone\n012345678…\nsecond\n',
    '\u001b[2A\r\u001b[0J\u001b[?25h',
  ]);
});

test('log groups keep order, come out in parts when large, and remember the last lines', () => {
  const logs = new LogGroups(true);
  const [a, b] = ['a#x', 'b#x'] as ActionId[];
  assert.ok(a && b);
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  logs.add(a, Buffer.from('one\n'));
  logs.add(b, Buffer.from('other\n'));
  assert.equal(logs.add(a, Buffer.from('two\n')), false);
  assert.equal(text(logs.take(a)), 'one\ntwo\n');
  assert.equal(text(logs.take(a)), '');
  assert.equal(logs.add(a, new Uint8Array(heldBytesMax).fill(10)), true);
  logs.take(a);
  logs.add(a, Buffer.from('last\n'));
  logs.take(a);
  assert.deepEqual(logs.tail(a, 2), { text: '\nlast', isAll: false });
  assert.equal(text(logs.take(b)), 'other\n');
  assert.deepEqual(logs.tail(b, 2), { text: 'other', isAll: true });
});

test('shares of the processors', () => {
  assert.deepEqual(
    ['4', '50%', '1%', '200%'].map((text) => parseConcurrency(text, 8)),
    [4, 4, 1, 16],
  );
  for (const bad of ['0', '-1', '1.5', 'many', '%'])
    assert.throws(() => parseConcurrency(bad, 8), /--concurrency is/);
});

test('compiled code goes to a folder of the user alone', () => {
  assert.equal(
    compileCacheFolder({ HOME: '/home/a' }, 'linux'),
    '/home/a/.cache/cachescope/compiled',
  );
  assert.equal(
    compileCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/x' }, 'linux'),
    '/x/cachescope/compiled',
  );
  assert.equal(
    compileCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: 'relative' }, 'linux'),
    '/home/a/.cache/cachescope/compiled',
  );
  assert.equal(compileCacheFolder({}, 'linux'), undefined);
});

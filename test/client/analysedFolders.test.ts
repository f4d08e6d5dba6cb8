// Which folders may be asked for what shall start no analysis.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AnalysedFolders } from '../../client/modules/analysedFolders.ts';

test('those of which the server told, until they or the server go', () => {
  const analysed = new AnalysedFolders();
  const has = (): boolean[] => ['a', 'b'].map((folder) => analysed.has(folder));
  deepStrictEqual(analysed.follow(['a', 'b']), ['a', 'b']);
  deepStrictEqual(
    [analysed.note('a'), analysed.note('a'), analysed.note('b')],
    [true, false, true],
  );
  deepStrictEqual(analysed.follow(['a', 'b']), []);
  deepStrictEqual(has(), [true, true]);
  deepStrictEqual(analysed.follow(['b']), ['a']);
  deepStrictEqual(has(), [false, true]);
  // As the folders are told while the server is started again.
  deepStrictEqual(analysed.follow([]), ['b']);
  deepStrictEqual(analysed.follow(['a', 'b']), ['a', 'b']);
  deepStrictEqual(has(), [false, false]);
});

test('also one of which the server tells before its folder is known', () => {
  const analysed = new AnalysedFolders();
  analysed.note('a');
  analysed.follow(['b']);
  analysed.follow(['a', 'b']);
  strictEqual(analysed.has('a'), true);
});

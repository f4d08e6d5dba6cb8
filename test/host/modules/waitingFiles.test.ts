// In which order files are handed to the threads that read them, and how many at once.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { WaitingFiles } from '../../../server/host/modules/reading/waitingFiles.ts';

const threads = 2;
const paths = (count: number): RelativePath[] =>
  Array.from({ length: count }, (_, index) => `f${index}.ts` as RelativePath);

function drained(waiting: WaitingFiles): (readonly RelativePath[])[] {
  const batches: (readonly RelativePath[])[] = [];
  while (waiting.left > 0) batches.push(waiting.take(true));
  return batches;
}

test('each file is handed out once, whatever the sizes', () => {
  const all = paths(3000);
  for (const sizeOf of [() => 0, () => 1000, (path: string) => path.length ** 9]) {
    const waiting = new WaitingFiles(threads, sizeOf);
    for (let at = 0; at < all.length; at += 7) waiting.add(all.slice(at, at + 7));
    deepStrictEqual(drained(waiting).flat().sort(), [...all].sort());
    strictEqual(waiting.take(true).length, 0);
  }
});

test('while more are found, sizes are not asked for', () => {
  const waiting = new WaitingFiles(threads, () => {
    throw new Error('asked');
  });
  waiting.add(paths(130));
  ok(waiting.hasBatch);
  deepStrictEqual(waiting.take(false), paths(128));
  ok(!waiting.hasBatch);
});

test('of the last, what is large goes first and alone, and no batch holds up the end', () => {
  const large = 'f3.ts';
  const waiting = new WaitingFiles(threads, (path) => (path === large ? 5_000_000 : 1000));
  waiting.add(paths(500));
  const batches = drained(waiting);
  deepStrictEqual(batches[0], [large]);
  const lengths = batches.slice(1).map(({ length }) => length);
  deepStrictEqual(
    lengths,
    [...lengths].sort((a, b) => b - a),
  );
  strictEqual(lengths[0], 62);
  strictEqual(lengths.at(-1), 1);
});

test('files in which there is nothing are one batch', () => {
  const waiting = new WaitingFiles(threads, () => 0);
  waiting.add(paths(100));
  strictEqual(drained(waiting).length, 1);
});

/** The unified diff: exact text for small cases, and applying a random diff to the old text gives the new one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from '../../server/cli/unifiedDiff.ts';

test('a changed line is shown with three lines around it', () => {
  const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9', ''].join('\n');
  const after = before.replace('5', 'five');
  assert.equal(
    unifiedDiff('a.txt', before, after),
    [
      '--- a.txt',
      '+++ a.txt',
      '@@ -2,7 +2,7 @@',
      ' 2',
      ' 3',
      ' 4',
      '-5',
      '+five',
      ' 6',
      ' 7',
      ' 8',
    ].join('\n'),
  );
});

test('changes far apart are hunks of their own; equal texts have none', () => {
  const lines = Array.from({ length: 30 }, (_, n) => `${n}\n`);
  const after = ['new\n', ...lines.slice(0, -1), 'end\n'];
  const headers = unifiedDiff('a', lines.join(''), after.join(''))
    .split('\n')
    .filter((line) => line.startsWith('@@'));
  assert.deepEqual(headers, ['@@ -1,3 +1,4 @@', '@@ -27,4 +28,4 @@']);
  assert.equal(unifiedDiff('a', 'x', 'x'), '');
});

test('a missing line break at the end is a difference', () => {
  assert.equal(
    unifiedDiff('a', 'x\n', 'x'),
    '--- a\n+++ a\n@@ -1 +1 @@\n-x\n+x\n\\ No newline at end of file',
  );
  assert.equal(unifiedDiff('a', '', 'x\n'), '--- a\n+++ a\n@@ -0,0 +1 @@\n+x');
});

test('applying the diff to the old text gives the new one', () => {
  const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 40 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      assert.equal(
        apply(before, unifiedDiff('f', before.join(''), after.join(''))),
        after.join(''),
      );
    }),
    { numRuns: 500 },
  );
});

test('texts with nothing in common are replaced, also beyond the limit of the search', () => {
  const before = Array.from({ length: 800 }, (_, n) => `a${n}\n`);
  const after = Array.from({ length: 800 }, (_, n) => `b${n}\n`);
  assert.equal(apply(before, unifiedDiff('f', before.join(''), after.join(''))), after.join(''));
});

/** What `patch` does, for lines that all end in a line break. */
function apply(before: readonly string[], patch: string): string {
  const result: string[] = [];
  let at = 0;
  for (const line of patch.split('\n').slice(2)) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (header) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      while (at < start) result.push(before[at++] ?? '');
    } else if (line.startsWith('+')) result.push(`${line.slice(1)}\n`);
    else {
      assert.equal(`${line.slice(1)}\n`, before[at], 'the diff names lines as they are');
      if (line.startsWith(' ')) result.push(before[at] ?? '');
      at++;
    }
  }
  return [...result, ...before.slice(at)].join('');
}

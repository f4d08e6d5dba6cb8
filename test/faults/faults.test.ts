// A small part of each trial; the commands beside this file run as many as wanted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corruptionTrials } from './corrupt.ts';
import { fullDiskImpossible, fullDiskTrials } from './full.ts';
import { killTrials } from './kill.ts';
import { sharingTrials } from './sharing.ts';
import { togetherTrials } from './together.ts';
import { truncationTrials } from './truncate.ts';

test('kill -9 loses nothing that was acknowledged', async () => {
  assert.deepEqual((await killTrials({ trials: 8, seed: 1 })).failures, []);
});

test('damage is noticed, found by verify, repaired, and never served', () => {
  assert.deepEqual(corruptionTrials({ trials: 60, seed: 1 }).failures, []);
});

test('a log or an index of any length can be opened', () => {
  assert.deepEqual(truncationTrials({ trials: 60, seed: 1 }).failures, []);
});

test('two processes on one store build nothing twice', async () => {
  assert.deepEqual((await sharingTrials({ trials: 100, seed: 1 })).failures, []);
});

const impossible = fullDiskImpossible();
test('a full disk is refused in words and recovered from', { skip: impossible ?? false }, () => {
  assert.deepEqual(fullDiskTrials({ trials: 2, seed: 1 }).failures, []);
});

test('two command lines on one workspace leave what a clean build gives', async () => {
  assert.deepEqual((await togetherTrials({ trials: 12, seed: 1 })).failures, []);
});

// Trial T5: the log of the index, and the index itself, cut at every length. Nothing crashes, nothing wrong is served, and a longer
// log never gives back less than a shorter one.
//
// `--trials` says how many lengths are tried, spread evenly; as many as the file has bytes tries each.

import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexFile } from '../../server/host/store/schema.ts';
import { open } from '../host/store/storeFixture.ts';
import type { KnownResult } from './baseStore.ts';
import { fill, look } from './baseStore.ts';
import type { TrialOptions, TrialReport } from './harness.ts';
import { asCommand, copyOver, makeWorkspace } from './harness.ts';

const results = 8;

/** Cuts both files at each length tried. */
export function truncationTrials({ trials }: TrialOptions): TrialReport {
  const root = makeWorkspace();
  const copy = makeWorkspace();
  const failures: string[] = [];
  try {
    const { opened, known } = fill(root, results);
    copyOver(join(root, '.cachescope'), join(copy, '.cachescope'));
    opened.store.close();
    cutLog(copy, known, trials, failures);
    cutIndex(root, known, trials, failures);
    return { counts: { 'results recorded': results }, failures };
  } finally {
    for (const folder of [root, copy]) rmSync(folder, { recursive: true, force: true });
  }
}

function cutLog(
  root: string,
  known: readonly KnownResult[],
  trials: number,
  failures: string[],
): void {
  let before = 0;
  eachLength(root, `${indexFile}-wal`, trials, (length) => {
    const intact = countIntact(root, known, `log of ${length} bytes`, failures);
    if (intact < before)
      failures.push(`log of ${length} bytes: ${intact} came back, of a shorter one ${before}`);
    before = Math.max(before, intact);
  });
  if (before < known.length) failures.push(`the whole log gave back ${before} of ${known.length}`);
}

function cutIndex(
  root: string,
  known: readonly KnownResult[],
  trials: number,
  failures: string[],
): void {
  eachLength(root, indexFile, trials, (length) => {
    countIntact(root, known, `index of ${length} bytes`, failures);
  });
}

/** Calls `body` with the file cut at each length in turn, the rest of the state folder as it was. */
function eachLength(
  root: string,
  name: string,
  trials: number,
  body: (length: number) => void,
): void {
  const state = join(root, '.cachescope');
  const files = [indexFile, `${indexFile}-wal`].flatMap((file) => {
    const path = join(state, file);
    return statSync(path, { throwIfNoEntry: false }) ? [{ path, bytes: readFileSync(path) }] : [];
  });
  const whole = statSync(join(state, name)).size;
  const step = Math.max(1, Math.floor(whole / trials));
  for (
    let length = 0;
    length <= whole;
    length = length < whole ? Math.min(whole, length + step) : whole + 1
  ) {
    for (const file of ['', '-wal', '-shm'])
      rmSync(join(state, `${indexFile}${file}`), { force: true });
    for (const { path, bytes } of files) writeFileSync(path, bytes);
    truncateSync(join(state, name), length);
    body(length);
  }
}

function countIntact(
  root: string,
  known: readonly KnownResult[],
  what: string,
  failures: string[],
): number {
  try {
    const opened = open(root);
    const { intact, wrong } = look(root, opened, known);
    opened.store.close();
    failures.push(...wrong.map((line) => `${what}: ${line}`));
    return intact;
  } catch (error) {
    failures.push(`${what}: crashed: ${error instanceof Error ? error.stack : String(error)}`);
    return 0;
  }
}

await asCommand(import.meta.main, 'truncation', { trials: 500, seed: 1 }, truncationTrials);

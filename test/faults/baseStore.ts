// A store with known content, as the trials of damage start from it, and the questions asked of it afterwards.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyDigest } from '../../server/engine/model/brand.ts';
import type { BuildTrace } from '../../server/engine/model/trace.ts';
import type { OpenStore } from '../host/store/storeFixture.ts';
import { digestOf, open, output, trace } from '../host/store/storeFixture.ts';
import { chance, writeRandomFile } from './harness.ts';

/** What was recorded. */
export interface KnownResult {
  readonly trace: BuildTrace;
  /** Content of its only output. */
  readonly bytes: Buffer;
}

/** @returns what was recorded, by action; the store stays open, so that its log is not yet folded into the index */
export function fill(
  root: string,
  count: number,
): { readonly opened: OpenStore; readonly known: readonly KnownResult[] } {
  const random = chance(count);
  const opened = open(root);
  const known = Array.from({ length: count }, (_, index) => {
    const path = `out-${index}`;
    const bytes = writeRandomFile(join(root, path), random);
    const file = output(root, path, bytes);
    opened.store.blobs.putFile(file);
    const recorded = trace(`a#${index}`, { input: `${index}`, outputs: [file] });
    opened.store.traces.record(recorded);
    rmSync(join(root, path));
    return { trace: recorded, bytes };
  });
  return { opened, known };
}

/** What a look at the store found. */
export interface Look {
  /** Actions whose result came back whole. */
  readonly intact: number;
  /** Anything served that was never stored. */
  readonly wrong: readonly string[];
}

/** Reads everything that was recorded, restores it, compares each byte. */
export function look(root: string, { store }: OpenStore, known: readonly KnownResult[]): Look {
  const wrong: string[] = [];
  let intact = 0;
  const latest = store.traces.latest(known.map(({ trace: { action } }) => action));
  for (const { trace: expected, bytes } of known) {
    const [candidate] = store.traces.candidates(expected.action, digestOf('key') as KeyDigest);
    const found = latest.get(expected.action);
    for (const served of [found, candidate])
      if (served && text(served) !== text(expected))
        wrong.push(`${expected.action}: another trace was served`);
    if (!found) continue;
    const failed = store.blobs.restore(found.outputs);
    if (failed) continue;
    const path = join(root, expected.outputs[0]?.path ?? '');
    if (readFileSync(path).equals(bytes)) intact++;
    else wrong.push(`${expected.action}: other bytes were restored`);
    rmSync(path);
  }
  return { intact, wrong };
}

/** Records everything again and reads it: damage must not outlive the next build. */
export function rebuild(root: string, opened: OpenStore, known: readonly KnownResult[]): number {
  for (const { trace: recorded, bytes } of known) {
    const file = output(root, recorded.outputs[0]?.path ?? '', bytes);
    opened.store.blobs.putFile(file);
    opened.store.traces.record(recorded);
    rmSync(join(root, file.path));
  }
  return look(root, opened, known).intact;
}

function text(served: BuildTrace): string {
  const { action, key, dependencies, outputs, closureDigest, outputDigest, duration } = served;
  return JSON.stringify([
    action,
    key,
    dependencies,
    outputs,
    closureDigest,
    outputDigest,
    duration,
  ]);
}

// Trial T1: two writers and a collector share a store and are killed (SIGKILL) at a random moment, all at once or one of them. Whatever
// a writer was told is recorded must be there afterwards, with the right bytes, and the store must open within a second.

import { hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { ActionId, BlobDigest } from '../../server/engine/model/brand.ts';
import { open } from '../host/store/storeFixture.ts';
import type { TrialOptions, TrialReport } from './harness.ts';
import { asCommand, chance, makeWorkspace, pick, upTo } from './harness.ts';
import { startWorker } from './startWorker.ts';

const openMsMax = 1000;

/** Runs the trials one after the other. */
export async function killTrials({ trials, seed }: TrialOptions): Promise<TrialReport> {
  const random = chance(seed);
  const failures: string[] = [];
  let acknowledged = 0;
  for (let trial = 0; trial < trials; trial++) {
    const root = makeWorkspace();
    try {
      const acks = await killedStore(root, random);
      acknowledged += acks.length;
      for (const failure of check(root, acks)) failures.push(`trial ${trial}: ${failure}`);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return { counts: { 'results acknowledged': acknowledged }, failures };
}

/** @returns the lines of both writers that acknowledge a result */
async function killedStore(root: string, random: () => number): Promise<readonly string[]> {
  const writers = ['w1', 'w2'].map((name) =>
    startWorker(['writer', root, name, `${upTo(random, 1e9)}`]),
  );
  const all = [...writers, startWorker(['collector', root])];
  await Promise.all(all.map((worker) => worker.ready));
  const victim = random() < 0.5 ? all : [pick(random, all)];
  // A random moment, counted in results: it comes at another place of the writing each time.
  await pick(random, writers).hasSaid(upTo(random, 200));
  for (const worker of victim) worker.kill();
  if (victim.length === 1) await Promise.all(victim.map((worker) => worker.ended));
  for (const worker of all) worker.kill();
  const lines = await Promise.all(all.map((worker) => worker.ended));
  return lines.flat().filter((line) => line.startsWith('ack '));
}

function check(root: string, acks: readonly string[]): readonly string[] {
  const failures: string[] = [];
  const start = performance.now();
  const { store, troubles } = open(root);
  const openMs = performance.now() - start;
  if (openMs > openMsMax) failures.push(`opening took ${openMs.toFixed(0)} ms`);
  const wanted = acks.map((line) => line.split(' '));
  const found = store.traces.latest(wanted.map(([, action]) => action as ActionId));
  for (const [, action, blob] of wanted) {
    const trace = found.get(action as ActionId);
    const output = trace?.outputs[0];
    if (output?.type !== 'file' || output.blob !== blob)
      failures.push(`${action} was acknowledged and is lost`);
    const read = store.blobs.read(blob as BlobDigest);
    if (!('bytes' in read)) failures.push(`${action}: ${blob} is ${read.failure.type}`);
    else if (`sha256:${hash('sha256', read.bytes)}` !== blob)
      failures.push(`${action}: wrong bytes`);
  }
  failures.push(
    ...store.maintenance
      .verify()
      .findings.map((finding) => `${finding.kind} ${finding.what}: ${finding.detail}`),
  );
  failures.push(...troubles);
  store.close();
  return failures;
}

await asCommand(import.meta.main, 'kill -9', { trials: 100, seed: 1 }, killTrials);

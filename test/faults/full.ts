// Trial T6: a workspace on a disk of 24 MB that fills up. Every refusal is a value with a message, nothing acknowledged is lost, and
// once there is space again the store works. Needs the right to mount a tmpfs; without it the trial says so and does nothing.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ActionId,
  BlobDigest,
  ByteCount,
  FileDigest,
  RelativePath,
} from '../../server/engine/model/brand.ts';
import type { OutputEntry } from '../../server/engine/model/trace.ts';
import type { OpenStore } from '../host/store/storeFixture.ts';
import { open, output, trace } from '../host/store/storeFixture.ts';
import type { TrialOptions, TrialReport } from './harness.ts';
import { asCommand, chance, makeWorkspace, upTo } from './harness.ts';

/** Says why the trial cannot run here; undefined where it can. */
export function fullDiskImpossible(): string | undefined {
  if (process.platform !== 'linux') return 'a small disk is made with tmpfs, which only Linux has';
  const root = makeWorkspace();
  const mounted = mount(root);
  if (mounted) unmount(root);
  rmSync(root, { recursive: true, force: true });
  return mounted ? undefined : 'mounting a tmpfs is not permitted here';
}

/** Runs the trials one after the other. */
export function fullDiskTrials({ trials, seed }: TrialOptions): TrialReport {
  const impossible = fullDiskImpossible();
  if (impossible !== undefined) {
    console.log(`SKIPPED: ${impossible}`);
    return { counts: { skipped: trials }, failures: [] };
  }
  const random = chance(seed);
  const failures: string[] = [];
  let acknowledged = 0;
  for (let trial = 0; trial < trials; trial++) {
    const root = makeWorkspace();
    try {
      mount(root);
      acknowledged += fillUp(root, random, (failure) =>
        failures.push(`trial ${trial}: ${failure}`),
      );
    } catch (error) {
      failures.push(
        `trial ${trial}: crashed: ${error instanceof Error ? error.stack : String(error)}`,
      );
    } finally {
      unmount(root);
      rmSync(root, { recursive: true, force: true });
    }
  }
  return { counts: { 'results acknowledged': acknowledged }, failures };
}

function fillUp(root: string, random: () => number, fail: (message: string) => void): number {
  const filler = join(root, 'filler');
  writeFileSync(filler, Buffer.alloc(2 * 1024 * 1024));
  const opened = open(root);
  const acknowledged = putUntilFull(opened, random);
  const lost = (): readonly string[] =>
    [...acknowledged].flatMap(([action, blob]) => (isThere(opened, action, blob) ? [] : [action]));
  for (const action of lost()) fail(`${action} was acknowledged and is lost`);
  opened.store.close();
  rmSync(filler);
  const again = open(root);
  const file = output(root, 'after', randomBytes(1000));
  if (again.store.blobs.putFile(file)) fail('nothing can be put although there is space again');
  again.store.traces.record(trace('after#build', { outputs: [file] }));
  if (!isThere(again, 'after#build', file.blob))
    fail('nothing can be recorded although there is space again');
  for (const [action, blob] of acknowledged)
    if (!isThere(again, action, blob)) fail(`${action} is lost after reopening`);
  again.store.close();
  return acknowledged.size;
}

/** @returns blobs of the results that were recorded without a complaint */
function putUntilFull(
  { store, troubles }: OpenStore,
  random: () => number,
): ReadonlyMap<string, string> {
  const acknowledged = new Map<string, string>();
  for (let count = 0, refused = 0; refused < 10 && count < 10_000; count++) {
    const bytes = randomBytes(1 + upTo(random, 300_000));
    const put = store.blobs.putBytes(bytes);
    const complaints = troubles.length;
    const action = `a#${count}`;
    if ('failure' in put) {
      refused++;
      continue;
    }
    const file = describe(bytes, put.digest);
    store.traces.record(trace(action, { input: action, outputs: [file] }));
    if (troubles.length === complaints) acknowledged.set(action, put.digest);
    else refused++;
  }
  return acknowledged;
}

/** An output of these bytes; no file of the workspace is needed, which would only fill the disk. */
function describe(bytes: Buffer, blob: BlobDigest): OutputEntry {
  return {
    type: 'file',
    path: 'out' as RelativePath,
    digest: blob as string as FileDigest,
    blob,
    size: bytes.length as ByteCount,
    executable: false,
  };
}

function isThere({ store }: OpenStore, action: string, blob: string): boolean {
  const found = store.traces.latest([action as ActionId]).get(action as ActionId)?.outputs[0];
  return (
    found?.type === 'file' && found.blob === blob && 'bytes' in store.blobs.read(blob as BlobDigest)
  );
}

function mount(folder: string): boolean {
  return (
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'cachescope-fault', folder])
      .status === 0
  );
}

function unmount(folder: string): void {
  spawnSync('umount', [folder]);
}

await asCommand(import.meta.main, 'full disk', { trials: 10, seed: 1 }, fullDiskTrials);

// Trials T2 and T10: one kind of damage at a random place of the index, its log or a blob. Afterwards: no wrong byte is served, nothing
// crashes, `verify` finds what was lost, its repair leaves a clean store, and recording everything again brings everything back.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { walkBlobs } from '../../server/host/store/blobWalk.ts';
import { indexFile } from '../../server/host/store/schema.ts';
import { open } from '../host/store/storeFixture.ts';
import type { KnownResult } from './baseStore.ts';
import { fill, look, rebuild } from './baseStore.ts';
import type { TrialOptions, TrialReport } from './harness.ts';
import { asCommand, chance, copyOver, makeWorkspace, pick, upTo } from './harness.ts';

const results = 40;

/** Damages a store; says what it did. Losing the log's newest rows is what its checksums are for, so `verify` cannot see it. */
interface Damage {
  readonly name: string;
  readonly mayBeSilent: boolean;
  readonly apply: (root: string, random: () => number) => void;
}

type Target = 'index' | 'log' | 'blob';

/** Runs the trials one after the other. */
export function corruptionTrials({ trials, seed }: TrialOptions): TrialReport {
  const random = chance(seed);
  const base = makeWorkspace();
  const root = makeWorkspace();
  try {
    const { opened, known } = fill(base, results);
    const stores = prepare(base, opened.store);
    const counts: Record<string, number> = { 'results lost': 0 };
    const failures: string[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const damage = pick(random, damages);
      copyOver(damage.name.includes('log') ? stores.withLog : stores.closed, root);
      damage.apply(root, random);
      counts[damage.name] = (counts[damage.name] ?? 0) + 1;
      const outcome = attempt(root, known, damage);
      counts['results lost'] = (counts['results lost'] ?? 0) + outcome.lost;
      failures.push(
        ...outcome.failures.map((failure) => `trial ${trial} (${damage.name}): ${failure}`),
      );
    }
    return { counts, failures };
  } finally {
    for (const folder of [base, root]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Two copies: one as it stands after a crash, its log unfolded; one closed properly. */
function prepare(
  base: string,
  store: { close(): void },
): { readonly withLog: string; readonly closed: string } {
  const [withLog, closed] = [join(base, 'with-log'), join(base, 'closed')];
  const state = join(base, '.cachescope');
  copyOver(state, join(withLog, '.cachescope'));
  store.close();
  copyOver(state, join(closed, '.cachescope'));
  return { withLog, closed };
}

function attempt(
  root: string,
  known: readonly KnownResult[],
  damage: Damage,
): { readonly lost: number; readonly failures: readonly string[] } {
  try {
    return examine(root, known, damage);
  } catch (error) {
    return {
      lost: 0,
      failures: [`crashed: ${error instanceof Error ? error.stack : String(error)}`],
    };
  }
}

function examine(
  root: string,
  known: readonly KnownResult[],
  damage: Damage,
): { readonly lost: number; readonly failures: readonly string[] } {
  const failures: string[] = [];
  const opened = open(root);
  const { maintenance } = opened.store;
  const findings = maintenance.verify().findings.length + opened.troubles.length;
  const { intact, wrong } = look(root, opened, known);
  failures.push(...wrong);
  const lost = known.length - intact;
  if (lost > 0 && findings === 0 && !damage.mayBeSilent)
    failures.push(`${lost} lost, and verify found nothing`);
  maintenance.verify({ repair: true });
  const left = maintenance.verify().findings;
  if (left.length > 0) failures.push(`after repair: ${left[0]?.what}: ${left[0]?.detail}`);
  const after = rebuild(root, opened, known);
  if (after < known.length) failures.push(`${known.length - after} missing after building again`);
  opened.store.close();
  return { lost, failures };
}

function fileOf(root: string, target: Target, random: () => number): string {
  const state = join(root, '.cachescope');
  if (target === 'index') return join(state, indexFile);
  if (target === 'log') return join(state, `${indexFile}-wal`);
  return pick(random, walkBlobs(join(state, 'blobs')).blobs).path;
}

function change(path: string, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  edit(bytes);
  writeFileSync(path, bytes);
}

function flipBits(bytes: Buffer, random: () => number): void {
  const count = 1 + upTo(random, 8);
  for (let i = 0; i < count; i++) {
    const at = upTo(random, bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << upTo(random, 8)), at);
  }
}

function zeroBlock(bytes: Buffer, random: () => number): void {
  const at = upTo(random, Math.ceil(bytes.length / 4096)) * 4096;
  bytes.fill(0, at, Math.min(at + 4096, bytes.length));
}

const onEachTarget = (['index', 'log', 'blob'] as const).flatMap((target): readonly Damage[] => [
  {
    name: `bits flipped in ${target}`,
    mayBeSilent: target === 'log',
    apply: (root, random) =>
      change(fileOf(root, target, random), (bytes) => flipBits(bytes, random)),
  },
  {
    name: `4 kB zeroed in ${target}`,
    mayBeSilent: target === 'log',
    apply: (root, random) =>
      change(fileOf(root, target, random), (bytes) => zeroBlock(bytes, random)),
  },
  {
    name: `${target} cut short`,
    mayBeSilent: target === 'log',
    apply: (root, random) => {
      const path = fileOf(root, target, random);
      truncateSync(path, upTo(random, readFileSync(path).length));
    },
  },
]);

const damages: readonly Damage[] = [
  ...onEachTarget,
  {
    name: 'blobs swapped',
    mayBeSilent: false,
    apply: (root, random) => {
      const [a, b] = [fileOf(root, 'blob', random), fileOf(root, 'blob', random)];
      renameSync(a, `${a}-aside`);
      if (a !== b) renameSync(b, a);
      renameSync(`${a}-aside`, b);
    },
  },
  {
    name: 'blob deleted',
    mayBeSilent: false,
    apply: (root, random) => rmSync(fileOf(root, 'blob', random)),
  },
  {
    name: 'index deleted, log kept',
    mayBeSilent: true,
    apply: (root) => rmSync(fileOf(root, 'index', Math.random)),
  },
  {
    name: 'old index restored under a newer log',
    mayBeSilent: true,
    // The index as it was before anything was recorded, which is a file with an empty schema.
    apply: (root) => {
      const fresh = join(root, 'fresh');
      mkdirSync(fresh);
      open(fresh).store.close();
      renameSync(join(fresh, '.cachescope', indexFile), join(root, '.cachescope', indexFile));
      rmSync(fresh, { recursive: true });
    },
  },
  {
    name: 'shard replaced by a file',
    mayBeSilent: false,
    apply: (root, random) => {
      const blobs = join(root, '.cachescope/blobs');
      const shard = join(blobs, pick(random, readdirSync(blobs)));
      rmSync(shard, { recursive: true });
      writeFileSync(shard, 'not a folder');
    },
  },
];

await asCommand(import.meta.main, 'corruption', { trials: 200, seed: 1 }, corruptionTrials);

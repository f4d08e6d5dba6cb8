// Edits that a stat hardly shows: same size, within the tick of the clock in which the file was digested. Each is made on a real file
// system, and then the table of files, or a new one on what the first saved, must give the digest of the real content.
//
//   with every kind of tick       the kernel's own, 1 ms, 10 ms, 2 s (see coarseTimes.ts)
//   digest, edit, digest          in one table, and in a new one on the saved rows
//   settled, edit, digest         the file was old when it was digested, so its digest was saved
//   edited by a command           while a build runs it; what it read first must not be recorded

import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withTicks } from './coarseTimes.ts';
import { racyBuilds } from './racyBuilds.ts';
import { RacyFolder, type RacyPart } from './racyFolder.ts';
import { Random } from './random.ts';

/** What to do. */
export interface RacyOptions {
  readonly edits: number;
  readonly seed: number;
  /** True: the table takes every file for old, so it must miss edits. Shows that they are there to be missed. */
  readonly trusting?: boolean;
}

/** What came out. */
export interface RacyResult {
  readonly edits: number;
  /** Edits after which the file's digest was that of other bytes. */
  readonly missed: number;
  /** Edits that left size, times, inode and mode as they were: only the rule about young files can notice these. */
  readonly sameSignature: number;
  /** A line for each kind of missed edit, with how often. */
  readonly kinds: readonly string[];
}

const editsARound = 100;
const buildsARound = 1;
const ticksMs = [0, 1, 10, 2000];

/** Makes the edits, in rounds over all folders and ticks. */
export async function racyEdits({
  edits,
  seed,
  trusting = false,
}: RacyOptions): Promise<RacyResult> {
  const random = new Random(seed);
  const missed = new Map<string, number>();
  let made = 0;
  let sameSignature = 0;
  for (let round = 0; made < edits; round++) {
    const place = places[round % places.length] ?? tmpdir();
    const tickMs = ticksMs[Math.floor(round / places.length) % ticksMs.length] ?? 0;
    const count = Math.min(editsARound, edits - made);
    const result = await withTicks(tickMs, () =>
      withClock(trusting, () => playRound(place, { random, count, tickMs })),
    );
    made += count;
    sameSignature += result.sameSignature;
    for (const kind of result.missed) {
      const name = `${kind}, ticks of ${tickMs} ms`;
      missed.set(name, (missed.get(name) ?? 0) + 1);
    }
  }
  const kinds = [...missed].map(([kind, times]) => `${kind}: ${times}`).sort();
  const total = [...missed.values()].reduce((sum, times) => sum + times, 0);
  return { edits: made, missed: total, sameSignature, kinds };
}

/** A disk, and memory where that can be had: they stamp times differently. */
const places = [realpathSync(tmpdir()), '/dev/shm'].filter((place) => existsSync(place));

async function playRound(
  place: string,
  { random, count, tickMs }: { random: Random; count: number; tickMs: number },
): Promise<RacyPart> {
  const folder = mkdtempSync(join(place, 'cachescope-racy-'));
  try {
    const builds = Math.min(buildsARound, count);
    const parts = [
      new RacyFolder(makeFolder(folder, 'files'), random).play(count - builds, tickMs),
      await racyBuilds(makeFolder(folder, 'builds'), random, builds),
    ];
    return {
      missed: parts.flatMap(({ missed }) => missed),
      sameSignature: parts.reduce((sum, part) => sum + part.sameSignature, 0),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param later whether it is an hour later for whoever asks */
async function withClock<T>(later: boolean, run: () => Promise<T>): Promise<T> {
  const { now } = Date;
  if (later) Date.now = () => now() + 3600 * 1000;
  try {
    return await run();
  } finally {
    Date.now = now;
  }
}

function makeFolder(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

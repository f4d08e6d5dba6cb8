/**
 * The standing run: the last run that found nothing to do, kept with every look at the disk that it took. Asked the same thing again, a
 * program need not load the configuration, the traces and the engine: where every look shows the same, the answer is the same.
 *
 * Only correct if nothing that decides is left out: what was looked at (files, folders, absent names, links, programs), the command line,
 * the environment, this program, and that no recorded result was dropped since, which is why dropping removes the file. It is used for
 * an hour at most: then a full run writes down that the results are in use.
 */
import { statSync } from 'node:fs';
import type { MetricsRecord } from '../../engine/metrics/record.ts';
import { jsonObject } from '../../engine/model/jsonValue.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import { lookNumbers, type WitnessColumns } from '../files/witnesses.ts';
import type { PackedResults } from '../store/runHistory.ts';
import { packResults } from '../store/runHistory.ts';

/** For how long a standing run is used, in milliseconds. */
export const standingMs = 3600 * 1000;

/** Shells change these with every command; they decide nothing, unless an action declares them. */
export const volatileVariables: ReadonlySet<string> = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD']);

/** A run that found nothing to do. */
export interface StandingRun {
  /** Everything besides the disk that the answer depends on, see the command line's standing.ts. */
  readonly question: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly targets: readonly string[];
  readonly results: PackedResults;
  /** What was printed, before and after the run's duration. */
  readonly shown: { readonly before: string; readonly after: string; readonly errors: string };
  readonly looks: WitnessColumns;
  /** What each run that it answers is to add to the metrics; undefined: nothing. */
  readonly counts?: MetricsRecord | undefined;
  /** The index that the results are recorded in, see `indexIdentity`. */
  readonly index: string;
}

/** What a run leaves for the next one. */
export interface StandingInput
  extends Pick<StandingRun, 'question' | 'shown' | 'looks' | 'counts' | 'index'> {
  readonly run: RunRecord;
  readonly now: number;
}

interface Head
  extends Pick<StandingRun, 'question' | 'madeAt' | 'targets' | 'shown' | 'counts' | 'index'> {
  readonly count: number;
  readonly links: WitnessColumns['links'];
  readonly compressed: boolean;
  readonly resultBytes: number;
}

/**
 * Writes a standing run as bytes:
 *
 *     8 bytes  length of the head, little endian
 *     JSON     the head, padded to 8
 *     doubles  five for each look
 *     bytes    the kind of each look
 *     bytes    the results as the history keeps them
 *     text     the paths, with zeros between them
 */
export function encodeStanding({ run, looks, now, ...rest }: StandingInput): Uint8Array {
  const results = packResults(run.actions);
  const head: Head = {
    ...rest,
    madeAt: now,
    targets: run.targets,
    count: looks.paths.length,
    links: looks.links,
    compressed: results.compressed,
    resultBytes: results.bytes.length,
  };
  const text = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(padded(8 + text.length));
  start.writeUInt32LE(text.length, 0);
  text.copy(start, 8);
  const numbers = Buffer.from(
    looks.numbers.buffer,
    looks.numbers.byteOffset,
    looks.numbers.byteLength,
  );
  return Buffer.concat([
    start,
    numbers,
    looks.kinds,
    results.bytes,
    Buffer.from(looks.paths.join('\0')),
  ]);
}

/** Reads a standing run that answers this question now; undefined where there is none. */
export function decodeStanding(
  content: Buffer,
  question: string,
  now: number,
): StandingRun | undefined {
  const length = content.length < 8 ? 0 : content.readUInt32LE(0);
  const head = jsonObject(content.toString('utf8', 8, 8 + length)) as Head | undefined;
  if (head?.question !== question) return undefined;
  const age = now - head.madeAt;
  if (age < 0 || age > standingMs) return undefined;
  const numbersAt = padded(8 + length);
  const kindsAt = numbersAt + head.count * lookNumbers * 8;
  const resultsAt = kindsAt + head.count;
  const pathsAt = resultsAt + head.resultBytes;
  const paths = content.toString('utf8', pathsAt).split('\0');
  if (paths.length !== head.count) return undefined;
  const { compressed, links } = head;
  return {
    ...head,
    results: { compressed, bytes: content.subarray(resultsAt, pathsAt) },
    looks: {
      paths,
      kinds: content.subarray(kindsAt, resultsAt),
      // Copied, because doubles must lie at a multiple of eight.
      numbers: new Float64Array(Uint8Array.from(content.subarray(numbersAt, kindsAt)).buffer),
      links,
    },
  };
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** Tells the index from any that comes after it, which may get its inode; undefined where there is none. */
export function indexIdentity(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.birthtimeMs}`;
}

/** Whether a run is one to stand: it found everything fresh. */
export function foundNothingToDo({ actions }: RunRecord): boolean {
  return actions.length > 0 && actions.every(({ state }) => state === 'fresh');
}

/**
 * Answers `run` from the standing run, before the rest of the program is loaded: where the same was asked before, and found nothing to
 * do, and nothing that it looked at changed, the answer is the same. What it costs is the look at the files.
 */
import { fstatSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DurationMs } from '../engine/model/brand.ts';
import { runIdOf } from '../engine/model/runId.ts';
import { stillHolds } from '../host/files/witnesses.ts';
import { NodeClock } from '../host/platform/clock.ts';
import { NodeHasher } from '../host/platform/hasher.ts';
import { Database } from '../host/store/database.ts';
import { RunHistory } from '../host/store/runHistory.ts';
import { indexFile } from '../host/store/schema.ts';
import { loadSqlite } from '../host/store/sqlite.ts';
import { readStanding, standingPath } from '../host/store/standingFile.ts';
import { openStateFolder, stateFolderName } from '../host/store/stateFolder.ts';
import type { StandingRun } from '../host/workspace/standingRun.ts';
import { decodeStanding, indexIdentity, volatileVariables } from '../host/workspace/standingRun.ts';
import { durationText } from './render/units.ts';
import { readVersion } from './version.ts';

/** Options that a run may have and stand; with their values where they take one. */
const standingOptions: ReadonlyMap<string, boolean> = new Map([
  ['--cwd', true],
  ['--filter', true],
  ['--concurrency', true],
  ['--output', true],
  ['--continue', false],
]);

/**
 * Everything besides the disk that the answer to `run` depends on, as a keyed hash: the environment may hold secrets.
 * @param words the command line, from `run` on
 * @returns undefined where such a run cannot stand, e.g. because it was forced
 */
export function standingQuestion(words: readonly string[]): string | undefined {
  const folder = standingFolder(words);
  if (folder === undefined) return undefined;
  const environment = Object.entries(process.env)
    .filter(([name]) => !volatileVariables.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const program = [readVersion(), process.version, process.execPath];
  const streams = [streamKind(1), streamKind(2)];
  const question = JSON.stringify([folder, words, environment, program, streams]);
  return new NodeHasher(join(folder, stateFolderName, 'salt')).keyed(question);
}

/** The folder that a command line starts in; undefined where it has an option with which a run cannot stand. */
function standingFolder(words: readonly string[]): string | undefined {
  let folder = '.';
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) continue;
    const takesValue = standingOptions.get(word);
    const value = takesValue ? words[++at] : undefined;
    // What git says changed is not among what is looked at.
    if (takesValue === undefined || (takesValue && value === undefined) || value?.includes('['))
      return undefined;
    if (word === '--cwd') folder = value ?? '.';
  }
  return resolve(folder);
}

/** A terminal is written to in other ways than a file. Asking the stream itself would load it, which takes longer than all else here. */
function streamKind(descriptor: number): string {
  try {
    const stats = fstatSync(descriptor);
    return stats.isCharacterDevice() ? `device ${stats.rdev >> 8}` : 'file';
  } catch {
    // It was closed by whoever started this program.
    return 'closed';
  }
}

/** @returns true: it is answered, printed and recorded */
export async function answerFromStanding(words: readonly string[]): Promise<boolean> {
  const clock = new NodeClock();
  const startedAt = clock.now();
  const started = clock.elapsed();
  const root = standingFolder(words);
  if (root === undefined) return false;
  const state = join(root, stateFolderName);
  if (!statSync(standingPath(state), { throwIfNoEntry: false })) return false;
  const question = 'folder' in openStateFolder(root) ? standingQuestion(words) : undefined;
  const content = readStanding(state);
  if (question === undefined || content === undefined) return false;
  const standing = decodeStanding(content, question, startedAt);
  if (standing === undefined || !stillHolds(standing.looks)) return false;
  const { targets } = standing;
  const duration = (clock.elapsed() - started) as DurationMs;
  const hasher = new NodeHasher(join(state, 'salt'));
  const digest = (text: string): string => hasher.digest(text);
  const id = runIdOf({ startedAt, elapsed: clock.elapsed(), targets, digest });
  // To load what counts would take longer than all else here: the next whole program does it.
  const head = { id, startedAt, duration, targets, counts: standing.counts };
  if (!recorded(join(state, indexFile), standing, head)) return false;
  const { before, after, errors } = standing.shown;
  await write(2, errors);
  await write(1, `${before}${durationText(duration)}${after}`);
  // Without an orderly end: closing the index would write its log back, which the next run with something to do does.
  process.exit(0);
}

/** Only correct if the index is the one that the run was recorded in: with a new one its results are gone. */
function recorded(
  index: string,
  standing: StandingRun,
  head: Parameters<RunHistory['recordPacked']>[0],
): boolean {
  const sqlite = loadSqlite();
  if ('message' in sqlite || indexIdentity(index) !== standing.index) return false;
  // Whatever goes wrong is told by the full run that follows.
  const untold = (): void => {};
  const database = new Database(index, sqlite, untold);
  if (database.open() !== undefined || indexIdentity(index) !== standing.index) {
    database.close();
    return false;
  }
  const isRecorded = new RunHistory(database, untold).recordPacked(head, standing.results);
  if (!isRecorded) database.close();
  return isRecorded;
}

/** Writes at once where the descriptor takes it, else through the stream. */
async function write(descriptor: 1 | 2, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') process.exit(141);
    if (code !== 'EAGAIN') throw error;
    const stream = descriptor === 1 ? process.stdout : process.stderr;
    await new Promise<void>((done) => stream.write(bytes.subarray(at), () => done()));
  }
}

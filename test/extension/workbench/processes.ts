// The processes of a window, found by what they were started with: to end one as a crash would, and to see that
// none is left.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const lookMs = 50;
const looksAtMost = 400;

/**
 * Waits for a process that is not the one of before.
 *
 * @param folder absolute; a part of a word that the process was started with
 * @param program the end of that word
 * @returns its id
 */
export async function newProcessOf(
  folder: string,
  program: string,
  before: number,
): Promise<number> {
  return eventually(`a process of ${program}`, () =>
    processIds().find((pid) => pid !== before && wordsOf(pid).some(isStartOf(folder, program))),
  );
}

/** Ends a process without a chance to do anything, and waits until it is gone. */
export async function endProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await isGone(pid);
}

/** Waits until a process has ended. */
export async function isGone(pid: number): Promise<void> {
  await eventually(`the end of process ${pid}`, () => (isAlive(pid) ? undefined : pid));
}

/** The group that a process belongs to. */
export function groupOfProcess(pid: number): number {
  return statOf(pid).group;
}

/** The processes of a group that have not ended. */
export function processesOfGroup(group: number): number[] {
  return processIds().filter((pid) => statOf(pid).group === group && isAlive(pid));
}

/** Asks until there is an answer: nothing tells of other programs' processes and files. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  for (let look = 0; look < looksAtMost; look++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(lookMs);
  }
  throw new Error(`there was not ${what}, within ${(looksAtMost * lookMs) / 1000} s`);
}

function isStartOf(folder: string, program: string): (word: string) => boolean {
  return (word) => word.startsWith(folder) && word.endsWith(program);
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function wordsOf(pid: number): string[] {
  return textOf(`/proc/${pid}/cmdline`).split('\0');
}

// One that nobody has asked for its exit code is over as well.
function isAlive(pid: number): boolean {
  const { state } = statOf(pid);
  return state !== undefined && state !== 'Z';
}

// After the name in brackets, in which anything may stand: state, parent, group.
function statOf(pid: number): { readonly state?: string | undefined; readonly group: number } {
  const [, state, group] = /^\d+ \(.*\) (\S) \d+ (\d+)/s.exec(textOf(`/proc/${pid}/stat`)) ?? [];
  return { state, group: Number(group) };
}

/** What is in a file of another program, which may take it away at any moment; '' where it is not there. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It is gone, with its process or without.
    return '';
  }
}

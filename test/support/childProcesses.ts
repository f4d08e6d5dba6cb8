// Processes that this one starts, counted and refused: what `spawn` of `node:child_process` does while a test runs.

import type { ChildProcess } from 'node:child_process';
import type { TestContext } from 'node:test';

/** How a system refuses to start a process: some errors are thrown, others are told by an event. */
export type Refusal = 'thrown' | 'told';

/** What was started so far. */
export interface Started {
  count: number;
  live: number;
  /** The most that lived at once. */
  most: number;
}

/** Counts them until the test ends. @param refused which are refused, and how; they are counted from 1 */
export function watchSpawn(
  t: TestContext,
  refused: (count: number) => Refusal | undefined = () => undefined,
): Started {
  const started: Started = { count: 0, live: 0, most: 0 };
  const processes = process.getBuiltinModule('node:child_process');
  const spawn = processes.spawn as (...args: readonly unknown[]) => ChildProcess;
  t.mock.method(processes, 'spawn', (program: string, ...rest: readonly unknown[]) => {
    const refusal = refused(++started.count);
    if (refusal === 'thrown') throw Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM' });
    if (refusal === 'told') return spawn('/there/is/no/such/program', ...rest);
    started.most = Math.max(started.most, ++started.live);
    return spawn(program, ...rest).once('exit', () => started.live--);
  });
  return started;
}

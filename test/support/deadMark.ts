// Marks of processes that parse (server/host/modules/marks/marks.ts), left by real processes that were killed.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import type { CleanupScope } from './tempDir.ts';

const marks = new URL('../../server/host/modules/marks/marks.ts', import.meta.url).href;
const script = `
import { Marks } from ${JSON.stringify(marks)};
const [folder, end, ...paths] = process.argv.slice(1);
new Marks({ folder, onTrouble: () => process.exit(1) }).note(0, paths);
if (end === 'at once') process.kill(process.pid, 'SIGKILL');
process.stdout.write('noted');
setInterval(() => undefined, 1000);
`;
const words = ['--input-type=module', '-e', script];

/** Leaves the mark of a process that was killed while it parsed these. */
export function leaveDeadMark(folder: string, paths: readonly string[]): void {
  spawnSync(process.execPath, [...words, folder, 'at once', ...paths]);
}

/** A process that has marked these, and lives until it is killed, or the test ends. */
export async function liveMark(
  scope: CleanupScope,
  folder: string,
  paths: readonly string[],
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...words, folder, 'later', ...paths], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  scope.after(async () => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

/** Waits until a process that is started now marks this file. @param folder of marks, need not be there */
export async function marking(folder: string, path: string, start: () => void): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const changes = watch(folder);
  start();
  for await (const { filename } of changes)
    if (filename !== null && readFileSync(join(folder, filename)).includes(path)) return;
}

/** A file of a line so long and so wrong that the parser's messages about it do not fit into its memory: it ends the process. */
export const deadlyText = 'return;'.repeat(18_000);
/** Likewise, but it only takes the parser about a second. */
export const slowText = 'return;'.repeat(8000);
/** Likewise, but longer than the thread of a folder is waited for. */
export const verySlowText = 'return;'.repeat(13_000);

/**
 * The rest of a command's output after its leader has ended. Usually both streams end with it; where a process in the background
 * keeps one open, waiting for it must have a bound.
 */
import type { LogChunk } from '../../engine/ports/processes.ts';
import type { Pause } from './groups.ts';
import type { StartedCommand } from './startedCommand.ts';

const note =
  'cachescope: the command ended but left processes in the background that hold its output; not waiting for them\n';

/**
 * Waits for the end of both streams. When the leader has ended but a process in the background keeps a stream open, waits until
 * nothing came for about 100 ms, at most 1 s, and says so.
 */
export async function drainOutput(
  command: StartedCommand,
  onLog: (chunk: LogChunk) => void,
  pause: Pause,
): Promise<void> {
  const closed = command.closed.then(() => true);
  let quiet = 0;
  for (let round = 0; round < 20 && quiet < 2; round++) {
    const before = command.chunks();
    if (await Promise.race([closed, waitAndRead(command, pause)])) return;
    quiet = command.chunks() === before ? quiet + 1 : 0;
  }
  command.letGo();
  onLog({ stream: 'stderr', bytes: Buffer.from(note) });
}

async function waitAndRead(command: StartedCommand, pause: Pause): Promise<false> {
  await pause(50);
  await command.readOn();
  return false;
}

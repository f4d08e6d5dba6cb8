/**
 * What the runner knows of a command that was started, whoever started it: this process itself (`directStart.ts`) or the small
 * helper process (`spawner.ts`). The runner's promises about cancellation, output and the end of groups stand on this alone.
 */
import type { LogChunk } from '../../engine/ports/processes.ts';
import type { CommandLine } from './commandLine.ts';
import type { ReadingGate } from './readingGate.ts';

/** Everything needed to start a command. */
export interface StartRequest {
  readonly line: CommandLine;
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (chunk: LogChunk) => void;
  /** While it is closed, output is not read. */
  readonly gate: ReadingGate;
}

/** How its leader ended, as `child_process` tells it; `lost`: nobody knows any more, and why. */
export type CommandEnd =
  | { readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly lost: string };

/** The leader of a process group, with its output. */
export interface StartedCommand {
  readonly pid: number;
  /** Never rejects. */
  readonly exit: Promise<CommandEnd>;
  /** Settles when both streams are at their end. */
  readonly closed: Promise<void>;
  /** How many pieces of output were passed on; by it the runner tells a quiet command. */
  chunks(): number;
  /** Settles when whoever holds the streams had a turn to read them, and all that it read was passed on. */
  readOn(): Promise<void>;
  /** Passes on nothing more, but keeps the streams open for those in the background that write to them. */
  letGo(): void;
}

/** The command may have run, but nothing is known of its end. `message` says why. */
export class CommandLost extends Error {}

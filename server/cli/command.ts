/** What every command is given, and what it gives back. */
import type { CancelToken } from '../engine/ports/cancel.ts';
import type { Flags } from './options.ts';
import type { Output } from './output.ts';

/** The surroundings of one command. */
export interface CommandContext {
  /** The command line as it was given. */
  readonly words: readonly string[];
  readonly positionals: readonly string[];
  readonly flags: Flags;
  readonly output: Output;
  /** Cancelled by Ctrl-C and SIGTERM. */
  readonly cancel: CancelToken;
  /** The folder to start looking for the workspace in, absolute. */
  readonly folder: string;
}

/**
 * Carries a command out.
 * @returns the exit code
 * @throws CommandFailure for what a person can mend; anything else thrown is our own mistake
 */
export type CommandFunction = (context: CommandContext) => Promise<number>;

export { jsonVersion } from './jsonForms.ts';

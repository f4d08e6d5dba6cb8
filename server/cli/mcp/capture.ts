/** Runs a command of the command line in this process, and catches what it prints. */
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { CommandContext, CommandFunction } from '../command.ts';
import type { Output } from '../output.ts';
import { styleFor } from '../render/style.ts';

/** Where a tool looks. */
export interface Surroundings {
  /** Absolute. */
  readonly folder: string;
  /** Troubles are told there. */
  readonly stderr: Output['stderr'];
  readonly cancel: CancelToken;
}

/** What a command prints. @throws CommandFailure */
export async function outputOf(
  command: CommandFunction,
  surroundings: Surroundings,
  positionals: readonly string[],
  flags: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  const { context, text } = contextOf(surroundings, { positionals, flags });
  await command(context);
  return text().trimEnd();
}

/** A context to run commands in, and the text that they print there. */
export function contextOf(
  { folder, stderr, cancel }: Surroundings,
  {
    positionals,
    flags,
  }: {
    readonly positionals: readonly string[];
    readonly flags: Readonly<Record<string, readonly string[]>>;
  },
): { readonly context: CommandContext; readonly text: () => string } {
  const parts: string[] = [];
  const write = (text: string | Uint8Array): void =>
    void parts.push(typeof text === 'string' ? text : new TextDecoder().decode(text));
  const stdout = {
    write,
    waitingBytes: () => 0,
    drained: async () => undefined,
    isTerminal: false,
    columns: () => undefined,
    style: styleFor(false),
  };
  const output: Output = {
    stdout,
    stderr,
    json: false,
    verbose: false,
    quiet: false,
    printJson: (value) => write(JSON.stringify(value)),
  };
  const values = (name: string): readonly string[] => flags[name] ?? [];
  const context: CommandContext = {
    words: [],
    positionals,
    flags: { values, has: (name) => values(name).length > 0, value: (name) => values(name).at(-1) },
    output,
    cancel,
    folder,
  };
  return { context, text: () => parts.join('') };
}

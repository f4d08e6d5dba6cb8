/**
 * Where text goes. Standard output belongs to the answer (with `--json`: to one object alone), standard error to everything said on
 * the way. A reader that goes away (`cachescope graph | head`) ends the program quietly.
 */
import type { Style } from './render/style.ts';
import { styleFor } from './render/style.ts';

/** A terminal, pipe or file that text is written to. */
export interface TextStream {
  write(text: string | Uint8Array): void;
  /** What was written and not taken yet. */
  waitingBytes(): number;
  /** Settles when all that waits was taken. */
  drained(): Promise<void>;
  readonly isTerminal: boolean;
  /** Width in columns; undefined where it is not a terminal. */
  columns(): number | undefined;
  readonly style: Style;
}

/** What a command writes to. */
export interface Output {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** `--json` was given: only `printJson` may write to standard output. */
  readonly json: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** Writes the one object of `--json`. */
  printJson(value: object): void;
}

/** How the user wants output. */
export interface OutputChoice {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** `--color`, `--no-color`, or neither. */
  readonly color: boolean | undefined;
}

/** Output on this process's own streams. */
export function processOutput(choice: OutputChoice): Output {
  const color = choice.color ?? environmentColor(process.env);
  const stdout = streamOf(process.stdout, color);
  return {
    stdout,
    stderr: streamOf(process.stderr, color),
    json: choice.json,
    verbose: choice.verbose,
    quiet: choice.quiet,
    printJson: (value) => stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
  };
}

/** https://no-color.org and https://force-color.org: set and not empty counts; `FORCE_COLOR=0` switches off. */
function environmentColor(environment: NodeJS.ProcessEnv): boolean | undefined {
  if (environment.NO_COLOR) return false;
  const forced = environment.FORCE_COLOR;
  if (forced) return forced !== '0' && forced !== 'false';
  return environment.TERM === 'dumb' ? false : undefined;
}

function streamOf(stream: NodeJS.WriteStream, color: boolean | undefined): TextStream {
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    waitingBytes: () => stream.writableLength,
    drained: () => new Promise((resolve) => void stream.once('drain', resolve)),
    isTerminal,
    columns: () => (isTerminal ? stream.columns : undefined),
    style: styleFor(color ?? isTerminal),
  };
}

/** Lets a reader go away without a stack trace. Call once, before the first write. */
export function survivePipeEnd(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      // What a shell reports of a program that a closed pipe ended: 128 + SIGPIPE.
      process.exit(141);
    });
  }
}

/** Waits until everything written has left this process: `process.exit` would cut off what a pipe has not taken yet. */
export async function flushOutput(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0)
      await new Promise<void>((done) => stream.write('', () => done()));
  }
}

/**
 * The life of one command: reads the command line, loads the command's code, ends it on signals, and turns whatever happens into text or
 * JSON and an exit code.
 */
import { resolve } from 'node:path';
import { CancelSource } from '../host/platform/cancelSource.ts';
import type { CommandContext, CommandFunction } from './command.ts';
import { jsonVersion } from './command.ts';
import { exitCodes } from './commandTable.ts';
import { CommandFailure } from './failure.ts';
import { commandHelp, groupHelp, overviewHelp } from './help.ts';
import type { Flags, Invocation } from './options.ts';
import { parse } from './options.ts';
import type { Output } from './output.ts';
import { flushOutput, processOutput, survivePipeEnd } from './output.ts';
import { problemLine } from './problemLine.ts';
import { visibleLines } from './render/visible.ts';

/** The code of each command, loaded when it is called. */
const loaders: Readonly<Record<string, () => Promise<{ readonly command: CommandFunction }>>> = {
  run: () => import('./commands/run.ts'),
  explain: () => import('./commands/explain.ts'),
  graph: () => import('./commands/graph.ts'),
  impact: () => import('./commands/impact.ts'),
  profile: () => import('./commands/profile.ts'),
  stats: () => import('./commands/stats.ts'),
  'cache ls': () => import('./commands/cacheList.ts'),
  'cache show': () => import('./commands/cacheShow.ts'),
  'cache rm': () => import('./commands/cacheRemove.ts'),
  'cache prune': () => import('./commands/cachePrune.ts'),
  'cache verify': () => import('./commands/cacheVerify.ts'),
  'cache warm': () => import('./commands/cacheWarm.ts'),
  doctor: () => import('./commands/doctor.ts'),
  mcp: () => import('./commands/mcp.ts'),
  completion: () => import('./commands/completion.ts'),
  __complete: () => import('./commands/complete.ts'),
};

/**
 * Runs the program and ends the process.
 * @param words what stands after the program's name
 */
export async function runApp(words: readonly string[]): Promise<void> {
  survivePipeEnd();
  const signals = listenToSignals();
  const code = await exitCodeOf(words, signals.cancel);
  await flushOutput();
  // At once: a worker or watcher that is still closing must not keep the shell waiting.
  process.exit(signals.exitCode() ?? code);
}

async function exitCodeOf(words: readonly string[], cancel: CancelSource): Promise<number> {
  // Before the command line is understood, its mistakes must be told in the right form already.
  let output = processOutput({
    json: words.includes('--json'),
    verbose: words.includes('--verbose'),
    quiet: false,
    color: undefined,
  });
  let name: string | undefined;
  try {
    if (words[0] === '__complete') return await complete(words.slice(1), output, cancel);
    const invocation = parse(words);
    name = invocation.command?.name;
    output = processOutput(outputChoice(invocation.flags));
    return await invoke(invocation, { words, output, cancel });
  } catch (error) {
    return await reportError(error, name, output);
  }
}

async function invoke(
  { command, group, positionals, flags }: Invocation,
  surroundings: Pick<CommandContext, 'words' | 'output' | 'cancel'>,
): Promise<number> {
  const { output } = surroundings;
  const columns = Math.min(output.stdout.columns() ?? 100, 120);
  if (!command || flags.has('help')) {
    const help = command
      ? commandHelp(command, columns)
      : group
        ? groupHelp(group, columns)
        : overviewHelp(columns);
    const asked = flags.has('help');
    (asked ? output.stdout : output.stderr).write(help);
    return asked ? exitCodes.ok : exitCodes.usage;
  }
  const folder = resolve(flags.value('cwd') ?? '.');
  return await carryOut(command.name, { positionals, flags, folder, ...surroundings });
}

async function carryOut(name: string, context: CommandContext): Promise<number> {
  const load = loaders[name];
  if (!load) throw new Error(`no code for the command ${name}`);
  const { command } = await load();
  return await command(context);
}

/** Completion gets words that are not finished, so they must not go through the parser. */
async function complete(
  words: readonly string[],
  output: Output,
  cancel: CancelSource,
): Promise<number> {
  const flags: Flags = { has: () => false, value: () => undefined, values: () => [] };
  return await carryOut('__complete', {
    words,
    positionals: words,
    flags,
    output,
    cancel,
    folder: process.cwd(),
  });
}

function outputChoice(flags: Flags): Parameters<typeof processOutput>[0] {
  const color = flags.has('no-color') ? false : flags.has('color') ? true : undefined;
  return {
    json: flags.has('json'),
    verbose: flags.has('verbose'),
    quiet: flags.has('quiet'),
    color,
  };
}

async function reportError(
  error: unknown,
  command: string | undefined,
  output: Output,
): Promise<number> {
  const failure = error instanceof CommandFailure ? error : internalFailure(error);
  if (output.json) {
    const { jsonProblem } = await import('./jsonForms.ts');
    const { code, message, suggestion } = failure;
    const problems = failure.problems.map(jsonProblem);
    output.printJson({
      version: jsonVersion,
      command: command ?? null,
      error: { code, message, suggestion, problems },
    });
  } else {
    printFailure(failure, output);
  }
  if (failure.exitCode === exitCodes.internal && output.verbose) {
    output.stderr.write(`${visibleLines(String(error instanceof Error ? error.stack : error))}\n`);
  }
  return failure.exitCode;
}

function printFailure({ message, suggestion, problems }: CommandFailure, { stderr }: Output): void {
  for (const problem of problems) stderr.write(`${problemLine(problem)}\n`);
  const text = [message, suggestion].filter(Boolean).join(' ');
  stderr.write(`${stderr.style.red('cachescope:')} ${visibleLines(text)}\n`);
}

function internalFailure(error: unknown): CommandFailure {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new CommandFailure('internal', `Internal error: ${detail}`, {
    exitCode: exitCodes.internal,
    suggestion:
      'This is a mistake in Cachescope. Please report it with this line and what the same command prints with --verbose.',
  });
}

/** What a shell expects of a program that a signal ended: 128 plus the signal's number. */
const signalCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type EndSignal = keyof typeof signalCodes;

/** The first signal cancels, so that children are ended and what is done is kept; the second ends at once. */
function listenToSignals(): {
  readonly cancel: CancelSource;
  readonly exitCode: () => number | undefined;
} {
  const cancel = new CancelSource();
  let code: number | undefined;
  for (const signal of Object.keys(signalCodes) as EndSignal[]) {
    process.on(signal, () => {
      if (code !== undefined) process.exit(code);
      code = signalCodes[signal];
      cancel.cancel(signal === 'SIGINT' ? 'Stopped with Ctrl-C' : `Stopped by ${signal}`);
    });
  }
  return { cancel, exitCode: () => code };
}

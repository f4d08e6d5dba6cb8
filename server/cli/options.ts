/**
 * Reads the words of a command line against the command table: finds the command, checks options and arguments, and says what was
 * probably meant where something is unknown. Splitting words into options is left to `node:util`.
 *
 *   parse(['run', 'build', '--filter', 'web'])  gives  { command: run, positionals: ['build'], flags: { filter: ['web'] } }
 */
import { parseArgs } from 'node:util';
import { didYouMean } from '../engine/config/suggest.ts';
import type { CommandSpec, OptionSpec } from './commandTable.ts';
import { commandGroups, commands, globalOptions } from './commandTable.ts';
import { CommandFailure } from './failure.ts';

/** The options given, by name. */
export interface Flags {
  /** True where the switch was given. */
  has(name: string): boolean;
  /** The last value given. */
  value(name: string): string | undefined;
  /** All values given, in order. */
  values(name: string): readonly string[];
}

/** A command line that was understood. */
export interface Invocation {
  /** Undefined: no command, only global options. */
  readonly command: CommandSpec | undefined;
  /** Where help is asked for a group of commands: `cache`. */
  readonly group: string | undefined;
  readonly positionals: readonly string[];
  readonly flags: Flags;
}

/**
 * Understands a command line.
 * @param words what stands after the program's name
 * @throws CommandFailure for anything unknown, missing or too much
 */
export function parse(words: readonly string[]): Invocation {
  const found = findCommand(words);
  const specs = [...(found.command?.options ?? []), ...globalOptions];
  const tokens = tokenize(found.rest, specs);
  const flags = collect(tokens, specs, found.command?.name);
  let positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  if (found.command?.name === 'graph') [positionals] = takePathEnd(positionals, flags);
  const invocation = {
    command: found.command,
    group: found.group,
    positionals,
    flags: flagsOf(flags),
  };
  if (found.command && !flags.has('help')) checkPositionals(found.command, positionals);
  return invocation;
}

interface FoundCommand {
  readonly command: CommandSpec | undefined;
  readonly group: string | undefined;
  readonly rest: readonly string[];
}

/** The first word that is no option (nor an option's value) names the command. */
function findCommand(words: readonly string[]): FoundCommand {
  const at = firstPlainWord(words, 0);
  const word = words[at];
  if (word === undefined) return { command: undefined, group: undefined, rest: words };
  if (word === 'help')
    return findCommand(['--help', ...words.slice(0, at), ...words.slice(at + 1)]);
  if (commandGroups.has(word)) return findSubcommand(words, at, word);
  const command = commands.find(({ name }) => name === word);
  if (command) return { command, group: undefined, rest: words.toSpliced(at, 1) };
  throw new CommandFailure('unknown-command', `There is no command "${word}".`, {
    suggestion: commandSuggestion(word),
  });
}

function findSubcommand(words: readonly string[], at: number, group: string): FoundCommand {
  const next = firstPlainWord(words, at + 1);
  const word = words[next];
  const names = commands.flatMap(({ name }) =>
    name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : [],
  );
  const command = commands.find(({ name }) => name === `${group} ${word}`);
  if (command) return { command, group, rest: words.toSpliced(next, 1).toSpliced(at, 1) };
  if (words.includes('--help') || words.includes('-h'))
    return { command: undefined, group, rest: words.toSpliced(at, 1) };
  const message =
    word === undefined ? `"${group}" needs a command.` : `There is no command "${group} ${word}".`;
  const near = word === undefined ? undefined : didYouMean(word, names);
  throw new CommandFailure('unknown-command', message, {
    suggestion: near ?? `It is one of ${names.join(', ')}.`,
  });
}

function commandSuggestion(word: string): string {
  const names = commands.map(({ name }) => name.split(' ')[0] ?? name);
  const near = didYouMean(word, new Set(names));
  return (
    near ?? `To run the task ${word}: cachescope run ${word}. For all commands: cachescope --help.`
  );
}

function firstPlainWord(words: readonly string[], from: number): number {
  for (let at = from; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return words.length;
    if (!word.startsWith('-') || word === '-') return at;
    const spec = globalOptions.find(
      ({ name, short }) => word === `--${name}` || word === `-${short}`,
    );
    if (spec?.value) at++;
  }
  return words.length;
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

function tokenize(words: readonly string[], specs: readonly OptionSpec[]): readonly Token[] {
  const options = Object.fromEntries(
    specs.map(({ name, short, value, repeatable }) => [
      name,
      {
        type: value ? ('string' as const) : ('boolean' as const),
        multiple: repeatable ?? false,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  // Not `strict`: the checks below say more than its messages.
  return parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function collect(
  tokens: readonly Token[],
  specs: readonly OptionSpec[],
  command: string | undefined,
): Map<string, string[]> {
  const flags = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = specs.find(({ name }) => name === token.name);
    if (!spec) throw unknownOption(token.rawName, specs, command);
    const values = flags.get(spec.name) ?? [];
    flags.set(spec.name, values);
    values.push(checkedValue(spec, token));
  }
  return flags;
}

function unknownOption(
  rawName: string,
  specs: readonly OptionSpec[],
  command: string | undefined,
): CommandFailure {
  const near = rawName.startsWith('--')
    ? didYouMean(
        rawName,
        specs.map(({ name }) => `--${name}`),
      )
    : undefined;
  const where = command === undefined ? '' : ` for "${command}"`;
  return new CommandFailure('unknown-option', `There is no option ${rawName}${where}.`, {
    suggestion: near ?? `See cachescope ${command === undefined ? '' : `${command} `}--help.`,
  });
}

function checkedValue(spec: OptionSpec, token: Extract<Token, { kind: 'option' }>): string {
  const { value, rawName } = token;
  if (!spec.value) {
    if (value !== undefined) throw new CommandFailure('bad-option', `${rawName} takes no value.`);
    return '';
  }
  const { choices } = spec.value;
  const missing =
    value === undefined ||
    value === '' ||
    (!token.inlineValue && value.startsWith('-') && value !== '-');
  if (missing) {
    throw new CommandFailure(
      'bad-option',
      `${rawName} needs a value: ${choices?.join(', ') ?? `${rawName} ${spec.value.placeholder}`}.`,
    );
  }
  if (choices && !choices.includes(value)) {
    throw new CommandFailure(
      'bad-option',
      `${rawName} is one of ${choices.join(', ')}, not "${value}".`,
      {
        suggestion: didYouMean(value, choices),
      },
    );
  }
  return value;
}

/** `--path A B`: the second end is a word of its own, which `node:util` cannot express. */
function takePathEnd(
  positionals: readonly string[],
  flags: ReadonlyMap<string, string[]>,
): [string[]] {
  const rest = [...positionals];
  const ends = flags.get('path');
  if (ends?.length === 1 && rest.length > 0) ends.push(...rest.splice(0, 1));
  if (ends && ends.length !== 2) {
    throw new CommandFailure('bad-option', '--path needs two tasks, or two files: --path A B.');
  }
  return [rest];
}

function checkPositionals(command: CommandSpec, positionals: readonly string[]): void {
  const { min, max, placeholder, choices } = command.positionals;
  if (positionals.length < min) {
    const examples = command.examples.map(([example]) => example);
    throw new CommandFailure('missing-argument', `"${command.name}" needs a ${placeholder}.`, {
      suggestion: `For example: ${examples[0]}`,
    });
  }
  const extra = positionals[max];
  if (extra !== undefined) {
    throw new CommandFailure(
      'extra-argument',
      `"${command.name}" does not take the argument "${extra}".`,
    );
  }
  for (const word of choices ? positionals : []) {
    if (choices?.includes(word)) continue;
    throw new CommandFailure(
      'bad-argument',
      `The ${placeholder} is one of ${choices?.join(', ')}, not "${word}".`,
      {
        suggestion: didYouMean(word, choices ?? []),
      },
    );
  }
}

function flagsOf(given: ReadonlyMap<string, readonly string[]>): Flags {
  return {
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}

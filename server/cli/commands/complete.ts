/**
 * `cachescope __complete <words>`: what could stand where the last word is being typed, one a line, a tab and a description after it.
 * Called by the shells' scripts. It must never fail loudly: where the workspace cannot be read, it offers what it knows without.
 */
import { resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import type { CommandSpec, Completes, OptionSpec } from '../commandTable.ts';
import { commandGroups, commands, globalOptions } from '../commandTable.ts';
import { CommandFailure } from '../failure.ts';
import { visible } from '../render/visible.ts';

/** A proposal. */
type Proposal = readonly [value: string, description: string];

/** Prints proposals. */
export async function command(context: CommandContext): Promise<number> {
  const words = context.positionals;
  const typed = words.at(-1) ?? '';
  const proposals = await proposalsFor(words.slice(0, -1), typed, context);
  const fitting = proposals.filter(
    ([value]) => value.startsWith(typed) && visible(value) === value,
  );
  context.output.stdout.write(fitting.map(([value, text]) => `${value}\t${text}\n`).join(''));
  return 0;
}

async function proposalsFor(
  before: readonly string[],
  typed: string,
  context: CommandContext,
): Promise<readonly Proposal[]> {
  const spec = specOf(before);
  const options = [...(spec?.options ?? []), ...globalOptions];
  const wanting = options.find((option) => option.value && isOption(option, before.at(-1) ?? ''));
  if (wanting?.value) {
    if (wanting.value.choices) return wanting.value.choices.map((choice) => [choice, '']);
    return await fromWorkspace(wanting.value.completes, before, context);
  }
  if (typed.startsWith('-')) return options.map(({ name, help }) => [`--${name}`, help]);
  if (!spec) return commandProposals(before);
  if (spec.positionals.choices) return spec.positionals.choices.map((choice) => [choice, '']);
  return await fromWorkspace(spec.positionals.completes, before, context);
}

function isOption({ name, short }: OptionSpec, word: string): boolean {
  return word === `--${name}` || (short !== undefined && word === `-${short}`);
}

function specOf(words: readonly string[]): CommandSpec | undefined {
  const plain = words.filter((word) => !word.startsWith('-'));
  return commands.find(({ name }) => name === plain[0] || name === plain.slice(0, 2).join(' '));
}

function commandProposals(before: readonly string[]): readonly Proposal[] {
  const group = before.find((word) => commandGroups.has(word));
  if (group !== undefined) {
    const members = commands.filter(({ name }) => name.startsWith(`${group} `));
    return members.map(({ name, summary }) => [name.slice(group.length + 1), summary]);
  }
  const single = commands.filter(({ name }) => !name.includes(' '));
  return [...single.map(({ name, summary }) => [name, summary] as const), ...commandGroups];
}

async function fromWorkspace(
  what: Completes | undefined,
  before: readonly string[],
  context: CommandContext,
): Promise<readonly Proposal[]> {
  if (what !== 'actions' && what !== 'targets') return [];
  const at = before.lastIndexOf('--cwd');
  const folder = resolve(at === -1 ? '.' : (before[at + 1] ?? '.'));
  try {
    const { openWorkspace } = await import('../workspace.ts');
    const { actions } = await openWorkspace({ ...context, folder });
    const names = new Map<string, string>();
    if (what === 'targets') for (const { kind, name } of actions.values()) names.set(name, kind);
    for (const { id, kind } of actions.values()) names.set(id, kind);
    return [...names];
  } catch (error) {
    // A workspace that cannot be read has no names to offer; the command itself will say why.
    if (error instanceof CommandFailure) return [];
    throw error;
  }
}

/** Per-file rules: reads the entries of `rules`, and makes one action for each file that matches. */

import { joinPath, normalizePattern } from '../model/glob.ts';
import { below, commandOf, type RuleEntry } from './cachescopeFile.ts';
import { type DefinedAt, type TaskReference, taskReference } from './definition.ts';
import type { RuleModel, RuleWork } from './model.ts';
import { patternList } from './patterns.ts';
import type { Reading } from './reading.ts';
import { didYouMean } from './suggest.ts';
import { quote } from './values.ts';

/** A rule whose dependencies are not looked up yet. */
export interface RuleDraft {
  readonly model: RuleModel;
  readonly dependsOn: readonly TaskReference[];
}

/** Placeholders that follow from the input file's name, and what they stand for. */
export const namePlaceholders = {
  path: 'The path of the file below the fixed part of `each`, without extension.',
  name: 'The name of the file, without extension.',
  dir: 'The folder of the file below the fixed part of `each`.',
  ext: 'The extension of the file, without the dot.',
} as const;
/** Placeholders of commands, and what they stand for. */
export const commandPlaceholders = {
  input: 'The file, relative to the workspace root.',
  output: 'The file to write; as an argument of its own, all files to write.',
  depfile: 'Where to write the dependency file, for `"dependencies": "depfile"`.',
  ...namePlaceholders,
} as const;

const nameHolders = Object.keys(namePlaceholders);
const commandHolders = Object.keys(commandPlaceholders);

/** Reads the rules; one that makes no sense is reported and left out. */
export function readRules(
  rules: ReadonlyMap<string, { readonly entry: RuleEntry; readonly at: DefinedAt }>,
  reading: Reading,
): readonly RuleDraft[] {
  const drafts: RuleDraft[] = [];
  for (const [name, { entry, at }] of rules) {
    const before = reading.problems.length;
    const work = ruleWork(entry, at, reading);
    checkOutputs(entry, at, reading);
    if (work && reading.problems.length === before)
      drafts.push({ model: ruleModel(name, entry, at, work), dependsOn: dependsOnOf(entry, at) });
  }
  return drafts;
}

function ruleModel(name: string, entry: RuleEntry, at: DefinedAt, work: RuleWork): RuleModel {
  return {
    name,
    at,
    each: patternList(typeof entry.each === 'string' ? [entry.each] : entry.each),
    work,
    outputs: entry.outputs.map(normalizePattern),
    discovery: work.type === 'builder' ? 'tracked' : (entry.dependencies ?? 'declared'),
    inputs: patternList(entry.inputs ?? []),
    env: entry.env ?? [],
    reads: [],
    rules: [],
    unknown: [],
  };
}

function dependsOnOf(entry: RuleEntry, at: DefinedAt): readonly TaskReference[] {
  return (entry.dependsOn ?? []).map((text, index) =>
    taskReference(text, below(at, 'dependsOn', index)),
  );
}

function ruleWork(entry: RuleEntry, at: DefinedAt, reading: Reading): RuleWork | undefined {
  if ((entry.builder === undefined) === (entry.command === undefined)) {
    reading.report(
      'error',
      'rule-work',
      at,
      'A rule needs either a "builder" or a "command"',
      'Keep one of them.',
    );
    return undefined;
  }
  if (entry.builder !== undefined) return builderWork(entry, entry.builder, at, reading);
  const command = commandOf(entry.command ?? []);
  if (command.type === 'shell') checkShell(command.script, below(at, 'command'), reading);
  for (const [index, text] of command.type === 'argv' ? command.argv.entries() : []) {
    checkHolders(text, commandHolders, below(at, 'command', index), reading);
  }
  checkDepfile(entry, at, reading);
  return { type: 'command', command };
}

function builderWork(
  entry: RuleEntry,
  builder: string,
  at: DefinedAt,
  reading: Reading,
): RuleWork | undefined {
  if (entry.dependencies !== undefined) {
    const message = 'The dependencies of a builder are tracked as it reads';
    reading.report(
      'error',
      'rule-work',
      below(at, 'dependencies'),
      message,
      'Remove "dependencies".',
    );
  }
  const module = builder.startsWith('/') ? undefined : joinPath('', builder);
  if (module !== undefined && module !== '') return { type: 'builder', module };
  reading.report(
    'error',
    'outside-workspace',
    below(at, 'builder'),
    `The builder ${quote(builder)} lies outside the workspace`,
  );
  return undefined;
}

/** File names never reach a shell's text: a file called `$(rm -rf x)` is a file, not a command. */
function checkShell(script: string, at: DefinedAt, reading: Reading): void {
  const holder = commandHolders.find((name) => script.includes(`{${name}}`));
  if (holder === undefined) return;
  const message = `{${holder}} cannot stand in a shell command, because file names are no shell text`;
  const suggestion = `Write the command as a list, or use "$${holder === 'depfile' ? 'DEPFILE' : holder === 'output' ? 'OUTPUT' : 'INPUT'}".`;
  reading.report('error', 'placeholder-in-shell', at, message, suggestion);
}

function checkDepfile(entry: RuleEntry, at: DefinedAt, reading: Reading): void {
  const wants = entry.dependencies === 'depfile';
  const text = JSON.stringify(entry.command);
  const has =
    text.includes('{depfile}') || (typeof entry.command === 'string' && text.includes('DEPFILE'));
  if (wants === has) return;
  const message = wants
    ? 'The command does not say where to write the dependency file'
    : 'The command uses {depfile}, which nobody reads';
  const suggestion = wants
    ? 'Pass {depfile} to it, e.g. "-MD", "-MF", "{depfile}".'
    : 'Add "dependencies": "depfile".';
  reading.report(
    'error',
    'depfile',
    below(at, wants ? 'dependencies' : 'command'),
    message,
    suggestion,
  );
}

function checkOutputs(entry: RuleEntry, at: DefinedAt, reading: Reading): void {
  entry.outputs.forEach((output, index) => {
    const place = below(at, 'outputs', index);
    checkHolders(output, nameHolders, place, reading);
    const rest = output.replaceAll(/\{[a-z]+\}/g, '');
    if (output.startsWith('!') || /[*?[\]{}()!\\]/.test(rest)) {
      reading.report(
        'error',
        'rule-output',
        place,
        'An output of a rule names one file, so it has no wildcards',
        'Use {path} or {name}.',
      );
    } else if (rest === output) {
      const message = `The output ${quote(output)} is the same for every file of the rule`;
      reading.report('error', 'rule-output', place, message, 'Use {path} or {name} in it.');
    } else if (joinPath('', output) === undefined) {
      reading.report(
        'error',
        'outside-workspace',
        place,
        `The output ${quote(output)} lies outside the workspace`,
      );
    }
  });
}

function checkHolders(
  text: string,
  known: readonly string[],
  at: DefinedAt,
  reading: Reading,
): void {
  for (const [, name = ''] of text.matchAll(/\{([A-Za-z]+)\}/g)) {
    if (known.includes(name)) continue;
    const suggestion =
      didYouMean(name, known) ?? `Known ones: ${known.map((item) => `{${item}}`).join(', ')}.`;
    reading.report('error', 'unknown-placeholder', at, `Unknown placeholder {${name}}`, suggestion);
  }
}

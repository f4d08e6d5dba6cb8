/** What a text may name, by its role: tasks, packages, variables, files, placeholders. */

import { defaultInputs } from '../../engine/config/patterns.ts';
import { commandPlaceholders, namePlaceholders } from '../../engine/config/rules.ts';
import type { Role } from '../../engine/config/schema.ts';
import { variableNames } from '../../engine/model/programs.ts';
import { fileProposals } from './fileProposals.ts';
import type { Proposal, ProposalContext } from './proposal.ts';
import { itemKinds } from './shapes.ts';
import { references, scriptNames, scriptReferences, taskNames } from './taskProposals.ts';
import { plain } from './words.ts';

/** More names are no help; what is typed narrows them down, and the editor asks again. */
export const proposalsMax = 300;

/** What a text of this role may name here; of very many, those that go with what is typed. */
export function proposalsFor(role: Role, context: ProposalContext): readonly Proposal[] {
  const all = allFor(role, context);
  if (all.length <= proposalsMax) return all;
  const { written } = context;
  return all
    .filter(({ text, from = 0 }) => isTypedFor(written.slice(from), text))
    .slice(0, proposalsMax);
}

/** Whether the letters stand in the text in this order, as editors compare them. */
function isTypedFor(typed: string, text: string): boolean {
  const letters = text.toLowerCase();
  let at = 0;
  for (const letter of typed.toLowerCase()) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function allFor(role: Role, context: ProposalContext): readonly Proposal[] {
  switch (role) {
    case 'task':
      return taskNames(context);
    case 'script':
      return scriptNames(context);
    case 'reference':
      return references(context);
    case 'script-reference':
      return scriptReferences(context);
    case 'package':
      return [{ text: '//', kind: itemKinds.module, detail: 'the root' }, ...packageNames(context)];
    case 'variable':
      return variables(context);
    case 'pattern':
      return patterns(context);
    case 'module':
      return fileProposals(context, '');
    case 'argument':
      return placeholders(commandPlaceholders, context);
    case 'output':
      return [...placeholders(namePlaceholders, context), ...outputFolders(context)];
    case 'rule':
      return [];
  }
}

function packageNames({ model }: ProposalContext): readonly Proposal[] {
  return model.workspace.packages
    .slice(1)
    .map(({ name, dir }) => ({ text: name, kind: itemKinds.module, detail: dir }));
}

/** Variables that scripts mention stand before those that merely happen to be set. */
function variables({ model }: ProposalContext): readonly Proposal[] {
  const found = new Map<string, Proposal>();
  for (const { scripts } of model.workspace.packages)
    for (const script of Object.values(scripts))
      for (const text of script.includes('$') ? variableNames(script) : [])
        found.set(text, variable(text, 'mentioned in a script', 1));
  for (const text of model.environmentNames)
    if (!found.has(text)) found.set(text, variable(text, 'set now', 2));
  return [...found.values()];
}

function variable(text: string, detail: string, rank: number): Proposal {
  return { text, kind: itemKinds.variable, detail, sort: `${rank}${text}` };
}

/** Files and folders, relative to the package; for what holds for many packages, those of the first that has the task. */
function patterns(context: ProposalContext): readonly Proposal[] {
  const isInputs = context.path.at(-2) === 'inputs' && context.path[0] !== 'rules';
  const doc = 'The files of the package that git does not ignore.';
  const usual = { text: defaultInputs, kind: itemKinds.value, doc, sort: '0' };
  return [...(isInputs ? [usual] : []), ...fileProposals(context, patternFolder(context))];
}

function patternFolder({ file, path, model }: ProposalContext): string {
  if (file.owner.dir !== '' || file.kind === 'package') return file.owner.dir;
  if (path[0] !== 'tasks' && path[0] !== 'pipeline') return '';
  const key = String(path[1]);
  const { packages, tasks } = model.workspace;
  const hash = key.indexOf('#');
  if (hash !== -1) return packages.find(({ name }) => name === key.slice(0, hash))?.dir ?? '';
  const task = tasks.find(({ name, package: owner }) => name === key && owner !== 0);
  return packages[task?.package ?? 0]?.dir ?? '';
}

/** After an opening brace, or anywhere in a text: they are put in where the cursor stands. */
function placeholders(
  known: Readonly<Record<string, string>>,
  { written }: ProposalContext,
): readonly Proposal[] {
  const typed = /\{[a-z]*$/.exec(written);
  const from = typed?.index ?? written.length;
  return Object.entries(known).map(([name, doc]) => ({
    text: `{${name}}`,
    kind: itemKinds.variable,
    doc: plain(doc),
    sort: `0${name}`,
    from,
  }));
}

function outputFolders(context: ProposalContext): readonly Proposal[] {
  return fileProposals(context, '').filter(({ kind }) => kind === itemKinds.folder);
}

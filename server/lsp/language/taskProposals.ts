/** Names of tasks, rules and scripts, where one is defined and where one is waited for. */
import type { ConfigFile } from './configFile.ts';
import type { LanguageModel } from './languageModel.ts';
import type { Proposal, ProposalContext } from './proposal.ts';
import { itemKinds } from './shapes.ts';
import { nodeAt } from './trees.ts';

/** Keys of `tasks`: names of all packages, and after the sign of one package its own. */
export function taskNames({ file, model }: ProposalContext): readonly Proposal[] {
  const isPackageFile = file.owner.dir !== '';
  return [...plainTasks(model), ...(isPackageFile ? [] : exactTasks(model))];
}

function plainTasks(model: LanguageModel): readonly Proposal[] {
  const counts = new Map<string, number>();
  for (const name of model.workspace.definedNames) counts.set(name, 0);
  for (const { name } of model.workspace.tasks) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([text, count]) => ({
    text,
    kind: itemKinds.reference,
    detail: count === 1 ? '1 package' : `${count} packages`,
    sort: `1${text}`,
  }));
}

/** Tasks that the file has since it was last saved: who writes one mostly writes next what needs it. */
function unsavedTasks(file: ConfigFile, { workspace }: LanguageModel): readonly Proposal[] {
  const saved = new Set(workspace.definedNames);
  const names = [...keysIn(file, 'tasks'), ...keysIn(file, 'pipeline')];
  return names
    .filter((text) => !text.includes('#') && !saved.has(text))
    .map((text) => ({ text, kind: itemKinds.reference, sort: `1${text}` }));
}

function keysIn(file: ConfigFile, section: string): readonly string[] {
  const properties = nodeAt(file.tree, [section])?.children ?? [];
  return properties.map(({ children }) => String(children?.[0]?.value));
}

function exactTasks(model: LanguageModel): readonly Proposal[] {
  const { packages, tasks } = model.workspace;
  return tasks.map((task): Proposal => {
    const owner = packages[task.package];
    const text = `${owner?.name}#${task.name}`;
    const detail = owner?.scripts[task.name];
    return {
      text,
      kind: itemKinds.reference,
      sort: `3${text}`,
      ...(detail !== undefined && { detail: detail.slice(0, 200) }),
    };
  });
}

/** Scripts that run wireit stand first: they are what the block is for. */
export function scriptNames({ file }: ProposalContext): readonly Proposal[] {
  if (file.path.endsWith('package.json') === false) return [];
  return Object.entries(file.owner.scripts).map(([text, script]) => ({
    text,
    kind: itemKinds.reference,
    detail: script.slice(0, 200),
    sort: `${script.trim() === 'wireit' ? 1 : 2}${text}`,
  }));
}

/** Entries of `dependsOn`. */
export function references({ file, path, model }: ProposalContext): readonly Proposal[] {
  const isOfRule = path[0] === 'rules';
  const saved = plainTasks(model);
  const unsaved = unsavedTasks(file, model);
  // A task does not wait for itself; that of the packages it depends on is what it mostly waits for.
  const others = unsaved.filter(({ text }) => isOfRule || text !== path[1]);
  const own = [...saved, ...others].map((one) => ({ ...one, detail: 'the same package' }));
  const upstream = [...saved, ...unsaved].map(({ text, kind }) => ({
    text: `^${text}`,
    kind,
    detail: 'packages it depends on',
    sort: `2${text}`,
  }));
  const rules = file.kind === 'cachescope' ? model.workspace.rules : [];
  return [
    ...own,
    ...(isOfRule ? [] : upstream),
    ...rules.map(({ name }) => ({
      text: name,
      kind: itemKinds.reference,
      detail: 'rule',
      sort: `1${name}`,
    })),
    ...exactTasks(model),
  ];
}

/** Entries of a wireit block's `dependencies`: own scripts, then `../lib:build`. */
export function scriptReferences(context: ProposalContext): readonly Proposal[] {
  const { file, path, model } = context;
  const saved = scriptNames(context);
  const unsaved = keysIn(file, 'wireit').filter((name) => !Object.hasOwn(file.owner.scripts, name));
  const names = unsaved.map((text) => ({ text, kind: itemKinds.reference, sort: `1${text}` }));
  const own = [...saved, ...names].filter(({ text }) => text !== path[1]);
  const { packages, tasks } = model.workspace;
  const others = tasks.map((task): Proposal => {
    const dir = packages[task.package]?.dir ?? '';
    const text = `${relativeFolder(file.owner.dir, dir)}:${task.name}`;
    return { text, kind: itemKinds.reference, sort: `3${text}` };
  });
  return [...own, ...others.filter(({ text }) => !text.startsWith('.:'))];
}

/** The way from one folder to another: `../lib`, `.` for the same. */
export function relativeFolder(from: string, to: string): string {
  const base = from === '' ? [] : from.split('/');
  const parts = to === '' ? [] : to.split('/');
  let same = 0;
  while (same < base.length && base[same] === parts[same]) same++;
  const up = base.slice(same).map(() => '..');
  const down = parts.slice(same);
  const steps = up.length === 0 ? ['.', ...down] : [...up, ...down];
  return steps.join('/');
}

/**
 * Finds every place of a file that names a task or a rule: its definition, a dependency on it, a script that runs it. Navigation,
 * renaming, lenses and hovers all work on these.
 */
import { type TaskReference, taskReference } from '../../engine/config/definition.ts';
import type { JsonNode } from '../../engine/config/jsonc.ts';
import type { WorkspaceModel } from '../../engine/config/model.ts';
import type { JsonPath } from '../../engine/config/values.ts';
import { joinPath } from '../../engine/model/glob.ts';
import type { ConfigFile } from './configFile.ts';
import type { LanguageModel } from './languageModel.ts';
import type { Span } from './lines.ts';
import { type RoleNode, roleNodes } from './specWalk.ts';
import { indexOf } from './workspaceIndex.ts';

/** A task or a rule by its name. */
export interface Target {
  readonly kind: 'task' | 'rule';
  readonly name: string;
  /** Undefined: the task of every package that has it, as in `build` and `^build`. */
  readonly package: string | undefined;
}

/** A place that names a task or a rule. */
export interface Mention extends Target {
  /** `event`: a script that runs before or after it, e.g. `prebuild`. `command`: a script that runs it by name. */
  readonly use: 'definition' | 'reference' | 'event' | 'command';
  /** Only the name: `build` of `web#build`. */
  readonly span: Span;
  /** All between the quotes. */
  readonly whole: Span;
  readonly path: JsonPath;
}

const known = new WeakMap<
  JsonNode,
  { readonly for: WorkspaceModel; readonly path: string; readonly mentions: readonly Mention[] }
>();

/** All mentions in a file, in order. Texts with escapes in them are left out: no name that works needs any. */
export function mentionsIn(file: ConfigFile, { workspace }: LanguageModel): readonly Mention[] {
  if (file.tree === undefined) return [];
  const before = known.get(file.tree);
  if (before?.for === workspace && before.path === file.path) return before.mentions;
  const mentions = findMentions(file, file.tree, workspace);
  // Only correct if mentions follow from tree, path and workspace: a rule that is new makes references mean it.
  known.set(file.tree, { for: workspace, path: file.path, mentions });
  return mentions;
}

function findMentions(
  file: ConfigFile,
  tree: JsonNode,
  workspace: WorkspaceModel,
): readonly Mention[] {
  const nodes = roleNodes(tree, file.spec).filter((one) => isVerbatim(one.node));
  const named = nodes.flatMap((one) => mentionOf(one, file, workspace) ?? []);
  return file.kind === 'package' ? [...named, ...scriptMentions(file, nodes)] : named;
}

/** The mention that a cursor stands in or at the end of. */
export function mentionAt(
  file: ConfigFile,
  offset: number,
  model: LanguageModel,
): Mention | undefined {
  return mentionsIn(file, model).find(
    ({ whole, use }) => offset >= whole.start && offset <= whole.end && use !== 'command',
  );
}

/** Whether both may be about one task. */
export function isSame(a: Target, b: Target): boolean {
  if (a.kind !== b.kind || a.name !== b.name) return false;
  return a.package === undefined || b.package === undefined || a.package === b.package;
}

function isVerbatim(node: JsonNode): boolean {
  return typeof node.value === 'string' && node.length === node.value.length + 2;
}

function mentionOf(
  one: RoleNode,
  file: ConfigFile,
  workspace: WorkspaceModel,
): Mention | undefined {
  const text = String(one.node.value);
  switch (one.role) {
    case 'task':
      return placed(one, 'definition', taskTarget(text, file));
    case 'script':
      return placed(one, 'definition', { kind: 'task', name: text, package: file.owner.name });
    case 'rule':
      return placed(one, 'definition', { kind: 'rule', name: text, package: undefined });
    case 'reference':
      // `$TURBO_EXTENDS$`, and variables as older versions of Turborepo have them among the dependencies.
      if (text.startsWith('$')) return undefined;
      return placed(one, 'reference', referenceTarget(text, one.path, file, workspace));
    case 'script-reference':
      return placed(one, 'reference', scriptTarget(text, file, workspace));
    default:
      return undefined;
  }
}

/** The name is always the end of the text. */
function placed(one: RoleNode, use: Mention['use'], target: Target): Mention {
  const whole = { start: one.node.offset + 1, end: one.node.offset + one.node.length - 1 };
  const span = { start: whole.end - target.name.length, end: whole.end };
  return { ...target, use, span, whole, path: one.path };
}

/** A key of `tasks`: `build` or `web#build`. The turbo.json of a package speaks of that package. */
function taskTarget(text: string, file: ConfigFile): Target {
  const hash = text.indexOf('#');
  if (hash !== -1)
    return { kind: 'task', name: text.slice(hash + 1), package: text.slice(0, hash) };
  return { kind: 'task', name: text, package: file.owner.dir === '' ? undefined : file.owner.name };
}

function referenceTarget(
  text: string,
  path: JsonPath,
  file: ConfigFile,
  workspace: WorkspaceModel,
): Target {
  const reference = taskReference(text, { file: file.owner.dir, path });
  const owner = path[0] === 'rules' ? undefined : taskTarget(String(path[1]), file).package;
  return resolved(reference, owner, workspace);
}

function resolved(
  reference: TaskReference,
  owner: string | undefined,
  workspace: WorkspaceModel,
): Target {
  const name = reference.task;
  if (reference.kind === 'exact') return { kind: 'task', name, package: reference.package };
  if (reference.kind === 'upstream') return { kind: 'task', name, package: undefined };
  const { rules, tasks } = indexOf(workspace);
  const isRule = rules.has(name) && !tasks.has(name);
  return isRule
    ? { kind: 'rule', name, package: undefined }
    : { kind: 'task', name, package: owner };
}

/** `build`, or `../lib:build` of the package in that folder. */
function scriptTarget(text: string, file: ConfigFile, workspace: WorkspaceModel): Target {
  const colon = text.indexOf(':');
  if (!text.startsWith('.') || colon === -1)
    return { kind: 'task', name: text, package: file.owner.name };
  const folder = joinPath(file.owner.dir, text.slice(0, colon));
  const owner = folder === undefined ? undefined : indexOf(workspace).folders.get(folder);
  return {
    kind: 'task',
    name: text.slice(colon + 1),
    package: owner?.name ?? text.slice(0, colon),
  };
}

/** What scripts of a package.json say beyond the table: `prebuild` runs with `build`, `npm run build` runs it. */
function scriptMentions(file: ConfigFile, nodes: readonly RoleNode[]): readonly Mention[] {
  const scripts = nodes.filter((one) => one.isKey && one.path[0] === 'scripts');
  const names = new Set(scripts.map((one) => String(one.node.value)));
  const events = scripts.flatMap((one) => {
    const name = /^(?:pre|post)(.+)$/.exec(String(one.node.value))?.[1];
    const target = { kind: 'task', name: name ?? '', package: file.owner.name } as const;
    return name !== undefined && names.has(name) ? [placed(one, 'event', target)] : [];
  });
  return [...events, ...scripts.flatMap((one) => commandMentions(one, file))];
}

const runsByName =
  /\b(?:npm|pnpm|yarn|bun|turbo|cachescope) run (?<task>[\w.:@/-]*[\w.:@/])|\bnode --run (?<own>[\w.:@/-]+)/g;

function commandMentions(script: RoleNode, file: ConfigFile): readonly Mention[] {
  const value = script.node.parent?.children?.[1];
  if (value?.type !== 'string') return [];
  const start = value.offset + 1;
  const text = file.text.slice(start, value.offset + value.length - 1);
  const whole = { start, end: start + text.length };
  return [...text.matchAll(runsByName)].map((match): Mention => {
    const name = match.groups?.task ?? match.groups?.own ?? '';
    const end = start + match.index + match[0].length;
    const isOwn = !/^(?:turbo|cachescope)/.test(match[0]);
    const owner = isOwn ? file.owner.name : undefined;
    const span = { start: end - name.length, end };
    return { kind: 'task', use: 'command', name, package: owner, span, whole, path: script.path };
  });
}

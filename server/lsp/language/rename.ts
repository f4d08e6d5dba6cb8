/**
 * Changes the name of a task or rule wherever configuration mentions it. A task that only one package speaks of is renamed there; one
 * that turbo.json or cachescope.json define for all packages, or that somebody calls `^build`, is renamed in all of them, since half of
 * it would no longer be found.
 */
import { cachescopeSpec } from '../../engine/config/cachescopeSpec.ts';
import { quote } from '../../engine/config/values.ts';
import { readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import { type Mention, mentionAt, type Target } from './mentions.ts';
import { type FoundMention, mentionsOf } from './navigation.ts';
import type { Position, RenameResult, RenameTarget, TextDocumentEdit } from './shapes.ts';
import { specsAt } from './specWalk.ts';

/** The name under the cursor, if it can be changed: a package's name in front of it cannot. */
export function prepareRename(
  document: ConfigDocument,
  position: Position,
  model: LanguageModel,
): RenameTarget | undefined {
  const file = readConfigFile(document, model);
  if (file === undefined) return undefined;
  const offset = file.lines.offset(position);
  const mention = renamable(offset, mentionAt(file, offset, model));
  return mention && { range: file.lines.range(mention.span), placeholder: mention.name };
}

/** The files with the new name in them, or why it cannot be. */
export function rename(
  document: ConfigDocument,
  position: Position,
  newName: string,
  model: LanguageModel,
): RenameResult {
  const file = readConfigFile(document, model);
  const offset = file?.lines.offset(position) ?? 0;
  const target = file && renamable(offset, mentionAt(file, offset, model));
  if (target === undefined) return { refused: 'There is no task or rule here to rename.' };
  const found = inScope(target, mentionsOf(target, model), model);
  const refused = refusal(target, found, newName, model);
  if (refused !== undefined) return { refused };
  return { documentChanges: editsByFile(found, newName, model) };
}

function renamable(offset: number, mention: Mention | undefined): Mention | undefined {
  return mention && offset >= mention.span.start ? mention : undefined;
}

function inScope(
  target: Target,
  found: readonly FoundMention[],
  { workspace }: LanguageModel,
): readonly FoundMention[] {
  const isShared = found.some(
    ({ mention }) => mention.package === undefined && mention.use !== 'command',
  );
  if (target.package === undefined || isShared) return found;
  const owners = workspace.tasks.filter(({ name }) => name === target.name);
  // `turbo run codegen` means this one where nobody else has a task of that name.
  const isOnly = owners.length <= 1;
  return found.filter(
    ({ mention }) =>
      mention.package === target.package || (isOnly && mention.package === undefined),
  );
}

function refusal(
  target: Target,
  found: readonly FoundMention[],
  newName: string,
  { workspace }: LanguageModel,
): string | undefined {
  const wrong = nameProblem(target, newName);
  if (wrong !== undefined) return `The name ${quote(newName)} ${wrong}.`;
  const isRule = workspace.rules.some(({ name }) => name === newName);
  if (isRule) return `There is a rule ${quote(newName)} already.`;
  if (target.kind === 'rule')
    return workspace.tasks.some(({ name }) => name === newName)
      ? `There is a task ${quote(newName)} already.`
      : undefined;
  const owners = new Set(found.map(({ mention }) => mention.package));
  const taken = workspace.tasks.find(
    (task) =>
      task.name === newName &&
      (owners.has(undefined) || owners.has(workspace.packages[task.package]?.name)),
  );
  if (taken === undefined) return undefined;
  const owner = workspace.packages[taken.package]?.name;
  return `${owner} has a task ${quote(newName)} already.`;
}

/** By the same tests that check the file. */
function nameProblem(target: Target, newName: string): string | undefined {
  if (target.kind === 'task' && /[#\s]/.test(newName)) return 'must not hold "#" or spaces';
  const [holder] = specsAt(cachescopeSpec, [target.kind === 'task' ? 'tasks' : 'rules']);
  return holder?.type === 'map' ? holder.names?.(newName)?.message : undefined;
}

function editsByFile(
  found: readonly FoundMention[],
  newName: string,
  model: LanguageModel,
): TextDocumentEdit[] {
  const byPath = new Map<string, TextDocumentEdit>();
  const newText = JSON.stringify(newName).slice(1, -1);
  for (const { file, mention } of found) {
    const uri = model.uriOf(file.path);
    const known = byPath.get(file.path) ?? { textDocument: { uri, version: null }, edits: [] };
    byPath.set(file.path, known);
    known.edits.push({ range: file.lines.range(mention.span), newText });
  }
  return [...byPath.values()];
}

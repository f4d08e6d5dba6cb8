/** Answers questions about configuration files: gives the language features what they need to know of the workspace. */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { WorkspaceModel } from '../../engine/config/model.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { FolderPath } from '../../protocol/basics.ts';
import * as features from '../language/features.ts';
import type { ConfigDocument, FolderEntry, LanguageModel } from '../language/languageModel.ts';
import { uriInside } from '../paths.ts';
import type {
  DocumentQuestion,
  FileDiagnostics,
  LanguageRequests,
  WorkerSetup,
} from '../workerMessages.ts';
import type { ActionTable } from './actions.ts';
import type { AllProblems, ProblemList } from './problems.ts';

type Name = keyof LanguageRequests;
type Params<Method extends Name> = LanguageRequests[Method]['params'];
type Result<Method extends Name> = LanguageRequests[Method]['result'];
type Handlers = {
  readonly [Method in Name]: (params: Params<Method>, model: LanguageModel) => Result<Method>;
};

/** Folders that nobody means in a pattern. */
const hiddenFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.cachescope']);

/** Whether a request is one of these. */
export function isLanguageRequest(method: string): method is Name {
  return Object.hasOwn(handlers, method);
}

/** What the answers come from. */
export interface LanguageSurroundings {
  readonly setup: WorkerSetup;
  readonly session: Pick<WorkspaceEngine, 'workspace'>;
  readonly table: ActionTable;
  readonly problems: ProblemList;
}

/**
 * Answers one question.
 * @throws Error where it was cancelled before its turn came: somebody who types asks faster than large files are answered
 */
export async function answerLanguage<Method extends Name>(
  method: Method,
  params: Params<Method>,
  surroundings: LanguageSurroundings,
  cancel: CancelToken,
): Promise<Result<Method>> {
  // Lets in what was sent after it.
  await setImmediate();
  if (cancel.cancelled) throw new Error('Nobody waits for this answer any more.');
  const model = await modelFor(params.open, surroundings);
  return (handlers[method] as Handlers[Method])(params, model);
}

async function modelFor(
  open: DocumentQuestion['open'],
  { setup, session, table, problems }: LanguageSurroundings,
): Promise<LanguageModel> {
  const { root, folder } = setup;
  const all = await problems.all();
  const { model: workspace, ruleActions } = session.workspace;
  const known = knownFor(all, workspace, root);
  return {
    folder,
    workspace,
    ruleActions,
    problems: known.problems,
    row: (id) => table.row(id),
    readText: (path) => (Object.hasOwn(open, path) ? open[path] : savedText(root, path)),
    readSaved: (path) => known.text(path),
    listFolder: (path) => listFolder(join(root, path)),
    uriOf: (path) => uriInside(root, path),
    environmentNames: Object.keys(process.env),
    editorHasSchema: true,
  };
}

/** What is wrong, and the texts that its places are places of. */
interface Known {
  readonly problems: readonly Problem[];
  text(path: FolderPath): string | undefined;
}

const knownStates = new WeakMap<AllProblems, Known>();

/**
 * A comment that is added moves everything below it and changes nothing that the engine knows, so it goes on with the places that it
 * had. So the texts are read together with them.
 */
function knownFor(all: AllProblems, { unknownReferences }: WorkspaceModel, root: string): Known {
  const before = knownStates.get(all);
  if (before !== undefined) return before;
  const problems = [...all.wrong, ...unknownReferences, ...all.advice];
  const texts = new Map<FolderPath, string | undefined>();
  const text = (path: FolderPath): string | undefined => {
    if (!texts.has(path)) texts.set(path, savedText(root, path));
    return texts.get(path);
  };
  // Only correct if lines are worked out now, of these very texts.
  for (const { location } of problems) if (location && location.line > 0) text(location.file);
  const known = { problems, text };
  knownStates.set(all, known);
  return known;
}

function savedText(root: string, path: FolderPath): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    // Absent, a folder, or not readable: the configuration's reader has said so.
    return undefined;
  }
}

function listFolder(folder: string): readonly FolderEntry[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !hiddenFolders.has(name))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch {
    // A path that somebody is typing need not be there.
    return [];
  }
}

const documentOf = ({ path, text }: DocumentQuestion): ConfigDocument => ({ path, text });

const handlers: Handlers = {
  'language/diagnostics': ({ paths, all, known = {} }, model) => {
    const found: Record<string, FileDiagnostics> = {};
    for (const path of new Set([...paths, ...(all ? features.filesWithProblems(model) : [])])) {
      const text = features.isConfigFile(path, model) ? model.readText(path) : undefined;
      const items = text === undefined ? [] : features.diagnosticsOf({ path, text }, model);
      const resultId = hash('sha1', JSON.stringify(items), 'base64url');
      const isKnown = Object.hasOwn(known, path) && known[path] === resultId;
      found[path] = isKnown ? { resultId } : { resultId, items };
    }
    return found;
  },
  'language/completion': (question, model) =>
    features.completionList(documentOf(question), question.position, model),
  'language/hover': (question, model) =>
    features.hover(documentOf(question), question.position, model) ?? null,
  'language/definition': (question, model) =>
    features.definition(documentOf(question), question.position, model),
  'language/references': (question, model) =>
    features.references(
      documentOf(question),
      question.position,
      model,
      question.includeDefinitions,
    ),
  'language/prepareRename': (question, model) =>
    features.prepareRename(documentOf(question), question.position, model) ?? null,
  'language/rename': (question, model) =>
    features.rename(documentOf(question), question.position, question.newName, model),
  'language/codeLens': (question, model) => features.codeLens(documentOf(question), model),
  'language/codeActions': (question, model) =>
    features.codeActions(documentOf(question), question.range, model),
};

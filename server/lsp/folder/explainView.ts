/** Why an action is, or was, not fresh, and the two texts of an input that changed. */
import type { ActionId, FileDigest, RelativePath } from '../../engine/model/brand.ts';
import type { Reason } from '../../engine/model/reason.ts';
import type { Explanation } from '../../engine/model/request.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type {
  DifferenceRequest,
  DifferenceResult,
  ExplainRequest,
  ExplainResult,
  ExplanationView,
} from '../../protocol/explain.ts';
import { reasonRow } from './rows.ts';

type Session = Pick<WorkspaceEngine, 'workspace' | 'questions' | 'readText' | 'store'>;
type Answer = Explanation | { readonly message: string };

/** Runs looked at for the last time that something had to be done. */
const runsLookedAt = 200;

/**
 * Explains.
 * @param mayCheck false: nothing may be loaded to find out how it is now, so only recorded runs are asked
 */
export async function explain(
  request: Omit<ExplainRequest, 'folder'>,
  session: Session,
  mayCheck: boolean,
): Promise<ExplainResult> {
  const answer = await answerTo(request, session, mayCheck);
  if ('message' in answer) return answer;
  const { action, run, at, state, reasons, chain, changedFile } = answer;
  const view: ExplanationView = {
    action,
    state,
    reasons: reasons.map(reasonRow),
    chain: chain.map((link) => ({ ...link, reason: reasonRow(link.reason) })),
    hasDifference: changedFile !== undefined && 'before' in textsOf(answer, changedFile, session),
    ...(run === undefined ? {} : { run }),
    ...(at === undefined ? {} : { at }),
    ...(changedFile === undefined ? {} : { changedFile }),
  };
  return view;
}

/** The two texts. */
export async function difference(
  { path, ...request }: Omit<DifferenceRequest, 'folder'>,
  session: Session,
  mayCheck: boolean,
): Promise<DifferenceResult> {
  const answer = await answerTo(request, session, mayCheck);
  return 'message' in answer ? answer : textsOf(answer, path, session);
}

async function answerTo(
  { action, run }: { readonly action: string; readonly run?: string },
  session: Session,
  mayCheck: boolean,
): Promise<Answer> {
  const id = action as ActionId;
  const known = session.workspace.actions.get(id);
  if (!known) return { message: `There is no action "${action}".` };
  const asked = run ?? (mayCheck ? undefined : lastRunOf(id, session));
  if (asked === undefined && !mayCheck)
    return { message: `No kept run had to do anything for ${action}.` };
  const answer = await session.questions.explain(id, asked);
  if (!('message' in answer) || run !== undefined || known.work.type !== 'none') return answer;
  const names = known.dependsOn.map((dependency) => dependency.action);
  const some = names.slice(0, 5).join(', ');
  const rest = names.length > 5 ? `, and ${names.length - 5} more` : '';
  return {
    message: `${id} has no command and never runs itself; it stands for: ${some}${rest}. Explain one of those.`,
  };
}

function lastRunOf(id: ActionId, { store }: Session): string | undefined {
  const runs = store.traces.runs(runsLookedAt);
  return runs.find(({ actions }) =>
    actions.some((result) => result.id === id && result.state !== 'fresh'),
  )?.id;
}

function textsOf(
  { reasons, chain }: Explanation,
  path: string,
  { readText }: Session,
): DifferenceResult {
  const all = [...reasons, ...chain.map(({ reason }) => reason)];
  const change = all.map(changeOf).find((one) => one?.path === path);
  if (!change) return { message: `${path} is not among the files that changed.` };
  const text = (digest: FileDigest | undefined): string | undefined =>
    digest === undefined ? '' : readText(digest, change.path);
  const [before, after] = [text(change.before), text(change.after)];
  if (before !== undefined && after !== undefined) return { before, after };
  const which = before === undefined ? 'before' : 'after';
  return {
    message: `The text of ${path} ${which} the change was not kept: only small text files are.`,
  };
}

function changeOf(reason: Reason):
  | {
      readonly path: RelativePath;
      readonly before: FileDigest | undefined;
      readonly after: FileDigest | undefined;
    }
  | undefined {
  switch (reason.kind) {
    case 'input-changed':
      return reason;
    case 'input-added':
      return reason.after && { ...reason, before: undefined };
    case 'input-removed':
      return reason.before && { ...reason, after: undefined };
    default:
      return undefined;
  }
}

/** `cachescope explain`: why an action ran, from its reason back to the file that a person changed. */
import type { ActionId } from '../../engine/model/brand.ts';
import { reasonText } from '../../engine/model/reason.ts';
import type { Explanation } from '../../engine/model/request.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import type { TextDifference } from '../difference.ts';
import { CommandFailure } from '../failure.ts';
import { jsonReason } from '../jsonForms.ts';
import type { Style } from '../render/style.ts';
import { ageText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import type { Session } from '../session.ts';
import { openSession } from '../session.ts';
import { actionNamed, checkedSelection } from '../workspace.ts';

/** Explains one action. */
export async function command(context: CommandContext): Promise<number> {
  const { output, flags, positionals } = context;
  const session = await openSession(context, {});
  try {
    const action = actionNamed(session.workspace, positionals[0] ?? '');
    await checkedSelection(session, [action], []);
    const answer = await session.engine.explain(action, flags.value('run'));
    if ('message' in answer)
      return nothingKnown(
        context,
        action,
        flags.has('run') ? answer.message : (groupText(session, action) ?? answer.message),
      );
    const differences = flags.has('diff') ? await differencesOf(answer, session) : undefined;
    if (output.json) output.printJson(jsonExplanation(answer, differences));
    else output.stdout.write(text(answer, differences, output.stdout.style));
    return 0;
  } finally {
    await session.close();
  }
}

/** What to ask instead where an action only names others. */
function groupText({ workspace }: Session, id: ActionId): string | undefined {
  const action = workspace.actions.get(id);
  if (action?.work.type !== 'none') return undefined;
  const names = action.dependsOn.map((dependency) => dependency.action);
  const some = names.slice(0, 5).join(', ');
  const rest = names.length > 5 ? `, and ${names.length - 5} more` : '';
  return `${id} has no command and never runs itself; it stands for: ${some}${rest}. Explain one of those.`;
}

async function differencesOf(
  answer: Explanation,
  session: Session,
): Promise<readonly TextDifference[]> {
  const { differencesFor } = await import('../difference.ts');
  return differencesFor(answer, session.readText);
}

/** That an action is fresh is an answer; that a run is not known is a mistake in the question. */
function nothingKnown({ output, flags }: CommandContext, action: string, message: string): number {
  if (flags.has('run')) throw new CommandFailure('unknown-run', message);
  if (output.json)
    output.printJson({
      version: jsonVersion,
      command: 'explain',
      action,
      state: 'fresh',
      reasons: [],
      chain: [],
      message,
    });
  else output.stdout.write(`${visible(message)}\n`);
  return 0;
}

function jsonExplanation(
  answer: Explanation,
  differences: readonly TextDifference[] | undefined,
): object {
  const { action, run, at, state, reasons, chain, changedFile } = answer;
  return {
    version: jsonVersion,
    command: 'explain',
    action,
    run: run ?? null,
    at: at === undefined ? null : new Date(at).toISOString(),
    state,
    reasons: reasons.map(jsonReason),
    chain: chain.map(({ action: id, state: how, reason }) => ({
      action: id,
      state: how,
      reason: jsonReason(reason),
    })),
    changedFile: changedFile ?? null,
    diff: differences,
  };
}

function text(
  answer: Explanation,
  differences: readonly TextDifference[] | undefined,
  style: Style,
): string {
  const lines = [headLine(answer, style), ''];
  for (const reason of answer.reasons) lines.push(`  ${visible(reasonText(reason))}`);
  lines.push(...chainLines(answer, style));
  for (const difference of differences ?? []) lines.push('', differenceText(difference, style));
  return `${lines.join('\n').trimEnd()}\n`;
}

function headLine({ action, state, run, at }: Explanation, style: Style): string {
  const when =
    run === undefined || at === undefined ? 'now' : `in run ${run}, ${ageText(Date.now() - at)}`;
  const what =
    run === undefined
      ? (
          {
            ran: 'would run',
            restored: 'would be restored',
            failed: 'would fail',
            fresh: 'is fresh',
            skipped: 'would be skipped',
          } as const
        )[state]
      : stateWords[state];
  return `${style.bold(visible(action))} ${what} ${when}, because:`;
}

const stateWords = {
  ran: 'ran',
  restored: 'was restored',
  failed: 'failed',
  fresh: 'was fresh',
  skipped: 'was skipped',
} as const;

/** The way back; shown only where it has more than the one step that the reasons already say. */
function chainLines({ chain, changedFile }: Explanation, style: Style): readonly string[] {
  if (chain.length < 2) return [];
  const links = chain.map(({ action, reason }, at) => {
    const indent = '  '.repeat(at + 1);
    return `${indent}${style.bold(visible(action))}  ${visible(reasonText(reason))}`;
  });
  const end =
    changedFile === undefined
      ? []
      : [`${'  '.repeat(chain.length + 1)}${style.yellow(visible(changedFile))}`];
  return ['', 'The way back to the cause:', ...links, ...end];
}

function differenceText({ path, patch, message }: TextDifference, style: Style): string {
  if (patch === undefined) return `${visible(path)}: ${message ?? 'no difference can be shown'}`;
  return patch
    .split('\n')
    .map((line) => diffLine(visible(line.replace(/\t/g, '    ')), style))
    .join('\n');
}

function diffLine(line: string, style: Style): string {
  if (line.startsWith('+++') || line.startsWith('---')) return style.bold(line);
  if (line.startsWith('+')) return style.green(line);
  if (line.startsWith('-')) return style.red(line);
  return line.startsWith('@@') ? style.cyan(line) : line;
}

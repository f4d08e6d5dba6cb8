/** Asks which run to compare with, out of those that have a profile. */
import { type QuickPickItem, window } from 'vscode';
import type { RunSummary } from '../../../server/protocol/tasks.ts';
import { formatDuration, formatTime, inert } from '../../format.ts';
import { t } from '../../texts.ts';
import { type RunPlace, runsWithProfile } from './runPlace.ts';
import type { RunQuestions } from './runQuestions.ts';

interface RunChoice extends QuickPickItem {
  readonly run: string;
}

/** Asks. @returns undefined where the user chose none, or there is none */
export async function pickOtherRun(
  { folder, run }: RunPlace,
  questions: Pick<RunQuestions, 'runs'>,
): Promise<string | undefined> {
  const others = (await runsWithProfile(folder)).filter((other) => other !== run);
  if (others.length === 0) {
    window.showInformationMessage(t('There is no other run with a profile yet.'));
    return undefined;
  }
  const known = new Map((await questions.runs(folder)).rows.map((one) => [one.id, one]));
  const choices = others.map((other) => choiceOf(other, known.get(other)));
  const picked = await window.showQuickPick(choices, { title: t('Compare with') });
  return picked?.run;
}

function choiceOf(run: string, about: RunSummary | undefined): RunChoice {
  if (about === undefined) return { run, label: run };
  const { targets, startedAt, durationMs } = about;
  const label = inert(targets.join(' ')) || t('all targets');
  return { run, label, description: `${formatTime(startedAt)} · ${formatDuration(durationMs)}` };
}

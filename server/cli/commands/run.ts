/** `cachescope run`: brings targets up to date, once or for as long as somebody edits. */
import type { RunRecord } from '../../engine/model/run.ts';
import type { LiveMetrics } from '../../host/metrics/liveMetrics.ts';
import type { CpuProfiles } from '../../host/profiles/cpuProfiles.ts';
import type { StandingInput } from '../../host/workspace/standingRun.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { exitCodes } from '../commandTable.ts';
import { jsonAction, jsonProblem, jsonRun } from '../jsonForms.ts';
import { PrintedText } from '../printedText.ts';
import { durationText } from '../render/units.ts';
import { build } from '../runBuild.ts';
import type { RunChoice } from '../runOptions.ts';
import { runChoice } from '../runOptions.ts';
import type { Session } from '../session.ts';
import { openSession } from '../session.ts';
import { standingQuestion } from '../standing.ts';
import { checkedSelection, printWarnings, warningText } from '../workspace.ts';

/** Runs, or watches. */
export async function command(context: CommandContext): Promise<number> {
  const choice = runChoice(context);
  const cpu = choice.cpu ? await openCpuProfiles() : undefined;
  const { concurrency } = choice;
  const session = await openSession(context, { concurrency, moreVariables: cpu?.variables });
  // Only asked, nothing happens that could be measured.
  const isMeasured = session.workspace.settings.metrics && !choice.dryRun;
  const metrics = isMeasured ? await measure(session) : undefined;
  try {
    if (choice.watch) {
      const { watch } = await import('../watch.ts');
      return await watch(context, choice, session);
    }
    return await runOnce(context, choice, session, { cpu, metrics });
  } finally {
    metrics?.save();
    await session.close();
    await cpu?.close();
  }
}

async function openCpuProfiles(): Promise<CpuProfiles> {
  const { CpuProfiles } = await import('../../host/profiles/cpuProfiles.ts');
  return await CpuProfiles.open();
}

async function measure(session: Session): Promise<LiveMetrics> {
  const { LiveMetrics } = await import('../../host/metrics/liveMetrics.ts');
  return new LiveMetrics(session);
}

async function runOnce(
  context: CommandContext,
  choice: RunChoice,
  session: Session,
  {
    cpu,
    metrics,
  }: { readonly cpu: CpuProfiles | undefined; readonly metrics: LiveMetrics | undefined },
): Promise<number> {
  const { output } = context;
  const { actions: ids, warnings } = await checkedSelection(
    session,
    choice.targets,
    choice.filters,
  );
  printWarnings(warnings, output);
  const printed = new PrintedText();
  const run = await build(context, choice, session, ids, {
    onPrinted: (text) => printed.add(text),
    cpu,
  });
  const errors = warningText(warnings, output);
  keepStanding(context, session, run, { printed, errors, counts: metrics?.countsOfRun() });
  if (output.json) {
    output.printJson({
      version: jsonVersion,
      command: 'run',
      dryRun: choice.dryRun,
      ...jsonRun(run),
      actions: run.actions.map(jsonAction),
      problems: warnings.map(jsonProblem),
    });
  }
  // A build that only looked leaves nothing to collect, and must stay as fast as it is.
  if (!choice.dryRun && run.actions.some(({ state }) => state === 'ran')) session.collectGarbage();
  return exitCodeOf(run);
}

/** Leaves the run for the next one that is asked the same, where it found nothing to do. */
function keepStanding(
  { words }: CommandContext,
  session: Session,
  run: RunRecord,
  {
    printed,
    errors,
    counts,
  }: Pick<StandingInput, 'counts'> & { readonly printed: PrintedText; readonly errors: string },
): void {
  if (run.actions.some(({ state }) => state !== 'fresh')) return;
  const parts = printed.around(durationText(run.duration));
  const question = standingQuestion(words);
  if (parts && question !== undefined)
    session.keepStanding({ run, question, shown: { ...parts, errors }, counts });
}

function exitCodeOf({ actions }: RunRecord): number {
  return actions.some(({ state }) => state === 'failed') ? exitCodes.taskFailed : exitCodes.ok;
}

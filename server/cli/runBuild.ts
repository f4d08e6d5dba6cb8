/** One build as `run` and watching do it: shown while it happens and, where asked for, written as a profile. */
import type { ActionId } from '../engine/model/brand.ts';
import type { RunRecord } from '../engine/model/run.ts';
import type { CpuProfiles } from '../host/profiles/cpuProfiles.ts';
import { aboutRun, RunProfiles } from '../host/profiles/runProfiles.ts';
import type { CommandContext } from './command.ts';
import { visible } from './render/visible.ts';
import { startDisplay } from './runDisplay.ts';
import type { RunChoice } from './runOptions.ts';
import type { Session } from './session.ts';

/**
 * One build, shown while it happens and, where asked for, written as a profile.
 * @param ids the selected actions
 * @param more.replayLogs show again what fresh and restored actions printed
 * @param more.onPrinted told everything that is printed and stays
 */
export async function build(
  context: CommandContext,
  choice: RunChoice,
  session: Session,
  ids: readonly ActionId[],
  more: {
    readonly replayLogs?: boolean;
    readonly onPrinted?: (text: string | Uint8Array) => void;
    /** Collects what the processes of actions do. */
    readonly cpu?: CpuProfiles | undefined;
  } = {},
): Promise<RunRecord> {
  const { engine, clock, gate, workspace } = session;
  const { replayLogs = choice.outputMode === 'full', onPrinted } = more;
  const actions = workspace.actions;
  const display = startDisplay({
    ...context,
    ...choice,
    clock,
    gate,
    actions,
    ...(onPrinted && { onPrinted }),
  });
  const unsubscribe = engine.subscribe(display.onEvent);
  const profiles = new RunProfiles(session);
  try {
    const run = await engine.build(
      {
        actions: ids,
        targets: choice.targets,
        force: choice.force ? 'targets' : 'none',
        dryRun: choice.dryRun,
        continueOnFailure: choice.continueOnFailure,
        noCache: choice.noCache || workspace.settings.cache.disable.includes('traces'),
        replayLogs,
        concurrency: session.concurrency,
        memoryLimit: workspace.settings.memoryLimit,
      },
      context.cancel,
    );
    await leaveProfile({ context, choice, session, run, profiles, cpu: more.cpu });
    return run;
  } finally {
    unsubscribe();
    profiles.stop();
    display.end();
  }
}

/** Writes the profile where somebody asked for it, and keeps it where anything was done. */
async function leaveProfile(after: {
  readonly context: CommandContext;
  readonly choice: RunChoice;
  readonly session: Session;
  readonly run: RunRecord;
  readonly profiles: RunProfiles;
  readonly cpu: CpuProfiles | undefined;
}): Promise<void> {
  const { context, choice, session, run, profiles, cpu } = after;
  const isKept = profiles.hasWork && !choice.dryRun;
  if (!isKept && choice.profile === undefined) return;
  const profile = await profiles.profile(await cpu?.read(session.clock.elapsed()));
  const problem = isKept ? await profiles.keep(run, profile) : undefined;
  const { stderr } = context.output;
  if (problem !== undefined) stderr.write(`${stderr.style.yellow(visible(problem))}\n`);
  if (choice.profile === undefined) return;
  const { formatOfFile, profileText, writeProfile } = await import('./profileFile.ts');
  const text = await profileText(profile, formatOfFile(choice.profile), aboutRun(run));
  await writeProfile(text, choice.profile);
}

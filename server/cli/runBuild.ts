/** One build as `run` and watching do it: shown while it happens and, where asked for, written as a profile. */
import type { ActionId } from '../engine/model/brand.ts';
import type { RunRecord } from '../engine/model/run.ts';
import type { CommandContext } from './command.ts';
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
  } = {},
): Promise<RunRecord> {
  const { engine, clock, workspace } = session;
  const { replayLogs = choice.outputMode === 'full', onPrinted } = more;
  const actions = workspace.actions;
  const display = startDisplay({
    ...context,
    ...choice,
    clock,
    actions,
    ...(onPrinted && { onPrinted }),
  });
  const unsubscribe = engine.subscribe(display.onEvent);
  const profile =
    choice.profile === undefined ? undefined : await recordProfile(session, choice.profile);
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
    await profile?.write();
    return run;
  } finally {
    unsubscribe();
    profile?.stop();
    display.end();
  }
}

async function recordProfile(
  session: Session,
  file: string,
): Promise<{ write(): Promise<void>; stop(): void }> {
  const { ProfileRecorder } = await import('./profileRecorder.ts');
  const recorder = new ProfileRecorder();
  const stop = session.engine.subscribe((event) => recorder.onEvent(event));
  return {
    stop,
    async write() {
      const { writeProfile } = await import('./profileFile.ts');
      await writeProfile(recorder.profile(), file);
    },
  };
}

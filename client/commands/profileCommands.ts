/** Commands of profiles: a file that the user chooses, the profile that a run left, or what changed between two runs. */
import { Uri, window, workspace } from 'vscode';
import { inert } from '../format.ts';
import type { ActiveRun } from '../runs.ts';
import { type Subject, subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import { openProfile } from '../webviews/flame/flameEditor.ts';
import { openLiveFlame } from '../webviews/flame/liveFlame.ts';
import { pickOtherRun } from '../webviews/flame/otherRun.ts';
import { profileOfRun, type RunPlace } from '../webviews/flame/runPlace.ts';
import { runQuestions } from '../webviews/flame/runQuestions.ts';
import { wantComparison } from '../webviews/flame/runServices.ts';
import type { Handler, Parts } from './parts.ts';

/** The handlers. */
export function profileCommands(parts: Parts) {
  return {
    // From the palette without a file, from the explorer with one.
    'cachescope.openProfile': (file?: unknown) =>
      openProfile(file instanceof Uri ? file : undefined),
    'cachescope.openFlameChart': async (...args) => {
      const place = placeOf(subjectOfArguments(args, 'run'));
      const [newest] = parts.runs.active;
      const active = place === undefined ? newest : activeRun(parts, place);
      if (active !== undefined) showRunning(parts, active);
      else if (place === undefined) await openProfile();
      else await openFlameChart(place);
    },
    'cachescope.showRunningBuild': async (...args) => {
      const place = placeOf(subjectOfArguments(args, 'run'));
      const run = place === undefined ? await pickActive(parts) : activeRun(parts, place);
      if (run !== undefined) showRunning(parts, run);
    },
    'cachescope.compareRuns': async (...args) => {
      const place = placeOf(subjectOfArguments(args, 'run'));
      if (place !== undefined) await compareRuns(parts, place);
    },
  } satisfies Partial<Record<string, Handler>>;
}

function placeOf({ folder, run }: Subject): RunPlace | undefined {
  return folder === undefined || run === undefined ? undefined : { folder, run };
}

function activeRun({ runs }: Parts, { folder, run }: RunPlace): ActiveRun | undefined {
  return runs.active.find((one) => one.folder === folder && one.run === run);
}

function showRunning({ context, connection }: Parts, run: ActiveRun): void {
  openLiveFlame({ extensionUri: context.extensionUri, connection }, run);
}

/** The run that is under way; of several, the one that is chosen. */
async function pickActive({ runs, folders }: Parts): Promise<ActiveRun | undefined> {
  const { active } = runs;
  if (active.length === 0) window.showInformationMessage(t('No build of this window is running.'));
  if (active.length < 2) return active[0];
  const choices = active.map((run) => ({
    run,
    label: inert(run.targets.join(' ')) || t('all targets'),
    description: inert(folders.find(run.folder)?.name ?? ''),
  }));
  return (await window.showQuickPick(choices, { title: t('Running build to show') }))?.run;
}

async function openFlameChart(place: RunPlace): Promise<void> {
  const file = await profileOf(place);
  if (file !== undefined) await openProfile(file);
}

// The question comes first: a page that opens takes the focus, and with it the question away.
async function compareRuns({ connection }: Parts, place: RunPlace): Promise<void> {
  const file = await profileOf(place);
  const other = file && (await pickOtherRun(place, runQuestions(connection)));
  if (other === undefined) return;
  wantComparison(place, other);
  await openProfile(file);
}

/** The profile of a run; undefined after saying why there is none. */
async function profileOf(place: RunPlace): Promise<Uri | undefined> {
  const file = profileOfRun(place);
  if (file !== undefined && (await isThere(file))) return file;
  // Not waited for: the command is over, whether or not somebody reads it.
  window.showInformationMessage(
    t(
      'This run has no profile: it had nothing to do, or it is older than the last 20 that are kept.',
    ),
  );
  return undefined;
}

async function isThere(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    // It is not there.
    return false;
  }
}

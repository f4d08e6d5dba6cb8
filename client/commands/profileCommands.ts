/** Commands of profiles: a file that the user chooses, the profile that a run left, or what changed between two runs. */
import { Uri, window, workspace } from 'vscode';
import { type Subject, subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import { openProfile } from '../webviews/flame/flameEditor.ts';
import { pickOtherRun } from '../webviews/flame/otherRun.ts';
import { profileOfRun, type RunPlace } from '../webviews/flame/runPlace.ts';
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
      if (place === undefined) await openProfile();
      else await openFlameChart(place);
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

/** @returns whether there is one */
async function openFlameChart(place: RunPlace): Promise<boolean> {
  const file = profileOfRun(place);
  if (file !== undefined && (await isThere(file))) {
    await openProfile(file);
    return true;
  }
  // Not waited for: the command is over, whether or not somebody reads it.
  window.showInformationMessage(
    t(
      'This run has no profile: it had nothing to do, or it is older than the last 20 that are kept.',
    ),
  );
  return false;
}

async function compareRuns({ connection }: Parts, place: RunPlace): Promise<void> {
  if (!(await openFlameChart(place))) return;
  const other = await pickOtherRun(place, (folder) =>
    connection.request('cachescope/runs', { folder, offset: 0, limit: 200 }),
  );
  if (other !== undefined) wantComparison(place, other);
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

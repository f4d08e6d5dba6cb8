/** Commands of profiles: a file that the user chooses, or the profile that a run left. */
import { Uri, window, workspace } from 'vscode';
import { type Subject, subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import { openProfile } from '../webviews/flame/flameEditor.ts';
import type { Handler } from './parts.ts';

/** Names of runs, and nothing that leads out of the folder of profiles. */
const safeName = /^[\w-]{1,100}$/;

/** The handlers. */
export function profileCommands() {
  return {
    // From the palette without a file, from the explorer with one.
    'cachescope.openProfile': (file?: unknown) =>
      openProfile(file instanceof Uri ? file : undefined),
    'cachescope.openFlameChart': (...args) => openFlameChart(subjectOfArguments(args, 'run')),
  } satisfies Partial<Record<string, Handler>>;
}

async function openFlameChart({ folder, run }: Subject): Promise<void> {
  if (folder === undefined || run === undefined || !safeName.test(run)) return openProfile();
  const file = Uri.joinPath(Uri.parse(folder), '.cachescope', 'profiles', `${run}.trace.json.gz`);
  if (await isThere(file)) return openProfile(file);
  // Not waited for: the command is over, whether or not somebody reads it.
  window.showInformationMessage(
    t(
      'This run has no profile: it had nothing to do, or it is older than the last 20 that are kept.',
    ),
  );
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

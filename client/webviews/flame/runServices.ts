/** What the page of a run may ask for: why an action ran, and the profile of another run to compare with. */
import { commands, Uri, window } from 'vscode';
import type { ProfileSource } from '../../../server/protocol/webview.ts';
import { inert } from '../../format.ts';
import { t } from '../../texts.ts';
import type { FlameHost, FlameServices, RunServices } from './flameHost.ts';
import { pickOtherRun } from './otherRun.ts';
import { profileOfRun, type RunPlace, runsWithProfile } from './runPlace.ts';
import type { RunQuestions } from './runQuestions.ts';

/** Pages that are open, and what is wanted of those that are, or are just about to be; by folder and run. */
const hosts = new Map<string, FlameHost>();
const wanted = new Map<string, string>();

// The same folder can be written in more than one way.
const keyOf = ({ folder, run }: RunPlace) => `${Uri.parse(folder)} ${run}`;

/** Keeps the host of a run's page. @returns what ends that */
export function takeHost(place: RunPlace, host: FlameHost): () => void {
  hosts.set(keyOf(place), host);
  return () => {
    if (hosts.get(keyOf(place)) === host) hosts.delete(keyOf(place));
  };
}

/** Has the page of a run, open or about to be, compare it with another one. */
export function wantComparison(place: RunPlace, other: string): void {
  wanted.set(keyOf(place), other);
  hosts.get(keyOf(place))?.wake();
}

/** Makes them. */
export function runServices(of: {
  readonly place: RunPlace;
  readonly questions: RunQuestions;
  /** How the page gets at a file. */
  readonly sourceOf: (file: Uri) => ProfileSource;
  readonly bytesOf: (file: Uri) => FlameServices['bytes'];
}): RunServices {
  const { place, questions, sourceOf, bytesOf } = of;
  const fileOf = (run: string): Uri => {
    const file = profileOfRun({ folder: place.folder, run });
    if (file === undefined) throw new Error(t('{0} is no run.', run));
    return file;
  };
  const readers = new Map<string, FlameServices['bytes']>();
  return {
    explain: (action) => void commands.executeCommand('cachescope.explain', { ...place, action }),
    openEntry: (action) => void openEntry(place, questions, action),
    pickRun: async () => (await pickOtherRun(place, questions)) ?? null,
    wantedRun: () => {
      const run = wanted.get(keyOf(place)) ?? null;
      wanted.delete(keyOf(place));
      return run;
    },
    otherProfile: async (run) => {
      if (!(await runsWithProfile(place.folder)).includes(run))
        throw new Error(t('The profile of run {0} is not kept any longer.', run));
      return { ...sourceOf(fileOf(run)), run };
    },
    otherBytes: (run, offset) => {
      const read = readers.get(run) ?? bytesOf(fileOf(run));
      readers.set(run, read);
      return read(offset);
    },
  };
}

async function openEntry(
  { folder }: RunPlace,
  questions: RunQuestions,
  action: string,
): Promise<void> {
  try {
    const entry = await questions.entry(folder, action);
    if (entry === undefined) {
      window.showInformationMessage(t('No result of {0} is kept.', inert(action)));
      return;
    }
    const subject = { folder, entry: entry.id, selectName: entry.name };
    await commands.executeCommand('cachescope.openEntry', subject);
  } catch (error) {
    window.showErrorMessage(inert(error instanceof Error ? error.message : String(error)));
  }
}

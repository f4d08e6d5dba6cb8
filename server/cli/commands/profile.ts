/** `cachescope profile`: what a run was bound by, or its profile for a viewer. */
import { resolve } from 'node:path';
import { profiledRuns, readRunProfile } from '../../host/profiles/runProfiles.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type RunAction, runActions } from '../../profiles/run/runActions.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { formatOfFile, profileText, type WrittenFormat, writeProfile } from '../profileFile.ts';
import { runMarkdown } from '../render/runMarkdown.ts';
import type { Style } from '../render/style.ts';
import { durationText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { openStores } from '../session.ts';

/** Shows or writes the profile of a run. */
export async function command(context: CommandContext): Promise<number> {
  const { flags, positionals, folder, output } = context;
  const { run, profile } = await profileOf(context, positionals[0]);
  const out = flags.value('out');
  const format = formatWanted(flags.value('format'), out);
  if (format !== 'text') {
    const isMarkdown = format === 'markdown';
    const text = isMarkdown
      ? [runMarkdown(run, profile)]
      : await profileText(profile, format, { run });
    if (out !== undefined) await writeProfile(text, resolve(folder, out));
    else for (const piece of text) output.stdout.write(piece);
    return 0;
  }
  if (output.json) output.printJson(json(run, profile));
  else output.stdout.write(summary(run, profile, output.stdout.style));
  return 0;
}

function formatWanted(
  given: string | undefined,
  out: string | undefined,
): WrittenFormat | 'markdown' | 'text' {
  if (given === 'chrome' || given === 'speedscope' || given === 'markdown') return given;
  if (given === 'text' && out !== undefined)
    throw new CommandFailure('bad-option', '--out is for the other formats: leave it out.');
  if (out === undefined) return 'text';
  return /\.md$/i.test(out) ? 'markdown' : formatOfFile(out);
}

function pathOf(profile: Profile): readonly RunAction[] {
  return runActions(profile).actions.filter(({ isCritical }) => isCritical);
}

async function profileOf(
  context: CommandContext,
  wanted: string | undefined,
): Promise<{ readonly run: string; readonly profile: Profile }> {
  const stores = openStores(context);
  try {
    const runs = await profiledRuns(stores.store.folder);
    const run = wanted ?? runs[0];
    if (run === undefined)
      throw new CommandFailure(
        'unknown-run',
        'No run has left a profile yet: those that find all fresh leave none.',
      );
    const profile = await readRunProfile(stores.store.folder, run);
    if (profile === undefined) throw new CommandFailure('unknown-run', unknownText(run, runs));
    if ('problem' in profile) throw new CommandFailure('unreadable-profile', profile.problem);
    return { run, profile };
  } finally {
    stores.close();
  }
}

function unknownText(run: string, runs: readonly string[]): string {
  const some = runs.slice(0, 5).join(', ');
  return `Run "${run}" has no profile. ${runs.length === 0 ? 'No run has one.' : `The last ones that have: ${some}.`}`;
}

function json(run: string, profile: Profile): object {
  const { lanes, length, notes } = profile;
  return {
    version: jsonVersion,
    command: 'profile',
    run,
    durationMs: length / 1000,
    lanes: lanes.map(({ name, group, count }) => ({ name, group, spans: count })),
    criticalPath: pathOf(profile).map(({ id, state, duration, wouldSave }) => ({
      action: id,
      state,
      durationMs: duration / 1000,
      wouldHaveSavedMs: wouldSave / 1000,
    })),
    notes,
  };
}

function summary(run: string, profile: Profile, style: Style): string {
  const path = pathOf(profile);
  const total = path.reduce((sum, { duration }) => sum + duration, 0) / 1000;
  const lines = [
    `${style.bold(visible(run))} took ${durationText(profile.length / 1000)}; its critical path ${durationText(total)}:`,
    ...path.map((action) => actionLine(action, style)),
    ...profile.notes.map((note) => visible(note)),
  ];
  return `${lines.join('\n')}\n`;
}

function actionLine({ id, duration, wouldSave }: RunAction, style: Style): string {
  const saved = style.dim(`would have saved ${durationText(wouldSave / 1000)}`);
  return `  ${durationText(duration / 1000).padStart(12)}  ${visible(id)}  ${saved}`;
}

/** Commands that build, stop and check. */
import { ProgressLocation, window } from 'vscode';
import { inert } from '../format.ts';
import { type Subject, subjectOfArguments, subjectsOf } from '../subject.ts';
import type { TaskWish } from '../taskProvider.ts';
import { t } from '../texts.ts';
import type { Handler, Parts } from './parts.ts';
import { pickFolder, pickTargets } from './picks.ts';
import { withProgress } from './progress.ts';

type How = Pick<TaskWish, 'force' | 'dryRun' | 'watch'>;

const once: How = { force: 'none', dryRun: false, watch: false };

/** The handlers. */
export function buildCommands(parts: Parts) {
  const build =
    (title: () => string, how: How): Handler =>
    async (...args) => {
      // A page that names a folder and nothing else means all of it.
      const all = typeof args[0] === 'string' && args.length === 1 ? { targets: [] } : {};
      const wish = await pickTargets(parts, { ...joined(args), ...all }, title());
      if (wish !== undefined) await start(parts, wish, how);
    };
  return {
    'cachescope.run': build(() => t('Run'), once),
    'cachescope.force': build(() => t('Force'), { ...once, force: 'targets' }),
    'cachescope.dryRun': build(() => t('Dry run'), { ...once, dryRun: true }),
    'cachescope.watch': build(() => t('Watch'), { ...once, watch: true }),
    'cachescope.runAll': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'action'));
      if (folder === undefined) return;
      await start(parts, { folder, targets: [] }, once);
    },
    'cachescope.stop': (...args) => stop(parts, subjectOfArguments(args, 'run')),
    'cachescope.check': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'action'));
      if (folder === undefined) return;
      const options = { title: t('Checking'), location: ProgressLocation.Window };
      await withProgress(parts, options, 'cachescope/check', { folder });
    },
  } satisfies Partial<Record<string, Handler>>;
}

function start(
  parts: Parts,
  { folder, targets }: { folder: string; targets: readonly string[] },
  how: How,
): Promise<void> {
  return parts.tasks.run({ folder, targets, ...how, continueOnFailure: false });
}

// Several selected rows are one run; a tree passes the row and all that are selected.
function joined(args: readonly unknown[]): Subject {
  if (!Array.isArray(args[1])) return subjectOfArguments(args, 'action');
  const subjects = subjectsOf(args[0], args[1]);
  const folder = subjects[0]?.folder;
  const same = subjects.filter((subject) => subject.folder === folder);
  const targets = same.flatMap((subject) => subject.targets ?? []);
  return {
    ...(folder === undefined ? {} : { folder }),
    ...(targets.length > 0 ? { targets } : {}),
  };
}

// Runs that other windows or the command line started are not ours to end; the server knows those that it can.
async function stop(parts: Parts, subject: Subject): Promise<void> {
  const folders = parts.folders.all.filter(
    ({ folder }) => subject.folder === undefined || subject.folder === folder,
  );
  const asked = folders.flatMap(({ folder, running }) =>
    running.map((run) => parts.connection.request('cachescope/stop', { folder, run })),
  );
  const ended = await Promise.all(asked);
  if (ended.some(Boolean)) return;
  const names = folders.map(({ name }) => inert(name)).join(', ');
  window.showInformationMessage(t('Nothing is running in {0}.', names || t('this window')));
}

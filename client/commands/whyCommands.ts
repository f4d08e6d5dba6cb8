/** Commands that show something: why, what differs, a file, a run, figures, advice. */
import { commands, Position, Range, Uri, window } from 'vscode';
import { inert } from '../format.ts';
import { type Subject, subjectOf, subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import { openFolderPage } from '../webviews/panels.ts';
import type { Handler, Parts } from './parts.ts';
import { pickAction, pickFolder } from './picks.ts';

/** The handlers. */
export function whyCommands(parts: Parts) {
  return {
    'cachescope.explain': (...args) => explain(parts, subjectOfArguments(args, 'action')),
    'cachescope.showDifference': (first) => showDifference(parts, subjectOf(first)),
    'cachescope.openFile': (first) => openFile(subjectOf(first)),
    'cachescope.openDeclaration': (first) => openFile(subjectOf(first)),
    'cachescope.openRun': (...args) => openRun(parts, subjectOfArguments(args, 'run')),
    'cachescope.showOverview': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'run'));
      if (folder !== undefined) openFolderPage(parts, 'overview', folder);
    },
    'cachescope.showDashboard': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'run'));
      if (folder !== undefined) openFolderPage(parts, 'dashboard', folder);
    },
    'cachescope.doctor': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'run'));
      if (folder === undefined) return;
      await parts.documents.show({ kind: 'doctor', folder }, t('Doctor'));
    },
  } satisfies Partial<Record<string, Handler>>;
}

async function explain(parts: Parts, subject: Subject): Promise<void> {
  const picked = await pickAction(parts, subject, t('Explain'));
  if (picked === undefined) return;
  const run = subject.run === undefined ? {} : { run: subject.run };
  await parts.documents.show({ kind: 'explain', ...picked, ...run }, t('Why {0}', picked.action));
}

async function showDifference(parts: Parts, subject: Subject): Promise<void> {
  const picked = await pickAction(parts, subject, t('Show difference'));
  if (picked === undefined) return;
  const run = subject.run === undefined ? {} : { run: subject.run };
  const path = subject.path ?? (await changedFile(parts, { ...picked, ...run }));
  if (path === undefined) return;
  const params = { ...picked, ...run, path };
  const result = await parts.connection.request('cachescope/difference', params);
  if ('message' in result) {
    window.showInformationMessage(inert(result.message));
    return;
  }
  const before = parts.documents.textUri({ kind: 'before', ...params });
  const after = parts.documents.textUri({ kind: 'after', ...params });
  const title = t('{0} (before ↔ after)', path);
  await commands.executeCommand('vscode.diff', before, after, title, { preview: true });
}

/** The file that a person changed, or undefined after saying why there is none. */
async function changedFile(
  parts: Parts,
  about: { folder: string; action: string; run?: string },
): Promise<string | undefined> {
  const result = await parts.connection.request('cachescope/explain', about);
  if ('message' in result) window.showInformationMessage(inert(result.message));
  else if (result.changedFile === undefined) {
    window.showInformationMessage(t('No changed file is known for {0}.', inert(about.action)));
  } else return result.changedFile;
  return undefined;
}

async function openFile({ folder, path, line }: Subject): Promise<void> {
  if (folder === undefined || path === undefined) {
    window.showInformationMessage(t('Nothing says which file that is.'));
    return;
  }
  const position = new Position(Math.max(0, (line ?? 1) - 1), 0);
  const selection = new Range(position, position);
  // Files that are no text (an image, an archive) have editors of their own.
  await commands.executeCommand('vscode.open', Uri.joinPath(Uri.parse(folder), path), {
    preview: true,
    ...(line === undefined ? {} : { selection }),
  });
}

async function openRun(parts: Parts, subject: Subject): Promise<void> {
  const folder = await pickFolder(parts, subject);
  if (folder === undefined) return;
  const run = subject.run ?? parts.folders.find(folder)?.lastRun?.id;
  if (run === undefined) {
    window.showInformationMessage(t('There is no run yet.'));
    return;
  }
  await parts.documents.show({ kind: 'run', folder, run }, t('Run {0}', run));
}

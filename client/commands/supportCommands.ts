/** Commands around the work: configuration, sample, server, log, diagnostics, and what to do next. */
import { commands, env, FileType, Range, Uri, version, window, workspace } from 'vscode';
import { placeOfSetting } from '../configurationText.ts';
import { currentState } from '../contexts.ts';
import { redact } from '../redact.ts';
import { subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import { nextSteps } from './nextSteps.ts';
import type { Handler, Parts } from './parts.ts';
import { pickFolder } from './picks.ts';

const configurationFile = 'cachescope.json';
const starter = `{
  // What the scripts of your packages read and write. "^build" is the build of what a package depends on.
  "tasks": {
    "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] },
    "test": { "dependsOn": ["build"], "outputs": [] }
  }
}
`;

/** The handlers. */
export function supportCommands(parts: Parts) {
  const { connection, log } = parts;
  return {
    'cachescope.openConfiguration': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'run'));
      const [, setting] = args;
      if (folder !== undefined)
        await openConfiguration(Uri.parse(folder), typeof setting === 'string' ? setting : '');
    },
    'cachescope.openSample': () => openSample(parts.context.extensionUri),
    'cachescope.restartServer': async () => {
      await connection.restart();
      await parts.folders.load();
    },
    'cachescope.showLog': () => log.show(),
    'cachescope.copyDiagnostics': () => copyDiagnostics(parts),
    'cachescope.showActions': async () => {
      const picked = await window.showQuickPick(nextSteps(parts), {
        title: 'Cachescope',
        placeHolder: t('What next?'),
      });
      if (picked !== undefined) await commands.executeCommand(picked.value);
    },
  } satisfies Partial<Record<string, Handler>>;
}

async function openConfiguration(folder: Uri, setting: string): Promise<void> {
  const file = Uri.joinPath(folder, configurationFile);
  if (await isThere(file)) {
    const document = await workspace.openTextDocument(file);
    const { start, end } = placeOfSetting(document.getText(), setting);
    const selection = new Range(document.positionAt(start), document.positionAt(end));
    await window.showTextDocument(document, setting === '' ? {} : { selection });
    return;
  }
  // Not on disk yet: the user looks at it and saves it, or does not.
  const draft = await workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const editor = await window.showTextDocument(draft);
  if (draft.getText() !== '') return;
  await editor.edit((edit) => edit.insert(draft.positionAt(0), starter));
}

async function openSample(extension: Uri): Promise<void> {
  const sample = Uri.joinPath(extension, 'dist', 'sample');
  const picked = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: t('Folder to put the sample workspace in'),
    openLabel: t('Put it here'),
  });
  const [parent] = picked ?? [];
  if (parent === undefined) return;
  const folder = Uri.joinPath(parent, 'cachescope-sample');
  if (!(await isThere(folder))) await workspace.fs.copy(sample, folder);
  await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}

async function isThere(uri: Uri): Promise<boolean> {
  try {
    const { type } = await workspace.fs.stat(uri);
    return type !== FileType.Unknown;
  } catch {
    // It is not there.
    return false;
  }
}

async function copyDiagnostics(parts: Parts): Promise<void> {
  const { connection, folders, context } = parts;
  const asked = folders.all.map(async ({ folder }) => {
    return connection.request('cachescope/doctor', { folder });
  });
  const doctors = connection.state === 'running' ? await Promise.allSettled(asked) : [];
  const facts = {
    extension: context.extension.packageJSON.version,
    editor: `${env.appName} ${version}`,
    remote: env.remoteName ?? 'none',
    window: currentState(connection, folders),
    server: connection.state,
    folders: folders.all,
    doctor: doctors.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))),
  };
  const home = process.env.HOME ?? process.env.USERPROFILE;
  const roots = folders.all.map(({ folder }) => Uri.parse(folder).fsPath);
  await env.clipboard.writeText(redact(JSON.stringify(facts, undefined, 2), roots, home));
  window.showInformationMessage(t('Copied, without paths and names of this machine.'));
}

/**
 * The flame chart as a read-only editor of profile files. The page fetches the file itself, so that its bytes never pass through the extension; it
 * exists for files of any folder that VS Code can read, in trusted workspaces and others: showing a file runs nothing.
 */
import * as vscode from 'vscode';
import { t } from '../../texts.ts';
import { bytesOf, fillFlame, servicesOf, sourceOf } from './flamePanel.ts';
import { runOfProfile } from './runPlace.ts';
import type { RunQuestions } from './runQuestions.ts';
import { runServices, takeHost } from './runServices.ts';

/** Type of the editor, as package.json contributes it. */
export const flameViewType = 'cachescope.flame';

/** Lets VS Code open profiles. @param questions about the runs that some of them are of */
export function registerFlameEditor(
  context: vscode.ExtensionContext,
  questions: RunQuestions,
): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(flameViewType, {
    openCustomDocument: (uri): vscode.CustomDocument => ({ uri, dispose: () => {} }),
    resolveCustomEditor: ({ uri }, panel) => fillEditor({ context, uri, panel, questions }),
  });
}

/** Asks for a file, and opens it. */
export async function openProfile(file?: vscode.Uri): Promise<void> {
  const [picked] = file === undefined ? await pickFile() : [file];
  if (picked === undefined) return;
  await vscode.commands.executeCommand('vscode.openWith', picked, flameViewType);
}

async function pickFile(): Promise<readonly vscode.Uri[]> {
  const picked = await vscode.window.showOpenDialog({
    title: t('Profile to open'),
    openLabel: t('Open'),
    filters: {
      [t('Profiles')]: ['cpuprofile', 'heapprofile', 'json', 'gz', 'pb', 'txt', 'log', 'folded'],
      [t('All files')]: ['*'],
    },
  });
  return picked ?? [];
}

function fillEditor(of: {
  readonly context: vscode.ExtensionContext;
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly questions: RunQuestions;
}): void {
  const { context, uri, panel, questions } = of;
  const source = (file: vscode.Uri) => sourceOf(panel.webview, file);
  const place = runOfProfile(uri);
  const ofRun = place && runServices({ place, questions, sourceOf: source, bytesOf });
  const host = fillFlame({
    ...{ extensionUri: context.extensionUri, panel, title: source(uri).name },
    ...{ files: vscode.Uri.joinPath(uri, '..'), folder: place?.folder ?? '' },
    profile: () => ({ ...source(uri), ...(place && { run: place.run }) }),
    services: { ...servicesOf(uri), ofRun: () => ofRun },
  });
  if (place !== undefined) panel.onDidDispose(takeHost(place, host));
}

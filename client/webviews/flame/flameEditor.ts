/**
 * The flame chart as a read-only editor of profile files. The page fetches the file itself, so that its bytes never pass through the extension; it
 * exists for files of any folder that VS Code can read, in trusted workspaces and others: showing a file runs nothing.
 */
import * as vscode from 'vscode';
import { t } from '../../texts.ts';
import { newNonce, pageHtml } from '../pageHtml.ts';
import { FlameHost, type FlameServices } from './flameHost.ts';
import { flameTexts } from './flameTexts.ts';
import { openSource } from './openSource.ts';
import { runOfProfile } from './runPlace.ts';
import type { RunQuestions } from './runQuestions.ts';
import { runServices, takeHost } from './runServices.ts';

/** Type of the editor, as package.json contributes it. */
export const flameViewType = 'cachescope.flame';

/** Bytes of one answer, where the page has to ask for them. */
const pieceBytes = 4 << 20;
/** Where a page's address of a file leads to that file. */
const fetchedSchemes = new Set(['file', 'vscode-remote']);

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
  const { webview } = panel;
  const pages = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  const folder = vscode.Uri.joinPath(uri, '..');
  webview.options = { enableScripts: true, localResourceRoots: [pages, folder] };
  const name = uri.path.split('/').at(-1) ?? '';
  // Only correct if the editor reads that kind of file itself when the page fetches it. Of another kind, e.g. in a
  // virtual workspace of some extension, the page would get nothing.
  const sourceOf = (file: vscode.Uri) => ({
    name: file.path.split('/').at(-1) ?? '',
    ...(fetchedSchemes.has(file.scheme) ? { url: webview.asWebviewUri(file).toString() } : {}),
  });
  const place = runOfProfile(uri);
  const ofRun = place && runServices({ place, questions, sourceOf, bytesOf });
  const host = new FlameHost({
    start: {
      ...{ page: 'flame', folder: place?.folder ?? '', locale: vscode.env.language },
      texts: flameTexts(),
      profile: { ...sourceOf(uri), ...(place && { run: place.run }) },
    },
    services: { ...servicesOf(uri), ...(ofRun && { ofRun }) },
    post: (message) => void webview.postMessage(message),
  });
  if (place !== undefined) panel.onDidDispose(takeHost(place, host));
  webview.onDidReceiveMessage((message: unknown) => host.receive(message));
  const pageFile = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(pages, file)).toString();
  webview.html = pageHtml({
    language: vscode.env.language,
    title: name,
    cspSource: webview.cspSource,
    nonce: newNonce(),
    scriptUri: pageFile('flame.js'),
    styleUri: pageFile('flame.css'),
    hasWorker: true,
  });
}

// The whole is kept from the first piece to the last: VS Code reads no parts of files.
function bytesOf(uri: vscode.Uri): FlameServices['bytes'] {
  let whole: Promise<Uint8Array> | undefined;
  return async (offset) => {
    whole ??= Promise.resolve(vscode.workspace.fs.readFile(uri));
    const bytes = await whole;
    const piece = bytes.slice(offset, offset + pieceBytes);
    if (piece.length === 0) whole = undefined;
    return piece;
  };
}

function servicesOf(uri: vscode.Uri): FlameServices {
  return {
    bytes: bytesOf(uri),
    openSource: (place) => openSource(place, uri),
    save: (name, bytes) => saveAs(vscode.Uri.joinPath(uri, '..', name), bytes),
  };
}

async function saveAs(proposed: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const file = await vscode.window.showSaveDialog({ defaultUri: proposed });
  if (file !== undefined) await vscode.workspace.fs.writeFile(file, bytes);
}

/** What every panel of a flame chart has, whether it shows a file or a run under way: its document, how it gets at files, what it may ask for. */
import * as vscode from 'vscode';
import type { ProfileSource } from '../../../server/protocol/webview.ts';
import { newNonce, pageHtml } from '../pageHtml.ts';
import { FlameHost, type FlameServices } from './flameHost.ts';
import { flameTexts } from './flameTexts.ts';
import { openSource } from './openSource.ts';

/** Bytes of one answer, where the page has to ask for them. */
const pieceBytes = 4 << 20;
/** Where a page's address of a file leads to that file. */
const fetchedSchemes = new Set(['file', 'vscode-remote']);

/** What a panel is filled with. */
export interface FlameFilling {
  readonly extensionUri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly title: string;
  /** Where the page may fetch files from, besides its own scripts. */
  readonly files: vscode.Uri;
  /** URI of the workspace folder; '' for files of none. */
  readonly folder: string;
  readonly profile: () => ProfileSource;
  readonly services: FlameServices;
}

/** Fills a panel. */
export function fillFlame(of: FlameFilling): FlameHost {
  const { extensionUri, panel, title, files, folder, profile, services } = of;
  const { webview } = panel;
  const pages = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [pages, files] };
  const locale = vscode.env.language;
  const host = new FlameHost({
    start: () => ({ page: 'flame', folder, locale, texts: flameTexts(), profile: profile() }),
    services,
    post: (message) => void webview.postMessage(message),
  });
  webview.onDidReceiveMessage((message: unknown) => host.receive(message));
  const pageFile = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(pages, file)).toString();
  webview.html = pageHtml({
    language: vscode.env.language,
    title,
    cspSource: webview.cspSource,
    nonce: newNonce(),
    scriptUri: pageFile('flame.js'),
    styleUri: pageFile('flame.css'),
    hasWorker: true,
  });
  return host;
}

/** How a page gets at a file. */
export function sourceOf(webview: vscode.Webview, file: vscode.Uri): ProfileSource {
  // Only correct if the editor reads that kind of file itself when the page fetches it. Of another kind, e.g. in a
  // virtual workspace of some extension, the page would get nothing.
  const url = fetchedSchemes.has(file.scheme) ? webview.asWebviewUri(file).toString() : undefined;
  return { name: file.path.split('/').at(-1) ?? '', ...(url === undefined ? {} : { url }) };
}

/** Gives a file piece by piece. The whole is kept from the first piece to the last: VS Code reads no parts of files. */
export function bytesOf(uri: vscode.Uri): FlameServices['bytes'] {
  let whole: Promise<Uint8Array> | undefined;
  return async (offset) => {
    whole ??= Promise.resolve(vscode.workspace.fs.readFile(uri));
    const bytes = await whole;
    const piece = bytes.slice(offset, offset + pieceBytes);
    if (piece.length === 0) whole = undefined;
    return piece;
  };
}

/** What pages of all profiles may ask for. @param uri the file, or one that it is about to become */
export function servicesOf(uri: vscode.Uri): FlameServices {
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

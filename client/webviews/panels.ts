/**
 * Panels of webview pages, one for each page and folder. A hidden panel is unloaded by VS Code and made anew from its own state, and so
 * is one that was open when the window closed; what it shows it asks the server for.
 */
import * as vscode from 'vscode';
import type { FolderUri } from '../../server/protocol/basics.ts';
import type { PageName } from '../../server/protocol/webview.ts';
import { t } from '../texts.ts';
import { overviewTexts } from './overviewTexts.ts';
import { newNonce, pageHtml } from './pageHtml.ts';
import { Relay, type ServerLink } from './relay.ts';

/** Type of the overview's panel, as its activation event `onWebviewPanel:` names it. */
export const overviewViewType = 'cachescope.overview';

const panels = new Map<string, vscode.WebviewPanel>();

/** Shows the overview of a folder: the panel that is open already, else a new one. */
export function openOverview(
  context: vscode.ExtensionContext,
  link: ServerLink,
  folder: FolderUri,
): void {
  const open = panels.get(panelKey('overview', folder));
  if (open !== undefined) {
    open.reveal();
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    overviewViewType,
    titleOf(folder),
    vscode.ViewColumn.Active,
    webviewOptions(context),
  );
  fillPanel({ context, link, panel, page: 'overview', folder });
}

/** Lets VS Code bring back panels that were open when the window was closed. */
export function registerPanels(
  context: vscode.ExtensionContext,
  link: ServerLink,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(overviewViewType, {
    deserializeWebviewPanel: async (panel, state) => {
      const folder = folderOfState(state);
      // The folder is no longer part of the window, or its panel was opened anew in the meantime.
      if (folder === undefined || panels.has(panelKey('overview', folder))) {
        panel.dispose();
        return;
      }
      panel.webview.options = webviewOptions(context);
      fillPanel({ context, link, panel, page: 'overview', folder });
    },
  });
}

interface Filling {
  readonly context: vscode.ExtensionContext;
  readonly link: ServerLink;
  readonly panel: vscode.WebviewPanel;
  readonly page: PageName;
  readonly folder: FolderUri;
}

function fillPanel({ context, link, panel, page, folder }: Filling): void {
  const { webview } = panel;
  panels.set(panelKey(page, folder), panel);
  panel.title = titleOf(folder);
  panel.iconPath = new vscode.ThemeIcon('dashboard');
  const relay = new Relay({
    start: { page, folder, locale: vscode.env.language, texts: overviewTexts() },
    link,
    // False where the page is hidden: it asks for everything when it is shown again.
    post: (message) => void webview.postMessage(message),
    runCommand: (command, args) => void vscode.commands.executeCommand(command, ...args),
    newCancel: () => new vscode.CancellationTokenSource(),
  });
  webview.onDidReceiveMessage((message: unknown) => relay.receive(message));
  panel.onDidChangeViewState(() => {
    if (!panel.visible) relay.suspend();
  });
  panel.onDidDispose(() => {
    panels.delete(panelKey(page, folder));
    relay.dispose();
  });
  webview.html = pageHtml({
    language: vscode.env.language,
    title: panel.title,
    cspSource: webview.cspSource,
    nonce: newNonce(),
    scriptUri: fileUri({ context, webview, file: `${page}.js` }),
    styleUri: fileUri({ context, webview, file: `${page}.css` }),
  });
}

function panelKey(page: PageName, folder: FolderUri): string {
  return `${page} ${folder}`;
}

function webviewRoot(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
}

function webviewOptions(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, enableForms: false, localResourceRoots: [webviewRoot(context)] };
}

function fileUri(of: {
  context: vscode.ExtensionContext;
  webview: vscode.Webview;
  file: string;
}): string {
  return of.webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(of.context), of.file)).toString();
}

function workspaceFolder(folder: FolderUri): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder);
}

function titleOf(folder: FolderUri): string {
  const name = workspaceFolder(folder)?.name;
  return name === undefined ? t('Cachescope overview') : t('Overview of {0}', name);
}

// State comes from a page, and from an earlier version of the extension perhaps.
function folderOfState(state: unknown): FolderUri | undefined {
  if (typeof state !== 'object' || state === null || !('folder' in state)) return undefined;
  const { folder } = state;
  return typeof folder === 'string' && workspaceFolder(folder) ? folder : undefined;
}

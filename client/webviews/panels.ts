/**
 * Panels of webview pages, one for each page and folder. A hidden panel is unloaded by VS Code and made anew from its own state, and so
 * is one that was open when the window closed; what it shows it asks the server for.
 */
import * as vscode from 'vscode';
import type { FolderUri } from '../../server/protocol/basics.ts';
import type { PageName } from '../../server/protocol/webview.ts';
import { t } from '../texts.ts';
import { dashboardTexts } from './dashboardTexts.ts';
import { graphAnswers } from './graph/graphAnswers.ts';
import { graphTexts } from './graph/graphTexts.ts';
import { overviewTexts } from './overviewTexts.ts';
import { newNonce, pageHtml } from './pageHtml.ts';
import { type OwnAnswer, Relay, type ServerLink } from './relay.ts';

/** Pages that are about a folder. */
type FolderPageName = Exclude<PageName, 'flame'>;

interface FolderPage {
  /** Type of its panels, as the activation event `onWebviewPanel:` names it. */
  readonly viewType: string;
  readonly icon: string;
  readonly texts: () => Readonly<Record<string, string>>;
  /** @param folder its name; undefined: it is not known */
  readonly title: (folder: string | undefined) => string;
  /** Default: it starts none. */
  readonly hasWorker?: boolean;
  /** What it may ask the extension itself. */
  readonly answers?: (folder: FolderUri) => Readonly<Record<string, OwnAnswer>>;
}

/** The pages that there are. */
export const folderPages: Readonly<Record<FolderPageName, FolderPage>> = {
  overview: {
    viewType: 'cachescope.overview',
    icon: 'graph',
    texts: overviewTexts,
    title: (name) => (name === undefined ? t('Cachescope overview') : t('Overview of {0}', name)),
  },
  dashboard: {
    viewType: 'cachescope.dashboard',
    icon: 'dashboard',
    texts: dashboardTexts,
    title: (name) => (name === undefined ? t('Cachescope dashboard') : t('Dashboard of {0}', name)),
  },
  graph: {
    viewType: 'cachescope.graph',
    icon: 'type-hierarchy-sub',
    texts: graphTexts,
    title: (name) =>
      name === undefined ? t('Cachescope module graph') : t('Module graph of {0}', name),
    hasWorker: true,
    answers: graphAnswers,
  },
};
const folderPageNames: readonly FolderPageName[] = ['overview', 'dashboard', 'graph'];

const panels = new Map<string, vscode.WebviewPanel>();
const relays = new Map<string, Relay>();

/** What panels are made with. */
interface PanelParts {
  readonly context: vscode.ExtensionContext;
  readonly link: ServerLink;
}

/** Shows a page of a folder: the panel that is open already, else a new one. */
export function openFolderPage(parts: PanelParts, page: FolderPageName, folder: FolderUri): void {
  const open = panels.get(panelKey(page, folder));
  if (open !== undefined) {
    open.reveal();
    relays.get(panelKey(page, folder))?.wake();
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    folderPages[page].viewType,
    titleOf(page, folder),
    vscode.ViewColumn.Active,
    webviewOptions(parts.context),
  );
  fillPanel({ ...parts, panel, page, folder });
}

/** Lets VS Code bring back panels that were open when the window was closed. */
export function registerPanels(
  context: vscode.ExtensionContext,
  link: ServerLink,
): vscode.Disposable {
  const all = folderPageNames.map((page) => registerSerializer({ context, link }, page));
  return { dispose: () => all.forEach((one) => void one.dispose()) };
}

function registerSerializer(parts: PanelParts, page: FolderPageName): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(folderPages[page].viewType, {
    deserializeWebviewPanel: async (panel, state) => {
      const folder = folderOfState(state);
      // The folder is no longer part of the window, or its panel was opened anew in the meantime.
      if (folder === undefined || panels.has(panelKey(page, folder))) {
        panel.dispose();
        return;
      }
      panel.webview.options = webviewOptions(parts.context);
      fillPanel({ ...parts, panel, page, folder });
    },
  });
}

interface Filling extends PanelParts {
  readonly panel: vscode.WebviewPanel;
  readonly page: FolderPageName;
  readonly folder: FolderUri;
}

function fillPanel({ context, link, panel, page, folder }: Filling): void {
  const { webview } = panel;
  panels.set(panelKey(page, folder), panel);
  panel.title = titleOf(page, folder);
  panel.iconPath = new vscode.ThemeIcon(folderPages[page].icon);
  const { texts, answers, hasWorker = false } = folderPages[page];
  const relay = new Relay({
    start: { page, folder, locale: vscode.env.language, texts: texts() },
    link,
    // False where the page is hidden: it asks for everything when it is shown again.
    post: (message) => void webview.postMessage(message),
    runCommand: (command, args) => void vscode.commands.executeCommand(command, ...args),
    newCancel: () => new vscode.CancellationTokenSource(),
    ...(answers && { answers: answers(folder) }),
  });
  relays.set(panelKey(page, folder), relay);
  webview.onDidReceiveMessage((message: unknown) => relay.receive(message));
  panel.onDidChangeViewState(() => {
    if (!panel.visible) relay.suspend();
  });
  panel.onDidDispose(() => {
    panels.delete(panelKey(page, folder));
    relays.delete(panelKey(page, folder));
    relay.dispose();
  });
  webview.html = pageHtml({
    language: vscode.env.language,
    title: panel.title,
    cspSource: webview.cspSource,
    nonce: newNonce(),
    scriptUri: fileUri({ context, webview, file: `${page}.js` }),
    styleUri: fileUri({ context, webview, file: `${page}.css` }),
    hasWorker,
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

function titleOf(page: FolderPageName, folder: FolderUri): string {
  return folderPages[page].title(workspaceFolder(folder)?.name);
}

// State comes from a page, and from an earlier version of the extension perhaps.
function folderOfState(state: unknown): FolderUri | undefined {
  if (typeof state !== 'object' || state === null || !('folder' in state)) return undefined;
  const { folder } = state;
  return typeof folder === 'string' && workspaceFolder(folder) ? folder : undefined;
}

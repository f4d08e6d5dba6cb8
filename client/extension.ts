/**
 * The extension's start and end: makes the parts and wires them, nothing else. The server is started when a view is seen, a command needs it, or the
 * workspace has a cachescope.json.
 */
import {
  type Disposable,
  type ExtensionContext,
  env,
  l10n,
  type WindowState,
  window,
  workspace,
} from 'vscode';
import { registerCommands } from './commands.ts';
import { keepContexts } from './contexts.ts';
import { Documents } from './documents/documents.ts';
import { watchFiles } from './fileWatcher.ts';
import { Folders } from './folders.ts';
import { ServerConnection } from './languageClient.ts';
import { ModuleAnswersOfServer } from './modules/moduleAnswers.ts';
import { showModuleProblems } from './modules/moduleDiagnostics.ts';
import { registerModuleFeatures } from './modules/moduleFeatures.ts';
import { Runs } from './runs.ts';
import { serverLink } from './serverLink.ts';
import { onDidChangeSettings, serverSettings } from './settings.ts';
import { showStatusBar } from './statusBar.ts';
import { CachescopeTasks } from './taskProvider.ts';
import { setLanguage } from './texts.ts';
import { registerMcp } from './tools/registerMcp.ts';
import { registerTools } from './tools/registerTools.ts';
import { tellTroubles } from './troubles.ts';
import { Views } from './views/views.ts';
import { registerFlameEditor } from './webviews/flame/flameEditor.ts';
import { runQuestions } from './webviews/flame/runQuestions.ts';
import { registerPanels } from './webviews/panels.ts';

let running: ServerConnection | undefined;

/** Called by the editor when one of the activation events of `package.json` happens. */
export function activate(context: ExtensionContext): void {
  const startedAt = performance.now();
  setLanguage({ translate: l10n.t, locale: env.language });
  const log = window.createOutputChannel('Cachescope', { log: true });
  const connection = new ServerConnection({
    extensionUri: context.extensionUri,
    log,
    initialization: () => ({
      ...{ trusted: workspace.isTrusted, settings: serverSettings() },
      ...(context.storageUri?.scheme === 'file' && { storage: context.storageUri.fsPath }),
    }),
  });
  running = connection;
  const folders = new Folders(connection);
  const runs = new Runs(connection);
  const documents = new Documents(connection, folders);
  const tasks = new CachescopeTasks({ connection, folders, runs });
  const views = new Views({ connection, folders, runs, log });
  const link = serverLink(connection);
  const answers = new ModuleAnswersOfServer(connection);
  const parts = { context, log, connection, folders, runs, tasks, documents, views, link };
  context.subscriptions.push(
    log,
    connection,
    folders,
    runs,
    documents,
    tasks,
    views,
    registerCommands(parts),
    registerPanels(context, link),
    registerFlameEditor(context, runQuestions(connection)),
    answers,
    registerModuleFeatures(answers),
    showModuleProblems({ connection, folders, answers, log }),
    registerTools(connection, folders),
    registerMcp(context),
    keepContexts(connection, folders),
    showStatusBar(connection, folders),
    tellTroubles(connection, log),
    watchFiles((changes) => connection.notifyFiles(changes)),
    onDidChangeSettings(() => connection.notify('cachescope/settings', serverSettings())),
    workspace.onDidGrantWorkspaceTrust(() => connection.notify('cachescope/trusted', {})),
    tellWindowState(connection),
  );
  startWhereConfigured(folders, log);
  log.debug(`Activated in ${Math.round(performance.now() - startedAt)} ms`);
}

/** Called by the editor at its end; it waits for what this returns. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

// A server that starts takes it that somebody looks: that is why it was started.
function tellWindowState(connection: ServerConnection): Disposable {
  const isActive = ({ focused, active }: WindowState) => focused || active;
  let told = true;
  return window.onDidChangeWindowState((state) => {
    if (isActive(state) === told) return;
    told = !told;
    connection.notify('cachescope/windowActive', { active: told });
  });
}

// What activated us may be a configuration file: then problems in it are of interest before any view is seen.
function startWhereConfigured(folders: Folders, log: { error(text: string): void }): void {
  if (!workspace.workspaceFolders?.some(({ uri }) => uri.scheme === 'file')) return;
  const started = workspace
    .findFiles('cachescope.json', undefined, 1)
    .then((files) => (files.length > 0 ? folders.load() : undefined));
  started.then(undefined, (error: unknown) => log.error(`Not started: ${error}`));
}

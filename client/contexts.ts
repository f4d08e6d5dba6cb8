/** The facts that `when` clauses of `package.json` ask for. */
import { commands, Disposable, workspace } from 'vscode';
import type { Folders } from './folders.ts';
import type { ServerConnection } from './languageClient.ts';
import { onDidChangeSettings, taskGrouping } from './settings.ts';
import { windowState } from './windowState.ts';

/** Keeps the facts true until it is disposed. */
export function keepContexts(connection: ServerConnection, folders: Folders): Disposable {
  const known = new Map<string, unknown>();
  const set = (name: string, value: unknown) => {
    if (known.get(name) === value) return;
    known.set(name, value);
    void commands.executeCommand('setContext', `cachescope.${name}`, value);
  };
  const update = () => {
    set('state', currentState(connection, folders));
    set(
      'running',
      folders.all.some(({ running }) => running.length > 0),
    );
    set('grouping', taskGrouping());
  };
  update();
  return Disposable.from(
    folders.onDidChange(update),
    connection.onDidChangeState(update),
    workspace.onDidChangeWorkspaceFolders(update),
    workspace.onDidGrantWorkspaceTrust(update),
    onDidChangeSettings(update),
  );
}

/** State of the window as it is now. */
export function currentState(connection: ServerConnection, folders: Folders) {
  return windowState({
    schemes: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme),
    isTrusted: workspace.isTrusted,
    server: connection.state,
    folders: folders.all,
  });
}

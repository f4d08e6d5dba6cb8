/** What webview pages get of the connection: requests, and word that something changed. */
import { Disposable } from 'vscode';
import type { ServerConnection } from './languageClient.ts';
import type { ServerLink } from './webviews/relay.ts';

/** Makes it. */
export function serverLink(connection: ServerConnection): ServerLink {
  return {
    request: (method, params, token) => connection.request(method, params, token as never),
    onChanged: (listener) =>
      Disposable.from(
        connection.on('cachescope/changed', (changed) => {
          const { folder, caches, runs, modules, actions, allActions } = changed;
          if (caches || runs) listener(folder, 'figures');
          if (modules || allActions || actions.length > 0) listener(folder, 'graph');
        }),
        connection.on('cachescope/statusChanged', ({ folders }) => {
          for (const { folder } of folders) listener(folder);
        }),
      ),
  };
}

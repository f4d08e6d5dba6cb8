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
        connection.on('cachescope/changed', ({ folder, caches, runs }) => {
          if (caches || runs) listener(folder);
        }),
        connection.on('cachescope/statusChanged', ({ folders }) => {
          for (const { folder } of folders) listener(folder);
        }),
      ),
  };
}

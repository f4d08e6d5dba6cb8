/** Tells troubles of the server, e.g. a full disk, each once a window. */
import { type Disposable, type LogOutputChannel, window } from 'vscode';
import { inert } from './format.ts';
import type { ServerConnection } from './languageClient.ts';
import { t } from './texts.ts';

/** Tells them until it is disposed. */
export function tellTroubles(connection: ServerConnection, log: LogOutputChannel): Disposable {
  const told = new Set<string>();
  return connection.on('cachescope/trouble', async ({ message }) => {
    log.warn(message);
    if (told.has(message)) return;
    told.add(message);
    const showLog = t('Show log');
    const answer = await window.showWarningMessage(`Cachescope: ${inert(message)}`, showLog);
    if (answer === showLog) log.show();
  });
}

/** Sends each request of the client to the thread of its folder: cancellation one way, progress and the result the other way. */
import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  type ProgressToken,
  ResponseError,
  WorkDoneProgress,
} from 'vscode-languageserver/node';
import { CancelSource } from '../host/platform/cancelSource.ts';
import type { InFolder } from '../protocol/basics.ts';
import type { ClientRequests } from '../protocol/methods.ts';
import type { Folders } from './folders.ts';
import { RequestFailure } from './folderThread.ts';
import type { Progress } from './workerMessages.ts';

type FolderRequest = Exclude<keyof ClientRequests, 'cachescope/status'>;

/** Every request that is about one folder, with the title of its progress where it reports any. A record, so that none is forgotten. */
const titles: Readonly<Record<FolderRequest, string | undefined>> = {
  'cachescope/actions': undefined,
  'cachescope/actionGroups': undefined,
  'cachescope/action': undefined,
  'cachescope/run': 'Running',
  'cachescope/stop': undefined,
  'cachescope/check': 'Checking',
  'cachescope/explain': undefined,
  'cachescope/difference': undefined,
  'cachescope/caches': undefined,
  'cachescope/cacheGroups': undefined,
  'cachescope/cacheEntries': undefined,
  'cachescope/cacheEntry': undefined,
  'cachescope/outputText': undefined,
  'cachescope/purge': 'Purging',
  'cachescope/prune': 'Pruning',
  'cachescope/verify': 'Verifying',
  'cachescope/warm': 'Warming',
  'cachescope/neighbours': undefined,
  'cachescope/path': undefined,
  'cachescope/runs': undefined,
  'cachescope/runDetails': undefined,
  'cachescope/runProfile': undefined,
  'cachescope/overview': undefined,
  'cachescope/metrics': undefined,
  'cachescope/exportMetrics': undefined,
  'cachescope/exportGraph': undefined,
  'cachescope/doctor': undefined,
  'cachescope/modules': undefined,
  'cachescope/moduleInfo': undefined,
  'cachescope/moduleList': undefined,
  'cachescope/moduleHover': undefined,
  'cachescope/moduleLinks': undefined,
  'cachescope/moduleProblems': undefined,
  'cachescope/moduleCycles': undefined,
  'cachescope/unused': undefined,
  'cachescope/impact': undefined,
  'cachescope/route': undefined,
  'cachescope/graphView': undefined,
  'cachescope/graphSearch': undefined,
};

/** Answers all requests of the protocol. */
export function answerRequests(connection: Connection, folders: Folders): void {
  connection.onRequest('cachescope/status', () => {
    for (const host of folders.all) host.start();
    return folders.all.map(({ status }) => status);
  });
  for (const method of Object.keys(titles) as FolderRequest[]) {
    const answer = async (
      params: InFolder & Tokened,
      token: CancellationToken,
    ): Promise<unknown> => {
      const { workDoneToken, ...rest } = params;
      const progress = startProgress(connection, workDoneToken, titles[method]);
      try {
        const host = folders.get(params.folder);
        const cancel = cancelOf(token);
        return await host.request(method, rest as never, { cancel, onProgress: progress.report });
      } catch (error) {
        throw asResponse(error);
      } finally {
        progress.end();
      }
    };
    connection.onRequest<unknown, unknown>(method, answer as never);
  }
}

interface Tokened {
  readonly workDoneToken?: ProgressToken;
}

/** The engine's kind of token for the protocol's. */
export function cancelOf(token: CancellationToken): CancelSource {
  const source = new CancelSource();
  if (token.isCancellationRequested) source.cancel('Stopped');
  else token.onCancellationRequested(() => source.cancel('Stopped'));
  return source;
}

/** What the client gets of a failure. */
export function asResponse(error: unknown): unknown {
  if (!(error instanceof RequestFailure)) return error;
  const code = error.cancelled ? LSPErrorCodes.RequestCancelled : LSPErrorCodes.RequestFailed;
  return new ResponseError(code, error.message);
}

function startProgress(
  connection: Connection,
  token: ProgressToken | undefined,
  title: string | undefined,
): { readonly report: (progress: Progress) => void; readonly end: () => void } {
  if (token === undefined || title === undefined)
    return { report: () => undefined, end: () => undefined };
  const send = (value: Parameters<typeof connection.sendProgress>[2]): void =>
    void connection.sendProgress(WorkDoneProgress.type, token, value as never);
  send({ kind: 'begin', title, cancellable: true });
  return {
    report: (progress) => send({ kind: 'report', ...progress }),
    end: () => send({ kind: 'end' }),
  };
}

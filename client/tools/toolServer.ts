/** What language-model tools need of the extension: the server's answers, and the folders of the window. No editor, so that tests can stand in for it. */
import type { ParamsOf, RequestName, ResultOf } from '../../server/protocol/methods.ts';
import type { FolderStatus } from '../../server/protocol/overview.ts';
import { oneLine } from '../format.ts';
import { t } from '../texts.ts';
import { ToolFailure } from './toolInput.ts';

/** Where answers come from. */
export interface ToolServer {
  /** All folders of the window; the server starts for that, if need be. */
  folders(): Promise<readonly FolderStatus[]>;
  request<Name extends RequestName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>;
}

/** Names proposed where one is not known. */
const proposalsMax = 10;

/**
 * The folder of a name or URI; without one, the only folder, else the first that has all these actions.
 *
 * @throws ToolFailure where there is none
 */
export async function folderFor(
  server: ToolServer,
  name: string | undefined,
  actions: readonly string[] = [],
): Promise<FolderStatus> {
  const all = (await server.folders()).filter(({ state }) => state !== 'failed');
  const [first] = all;
  if (first === undefined)
    throw new ToolFailure(t('No folder with tasks is open. Open a folder that has some first.'));
  const named = all.find((one) => one.name === name || one.folder === name);
  if (named !== undefined) return named;
  if (name !== undefined) {
    const names = all.map((one) => oneLine(one.name)).join(', ');
    throw new ToolFailure(t('There is no folder {0}. Folders: {1}.', oneLine(name), names));
  }
  for (const one of all.length > 1 ? all : []) {
    const rows = await server.request('cachescope/action', { folder: one.folder, ids: actions });
    if (rows.length === actions.length) return one;
  }
  return first;
}

/**
 * Sees to it that an action is there.
 *
 * @throws ToolFailure with names that are like it
 */
export async function requireAction(
  server: ToolServer,
  folder: string,
  id: string,
): Promise<ResultOf<'cachescope/action'>[number]> {
  const [row] = await server.request('cachescope/action', { folder, ids: [id] });
  if (row !== undefined) return row;
  const task = id.slice(id.indexOf('#') + 1);
  const page = { folder, grouping: 'task', offset: 0, limit: proposalsMax } as const;
  const like = await server.request('cachescope/actions', { ...page, filter: task });
  const { rows } = like.total > 0 ? like : await server.request('cachescope/actions', page);
  const names = rows.map((one) => oneLine(one.id)).join(', ');
  throw new ToolFailure(
    names === ''
      ? t('There is no action {0}, and nothing to build in this folder.', oneLine(id))
      : t('There is no action {0}. Actions are named package#task, e.g. {1}.', oneLine(id), names),
  );
}

/** Who answers which request about an open folder: from the protocol, to a part, back to the protocol. */
import type { ActionId } from '../../engine/model/brand.ts';
import type { ClientRequests } from '../../protocol/methods.ts';
import { restrictedMessage } from '../restricted.ts';
import { doctor } from './doctorView.ts';
import { entryDetails, outputText } from './entryDetails.ts';
import { difference, explain } from './explainView.ts';
import { exportGraph, exportMetrics } from './exports.ts';
import { pathBetween } from './graphView.ts';
import { shownTrend } from './metricsView.ts';
import type { ModuleRequestName } from './modules/requests.ts';
import type { OpenFolder } from './openFolder.ts';
import { overview } from './overview.ts';
import { pageOf } from './page.ts';
import { resultRow, runSummary } from './rows.ts';
import type { Answering } from './runs.ts';
import { prune, purge, verify, warm } from './upkeep.ts';

type FolderRequests = Omit<ClientRequests, 'cachescope/status' | ModuleRequestName>;
type Handlers = {
  readonly [Name in keyof FolderRequests]: (
    params: FolderRequests[Name]['params'],
    folder: OpenFolder,
    answering: Answering,
  ) => FolderRequests[Name]['result'] | Promise<FolderRequests[Name]['result']>;
};

/** By the name of the request. */
export const handlers: Handlers = {
  'cachescope/actions': (request, { table }) => table.page(request),
  'cachescope/actionGroups': ({ grouping, filter }, { table }) => table.groups(grouping, filter),
  'cachescope/action': ({ ids }, { table }) => ids.flatMap((id) => table.row(id) ?? []),
  'cachescope/run': async (request, { runs, setup }, answering) => {
    const problem = { severity: 'error', code: 'restricted', message: restrictedMessage } as const;
    if (!setup.trusted) return runs.refuse(request, [problem]);
    return await runs.run(request, answering);
  },
  'cachescope/stop': ({ run }, { runs }) => runs.stop(run),
  'cachescope/check': async (_params, folder, { cancel }) => {
    const { checks, table } = folder;
    checks.add(folder.checkable(table.ids));
    await Promise.race([checks.done(), new Promise<void>((stop) => cancel.onCancel(stop))]);
    return null;
  },
  'cachescope/explain': async (request, folder) =>
    await explain(request, folder.session, mayCheck(folder, request.action)),
  'cachescope/difference': async (request, folder) =>
    await difference(request, folder.session, mayCheck(folder, request.action)),
  'cachescope/caches': async (_params, { caches }) => await caches.overview(),
  'cachescope/cacheGroups': async (request, { caches }) => await caches.groups(request),
  'cachescope/cacheEntries': async (request, { caches }) => await caches.entries(request),
  'cachescope/cacheEntry': async ({ id }, { session, entries, caches }) => {
    const rowOf = (entry: Parameters<typeof caches.rows>[0][number]) => caches.rows([entry])[0];
    return (await entryDetails(id, { session, entries, rowOf })) ?? null;
  },
  'cachescope/outputText': async (request, { session, entries }) =>
    await outputText(request, session, entries),
  'cachescope/purge': async (request, folder, answering) => {
    const { result, names } = await purge(request, folder.session, answering);
    if (!request.preview) folder.dropped(names);
    return result;
  },
  'cachescope/prune': async (_params, folder, answering) => {
    const { result, names } = await prune(folder.session, answering);
    folder.dropped(names);
    return result;
  },
  'cachescope/verify': async ({ repair }, folder, answering) => {
    const result = await verify(folder.setup, repair, answering);
    if (result.removed > 0) folder.dropped(folder.table.ids);
    return result;
  },
  'cachescope/warm': async (_params, { session }, answering) => await warm(session, answering),
  'cachescope/path': (request, { session }) => pathBetween(request, session),
  'cachescope/runs': (request, { history }) => pageOf(history.all, request, (run) => run),
  'cachescope/runProfile': async (request, { runs }) => await runs.profiles.delta(request),
  'cachescope/runDetails': ({ run: id }, { session }) => {
    const run = session.store.traces.run(id);
    if (!run) return null;
    const results = [...run.actions].sort((a, b) => b.duration - a.duration);
    return { summary: runSummary(run), results: results.map(resultRow) };
  },
  'cachescope/overview': async (_params, { status, history, caches }) =>
    await overview(status, history, caches),
  'cachescope/metrics': (request, { metrics, history }) => ({
    ...metrics.view(request),
    trends: history.trends.map(shownTrend),
  }),
  'cachescope/exportMetrics': ({ format }, { session, metrics }) => {
    metrics.saveNow();
    return exportMetrics(format, session);
  },
  'cachescope/exportGraph': ({ format }, { session }) => exportGraph(format, session),
  'cachescope/doctor': async (_params, { setup, problems }) => await doctor(setup.root, problems),
};

function mayCheck(folder: OpenFolder, action: string): boolean {
  return folder.checkable([action as ActionId]).length > 0;
}

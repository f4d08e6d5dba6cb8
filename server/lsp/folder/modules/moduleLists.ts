/** Long lists about modules: circles, and what nothing uses. Each is worked out in turns with all that is asked meanwhile. */
import { inTurns, Turns } from '../../../host/platform/turns.ts';
import type { Page } from '../../../protocol/basics.ts';
import type {
  CycleListRequest,
  CycleRow,
  UnusedListRequest,
  UnusedPage,
} from '../../../protocol/modules.ts';
import { emptyPage, pageOf } from '../page.ts';
import type { ModuleView } from './folderModules.ts';
import { TextLines } from './places.ts';

/** Circles, shortest first. */
export async function cycleList(
  view: ModuleView,
  request: CycleListRequest,
): Promise<Page<CycleRow>> {
  const { session } = view;
  if (session === undefined) return emptyPage;
  const { answers, graph } = session;
  const all = await inTurns(answers.circles());
  const number = request.path === undefined ? undefined : (graph.numberOf(request.path) ?? -1);
  const wanted = number === undefined ? all : all.filter(({ members }) => members.includes(number));
  return pageOf(wanted, request, ({ members, shortest }) => ({
    members: members.length,
    shortest: graph.pathsOf(shortest),
  }));
}

/** What nothing uses. */
export async function unusedList(
  view: ModuleView,
  request: UnusedListRequest,
): Promise<UnusedPage> {
  const { session } = view;
  if (session === undefined) return { ...emptyPage, missing: [], entries: 0 };
  const turns = new Turns();
  const { missing, starts } = await inTurns(session.answers.entries(), turns);
  const beside = { missing, entries: starts };
  const part = request.filter?.toLowerCase() ?? '';
  const isWanted = ({ path }: { readonly path: string }): boolean =>
    part === '' || path.toLowerCase().includes(part);
  if (request.kind === 'files') {
    const all = await inTurns(session.answers.unusedFiles(), turns);
    await turns.next();
    const files = all.map((path) => ({ path })).filter(isWanted);
    return { ...pageOf(files, request, (row) => row), ...beside };
  }
  const found = await inTurns(session.answers.unusedExports(), turns);
  await turns.next();
  const lines = new TextLines(session);
  const shown = pageOf(found.filter(isWanted), request, ({ path, name, start }) => ({
    path,
    name,
    line: lines.of(path).place(start).line,
  }));
  return { ...shown, ...beside };
}

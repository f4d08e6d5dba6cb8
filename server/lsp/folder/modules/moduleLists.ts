/** Long lists about modules: circles, what nothing uses, what is wrong with imports. Each is worked out in turns with all that is asked meanwhile. */
import type { RelativePath } from '../../../engine/model/brand.ts';
import { inTurns, Turns } from '../../../host/platform/turns.ts';
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';
import type { AnswerSteps } from '../../../modules/graph/answers.ts';
import type { Circle } from '../../../modules/graph/cycles.ts';
import type { Page } from '../../../protocol/basics.ts';
import type { ModuleSettings } from '../../../protocol/methods.ts';
import type {
  CycleListRequest,
  CycleRow,
  ModuleProblemRequest,
  ModuleProblemRow,
  UnusedListRequest,
  UnusedPage,
} from '../../../protocol/modules.ts';
import { pageOf } from '../page.ts';
import { sortSteps } from '../sorting.ts';
import type { ModuleView } from './folderModules.ts';
import { LineIndex } from './places.ts';

const emptyPage = { rows: [], total: 0, offset: 0 };

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
  const { missing, paths } = await inTurns(session.answers.entries(), turns);
  const beside = { missing, entries: paths.size };
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

/** One problem before its lines are known. */
interface Found {
  readonly path: RelativePath;
  readonly kind: ModuleProblemRow['kind'];
  readonly level: ModuleProblemRow['level'];
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with imports: circles, then what leads nowhere, since of that there may be more than is shown; each sorted by file. */
export async function problemList(
  view: ModuleView,
  request: ModuleProblemRequest,
): Promise<Page<ModuleProblemRow>> {
  const { session, settings } = view;
  if (session === undefined) return emptyPage;
  const turns = new Turns();
  const { answers } = session;
  const cycles = settings.cycles === 'off' ? [] : await inTurns(answers.circles(), turns);
  const steps = answers.inStepsOfFacts(`problems ${settings.cycles} ${settings.unresolved}`, () =>
    allProblems(session, cycles, settings),
  );
  const all = await inTurns(steps, turns);
  await turns.next();
  const wanted = request.path === undefined ? all : all.filter(({ path }) => path === request.path);
  const lines = new TextLines(session);
  return pageOf(wanted, request, ({ start, end, ...row }) => ({
    ...row,
    ...lines.of(row.path).stretch({ start, end }),
  }));
}

function* allProblems(
  session: ModuleSession,
  cycles: readonly Circle[],
  settings: ModuleSettings,
): AnswerSteps<readonly Found[]> {
  const ofCycles: Found[] = [];
  for (const { shortest } of cycles) {
    ofCycles.push(...cycleProblems(session, shortest, settings));
    yield;
  }
  const unresolved: Found[] = [];
  for (const found of unresolvedProblems(session, settings)) {
    if (found !== undefined) unresolved.push(found);
    yield;
  }
  // Of many, this takes as long as finding them.
  const first = yield* sortSteps(ofCycles, byPlace);
  return first.concat(yield* sortSteps(unresolved, byPlace));
}

function byPlace(a: Found, b: Found): number {
  return a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1;
}

/** At each import that is a step of the circle. */
function cycleProblems(
  session: ModuleSession,
  shortest: readonly number[],
  { cycles: level }: ModuleSettings,
): Found[] {
  const paths = session.graph.pathsOf(shortest);
  return paths.flatMap((path, at) => {
    const next = paths[(at + 1) % paths.length];
    const found = session.record(path);
    const place = found?.facts.imports.find(({ kind }, index) => {
      const resolution = found.resolutions[index];
      const isStep =
        resolution?.type === 'files'
          ? resolution.paths.some((one) => one === next)
          : resolution?.type === 'file' && resolution.path === next;
      return kind !== 'type' && isStep;
    });
    if (place === undefined || level === 'off') return [];
    const round = [...paths.slice(at), ...paths.slice(0, at), path].join(' -> ');
    const message = `Modules import each other in a circle: ${round}`;
    return [{ path, kind: 'cycle' as const, level, message, start: place.start, end: place.end }];
  });
}

/** @yields undefined before each file, so that others may have their say */
function* unresolvedProblems(
  session: ModuleSession,
  { unresolved: level }: ModuleSettings,
): Generator<Found | undefined> {
  if (level === 'off') return;
  const { graph } = session;
  for (const node of graph.present()) {
    if (graph.unresolvedOf(node) === 0) continue;
    const path = graph.pathOf(node);
    const found = session.record(path);
    yield;
    for (const [at, { start, end, specifier }] of (found?.facts.imports ?? []).entries()) {
      const resolution = found?.resolutions[at];
      if (resolution?.type !== 'unresolved') continue;
      const message = `"${specifier}" leads nowhere: ${resolution.reason}`;
      yield { path, kind: 'unresolved', level, message, start, end };
    }
  }
}

/** Lines of texts that are needed several times. */
class TextLines {
  readonly #session: ModuleSession;
  readonly #known = new Map<string, LineIndex>();

  constructor(session: ModuleSession) {
    this.#session = session;
  }

  of(path: string): LineIndex {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const lines = new LineIndex(this.#session.text(path as RelativePath) ?? '');
    this.#known.set(path, lines);
    return lines;
  }
}

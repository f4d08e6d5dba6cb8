/** What is wrong with modules: circles, files that could not be read as a whole, imports that lead nowhere. Worked out in turns with all that is asked meanwhile. */
import type { RelativePath } from '../../../engine/model/brand.ts';
import { inTurns, Turns } from '../../../host/platform/turns.ts';
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';
import type { AnswerSteps } from '../../../modules/graph/answerSteps.ts';
import type { Circle } from '../../../modules/graph/cycles.ts';
import { runTimeImports } from '../../../modules/graph/runTime.ts';
import { unresolvedImports } from '../../../modules/graph/unresolved.ts';
import { brokenText } from '../../../modules/problems.ts';
import type { Page } from '../../../protocol/basics.ts';
import type { ModuleSettings } from '../../../protocol/methods.ts';
import type { ModuleProblemRequest, ModuleProblemRow } from '../../../protocol/modules.ts';
import { emptyPage, pageOf } from '../page.ts';
import { sortSteps } from '../sorting.ts';
import type { ModuleView } from './folderModules.ts';
import { TextLines } from './places.ts';

/** One problem before its lines are known. */
interface Found {
  readonly path: RelativePath;
  readonly kind: ModuleProblemRow['kind'];
  readonly level: ModuleProblemRow['level'];
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Circles, then broken files, then what leads nowhere, since of that there may be more than is shown; each sorted by file. */
export async function problemList(
  view: ModuleView,
  request: ModuleProblemRequest,
): Promise<Page<ModuleProblemRow>> {
  const { session, settings } = view;
  if (session === undefined) return emptyPage;
  const turns = new Turns();
  const { answers } = session;
  const cycles = settings.cycles === 'off' ? [] : await inTurns(answers.circles(), turns);
  const steps = answers.inStepsOfFacts(
    `problems ${settings.cycles} ${settings.broken} ${settings.unresolved}`,
    () => allProblems(session, cycles, settings),
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
  const broken = yield* allOf(brokenProblems(session, settings));
  const unresolved = yield* allOf(unresolvedProblems(session, settings));
  // Of many, this takes as long as finding them.
  const first = yield* sortSteps(ofCycles, byPlace);
  const second = yield* sortSteps(broken, byPlace);
  return first.concat(second, yield* sortSteps(unresolved, byPlace));
}

function* allOf(problems: Generator<Found | undefined>): AnswerSteps<Found[]> {
  const all: Found[] = [];
  for (const found of problems) {
    if (found !== undefined) all.push(found);
    yield;
  }
  return all;
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
    const [place] = next === undefined ? [] : runTimeImports(session.record(path), next);
    if (place === undefined || level === 'off') return [];
    const round = [...paths.slice(at), ...paths.slice(0, at), path].join(' -> ');
    const message = `Modules import each other in a circle: ${round}`;
    return [{ path, kind: 'cycle' as const, level, message, start: place.start, end: place.end }];
  });
}

const lacking = 'Imports and exports of it may be missing in the module graph.';

/** One for each file: the first thing that is wrong with it. @yields undefined before each file, so that others may have their say */
function* brokenProblems(
  session: ModuleSession,
  { broken: level }: ModuleSettings,
): Generator<Found | undefined> {
  if (level === 'off') return;
  const { graph } = session;
  for (const node of graph.present()) {
    if (!graph.isBroken(node)) continue;
    const path = graph.pathOf(node);
    yield;
    const [problem] = session.record(path)?.facts.problems ?? [];
    if (problem === undefined) continue;
    const { start, end } = problem;
    const message = brokenText('This file', problem, lacking);
    yield { path, kind: 'broken', level, message, start, end };
  }
}

/** @yields likewise */
function* unresolvedProblems(
  session: ModuleSession,
  { unresolved: level }: ModuleSettings,
): Generator<Found | undefined> {
  if (level === 'off') return;
  const { graph } = session;
  for (const node of graph.present()) {
    if (graph.unresolvedOf(node) === 0) continue;
    const path = graph.pathOf(node);
    yield;
    for (const { specifier, reason, start, end } of unresolvedImports(session.record(path))) {
      const message = `"${specifier}" leads nowhere: ${reason}`;
      yield { path, kind: 'unresolved', level, message, start, end };
    }
  }
}

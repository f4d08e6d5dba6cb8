/** What is told of modules: rows, info above a file, hover of an import, links. */
import type { RelativePath } from '../../../engine/model/brand.ts';
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';
import { unresolvedImports } from '../../../modules/graph/unresolved.ts';
import type { Page } from '../../../protocol/basics.ts';
import type {
  ModuleHover,
  ModuleHoverRequest,
  ModuleInfo,
  ModuleLink,
  ModuleListRequest,
  ModuleRow,
} from '../../../protocol/modules.ts';
import { emptyPage, pageOf } from '../page.ts';
import type { ModuleView } from './folderModules.ts';
import { LineIndex } from './places.ts';

type Resolution = NonNullable<ReturnType<ModuleSession['record']>>['resolutions'][number];

/** One module; undefined where it is not known. */
export function moduleRow(session: ModuleSession, path: string): ModuleRow | undefined {
  return session.answers.figures(path as RelativePath);
}

/** What stands above a file. */
export function moduleInfo(view: ModuleView, path: string): ModuleInfo | null {
  const row = view.session && moduleRow(view.session, path);
  if (!view.session || !row) return null;
  const impact = view.actions?.impactOf([path as RelativePath]);
  return {
    row,
    impact: {
      expectedMs: impact?.expectedMs ?? 0,
      unknown: impact?.unknown ?? 0,
      actions: impact?.actions.length ?? 0,
    },
    unresolved: unresolvedIn(view.session, path),
  };
}

/** Modules around one. */
export function moduleList(view: ModuleView, request: ModuleListRequest): Page<ModuleRow> {
  const { path, direction, transitive, filter = '' } = request;
  const { session } = view;
  if (session === undefined) return emptyPage;
  const { answers, graph } = session;
  const paths = transitive
    ? graph.pathsOf(answers.reached(path, direction))
    : (answers.neighbours(path, direction) ?? []);
  const part = filter.toLowerCase();
  const wanted = part === '' ? paths : paths.filter((one) => one.toLowerCase().includes(part));
  const page = pageOf(wanted, request, (one) => moduleRow(session, one));
  return { ...page, rows: page.rows.filter((row) => row !== undefined) };
}

/** What a specifier leads to. */
export function moduleHover(view: ModuleView, request: ModuleHoverRequest): ModuleHover | null {
  const record = view.session?.record(request.path);
  const at = record?.facts.imports.findIndex(({ specifier }) => specifier === request.specifier);
  const resolution = at === undefined ? undefined : record?.resolutions[at];
  const path = at === undefined ? undefined : fileOf(record?.facts.imports[at]?.kind, resolution);
  if (path !== undefined) {
    const info = moduleInfo(view, path);
    return info && { info };
  }
  switch (resolution?.type) {
    case 'package':
    case 'builtin':
      return { outside: resolution.name };
    case 'unresolved':
      return { unresolved: resolution.reason };
    default:
      return null;
  }
}

/** Specifiers of a file that lead to files. */
export function moduleLinks({ session }: ModuleView, path: string): readonly ModuleLink[] {
  const record = session?.record(path);
  const text = record && session?.text(record.path);
  if (!record || text === undefined) return [];
  const lines = new LineIndex(text);
  return record.facts.imports.flatMap(({ kind, specifier, start, end }, at) => {
    const target = fileOf(kind, record.resolutions[at]);
    if (target === undefined) return [];
    return [{ kind, specifier, ...lines.stretch({ start, end }), target }];
  });
}

/** The one file that an import stands for: of files for platforms, the one for all. */
function fileOf(
  kind: ModuleLink['kind'] | undefined,
  resolution: Resolution | undefined,
): RelativePath | undefined {
  if (resolution?.type === 'file') return resolution.path;
  return resolution?.type === 'files' && kind !== 'glob' ? resolution.paths[0] : undefined;
}

function unresolvedIn(session: ModuleSession, path: string): ModuleInfo['unresolved'] {
  const number = session.graph.numberOf(path);
  if (number === undefined || session.graph.unresolvedOf(number) === 0) return [];
  const lines = new LineIndex(session.text(path as RelativePath) ?? '');
  return unresolvedImports(session.record(path)).map(({ specifier, reason, start }) => {
    return { specifier, reason, ...lines.place(start) };
  });
}

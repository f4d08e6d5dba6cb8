/**
 * Circles, imports that lead nowhere and files that could not be parsed, as the editor's problems. The first two are off unless the settings say
 * otherwise; for the last alone nothing is analysed: they are shown where it was for something else (see analysedFolders.ts). In a workspace where
 * nothing is installed yet there are thousands: then the first ones are shown, and always those of the files that one sees, and the log says how many there are.
 */
import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  type LogOutputChannel,
  languages,
  Range,
  Uri,
  window,
} from 'vscode';
import type { ModuleProblemRow } from '../../server/protocol/modules.ts';
import type { Folders } from '../folders.ts';
import { formatCount, oneLine } from '../format.ts';
import type { ServerConnection } from '../languageClient.ts';
import { LatestWork } from '../latestWork.ts';
import { moduleSettings, onDidChangeSettings } from '../settings.ts';
import { AnalysedFolders } from './analysedFolders.ts';
import type { ModuleAnswersOfServer } from './moduleAnswers.ts';

/** More than anybody reads. */
const shownMax = 1000;

const severities = {
  hint: DiagnosticSeverity.Hint,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
} as const;
const codes: Readonly<Record<ModuleProblemRow['kind'], string>> = {
  cycle: 'import-cycle',
  unresolved: 'unresolved-import',
  broken: 'parse-error',
};

/** What they are made with. */
export interface DiagnosticParts {
  readonly connection: ServerConnection;
  readonly folders: Folders;
  readonly answers: ModuleAnswersOfServer;
  readonly log: LogOutputChannel;
}

/** Keeps the problems of all folders true until it is disposed. */
export function showModuleProblems({
  connection,
  folders,
  answers,
  log,
}: DiagnosticParts): Disposable {
  const collection = languages.createDiagnosticCollection('cachescope modules');
  const shown = new Map<string, readonly Uri[]>();
  /** Folders of which not all is shown, with how many there are. */
  const cut = new Map<string, number>();
  const analysed = new AnalysedFolders();
  const isAsked = (folder: string): boolean => {
    const { enabled, cycles, unresolved, broken } = moduleSettings();
    const isWanted = cycles !== 'off' || unresolved !== 'off';
    const isShown = isWanted || (broken !== 'off' && analysed.has(folder));
    return enabled && isShown && folders.find(folder) !== undefined;
  };
  const show = async (folder: string): Promise<void> => {
    const rows = isAsked(folder) && connection.state === 'running' ? await problemsOf(folder) : [];
    for (const uri of shown.get(folder) ?? []) collection.delete(uri);
    shown.set(folder, put(folder, rows));
  };
  const put = (folder: string, rows: readonly ModuleProblemRow[]): Uri[] => {
    const byFile = Map.groupBy(rows, ({ path }) => path);
    return [...byFile].map(([path, found]) => {
      const uri = Uri.joinPath(Uri.parse(folder), path);
      collection.set(uri, found.map(problemOf));
      return uri;
    });
  };
  const problemsOf = async (folder: string): Promise<readonly ModuleProblemRow[]> => {
    const params = { folder, offset: 0, limit: shownMax };
    const { rows, total } = await connection.request('cachescope/moduleProblems', params);
    tellCut(folder, total > rows.length ? total : undefined);
    if (total <= rows.length) return rows;
    const paths = new Set(seenIn(folder));
    const seen = await problemsSeen(folder);
    return [...rows.filter(({ path }) => !paths.has(path)), ...seen];
  };
  const problemsSeen = async (folder: string): Promise<readonly ModuleProblemRow[]> => {
    const asked = seenIn(folder).map((path) =>
      connection.request('cachescope/moduleProblems', { folder, path, offset: 0, limit: shownMax }),
    );
    return (await Promise.all(asked)).flatMap(({ rows }) => rows);
  };
  // Only those: another editor is shown often, and it shall cost little.
  const showSeen = async (folder: string): Promise<void> => {
    if (!isAsked(folder) || connection.state !== 'running' || !cut.has(folder)) return;
    const uris = put(folder, await problemsSeen(folder));
    const names = new Set(uris.map(String));
    const others = (shown.get(folder) ?? []).filter((uri) => !names.has(String(uri)));
    shown.set(folder, [...others, ...uris]);
  };
  const seenIn = (folder: string): string[] => {
    const places = window.visibleTextEditors.map(({ document }) => answers.placeOf(document.uri));
    const own = places.flatMap((place) => (place?.folder === folder ? [place.path] : []));
    return [...new Set(own)];
  };
  const tellCut = (folder: string, total: number | undefined): void => {
    if (cut.get(folder) === total) return;
    if (total === undefined) cut.delete(folder);
    else cut.set(folder, total);
    const counts = `the first ${formatCount(shownMax)} of ${formatCount(total ?? 0)}`;
    if (total !== undefined)
      log.info(`Problems of modules: ${counts} are shown, and those of files that are seen.`);
  };
  const inTime = (what: (folder: string) => Promise<void>): LatestWork =>
    new LatestWork(async (folder) => {
      try {
        await what(folder);
      } catch (error) {
        log.warn(`Problems of modules were not brought up to date: ${error}`);
      }
    });
  const work = inTime(show);
  const workOfSeen = inTime(showSeen);
  const update = (): void => {
    for (const { folder } of folders.all)
      if (isAsked(folder) || shown.has(folder)) work.ask(folder);
  };
  return Disposable.from(
    collection,
    connection.on('cachescope/changed', ({ folder, modules }) => {
      if (modules && analysed.note(folder)) update();
    }),
    answers.onDidChange(update),
    folders.onDidChange((all) => {
      for (const folder of analysed.follow(all.map(({ folder }) => folder)))
        if (isAsked(folder) || shown.has(folder)) work.ask(folder);
    }),
    onDidChangeSettings(update),
    window.onDidChangeVisibleTextEditors(() => {
      for (const { folder } of folders.all) if (cut.has(folder)) workOfSeen.ask(folder);
    }),
  );
}

function problemOf({ line, column, endLine, endColumn, message, level, kind }: ModuleProblemRow) {
  const range = new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const problem = new Diagnostic(range, oneLine(message), severities[level]);
  problem.source = 'cachescope';
  problem.code = codes[kind];
  return problem;
}

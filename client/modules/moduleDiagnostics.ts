/**
 * Circles and imports that lead nowhere, as the editor's problems: off unless the settings say otherwise. In a workspace where nothing is installed yet there are thousands: then the
 * first ones are shown, and always those of the files that one sees, and the log says how many there are.
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
import type { ModuleAnswersOfServer } from './moduleAnswers.ts';

/** More than anybody reads. */
const shownMax = 1000;

const severities = {
  hint: DiagnosticSeverity.Hint,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
} as const;

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
  const show = async (folder: string): Promise<void> => {
    const rows = isAsked() && connection.state === 'running' ? await problemsOf(folder) : [];
    for (const uri of shown.get(folder) ?? []) collection.delete(uri);
    const byFile = new Map<string, Diagnostic[]>();
    for (const row of rows) byFile.set(row.path, [...(byFile.get(row.path) ?? []), problemOf(row)]);
    const uris = [...byFile].map(([path, found]) => {
      const uri = Uri.joinPath(Uri.parse(folder), path);
      collection.set(uri, found);
      return uri;
    });
    shown.set(folder, uris);
  };
  const problemsOf = async (folder: string): Promise<readonly ModuleProblemRow[]> => {
    const params = { folder, offset: 0, limit: shownMax };
    const { rows, total } = await connection.request('cachescope/moduleProblems', params);
    tellCut(folder, total > rows.length ? total : undefined);
    if (total <= rows.length) return rows;
    const paths = seenIn(folder);
    const ofSeen = paths.map((path) =>
      connection.request('cachescope/moduleProblems', { ...params, path }),
    );
    const seen = (await Promise.all(ofSeen)).flatMap((page) => page.rows);
    return [...rows.filter(({ path }) => !paths.includes(path)), ...seen];
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
  const work = new LatestWork(async (folder) => {
    try {
      await show(folder);
    } catch (error) {
      log.warn(`Problems of modules were not brought up to date: ${error}`);
    }
  });
  const update = (): void => {
    if (!isAsked() && shown.size === 0) return;
    for (const { folder } of folders.all) work.ask(folder);
  };
  return Disposable.from(
    collection,
    answers.onDidChange(update),
    folders.onDidChange(() => shown.size === 0 && update()),
    onDidChangeSettings(update),
    window.onDidChangeVisibleTextEditors(() => {
      for (const folder of cut.keys()) work.ask(folder);
    }),
  );
}

function isAsked(): boolean {
  const { enabled, cycles, unresolved } = moduleSettings();
  return enabled && (cycles !== 'off' || unresolved !== 'off');
}

function problemOf({ line, column, endLine, endColumn, message, level, kind }: ModuleProblemRow) {
  const range = new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const problem = new Diagnostic(range, oneLine(message), severities[level]);
  problem.source = 'cachescope';
  problem.code = kind === 'cycle' ? 'import-cycle' : 'unresolved-import';
  return problem;
}

/** Circles and imports that lead nowhere, as the editor's problems: off unless the settings say otherwise. */
import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  type LogOutputChannel,
  languages,
  Range,
  Uri,
} from 'vscode';
import type { ModuleProblemRow } from '../../server/protocol/modules.ts';
import type { Folders } from '../folders.ts';
import { oneLine } from '../format.ts';
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
    return (await connection.request('cachescope/moduleProblems', params)).rows;
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

/**
 * What is wrong, file by file. For saved files it is what the engine knows. For a text that is not saved yet the configuration is read
 * anew with this text in place of the file, by the reader that reads saved files, so that nothing else shows after saving; advice,
 * which needs the whole workspace, stays with the key that it is about until then.
 */
import { parseWorkspace } from '../../engine/config/parseWorkspace.ts';
import type { ConfigSource } from '../../engine/config/source.ts';
import type { JsonPath } from '../../engine/config/values.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { FolderPath } from '../../protocol/basics.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import { Lines, type Span } from './lines.ts';
import type { Diagnostic } from './shapes.ts';
import { nodeAt, placeAt, propertyOf, spanOf } from './trees.ts';

/** Files that the workspace's problems lie in. */
export function filesWithProblems(model: LanguageModel): readonly FolderPath[] {
  const paths = model.problems.map(({ location }) => location?.file);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/** What is wrong in one file, in order. */
export function diagnosticsOf(document: ConfigDocument, model: LanguageModel): Diagnostic[] {
  return placedProblems(document, model).map(({ diagnostic }) => diagnostic);
}

/** A problem with its place in the text at hand. */
export interface PlacedProblem {
  readonly problem: Problem;
  readonly diagnostic: Diagnostic;
  readonly span: Span;
  /** Empty where the file is no JSON. */
  readonly path: JsonPath;
}

/** What is wrong in one file, with the path that it is about. */
export function placedProblems(
  document: ConfigDocument,
  model: LanguageModel,
): readonly PlacedProblem[] {
  const file = readConfigFile(document, model);
  const lines = file?.lines ?? new Lines(document.text);
  const saved = model.readSaved?.(document.path) ?? document.text;
  const known = problemsIn(document.path, model);
  const placed =
    file === undefined || saved === document.text
      ? known.map((problem) => withPlace(problem, file, lines, document.text))
      : [
          ...textProblems(document, model).map((one) => withPlace(one, file, lines, file.text)),
          ...keptAdvice(known, { ...document, text: saved }, file, model),
        ];
  return placed.sort((a, b) => a.span.start - b.span.start);
}

/** The check of the graph may tell of what the configuration's reader has told. */
function problemsIn(path: FolderPath, model: LanguageModel): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of model.problems) {
    const { location } = problem;
    if (location?.file !== path) continue;
    found.set(`${location.line}:${location.column} ${keyOf(problem)}`, problem);
  }
  return [...found.values()];
}

function withPlace(
  problem: Problem,
  file: ConfigFile | undefined,
  lines: Lines,
  text: string,
): PlacedProblem {
  const { line, column } = problem.location ?? { line: 1, column: 1 };
  const start = lines.offset({ line: line - 1, character: column - 1 });
  const place = file?.tree && placeAt(file.tree, start);
  // A mistake of the syntax lies between what could be read.
  const span = place && problem.code !== 'syntax' ? place.span : restOfLine(text, start);
  return { problem, span, path: place?.path ?? [], diagnostic: diagnosticOf(problem, span, lines) };
}

function restOfLine(text: string, start: number): Span {
  const length = /^[^\r\n]*/.exec(text.slice(start, start + 1000))?.[0].trimEnd().length ?? 0;
  return { start, end: start + Math.max(length, 1) };
}

function diagnosticOf(problem: Problem, span: Span, lines: Lines): Diagnostic {
  const { code, message, suggestion } = problem;
  return {
    range: lines.range(span),
    severity: severityOf(problem),
    code,
    source: 'cachescope',
    message: suggestion === undefined ? message : `${message} ${suggestion}`,
  };
}

/** Advice is no mistake: a task without outputs is right for many, so it must not fill the list of problems. */
function severityOf({ severity, code }: Problem): Diagnostic['severity'] {
  if (severity === 'error') return 1;
  if (code === 'no-outputs') return 4;
  return code === 'wide-inputs' ? 3 : 2;
}

/** What reading the configuration says with the text in place of the saved file. */
function textProblems({ path, text }: ConfigDocument, model: LanguageModel): readonly Problem[] {
  const { workspace } = model;
  const source: ConfigSource = {
    read: (file) => (file === path ? text : (model.readSaved?.(file) ?? model.readText(file))),
    packageFolders: () => workspace.packageFolders,
    glob: () => workspace.lockFiles,
    environment: {},
  };
  const { problems, unknownReferences } = parseWorkspace(source);
  return [...problems, ...unknownReferences].filter(({ location }) => location?.file === path);
}

/** What only the whole workspace tells, moved to where its key stands now. */
function keptAdvice(
  known: readonly Problem[],
  saved: ConfigDocument,
  file: ConfigFile,
  model: LanguageModel,
): readonly PlacedProblem[] {
  const { problems, unknownReferences } = model.workspace;
  const ofReading = new Set([...problems, ...unknownReferences].map(keyOf));
  const before = readConfigFile(saved, model);
  return known
    .filter((problem) => !ofReading.has(keyOf(problem)))
    .flatMap((problem): readonly PlacedProblem[] => {
      const { line, column } = problem.location ?? { line: 1, column: 1 };
      const start = before?.lines.offset({ line: line - 1, character: column - 1 }) ?? 0;
      const path = before?.tree && placeAt(before.tree, start).path;
      const span = path && spanAtPath(file, path);
      if (path === undefined || span === undefined) return [];
      return [{ problem, span, path, diagnostic: diagnosticOf(problem, span, file.lines) }];
    });
}

function keyOf({ code, message }: Problem): string {
  return `${code} ${message}`;
}

function spanAtPath(file: ConfigFile, path: JsonPath): Span | undefined {
  const last = path.at(-1);
  const holder = nodeAt(file.tree, path.slice(0, -1));
  const node =
    typeof last === 'string' ? propertyOf(holder, last)?.children?.[0] : nodeAt(file.tree, path);
  return node && spanOf(node);
}

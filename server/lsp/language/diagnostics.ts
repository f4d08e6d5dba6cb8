/**
 * What is wrong, file by file. For saved files it is what the engine knows. For a text that is not saved yet the configuration is read
 * anew with this text in place of the file, by the reader that reads saved files, so that nothing else shows after saving; advice,
 * which needs the whole workspace, stays with the key that it is about until then.
 */
import type { JsonPath } from '../../engine/config/values.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { FolderPath } from '../../protocol/basics.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import { Lines, type Span } from './lines.ts';
import type { Diagnostic } from './shapes.ts';
import { nodeAt, placeAt, propertyOf, spanOf } from './trees.ts';
import { unsavedProblems } from './unsavedProblems.ts';

/** Files that the workspace's problems lie in. */
export function filesWithProblems(model: LanguageModel): readonly FolderPath[] {
  return [...knownFor(model).byPath.keys()];
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
  const known = knownFor(model);
  const before = known.placed.get(document.path);
  // Only correct if text and problems are the same: `known` is of these problems alone.
  if (before?.text === document.text) return before.placed;
  const placed = findProblems(document, model, known);
  known.placed.set(document.path, { text: document.text, placed });
  return placed;
}

function findProblems(
  document: ConfigDocument,
  model: LanguageModel,
  known: KnownProblems,
): readonly PlacedProblem[] {
  const { path, text } = document;
  const file = readConfigFile(document, model);
  const lines = file?.lines ?? new Lines(text);
  const saved = model.readSaved?.(path) ?? text;
  const problems = known.byPath.get(path) ?? [];
  const placed =
    file === undefined || saved === text
      ? problems.map((problem) => withPlace(problem, file, lines, text))
      : [
          ...unsavedProblems(document, model).map((one) => withPlace(one, file, lines, text)),
          ...keptAdvice(adviceFor(path, saved, known, model), file),
        ];
  return placed.sort((a, b) => a.span.start - b.span.start);
}

/** A problem that only the whole workspace tells, and the key that it is about. */
interface Advice {
  readonly problem: Problem;
  readonly path: JsonPath;
}

/** The problems of a workspace in the order in which they are asked for. */
interface KnownProblems {
  readonly byPath: ReadonlyMap<FolderPath, readonly Problem[]>;
  readonly advice: Map<FolderPath, readonly Advice[]>;
  /** What was found in each file, for the text that it had then. */
  readonly placed: Map<
    FolderPath,
    { readonly text: string; readonly placed: readonly PlacedProblem[] }
  >;
}

const knownProblems = new WeakMap<LanguageModel['problems'], KnownProblems>();

function knownFor({ problems }: LanguageModel): KnownProblems {
  const before = knownProblems.get(problems);
  if (before !== undefined) return before;
  const known = { byPath: problemsByPath(problems), advice: new Map(), placed: new Map() };
  // Only correct if a list of problems never changes, and is another one where the workspace is.
  knownProblems.set(problems, known);
  return known;
}

/** The check of the graph may tell of what the configuration's reader has told. */
function problemsByPath(problems: readonly Problem[]): ReadonlyMap<FolderPath, readonly Problem[]> {
  const found = new Map<FolderPath, Map<string, Problem>>();
  for (const problem of problems) {
    const { location } = problem;
    if (location === undefined) continue;
    const ofFile = found.get(location.file) ?? new Map<string, Problem>();
    found.set(location.file, ofFile);
    ofFile.set(`${location.line}:${location.column} ${keyOf(problem)}`, problem);
  }
  return new Map([...found].map(([path, ofFile]) => [path, [...ofFile.values()]]));
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

/** What the reader of the configuration does not tell, with the keys of the saved text that it is about. */
function adviceFor(
  path: FolderPath,
  saved: string,
  known: KnownProblems,
  model: LanguageModel,
): readonly Advice[] {
  const before = known.advice.get(path);
  if (before !== undefined) return before;
  const { problems, unknownReferences } = model.workspace;
  const ofReading = new Set([...problems, ...unknownReferences].map(keyOf));
  const file = readConfigFile({ path, text: saved }, model);
  const advice = (known.byPath.get(path) ?? [])
    .filter((problem) => !ofReading.has(keyOf(problem)))
    .flatMap((problem): readonly Advice[] => {
      const { line, column } = problem.location ?? { line: 1, column: 1 };
      const start = file?.lines.offset({ line: line - 1, character: column - 1 }) ?? 0;
      return file?.tree ? [{ problem, path: placeAt(file.tree, start).path }] : [];
    });
  known.advice.set(path, advice);
  return advice;
}

/** Moved to where its key stands now; without those whose key is gone. */
function keptAdvice(advice: readonly Advice[], file: ConfigFile): readonly PlacedProblem[] {
  return advice.flatMap(({ problem, path }): readonly PlacedProblem[] => {
    const span = spanAtPath(file, path);
    if (span === undefined) return [];
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

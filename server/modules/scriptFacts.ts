/**
 * What one script imports and exports. The whole syntax tree is gone through only where there may be mentions that are no statements (see
 * `scriptCalls.ts`).
 */
import { patternOf } from './computedPaths.ts';
import { decoratorImports } from './decorators.ts';
import type { ScriptLanguage } from './kinds.ts';
import { literalText } from './literals.ts';
import type { ExportFact, ImportFact, ModuleFacts, ModuleProblem } from './model.ts';
import { referenceImports } from './references.ts';
import { callImports } from './scriptCalls.ts';
import type { ParsedScript, ScriptGoal, ScriptParser } from './scriptParser.ts';
import { type ExportDraft, StatementFacts } from './statementFacts.ts';

interface Attempt {
  readonly facts: ModuleFacts;
  /** The parser gave up, and what stands before that is lost. */
  readonly isEmpty: boolean;
  /** Nothing is lost, though rules may be broken. */
  readonly isWhole: boolean;
}

const problemsMax = 20;
/** Places above an error at which the text is cut, to read what is before. */
const cutsMax = 4;

/**
 * Files do not say what they are written in: what ends with `.js` may have `return` outside of functions, as Node's own wrapper allows, or
 * types. Where no way to read it is without errors, the first one says what is wrong; it is no problem of the file where nothing is lost,
 * e.g. of a `declare` within `declare`: the compiler tells of such.
 */
export function parseScriptFacts(
  parser: ScriptParser,
  text: string,
  language: ScriptLanguage,
): ModuleFacts {
  const isScript = language === 'jsx';
  const first = attempt(parser, text, language, isScript ? 'unambiguous' : 'module');
  const { problems } = first.facts;
  if (problems.length === 0) return first.facts;
  const others = isScript ? [['jsx', 'commonjs'] as const, ['tsx', 'module'] as const] : [];
  let whole = first.isWhole ? first.facts : undefined;
  for (const [other, goal] of others) {
    const next = attempt(parser, text, other, goal);
    if (next.facts.problems.length === 0) return next.facts;
    if (next.isWhole) whole ??= next.facts;
  }
  if (whole) return { ...whole, problems: [] };
  const facts = first.isEmpty ? beforeError(parser, text, language, problems) : first.facts;
  return { ...facts, problems: reasons(problems) };
}

/** `return` outside of functions, as Astro's scripts may have it, never is why something is lost. */
function reasons(problems: readonly ModuleProblem[]): readonly ModuleProblem[] {
  const others = problems.filter(({ message }) => !/'?return'? statement/i.test(message));
  return others.length === 0 ? problems : others;
}

function attempt(
  parser: ScriptParser,
  text: string,
  language: ScriptLanguage,
  goal: ScriptGoal,
): Attempt {
  const script = parser.parse(text, language, goal);
  const problems = problemsOf(script, text);
  const isEmpty = problems.length > 0 && script.isEmpty;
  if (isEmpty) return { facts: { ...empty, problems }, isEmpty, isWhole: false };
  const isWhole = problems.length === 0 || reachesEnd(script, text);
  const statements = new StatementFacts();
  script.readStatements(statements);
  const facts = factsOf(script, statements, { text, language, problems });
  return { facts, isEmpty, isWhole };
}

/**
 * Whether nothing but white space and comments stands behind the last statement. The parser goes on after what only breaks a rule, gives up
 * with nothing at all where it cannot go on, and takes what it knows no word for as the end of the text.
 */
function reachesEnd({ end: last, comments }: ParsedScript, text: string): boolean {
  let end = last;
  for (const comment of comments)
    if (comment.start >= end && text.slice(end, comment.start).trim() === '') end = comment.end;
  return text.slice(end).trim() === '';
}

const empty: ModuleFacts = { imports: [], exports: [], problems: [] };

/** The parser gave up: what stands above the line of the error, or above an earlier statement, may still be read. */
function beforeError(
  parser: ScriptParser,
  text: string,
  language: ScriptLanguage,
  problems: readonly ModuleProblem[],
): ModuleFacts {
  const at = Math.max(0, Math.min(...problems.map(({ start }) => start)));
  const starts = [
    ...text
      .slice(0, at)
      .matchAll(/^(?:import|export|const|let|var|function|class|async|type|interface)\b/gm),
  ];
  const cuts = [text.lastIndexOf('\n', at) + 1, ...starts.reverse().map(({ index }) => index)];
  // The last statement that begins a line may be the broken one; the imports are most likely at the top.
  const tried = new Set([...cuts.slice(0, cutsMax), afterLastImport(text.slice(0, at))]);
  for (const cut of tried) {
    const above = attempt(parser, text.slice(0, cut), language, 'unambiguous');
    if (!above.isEmpty) return above.facts;
  }
  return empty;
}

function afterLastImport(text: string): number {
  const found = text.search(/\n(?!import\b|\s|\}|\/|\*)/);
  return found < 0 ? 0 : found;
}

function problemsOf({ errors }: ParsedScript, text: string): ModuleProblem[] {
  if (errors.length === 0) return [];
  return errors.slice(0, problemsMax).map(({ message, labels }) => {
    const [place] = labels;
    const start = Math.min(place?.start ?? 0, text.length);
    // What is said without a place is said of the whole text.
    const end = place?.end ?? text.length;
    return { message, start, end: Math.max(start, Math.min(end, text.length)) };
  });
}

function factsOf(
  script: ParsedScript,
  statements: StatementFacts,
  given: {
    readonly text: string;
    readonly language: ScriptLanguage;
    readonly problems: readonly ModuleProblem[];
  },
): ModuleFacts {
  const { text, language, problems } = given;
  const { imports } = statements;
  for (const { moduleRequest } of script.dynamicImports) {
    const { start, end } = moduleRequest;
    const source = text.slice(start, end);
    const specifier = literalText(source);
    if (specifier) imports.push({ kind: 'dynamic', specifier, start, end });
    const pattern = specifier === undefined ? patternOf(source, language) : undefined;
    if (pattern) imports.push({ kind: 'glob', specifier: pattern, start, end });
  }
  imports.push(...callImports(script, text, language), ...referenceImports(script, text, language));
  imports.push(...decoratorImports(text, language));
  if (!isInOrder(imports)) imports.sort((a, b) => a.start - b.start);
  return { imports, exports: withIndexes(statements.exports, imports), problems };
}

/** As most are: sorting takes memory, also where it changes nothing. */
function isInOrder(imports: readonly ImportFact[]): boolean {
  let before = 0;
  for (const { start } of imports) {
    if (start < before) return false;
    before = start;
  }
  return true;
}

function withIndexes(
  drafts: readonly ExportDraft[],
  imports: readonly ImportFact[],
): readonly ExportFact[] {
  if (drafts.every(({ origin }) => origin === undefined)) return drafts;
  const indexes = new Map(imports.map((one, index) => [one, index]));
  return drafts.map(({ origin, ...rest }) => {
    const from = origin && indexes.get(origin);
    return from === undefined ? rest : { ...rest, from };
  });
}

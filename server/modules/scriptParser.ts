/**
 * The parser, in its two ways of giving what it found. `lazy` leaves the tree in the parser's own memory and reads only what is asked for,
 * which is six times as fast; it takes 6 GB of addresses (not of memory) for each thread, so it is for threads that do nothing else. Where
 * the platform has none, e.g. under WebAssembly, the plain way gives the same, through values of JavaScript.
 */
import * as oxc from 'oxc-parser';
import type { ScriptLanguage } from './kinds.ts';
import type { SyntaxNode } from './syntax.ts';

/** A stretch of the text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `import(...)`. */
export interface DynamicImport {
  readonly start: number;
  readonly moduleRequest: Span;
}

/** What is wrong with a script. */
export interface ScriptError {
  readonly message: string;
  readonly labels: readonly Span[];
}

/** Called for each node of a type. */
export type Handlers = Readonly<Record<string, (node: SyntaxNode) => void>>;

/** One script, parsed. Only valid until `done`. */
export interface ParsedScript {
  /** Statements at the top; none where the parser gave up. */
  readonly body: readonly SyntaxNode[];
  /** Whether some of them import or export. */
  readonly hasStatements: boolean;
  /** Each `import(...)`, and what stands in its parentheses. */
  readonly dynamicImports: readonly DynamicImport[];
  /** Each `import.meta`. */
  readonly importMetas: readonly Span[];
  /** Made when asked for: there are many. */
  comments(): readonly Span[];
  readonly errors: readonly ScriptError[];
  /** False: types of variables are left out, and patterns are without `...rest`. */
  readonly isWhole: boolean;
  done(): void;
}

/** A script of which nothing is left out. */
export interface WholeScript extends ParsedScript {
  /** Goes through the whole tree. */
  visit(handlers: Handlers): void;
}

/** How a script's goal is decided: `commonjs` may have `return` outside of functions. */
export type ScriptGoal = 'unambiguous' | 'commonjs' | 'module';

/** Parses one script. */
export type ParseScript = (
  text: string,
  language: ScriptLanguage,
  goal: ScriptGoal,
) => ParsedScript;

/** The parts of the package that are used, some of which it does not declare since they may change: the lock file holds its version. */
interface Api {
  parseSync(name: string, text: string, options: object): Result;
  readonly Visitor: new (handlers: Handlers) => { visit(program: unknown): void };
}
interface Result {
  readonly program: { readonly body: readonly SyntaxNode[] };
  readonly module: {
    readonly hasModuleSyntax: boolean;
    readonly dynamicImports: readonly DynamicImport[];
    readonly importMetas: readonly Span[];
  };
  readonly comments: readonly Span[];
  readonly errors: readonly ScriptError[];
  dispose?(): void;
}

const api = oxc as unknown as Api;
const names: Readonly<Record<ScriptLanguage, string>> = {
  jsx: 'a.jsx',
  ts: 'a.ts',
  tsx: 'a.tsx',
  dts: 'a.d.ts',
};

/** Through JavaScript values. */
export const parsePlainly = (
  text: string,
  lang: ScriptLanguage,
  sourceType: ScriptGoal,
): WholeScript => {
  const result = api.parseSync(names[lang], text, { lang, sourceType });
  return {
    ...scriptOf(result),
    isWhole: true,
    visit: (handlers) => new api.Visitor(handlers).visit(result.program),
  };
};

/** From the parser's memory. */
export const parseLazily: ParseScript = (text, lang, sourceType) => {
  const result = api.parseSync(names[lang], text, { lang, sourceType, experimentalLazy: true });
  return {
    ...scriptOf(result),
    isWhole: false,
  };
};

/** Whether `parseLazily` works here. */
export function canParseLazily(): boolean {
  return oxc.rawTransferSupported();
}

function scriptOf(result: Result): Omit<ParsedScript, 'isWhole'> {
  const { program, module, errors } = result;
  return {
    body: program.body,
    hasStatements: module.hasModuleSyntax,
    dynamicImports: module.dynamicImports,
    importMetas: module.importMetas,
    comments: () => result.comments,
    errors,
    done: () => result.dispose?.(),
  };
}

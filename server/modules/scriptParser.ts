/**
 * The parser, and the plain way of getting at what it finds: through values of JavaScript. `RawParser` is the fast way, which takes 6 GB of
 * addresses (not of memory) for each thread, so it is for threads that do nothing else. Both give the same.
 */
import * as oxc from 'oxc-parser';
import type { ScriptLanguage } from './kinds.ts';
import type { ImportFact } from './model.ts';
import { readStatements } from './scriptStatements.ts';
import { StatementFacts } from './statementFacts.ts';
import { nameOf, type SyntaxNode } from './syntax.ts';
import { nodesAround, type Span, spanAround } from './syntaxPath.ts';

export type { Span } from './syntaxPath.ts';

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

/** `declare module 'name' { ... }`, and what is imported within. */
export interface DeclaredModule extends Span {
  readonly name: string;
  readonly imports: readonly ImportFact[];
}

/** One script, parsed. Only valid until the next one is. */
export interface ParsedScript {
  /** Nothing is at the top: where there are errors, the parser gave up. */
  readonly isEmpty: boolean;
  /** Where the first statement at the top begins; where there is none, the text's length or less. */
  readonly start: number;
  /** Where the last one ends. */
  readonly end: number;
  /** Whether there are statements at the top that import or export. */
  readonly hasStatements: boolean;
  /** Tells what these say. */
  readStatements(into: StatementFacts): void;
  /** Those at the top; their spans are of the names in quotes. */
  readonly declaredModules: readonly DeclaredModule[];
  /** The nodes around a position in UTF-16 units, from the statement at the top to the innermost that is known. */
  pathTo(position: number): readonly SyntaxNode[];
  /** Each `import(...)`, and what stands in its parentheses. */
  readonly dynamicImports: readonly DynamicImport[];
  /** Each `import.meta`. */
  readonly importMetas: readonly Span[];
  /** Made when asked for: there are many. */
  readonly comments: readonly Span[];
  readonly errors: readonly ScriptError[];
}

/** A script of which the whole tree can be gone through. */
export interface WholeScript extends ParsedScript {
  /** All at the top. */
  readonly body: readonly SyntaxNode[];
  visit(handlers: Handlers): void;
}

/** How a script's goal is decided: `commonjs` may have `return` outside of functions. */
export type ScriptGoal = 'unambiguous' | 'commonjs' | 'module';

/** Parses one script after the other. */
export interface ScriptParser {
  parse(text: string, language: ScriptLanguage, goal: ScriptGoal): ParsedScript;
}

/** The parts of the package that are used, with the types that are relied on. */
interface Api {
  parseSync(name: string, text: string, options: object): Result;
  readonly Visitor: new (handlers: Handlers) => { visit(program: unknown): void };
}
interface Result {
  readonly program: { readonly type: 'Program'; readonly body: readonly SyntaxNode[] };
  readonly module: {
    readonly hasModuleSyntax: boolean;
    readonly dynamicImports: readonly DynamicImport[];
    readonly importMetas: readonly Span[];
  };
  readonly comments: readonly Span[];
  readonly errors: readonly ScriptError[];
}

const api = oxc as unknown as Api;
const names: Readonly<Record<ScriptLanguage, string>> = {
  jsx: 'a.jsx',
  ts: 'a.ts',
  tsx: 'a.tsx',
  dts: 'a.d.ts',
};

/** Through values of JavaScript; works everywhere. */
export const plainParser = {
  parse(text: string, lang: ScriptLanguage, sourceType: ScriptGoal): WholeScript {
    const result = api.parseSync(names[lang], text, { lang, sourceType });
    const { module, comments } = result;
    const { program, errors } = treeOf(result);
    const { body } = program;
    return {
      body,
      isEmpty: body.length === 0,
      start: body[0]?.start ?? text.length,
      end: body.at(-1)?.end ?? 0,
      hasStatements: module.hasModuleSyntax,
      readStatements(into) {
        if (module.hasModuleSyntax) readStatements(body, into);
      },
      get declaredModules() {
        return body.flatMap((one) => declaredModule(one) ?? []);
      },
      pathTo(position) {
        const statement = spanAround(body, position);
        return statement ? nodesAround(statement, position) : [];
      },
      dynamicImports: module.dynamicImports,
      importMetas: module.importMetas,
      comments,
      errors,
      visit: (handlers) => new api.Visitor(handlers).visit(program),
    };
  },
} satisfies ScriptParser;

/** What the parser makes of a broken text may be no JSON: then it is as if it had given up. */
function treeOf(result: Result): Pick<Result, 'program' | 'errors'> {
  try {
    return { program: result.program, errors: result.errors };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const unread = { message: `What the parser found cannot be read: ${detail}`, labels: [] };
    return { program: { type: 'Program', body: [] }, errors: [...result.errors, unread] };
  }
}

function declaredModule({ type, id, body: block }: SyntaxNode): DeclaredModule | undefined {
  const name = type === 'TSModuleDeclaration' && id?.name === undefined ? nameOf(id) : undefined;
  if (!id || name === undefined) return undefined;
  const within = new StatementFacts();
  const body = block && 'body' in block ? block.body : undefined;
  if (Array.isArray(body)) readStatements(body, within);
  return { name, start: id.start, end: id.end, imports: within.imports };
}

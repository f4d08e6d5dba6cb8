/**
 * The mentions that are no statements: `require('./a')`, `import a = require('./a')`, `import('./a').T` as a type,
 * `new URL('./a.png', import.meta.url)`, `import.meta.glob('./*.ts')`. They are found in the syntax tree, so no string, comment, template or
 * regular expression ever looks like one; a text without the words for them is not searched.
 */
import type { ScriptLanguage } from './kinds.ts';
import { literalText } from './literals.ts';
import type { ImportFact, ImportKind } from './model.ts';
import { type Handlers, type ParsedScript, parsePlainly, type Span } from './scriptParser.ts';
import { nameOf, type SyntaxNode } from './syntax.ts';

/** Patterns of one `import.meta.glob` are told as one import, divided by this. */
export const globDivider = '\n';

/** @returns in the order of the tree; none where no word for them is in the text */
export function callImports(
  script: ParsedScript,
  text: string,
  language: ScriptLanguage,
): ImportFact[] {
  const types = typesMax(script, text, language);
  if (types === 0 && !mayHaveCalls(script, text)) return [];
  const found = new CallVisitor(text);
  if (types === 0 && !mayUseMeta(script, text) && found.atTop(script.body)) return found.imports;
  const calls = types === 0 && !mayUseMeta(script, text) ? countInCode(script, text) : undefined;
  if (calls === 0) return [];
  found.restart(calls);
  visitUntilDone(script, found);
  if (script.isWhole || types <= found.types) return found.imports;
  const plain = new CallVisitor(text);
  const again = parsePlainly(text, language, 'module');
  again.visit(plain.handlers);
  return plain.imports;
}

/** At most how many `import('./a').T` there are, as far as the text alone tells. */
function typesMax(
  { dynamicImports }: ParsedScript,
  text: string,
  language: ScriptLanguage,
): number {
  if (language === 'jsx') return 0;
  const calls = text.match(/\bimport\s*(?:\/\*[\s\S]*?\*\/\s*)?\(/g)?.length ?? 0;
  return Math.max(0, calls - dynamicImports.length);
}

function mayHaveCalls(script: ParsedScript, text: string): boolean {
  return text.includes('require') || mayUseMeta(script, text);
}

function mayUseMeta({ hasImportMeta }: ParsedScript, text: string): boolean {
  return hasImportMeta && /\bURL\b|\bglob|\bresolve\b/.test(text);
}

const requireWord = /\brequire\b/g;

/** How often the word is in the text, comments left out: at most as often it is called. */
function countInCode({ comments }: ParsedScript, text: string): number {
  const spans = comments();
  let at = 0;
  let count = 0;
  for (const { index } of text.matchAll(requireWord)) {
    while ((spans[at]?.end ?? Number.POSITIVE_INFINITY) <= index) at++;
    if (index < (spans[at]?.start ?? Number.POSITIVE_INFINITY)) count++;
  }
  return count;
}

/** Ends a walk through a tree of which nothing more is wanted: a bundle of megabytes may call `require` on its first lines alone. */
const done = new Error('nothing more is wanted');

function visitUntilDone(script: ParsedScript, found: CallVisitor): void {
  try {
    script.visit(found.handlers);
  } catch (error) {
    if (error !== done) throw error;
  }
}

class CallVisitor {
  readonly imports: ImportFact[] = [];
  types = 0;
  /** Calls that there still are at most; undefined: other mentions are looked for, too. */
  #left: number | undefined;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get handlers(): Handlers {
    return {
      CallExpression: (node) => {
        this.#call(node);
        const isRequire =
          node.callee?.name === 'require' || node.callee?.object?.name === 'require';
        if (isRequire && this.#left !== undefined && --this.#left === 0) throw done;
      },
      NewExpression: ({ callee, arguments: given = [] }) => {
        const [first, base] = given;
        if (callee?.name === 'URL' && first && base && this.#isMetaUrl(base))
          this.#add('url', first);
      },
      TSImportEqualsDeclaration: ({ moduleReference, importKind }) => {
        const kind = importKind === 'type' ? 'type' : 'require';
        if (moduleReference?.expression) this.#add(kind, moduleReference.expression);
      },
      TSImportType: ({ source, qualifier }) => {
        this.types++;
        const name = qualifier && /^[\w$]+/.exec(this.#source(qualifier))?.[0];
        if (source) this.#add('type', source, name ? [name] : ['*']);
      },
    };
  }

  /** Begins a walk through the whole tree. @param calls after so many there are no more */
  restart(calls: number | undefined): void {
    this.imports.length = 0;
    this.#left = calls;
  }

  /**
   * Looks only at the statements at the top, as compilers write them: `var a = require('./a')`, `__exportStar(require('./b'), exports)`.
   * @returns whether that was all, since no more is in the text
   */
  atTop(body: readonly SyntaxNode[]): boolean {
    const count = this.#text.match(/\brequire\b/g)?.length ?? 0;
    let seen = 0;
    const look = (node: SyntaxNode | null | undefined, depth: number): void => {
      if (!node || depth > 4) return;
      if (node.type === 'CallExpression') {
        if (node.callee?.name === 'require') seen++;
        this.#call(node);
        for (const given of node.arguments ?? []) look(given, depth + 1);
      }
      if (node.type === 'AssignmentExpression') look(node.right, depth + 1);
      // `require('./a').default`
      if (node.object && node.computed !== true) look(node.object, depth + 1);
    };
    for (const statement of body) {
      if (seen === count) break;
      if (statement.type === 'ExpressionStatement') look(statement.expression, 0);
      else if (statement.type === 'VariableDeclaration')
        for (const { init } of statement.declarations ?? []) look(init, 0);
    }
    return seen === count;
  }

  #call({ callee, arguments: given = [] }: SyntaxNode): void {
    const [first] = given;
    if (!first || !callee) return;
    if (callee.name === 'require') this.#add('require', first);
    else if (callee.object && callee.computed !== true)
      this.#method(callee.object, nameOf(callee.property), first);
  }

  #method(object: SyntaxNode, method: string | undefined, first: SyntaxNode): void {
    if (method === 'resolve' && object.name === 'require') this.#add('require', first);
    if (!/^import\s*\.\s*meta$/.test(this.#source(object, 40))) return;
    if (method === 'resolve') this.#add('dynamic', first);
    else if (method === 'glob' || method === 'globEager') this.#glob(first);
  }

  #isMetaUrl(node: SyntaxNode): boolean {
    return /^import\s*\.\s*meta\s*\.\s*url$/.test(this.#source(node, 60));
  }

  #glob(patterns: SyntaxNode): void {
    const { start, end } = patterns;
    const texts = (patterns.elements ?? [patterns]).flatMap(
      (one) => (one && literalText(this.#source(one))) ?? [],
    );
    if (texts.length > 0)
      this.imports.push({ kind: 'glob', specifier: texts.join(globDivider), start, end });
  }

  #add(kind: ImportKind, node: Span, names?: readonly string[]): void {
    const { start, end } = node;
    const specifier = literalText(this.#source(node));
    if (specifier === undefined || specifier === '') return;
    this.imports.push({ kind, specifier, start, end, ...(names && { names }) });
  }

  /** @param most nothing is said of what is longer */
  #source({ start, end }: Span, most = 4096): string {
    return end - start > most ? '' : this.#text.slice(start, end);
  }
}

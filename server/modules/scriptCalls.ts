/**
 * The mentions that are no statements: `require('./a')`, `import a = require('./a')`, `import('./a').T` as a type,
 * `new URL('./a.png', import.meta.url)`, `import.meta.glob('./*.ts')`, `require.context('./a')`, `define(['./a'], f)` of AMD.
 *
 * The text says where there may be one, the syntax tree what is there, so no string, comment, template or regular expression ever looks like one.
 */
import { contextPattern, patternOf } from './computedPaths.ts';
import type { ScriptLanguage } from './kinds.ts';
import { literalText } from './literals.ts';
import type { ImportFact, ImportKind } from './model.ts';
import { type Handlers, type ParsedScript, plainParser, type Span } from './scriptParser.ts';
import { nameOf, type SyntaxNode } from './syntax.ts';
import { spanAround } from './syntaxPath.ts';

/** Patterns of one `import.meta.glob` are told as one import, divided by this. */
export const globDivider = '\n';

/** A word that may be called. */
interface CalledWord {
  readonly word: string;
  /** Looked for first, since a short text is looked for by its first letter, which is fast where that is rare. */
  readonly part: string;
  readonly partAt: number;
  /** What can only be a call, or one behind a comment. */
  readonly call: RegExp;
}
const requireWord: CalledWord = {
  ...{ word: 'require', part: 'qui', partAt: 2 },
  call: /require\s*(?:\(|\?\.|\.\s*(?:(?:resolve|ensure|context)\b|\/)|<|\/[/*])/y,
};
const importWord: CalledWord = {
  ...{ word: 'import', part: 'mport', partAt: 1 },
  call: /\bimport\s*(?:\(|\/[/*])/y,
};
/**
 * A module of AMD that is a file. One with a name is part of a bundle, where `./a` is meant beside that name; what has no dot in front depends on
 * how a page configures its loader.
 */
const defineWord: CalledWord = {
  ...{ word: 'define', part: 'define(', partAt: 0 },
  call: /define\(\s*\[/y,
};
const relativeText = /^['"`]\.{1,2}\//;
/** What makes it the end of another name. */
const beforeName = /[$#\p{ID_Continue}]$/u;
/** Whether it is one of the signs below 128, by its code. */
const inNames = Uint8Array.from({ length: 128 }, (_, code) =>
  beforeName.test(String.fromCharCode(code)) ? 1 : 0,
);
/** Signs that stand behind most of these words where they are no calls: `import a`, `import { a }`, `required`. */
const noCalls = new Uint8Array(128);
for (let code = 0; code < noCalls.length; code++)
  if (/[\w$"'`{*,;:=)\]]/.test(String.fromCharCode(code))) noCalls[code] = 1;
const blank = ' '.charCodeAt(0);
/** Nodes in which words are only text. */
const textTypes: ReadonlySet<string> = new Set([
  'Literal',
  'StringLiteral',
  'RegExpLiteral',
  'TemplateElement',
  'JSXText',
]);

/** What an address ends with that names a folder. */
const folderAddress = /^(?:[^?#]*\/)?\.{1,2}(?:[?#]|$)|^[^?#]*\/(?:[?#]|$)/;

/** @returns in any order */
export function callImports(
  script: ParsedScript,
  text: string,
  language: ScriptLanguage,
): ImportFact[] {
  const imports: ImportFact[] = [];
  const positions = mentions(script, text, language);
  if (positions.length === 0) return imports;
  for (const paths of byStatement(script, positions)) {
    const found = new CallReader(text, language);
    const statement = paths[0]?.[1][0];
    if (paths.every(([position, path]) => found.readAt(position, path, script)))
      imports.push(...found.imports);
    // What is around a mention does not say what it is: this tree leaves types out in some places, and decorators stand before `export`.
    else if (statement) imports.push(...readWhole(statement, text, script, language));
    else return readWhole({ start: 0, end: text.length }, text, script, language);
  }
  return imports;
}

/** A position, and the nodes around it from the outermost to the innermost. */
type PathTo = readonly [position: number, path: readonly SyntaxNode[]];

/** Where to look, in any order. */
function mentions(
  { importMetas, dynamicImports }: ParsedScript,
  text: string,
  language: ScriptLanguage,
): number[] {
  const amd = language === 'jsx' ? placesOf(text, defineWord) : [];
  const places = [...placesOf(text, requireWord), ...amd].filter((at) => !isBehindName(text, at));
  for (const { start } of importMetas) places.push(start);
  const calls = language === 'jsx' ? [] : placesOf(text, importWord);
  if (calls.length === 0) return places;
  const others = new Set([...dynamicImports, ...importMetas].map(({ start }) => start));
  return [...places, ...calls.filter((at) => !others.has(at))];
}

/** Whether a name goes on at a place. */
function isBehindName(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before < 128
    ? inNames[before] === 1
    : beforeName.test(text.slice(Math.max(0, at - 2), at));
}

/** Where a word may be called. */
function placesOf(text: string, { word, part, partAt, call }: CalledWord): number[] {
  const places: number[] = [];
  for (let found = text.indexOf(part); found >= 0; found = text.indexOf(part, found + 1)) {
    const at = found - partAt;
    const behind = at + word.length;
    const sign = text.charCodeAt(text.charCodeAt(behind) === blank ? behind + 1 : behind);
    if (noCalls[sign] === 1) continue;
    call.lastIndex = Math.max(0, at);
    if (call.test(text)) places.push(at);
  }
  return places;
}

function byStatement(
  script: ParsedScript,
  positions: readonly number[],
): Iterable<readonly PathTo[]> {
  const found = new Map<number | undefined, PathTo[]>();
  for (const position of positions) {
    const path = script.pathTo(position);
    const start = path[0]?.start;
    const others = found.get(start);
    if (others) others.push([position, path]);
    else found.set(start, [[position, path]]);
  }
  return found.values();
}

/** Parses a part anew, into a tree that leaves nothing out. */
function readWhole(
  { start, end }: Span,
  text: string,
  { hasStatements, importMetas }: ParsedScript,
  language: ScriptLanguage,
): ImportFact[] {
  const part = text.slice(start, end);
  const found = new CallReader(part, language);
  // A part does not say what it is part of: in a module, `await /a/` is no division.
  const isModule = language !== 'jsx' || hasStatements || importMetas.length > 0;
  plainParser.parse(part, language, isModule ? 'module' : 'unambiguous').visit(found.handlers);
  return found.imports.map((one) => ({ ...one, start: one.start + start, end: one.end + start }));
}

class CallReader {
  readonly imports: ImportFact[] = [];
  readonly #text: string;
  readonly #language: ScriptLanguage;

  constructor(text: string, language: ScriptLanguage) {
    this.#text = text;
    this.#language = language;
  }

  /** For a walk through the whole tree. */
  get handlers(): Handlers {
    return {
      CallExpression: (node) => this.#call(node),
      NewExpression: (node) => this.#new(node),
      TSImportEqualsDeclaration: (node) => this.#importEquals(node),
      TSImportType: (node) => this.#importType(node),
    };
  }

  /**
   * Reads what begins at a position: `require`, `define`, `import.meta` or `import(...)` as a type.
   * @param path the nodes around it
   * @returns whether what is around it says what it is
   */
  readAt(position: number, path: readonly SyntaxNode[], script: ParsedScript): boolean {
    // `import /* . */ a from './b'` is read as a statement.
    if (path[0]?.type === 'ImportDeclaration') return true;
    if (textTypes.has(path.at(-1)?.type ?? '')) return true;
    const at = path.findIndex((node) => node.start === position && isMention(node));
    const node = path[at];
    if (!node) return isComment(script, position);
    if (node.type === 'TSImportType') this.#importType(node);
    else if (node.type === 'TSExternalModuleReference') this.#importEquals(path[at - 1]);
    else this.#use(node, path[at - 1], path[at - 2]);
    return true;
  }

  /** `require(...)`, `require.resolve(...)`, `import.meta.glob(...)`, `new URL(..., import.meta.url)`: the use of a name. */
  #use(node: SyntaxNode, parent: SyntaxNode | undefined, outer: SyntaxNode | undefined): void {
    if (parent?.type === 'CallExpression' && parent.callee === node) this.#call(parent);
    if (parent?.object !== node || !outer) return;
    if (outer.type === 'CallExpression' && outer.callee === parent) this.#call(outer);
    else if (outer.type === 'NewExpression') this.#new(outer);
  }

  #call({ callee, arguments: given = [] }: SyntaxNode): void {
    const first = given[0];
    if (!first || !callee) return;
    if (callee.name === 'require') this.#each(first);
    else if (callee.name === 'define') this.#define(callee, first);
    else if (callee.object && callee.computed !== true)
      this.#method(callee.object, nameOf(callee.property), given);
  }

  #method(
    object: SyntaxNode,
    method: string | undefined,
    [first, options, third]: readonly SyntaxNode[],
  ): void {
    if (!first) return;
    if (object.name === 'require' && method === 'resolve') this.#add('require', first);
    if (object.name === 'require' && method === 'ensure') this.#each(first);
    if (object.name === 'require' && method === 'context') this.#context(first, options, third);
    if (!/^import\s*\.\s*meta$/.test(this.#source(object, 40))) return;
    if (method === 'resolve') this.#address('dynamic', first);
    else if (method === 'glob' || method === 'globEager') this.#glob(first, options);
  }

  /** `require(['./a', './b'], (a, b) => ...)`: several, as loaders in browsers take them. */
  #each(given: SyntaxNode): void {
    for (const one of given.elements ?? [given]) if (one) this.#add('require', one);
  }

  /** `define(['./a', 'b', 'exports'], f)`. What is no mention by its text is none here, either. */
  #define({ start }: Span, { elements }: SyntaxNode): void {
    defineWord.call.lastIndex = start;
    if (this.#language !== 'jsx' || !defineWord.call.test(this.#text)) return;
    for (const one of elements ?? [])
      if (one && relativeText.test(this.#source(one))) this.#add('require', one);
  }

  #new({ callee, arguments: given = [] }: SyntaxNode): void {
    const [first, base] = given;
    if (callee?.name === 'URL' && first && base && this.#isMetaUrl(base))
      this.#address('url', first);
  }

  /** `new URL('..', import.meta.url)` is where a script lies: no index file of that folder is meant. */
  #address(kind: ImportKind, node: Span): void {
    if (!folderAddress.test(literalText(this.#source(node)) ?? '')) this.#add(kind, node);
  }

  #isMetaUrl(node: SyntaxNode): boolean {
    return /^import\s*\.\s*meta\s*\.\s*url$/.test(this.#source(node, 60));
  }

  #importEquals(node: SyntaxNode | undefined): void {
    const { moduleReference, importKind } = node ?? {};
    const kind = importKind === 'type' ? 'type' : 'require';
    if (moduleReference?.expression) this.#add(kind, moduleReference.expression);
  }

  #importType({ source, qualifier }: SyntaxNode): void {
    const name = qualifier && /^[\w$]+/.exec(this.#source(qualifier))?.[0];
    if (source) this.#add('type', source, name ? [name] : ['*']);
  }

  #context(folder: SyntaxNode, deep: SyntaxNode | undefined, test: SyntaxNode | undefined): void {
    const { start, end } = folder;
    const path = literalText(this.#source(folder));
    const isDeep = deep === undefined || this.#source(deep) !== 'false';
    const specifier = path && contextPattern(path, isDeep, test && this.#source(test));
    if (specifier) this.imports.push({ kind: 'glob', specifier, start, end });
  }

  /** Other options than `base` say how the files are taken, and not which. */
  #glob(patterns: SyntaxNode, options: SyntaxNode | undefined): void {
    const { start, end } = patterns;
    const base = this.#option(options, 'base');
    const texts = (patterns.elements ?? [patterns]).flatMap(
      (one) => (one && literalText(this.#source(one))) ?? [],
    );
    const based = base === undefined ? texts : texts.map((one) => basedPattern(base, one));
    if (texts.length > 0)
      this.imports.push({ kind: 'glob', specifier: based.join(globDivider), start, end });
  }

  #option(options: SyntaxNode | undefined, name: string): string | undefined {
    const all = options?.properties ? [...options.properties] : [];
    const { value } = all.find(({ key }) => nameOf(key) === name) ?? {};
    return value && typeof value === 'object' ? literalText(this.#source(value)) : undefined;
  }

  #add(kind: ImportKind, node: Span, names?: readonly string[]): void {
    const { start, end } = node;
    const source = this.#source(node);
    const specifier = literalText(source);
    if (specifier) this.imports.push({ kind, specifier, start, end, ...(names && { names }) });
    else if (specifier === undefined && kind === 'require') this.#computed(source, node);
  }

  #computed(source: string, { start, end }: Span): void {
    const specifier = patternOf(source, this.#language);
    if (specifier !== undefined) this.imports.push({ kind: 'glob', specifier, start, end });
  }

  /** @param most nothing is said of what is longer */
  #source({ start, end }: Span, most = 4096): string {
    return end - start > most ? '' : this.#text.slice(start, end);
  }
}

/** A relative pattern of `import.meta.glob` starts at the folder `base`, which is relative to the script. */
function basedPattern(base: string, pattern: string): string {
  const [mark, rest] = pattern.startsWith('!') ? ['!', pattern.slice(1)] : ['', pattern];
  if (!/^\.{1,2}\//.test(rest)) return pattern;
  const start = /^(?:\.{0,2}\/|\.{1,2}$)/.test(base) ? base : `./${base}`;
  return `${mark}${start.replace(/\/$/, '')}/${rest.replace(/^\.\//, '')}`;
}

function isMention({ type, name }: SyntaxNode): boolean {
  return (
    name === 'require' ||
    name === 'define' ||
    // Each of the two trees has a name of its own for it.
    type === 'MetaProperty' ||
    type === 'ImportMeta' ||
    type === 'TSImportType' ||
    type === 'TSExternalModuleReference'
  );
}

function isComment(script: ParsedScript, position: number): boolean {
  return spanAround(script.comments, position) !== undefined;
}

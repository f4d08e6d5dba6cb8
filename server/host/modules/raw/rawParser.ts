/**
 * Parses without making values of JavaScript of what is found: it is read where the parser left it, and only what is asked for. Where calls
 * are looked for in the whole tree, the parser's own classes read it.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import { rawTransferSupported } from 'oxc-parser';
import type { ScriptLanguage } from '../../../modules/kinds.ts';
import type {
  DeclaredModule,
  DynamicImport,
  ParsedScript,
  ScriptError,
  ScriptGoal,
  Span,
} from '../../../modules/scriptParser.ts';
import type { StatementFacts } from '../../../modules/statementFacts.ts';
import type { SyntaxNode } from '../../../modules/syntax.ts';
import { nodesAround, spanAround } from '../../../modules/syntaxPath.ts';
import type { FileParser } from '../reading/fileParser.ts';
import { Arena, type ArenaBytes } from './arena.ts';
import { found, listed, sizes } from './layout.ts';
import { outline, probes } from './probes.ts';
import { RawMemory } from './rawMemory.ts';
import { isOpen, RawPaths } from './rawPaths.ts';
import { rawDeclaredModules, readRawStatements } from './rawStatements.ts';

/** A text that lies in the arena. */
interface Placed {
  readonly text: string;
  /** In bytes. */
  readonly length: number;
  readonly isAscii: boolean;
}

/** See the file's comment. What it wrote on stays memory as long as there is its thread. */
export class RawParser implements FileParser {
  readonly #encoder = new TextEncoder();
  readonly #arena = new Arena();
  #placed: Placed | undefined;

  /** @returns undefined where it does not work, e.g. since addresses are limited, or does not find what it should */
  static ifUsable(): RawParser | undefined {
    if (!rawTransferSupported()) return undefined;
    try {
      const parser = new RawParser();
      return probes.every(([text, expected]) => outline(parser, text) === expected)
        ? parser
        : undefined;
    } catch {
      return undefined;
    }
  }

  room(bytes: number): Buffer {
    this.#placed = undefined;
    return this.#arena.room(bytes);
  }

  text(bytes: Buffer): string {
    const ascii = isAscii(bytes);
    const text = bytes.toString(ascii ? 'latin1' : 'utf8');
    // What is no UTF-8 is not what its text would be.
    if (ascii || isUtf8(bytes)) this.#placed = { text, length: bytes.length, isAscii: ascii };
    return text;
  }

  parse(text: string, language: ScriptLanguage, goal: ScriptGoal): ParsedScript {
    const placed = this.#placed?.text === text ? this.#placed : this.#place(text);
    const at = this.#arena.parse(placed.length, language, goal);
    return new RawScript(this.#arena, placed, { at, language });
  }

  #place(text: string): Placed {
    const room = this.#arena.room(text.length * 3);
    const { written } = this.#encoder.encodeInto(text, room);
    this.#placed = { text, length: written, isAscii: written === text.length };
    return this.#placed;
  }
}

interface Found {
  /** Where what was found begins. */
  readonly at: number;
  readonly language: ScriptLanguage;
}

/** Only valid until the next text is placed. */
class RawScript implements ParsedScript {
  readonly hasStatements: boolean;
  readonly isEmpty: boolean;
  readonly #arena: Arena;
  readonly #placed: Placed;
  readonly #at: number;
  readonly #language: ScriptLanguage;
  readonly #memory: RawMemory;
  /** The list of statements at the top. */
  readonly #body: number;
  #paths: RawPaths | undefined;
  #tree: RawTree | undefined;
  #comments: readonly Span[] | undefined;

  constructor(arena: Arena, placed: Placed, { at, language }: Found) {
    this.#arena = arena;
    this.#placed = placed;
    this.#at = at;
    this.#language = language;
    this.#memory = new RawMemory(arena, placed.text, placed.isAscii);
    this.#body = at + found.body;
    this.hasStatements = this.#memory.isSet(at + found.module + listed.hasStatements);
    this.isEmpty = this.#memory.count(this.#body) === 0;
  }

  get start(): number {
    if (this.isEmpty) return this.#placed.text.length;
    return this.#memory.span(this.#memory.box(this.#memory.first(this.#body) + 8)).start;
  }

  get end(): number {
    const last = this.#memory.count(this.#body) - 1;
    const at = this.#memory.first(this.#body) + last * sizes.choice;
    return last < 0 ? 0 : this.#memory.span(this.#memory.box(at + 8)).end;
  }

  readStatements(into: StatementFacts): void {
    if (this.hasStatements) readRawStatements(this.#memory, this.#body, into);
  }

  get declaredModules(): readonly DeclaredModule[] {
    return rawDeclaredModules(this.#memory, this.#body);
  }

  pathTo(position: number): readonly SyntaxNode[] {
    this.#paths ??= new RawPaths(this.#memory, this.#body);
    const { index, path } = this.#paths.around(position);
    // Around what a comment mentions, nothing more is asked for.
    if (isOpen(path) || spanAround(this.comments, position)) return path;
    const [around] = path;
    // What is broken is not parsed anew: that may find less. In declarations, mentions lie in types, which the classes leave out.
    const isBroken = this.#memory.count(this.#at + found.errors) > 0;
    if (around && !isBroken && (this.#language === 'dts' || !classes.areWorthIt(around)))
      return [around];
    const statement = this.#ownTree.program.body[index];
    return statement ? nodesAround(statement, position) : path;
  }

  get dynamicImports(): readonly DynamicImport[] {
    const list = this.#at + found.module + listed.dynamicImports;
    return this.#memory.map(list, sizes.dynamicImport, (at) => ({
      start: this.#memory.span(at).start,
      moduleRequest: this.#memory.span(at + 8),
    }));
  }

  get importMetas(): readonly Span[] {
    return this.#spans(this.#at + found.module + listed.importMetas, sizes.span);
  }

  get comments(): readonly Span[] {
    this.#comments ??= this.#spans(this.#at + found.comments, sizes.comment);
    return this.#comments;
  }

  get errors(): readonly ScriptError[] {
    return this.#memory.map(this.#at + found.errors, sizes.error, (at) => ({
      message: this.#memory.string(at),
      labels: this.#spans(at + 16, sizes.errorLabel),
    }));
  }

  #spans(list: number, size: number): readonly Span[] {
    return this.#memory.map(list, size, (at) => this.#memory.span(at));
  }

  get #ownTree(): RawTree {
    const { text, length, isAscii: sourceIsAscii } = this.#placed;
    const { bytes: buffer, sourceStart } = this.#arena;
    const context = { buffer, sourceText: text, sourceStartPos: sourceStart, sourceIsAscii };
    this.#tree ??= classes.treeAt(this.#at, { ...context, sourceByteLen: length });
    return this.#tree;
  }
}

/** What the parser's own classes are given; see its raw-transfer/lazy.js. */
interface TreeContext {
  readonly buffer: ArenaBytes;
  readonly sourceText: string;
  readonly sourceStartPos: number;
  readonly sourceByteLen: number;
  readonly sourceIsAscii: boolean;
}
interface RawTree {
  readonly program: { readonly body: readonly SyntaxNode[] };
}
interface LoadedClasses {
  readonly RawTransferData: new (at: number, context: object) => RawTree;
  readonly TOKEN: object;
}

const require = createRequire(import.meta.url);

/** In UTF-16 units. */
const shortStatement = 8192;
/** To parse so many short statements anew takes as long as to load the classes. */
const anewMax = 64;

/** The classes that the package generates for all nodes. They are as much code as all of Cachescope's analysis: loaded where it pays. */
class NodeClasses {
  #loaded: LoadedClasses | undefined;
  #anew = 0;

  /** Or whether a statement is to be parsed anew, to a tree that has all in it; asked for each of them. */
  areWorthIt({ start, end }: Span): boolean {
    return this.#loaded !== undefined || end - start > shortStatement || ++this.#anew > anewMax;
  }

  treeAt(at: number, context: TreeContext): RawTree {
    this.#loaded ??= {
      ...require('oxc-parser/src-js/generated/lazy/constructors.js'),
      ...require('oxc-parser/src-js/raw-transfer/lazy-common.js'),
    } as LoadedClasses;
    const { RawTransferData, TOKEN } = this.#loaded;
    return new RawTransferData(at, { ...context, nodes: new Map(), token: TOKEN });
  }
}

const classes = new NodeClasses();

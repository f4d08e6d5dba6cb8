/** Reads the statements that import and export from the memory of the parser, as nodes with the parts of `SyntaxNode` that these have. */
import type { Span } from '../../../modules/scriptParser.ts';
import type { SyntaxNode } from '../../../modules/syntax.ts';
import type { Arena } from './arena.ts';
import {
  declarations,
  defaults,
  importSpecifiers,
  nothing,
  patterns,
  quotedName,
  sizes,
  statements,
} from './layout.ts';

type Kind = 'value' | 'type';

/** Texts longer than this are read by one call into the runtime. */
const shortText = 40;

/** See the file's comment. Positions are offsets in the arena. */
export class RawNodes {
  readonly #arena: Arena;
  readonly #bytes: Uint8Array;
  readonly #int32: Int32Array;
  readonly #text: string;
  readonly #isAscii: boolean;

  /** @param text that was parsed */
  constructor(arena: Arena, text: string, isAscii: boolean) {
    this.#arena = arena;
    this.#bytes = arena.bytes;
    this.#int32 = arena.int32;
    this.#text = text;
    this.#isAscii = isAscii;
  }

  /** Calls back with the place of each item of a list; of one that is not there, with none. */
  each(list: number, size: number, visit: (at: number) => void): void {
    const count = this.box(list) === 0 ? 0 : this.length(list);
    for (let at = this.box(list), index = 0; index < count; index++, at += size) visit(at);
  }

  map<T>(list: number, size: number, read: (at: number) => T): T[] {
    const all: T[] = [];
    this.each(list, size, (at) => all.push(read(at)));
    return all;
  }

  length(list: number): number {
    return this.#number(list + 8);
  }

  box(at: number): number {
    return this.#number(at);
  }

  choice(at: number): number {
    return this.#bytes[at] as number;
  }

  isSet(at: number): boolean {
    return this.#bytes[at] === 1;
  }

  span(at: number): Span {
    return { start: this.#number(at), end: this.#number(at + 4) };
  }

  string(at: number): string {
    const length = this.#number(at + 8);
    const start = this.#number(at);
    const { sourceStart } = this.#arena;
    if (this.#isAscii && start >= sourceStart)
      return this.#text.slice(start - sourceStart, start - sourceStart + length);
    let text = '';
    for (let index = start; index < start + length; index++) {
      const byte = this.#bytes[index] as number;
      if (byte >= 0x80 || length > shortText) {
        const { buffer, byteOffset } = this.#bytes;
        return Buffer.from(buffer, byteOffset + start, length).toString('utf8');
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Those of a list of statements that import or export, in their order. */
  statements(list: number): SyntaxNode[] {
    const all: SyntaxNode[] = [];
    this.each(list, sizes.choice, (at) => {
      const node = this.#statement(this.choice(at), at + 8);
      if (node) all.push(node);
    });
    return all;
  }

  #number(at: number): number {
    return this.#int32[at >> 2] as number;
  }

  #statement(choice: number, box: number): SyntaxNode | undefined {
    switch (choice) {
      case statements.import:
        return this.#import(this.box(box));
      case statements.exportAll:
        return this.#exportAll(this.box(box));
      case statements.exportDefault:
        return this.#exportDefault(this.box(box));
      case statements.exportDeclaration:
        return this.#exportDeclaration(this.box(box));
      case statements.exportNamed:
      case statements.exportFrom:
        return this.#exportNames(this.box(box), choice === statements.exportFrom);
      default:
        return undefined;
    }
  }

  #import(at: number): SyntaxNode {
    const { start, end } = this.span(at);
    const importKind = this.#kind(at + 13);
    const source = this.literal(at + 40);
    const specifiers = this.map(at + 16, sizes.choice, (one) => this.#importSpecifier(one));
    return { type: 'ImportDeclaration', start, end, importKind, source, specifiers };
  }

  #importSpecifier(at: number): SyntaxNode {
    const node = this.box(at + 8);
    const { start, end } = this.span(node);
    if (this.choice(at) !== importSpecifiers.named) {
      const isDefault = this.choice(at) === importSpecifiers.default;
      const type = isDefault ? 'ImportDefaultSpecifier' : 'ImportNamespaceSpecifier';
      return { type, start, end, local: this.name(node + 16) };
    }
    const importKind = this.#kind(node + 12);
    const imported = this.#exportedName(node + 16);
    return {
      type: 'ImportSpecifier',
      start,
      end,
      imported,
      local: this.name(node + 72),
      importKind,
    };
  }

  #exportAll(at: number): SyntaxNode {
    const { start, end } = this.span(at);
    const exported = this.choice(at + 16) === nothing ? null : this.#exportedName(at + 16);
    const source = this.literal(at + 72);
    const exportKind = this.#kind(at + 12);
    return { type: 'ExportAllDeclaration', start, end, exported, source, exportKind };
  }

  #exportNames(at: number, hasSource: boolean): SyntaxNode {
    const { start, end } = this.span(at);
    const specifiers = this.map(at + 16, sizes.exportSpecifier, (one) =>
      this.#exportSpecifier(one),
    );
    const source = hasSource ? this.literal(at + 40) : null;
    const exportKind = this.#kind(at + 12);
    return { type: 'ExportNamedDeclaration', start, end, specifiers, source, exportKind };
  }

  #exportSpecifier(at: number): SyntaxNode {
    const { start, end } = this.span(at);
    const local = this.#exportedName(at + 16);
    const exported = this.#exportedName(at + 72);
    const exportKind = this.#kind(at + 12);
    return { type: 'ExportSpecifier', start, end, local, exported, exportKind };
  }

  #exportDeclaration(at: number): SyntaxNode {
    const { start, end } = this.span(at);
    const declaration = this.#declaration(this.choice(at + 16), this.box(at + 24));
    return { type: 'ExportNamedDeclaration', start, end, declaration };
  }

  #exportDefault(at: number): SyntaxNode {
    const { start, end } = this.span(at);
    const declaration = this.#defaultDeclaration(this.choice(at + 16), this.box(at + 24));
    return { type: 'ExportDefaultDeclaration', start, end, declaration };
  }

  #defaultDeclaration(choice: number, at: number): SyntaxNode {
    if (choice === defaults.function) return this.#declaration(declarations.function, at);
    if (choice === defaults.class) return this.#declaration(declarations.class, at);
    if (choice === defaults.interface) return this.#declaration(declarations.interface, at);
    return { type: 'Expression', ...this.span(at) };
  }

  #declaration(choice: number, at: number): SyntaxNode {
    const { start, end } = this.span(at);
    switch (choice) {
      case declarations.variables: {
        const variables = this.map(at + 16, sizes.variable, (one) => ({
          type: 'VariableDeclarator',
          ...this.span(one),
          id: this.#pattern(one + 16),
        }));
        return { type: 'VariableDeclaration', start, end, declarations: variables };
      }
      case declarations.function:
        return { type: 'FunctionDeclaration', start, end, id: this.#nameOrNone(at + 16) };
      case declarations.class:
        return { type: 'ClassDeclaration', start, end, id: this.#nameOrNone(at + 40) };
      case declarations.typeAlias:
        return { type: 'TSTypeAliasDeclaration', start, end, id: this.name(at + 16) };
      case declarations.interface:
        return { type: 'TSInterfaceDeclaration', start, end, id: this.name(at + 16) };
      case declarations.enum:
      case declarations.namespace:
      case declarations.importEquals:
        return { type: 'Declaration', start, end, id: this.name(at + 16) };
      default:
        return { type: 'Declaration', start, end };
    }
  }

  #pattern(at: number): SyntaxNode {
    const node = this.box(at + 8);
    const { start, end } = this.span(node);
    switch (this.choice(at)) {
      case patterns.object: {
        const properties = this.map(node + 16, sizes.bindingProperty, (one) => ({
          type: 'Property',
          ...this.span(one),
          value: this.#pattern(one + 32),
        }));
        return { type: 'ObjectPattern', start, end, properties, rest: this.#rest(node + 40) };
      }
      case patterns.array: {
        const elements = this.map(node + 16, sizes.choice, (one) =>
          this.choice(one) === nothing ? null : this.#pattern(one),
        );
        return { type: 'ArrayPattern', start, end, elements, rest: this.#rest(node + 40) };
      }
      case patterns.assignment:
        return { type: 'AssignmentPattern', start, end, left: this.#pattern(node + 16) };
      default:
        return this.name(node);
    }
  }

  #rest(at: number): SyntaxNode | null {
    const node = this.box(at);
    if (node === 0) return null;
    return { type: 'RestElement', ...this.span(node), argument: this.#pattern(node + 16) };
  }

  #nameOrNone(at: number): SyntaxNode | null {
    return this.box(at + 16) === 0 ? null : this.name(at);
  }

  /** A name that stands for itself, e.g. of a variable. */
  name(at: number): SyntaxNode {
    return {
      type: 'Identifier',
      start: this.#number(at),
      end: this.#number(at + 4),
      name: this.string(at + 16),
    };
  }

  /** A text in quotes. */
  literal(at: number): SyntaxNode {
    return {
      type: 'Literal',
      start: this.#number(at),
      end: this.#number(at + 4),
      value: this.string(at + 16),
    };
  }

  #exportedName(at: number): SyntaxNode {
    return this.choice(at) === quotedName ? this.literal(at + 8) : this.name(at + 8);
  }

  #kind(at: number): Kind {
    return this.isSet(at) ? 'type' : 'value';
  }
}

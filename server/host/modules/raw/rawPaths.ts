/**
 * Finds what lies around a place in a script, down to the calls that stand at the top of most scripts: `const a = require('./a')`,
 * `exports.b = f(require('./b'))`, `new URL('./c', import.meta.url)`. What is of another kind is a node of which only the span is known.
 */
import type { SyntaxNode } from '../../../modules/syntax.ts';
import { nodesAround, type Span } from '../../../modules/syntaxPath.ts';
import { declarations, expressions, nothing, sizes, statements } from './layout.ts';
import type { RawMemory } from './rawMemory.ts';

/** Type of a node in which there may be more. */
const closed = 'Closed';

/** Whether what is innermost is known, and if it is called, what it is called with. */
export function isOpen(path: readonly SyntaxNode[]): boolean {
  const innermost = path.at(-1);
  if (!innermost || innermost.type === closed) return innermost === undefined;
  const isCall = ({ callee }: SyntaxNode): boolean =>
    callee !== undefined && callee.start <= innermost.start && innermost.end <= callee.end;
  return path
    .slice(-3)
    .every((node) => !isCall(node) || node.arguments?.every(({ type }) => type !== closed));
}

/** See the file's comment. */
export class RawPaths {
  readonly #memory: RawMemory;
  readonly #list: number;
  readonly #known = new Map<number, SyntaxNode>();

  /** @param list of statements */
  constructor(memory: RawMemory, list: number) {
    this.#memory = memory;
    this.#list = list;
  }

  /**
   * @param position in UTF-16 units
   * @returns number of the statement that has it in it, -1 for none, and its nodes from the outermost to the innermost
   */
  around(position: number): { readonly index: number; readonly path: SyntaxNode[] } {
    const index = this.#indexAround(position);
    if (index < 0) return { index, path: [] };
    const statement = this.#known.get(index) ?? this.#statement(this.#placeOf(index));
    this.#known.set(index, statement);
    return { index, path: nodesAround(statement, position) };
  }

  /** Of the statement, by halves: of thousands, no more than a few are looked at. */
  #indexAround(position: number): number {
    let low = 0;
    let high = this.#memory.count(this.#list);
    if (high === 0) return -1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#spanOf(middle).start <= position) low = middle;
      else high = middle;
    }
    const { start, end } = this.#spanOf(low);
    return start <= position && position < end ? low : -1;
  }

  #spanOf(index: number): Span {
    return this.#memory.span(this.#memory.box(this.#placeOf(index) + 8));
  }

  #placeOf(index: number): number {
    return this.#memory.first(this.#list) + index * sizes.choice;
  }

  #statement(at: number): SyntaxNode {
    const choice = this.#memory.choice(at);
    const node = this.#memory.box(at + 8);
    const span = this.#memory.span(node);
    switch (choice) {
      case statements.expression:
        return { type: 'ExpressionStatement', ...span, expression: this.#expression(node + 16) };
      case declarations.variables:
        return this.#variables(node);
      case statements.exportDeclaration:
        if (this.#memory.choice(node + 16) !== declarations.variables) break;
        return {
          type: 'ExportNamedDeclaration',
          ...span,
          declaration: this.#variables(this.#memory.box(node + 24)),
        };
      case statements.import:
        return { type: 'ImportDeclaration', ...span };
    }
    return { type: closed, ...span };
  }

  #variables(node: number): SyntaxNode {
    const variables = this.#memory.map(node + 16, sizes.variable, (at) => {
      const hasValue = this.#memory.choice(at + 40) !== nothing;
      return {
        type: closed,
        ...this.#memory.span(at),
        ...(hasValue && { init: this.#expression(at + 40) }),
      };
    });
    return { type: closed, ...this.#memory.span(node), declarations: variables };
  }

  /** @param at a choice */
  #expression(at: number): SyntaxNode {
    const memory = this.#memory;
    const node = memory.box(at + 8);
    const span = memory.span(node);
    switch (memory.choice(at)) {
      case expressions.name:
        return this.#name(node);
      case expressions.string:
        return { type: 'Literal', ...span, value: memory.string(node + 16) };
      case expressions.importMeta:
        return { type: 'ImportMeta', ...span };
      case expressions.call:
        return { type: 'CallExpression', ...span, ...this.#called(node) };
      case expressions.new:
        return { type: 'NewExpression', ...span, ...this.#called(node) };
      case expressions.member:
        return {
          type: 'StaticMemberExpression',
          ...span,
          object: this.#expression(node + 16),
          property: this.#name(node + 32),
        };
      case expressions.assignment:
        return { type: closed, ...span, right: this.#expression(node + 32) };
      case expressions.await:
      case expressions.parentheses:
        return { type: closed, ...span, expression: this.#expression(node + 16) };
      case expressions.sequence:
        return {
          type: closed,
          ...span,
          elements: memory.map(node + 16, sizes.choice, (one) => this.#expression(one)),
        };
      default:
        return { type: closed, ...span };
    }
  }

  #called(node: number): Pick<SyntaxNode, 'callee' | 'arguments'> {
    return {
      callee: this.#expression(node + 16),
      arguments: this.#memory.map(node + 40, sizes.choice, (one) => this.#expression(one)),
    };
  }

  #name(at: number): SyntaxNode {
    return { type: 'Identifier', ...this.#memory.span(at), name: this.#memory.string(at + 16) };
  }
}

/**
 * Finds what lies around a place in a script, down to the calls that stand at the top of most scripts: `const a = require('./a')`,
 * `exports.b = f(require('./b'))`. What is of another kind is a node of which only the span is known.
 */
import type { SyntaxNode } from '../../../modules/syntax.ts';
import { nodesAround, type Span, spanAround } from '../../../modules/syntaxPath.ts';
import { declarations, expressions, nothing, sizes, statements } from './layout.ts';
import type { RawNodes } from './rawNodes.ts';

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

/** A statement: which of all, and where it is. */
interface Placed extends Span {
  readonly index: number;
  readonly at: number;
}

/** See the file's comment. */
export class RawPaths {
  readonly #nodes: RawNodes;
  readonly #list: number;
  readonly #known = new Map<number, SyntaxNode>();
  #statements: readonly Placed[] | undefined;

  /** @param list of statements */
  constructor(nodes: RawNodes, list: number) {
    this.#nodes = nodes;
    this.#list = list;
  }

  /**
   * @param position in UTF-16 units
   * @returns number of the statement that has it in it, -1 for none, and its nodes from the outermost to the innermost
   */
  around(position: number): { readonly index: number; readonly path: SyntaxNode[] } {
    this.#statements ??= this.#placedStatements();
    const found = spanAround(this.#statements, position);
    if (!found) return { index: -1, path: [] };
    const { index, at } = found;
    const statement = this.#known.get(index) ?? this.#statement(at);
    this.#known.set(index, statement);
    return { index, path: nodesAround(statement, position) };
  }

  #placedStatements(): Placed[] {
    let index = 0;
    return this.#nodes.map(this.#list, sizes.choice, (at) => {
      const { start, end } = this.#nodes.span(this.#nodes.box(at + 8));
      return { index: index++, at, start, end };
    });
  }

  #statement(at: number): SyntaxNode {
    const choice = this.#nodes.choice(at);
    const node = this.#nodes.box(at + 8);
    const span = this.#nodes.span(node);
    switch (choice) {
      case statements.expression:
        return { type: 'ExpressionStatement', ...span, expression: this.#expression(node + 16) };
      case declarations.variables:
        return this.#variables(node);
      case statements.exportDeclaration:
        if (this.#nodes.choice(node + 16) !== declarations.variables) break;
        return {
          type: 'ExportNamedDeclaration',
          ...span,
          declaration: this.#variables(this.#nodes.box(node + 24)),
        };
      case statements.import:
        return { type: 'ImportDeclaration', ...span };
    }
    return { type: closed, ...span };
  }

  #variables(node: number): SyntaxNode {
    const variables = this.#nodes.map(node + 16, sizes.variable, (at) => {
      const hasValue = this.#nodes.choice(at + 40) !== nothing;
      return {
        type: closed,
        ...this.#nodes.span(at),
        ...(hasValue && { init: this.#expression(at + 40) }),
      };
    });
    return { type: closed, ...this.#nodes.span(node), declarations: variables };
  }

  /** @param at a choice */
  #expression(at: number): SyntaxNode {
    const nodes = this.#nodes;
    const node = nodes.box(at + 8);
    const span = nodes.span(node);
    switch (nodes.choice(at)) {
      case expressions.name:
        return nodes.name(node);
      case expressions.string:
        return nodes.literal(node);
      case expressions.call:
        return {
          type: 'CallExpression',
          ...span,
          callee: this.#expression(node + 16),
          arguments: nodes.map(node + 40, sizes.choice, (one) => this.#expression(one)),
        };
      case expressions.member:
        return {
          type: 'StaticMemberExpression',
          ...span,
          object: this.#expression(node + 16),
          property: nodes.name(node + 32),
        };
      case expressions.assignment:
        return { type: closed, ...span, right: this.#expression(node + 32) };
      case expressions.parentheses:
        return { type: closed, ...span, expression: this.#expression(node + 16) };
      case expressions.sequence:
        return {
          type: closed,
          ...span,
          elements: nodes.map(node + 16, sizes.choice, (one) => this.#expression(one)),
        };
      default:
        return { type: closed, ...span };
    }
  }
}

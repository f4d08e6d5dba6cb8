/**
 * The parts of a syntax tree that are looked at. Both ways of parsing give these, with the same names for the same things except for some
 * types: ESTree's `Identifier` is an `IdentifierReference` or a `BindingIdentifier` in the parser's own tree, its `MemberExpression` a
 * `StaticMemberExpression`, and so on. So nodes are told by what they have rather than by their type, wherever that can be done.
 */

/** A node; which of the rest it has depends on its type. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Of identifiers. */
  readonly name?: string;
  /** Of literals, and of properties in patterns. */
  readonly value?: string | SyntaxNode | null;
  /** Of properties in objects. */
  readonly key?: SyntaxNode;
  readonly id?: SyntaxNode | null;
  /** Of `declare module`: a block, which has a list of statements. */
  readonly body?: SyntaxNode | readonly SyntaxNode[] | null;
  readonly source?: SyntaxNode | null;
  readonly importKind?: 'value' | 'type' | null;
  readonly exportKind?: 'value' | 'type' | null;
  readonly specifiers?: readonly SyntaxNode[] | null;
  readonly imported?: SyntaxNode;
  readonly exported?: SyntaxNode | null;
  readonly local?: SyntaxNode;
  readonly declaration?: SyntaxNode | null;
  readonly declarations?: readonly SyntaxNode[];
  readonly properties?: readonly SyntaxNode[];
  readonly elements?: readonly (SyntaxNode | null)[];
  readonly rest?: SyntaxNode | null;
  readonly argument?: SyntaxNode | null;
  readonly left?: SyntaxNode;
  readonly callee?: SyntaxNode;
  readonly arguments?: readonly SyntaxNode[];
  readonly object?: SyntaxNode;
  readonly property?: SyntaxNode;
  readonly computed?: boolean;
  readonly expression?: SyntaxNode;
  readonly init?: SyntaxNode | null;
  readonly right?: SyntaxNode;
  readonly moduleReference?: SyntaxNode;
  readonly qualifier?: SyntaxNode | null;
}

/** Text of an identifier or a string. */
export function nameOf(node: SyntaxNode | null | undefined): string | undefined {
  return node?.name ?? (typeof node?.value === 'string' ? node.value : undefined);
}

/** Calls back for each name that a pattern binds, e.g. `a` and `b` of `{ a, c: [b] }`. */
export function eachBinding(
  node: SyntaxNode | null | undefined,
  visit: (name: SyntaxNode) => void,
): void {
  if (!node) return;
  if (node.name !== undefined) visit(node);
  for (const property of node.properties ?? [])
    eachBinding(isNode(property.value) ? property.value : property.argument, visit);
  for (const element of node.elements ?? []) eachBinding(element, visit);
  eachBinding(node.left, visit);
  eachBinding(node.argument, visit);
  eachBinding(node.rest, visit);
}

function isNode(value: SyntaxNode['value']): value is SyntaxNode {
  return typeof value === 'object' && value !== null;
}

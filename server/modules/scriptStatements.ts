/** What the statements at the top of a script import and export, read from their nodes. */
import type { ImportFact } from './model.ts';
import type { ExportDraft, StatementFacts } from './statementFacts.ts';
import { eachBinding, nameOf, type SyntaxNode } from './syntax.ts';

const typeDeclarations: ReadonlySet<string> = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
]);

/** @param body all that is at the top, in order */
export function readStatements(body: Iterable<SyntaxNode>, into: StatementFacts): void {
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') readImport(statement, into);
    else if (statement.type.startsWith('Export')) readExport(statement, into);
  }
  into.end();
}

function readImport({ source, specifiers, importKind }: SyntaxNode, into: StatementFacts): void {
  if (!source) return;
  const all = listOf(specifiers);
  const names = all.map((one) => (one.imported ? (nameOf(one.imported) ?? '*') : kindName(one)));
  const isType =
    importKind === 'type' || (all.length > 0 && all.every((one) => one.importKind === 'type'));
  const origin = importOf(isType ? 'type' : 'static', source, names);
  into.addImport(origin);
  for (const [index, { local }] of all.entries()) {
    const name = nameOf(local);
    if (name !== undefined) into.addLocal(name, names[index] ?? '*', origin);
  }
}

function readExport(node: SyntaxNode, into: StatementFacts): void {
  const { type, source, declaration, specifiers } = node;
  if (source) readReExport(node, source, into);
  else if (type === 'ExportDefaultDeclaration') readDefault(node, into);
  else if (declaration) readDeclared(declaration, into);
  else
    for (const one of specifiers ?? []) {
      const isType = node.exportKind === 'type' || one.exportKind === 'type';
      into.addOwnExport({ ...exportOf(one), isType }, nameOf(one.local) ?? '');
    }
}

function readReExport(
  { type, start, end, exported, exportKind, specifiers }: SyntaxNode,
  source: SyntaxNode,
  into: StatementFacts,
): void {
  const all = listOf(specifiers);
  const isStar = type === 'ExportAllDeclaration';
  const isType =
    exportKind === 'type' || (all.length > 0 && all.every((one) => one.exportKind === 'type'));
  const names = isStar ? ['*'] : all.map(({ local }) => nameOf(local) ?? '*');
  const origin = importOf(isType ? 'type' : 're-export', source, names);
  into.addImport(origin);
  if (isStar) {
    const place = exported ?? { start, end };
    const name = nameOf(exported) ?? '*';
    into.addExport({ name, isType, start: place.start, end: place.end, origin, source: '*' });
  }
  for (const [index, one] of all.entries()) {
    const draft = { ...exportOf(one), source: names[index] ?? '*', origin };
    into.addExport({ ...draft, isType: isType || one.exportKind === 'type' });
  }
}

function readDefault({ start, end, declaration }: SyntaxNode, into: StatementFacts): void {
  const place = declaration?.id ?? defaultPlace(start, end);
  const isType = isTypeNode(declaration);
  into.addExport({ name: 'default', isType, start: place.start, end: place.end });
}

/** Of an `export default` without a name: these words. */
export function defaultPlace(start: number, end: number): { start: number; end: number } {
  return { start, end: Math.min(end, start + 'export default'.length) };
}

function readDeclared(declaration: SyntaxNode, into: StatementFacts): void {
  const isType = isTypeNode(declaration);
  // One of the two trees counts the type behind a name as part of it.
  const add = ({ name, start }: SyntaxNode): void => {
    if (name !== undefined) into.addExport({ name, isType, start, end: start + name.length });
  };
  for (const { id } of declaration.declarations ?? []) eachBinding(id, add);
  // `namespace A.B` offers `A`.
  if (declaration.id) eachBinding(declaration.id, add);
}

/** A list of nodes as it comes makes each of them anew whenever it is asked for one by its number. */
function listOf(nodes: readonly SyntaxNode[] | null | undefined): readonly SyntaxNode[] {
  return nodes ? [...nodes] : [];
}

function isTypeNode(node: SyntaxNode | null | undefined): boolean {
  return node ? typeDeclarations.has(node.type) : false;
}

function kindName({ type }: SyntaxNode): string {
  return type === 'ImportDefaultSpecifier' ? 'default' : '*';
}

function importOf(
  kind: ImportFact['kind'],
  source: SyntaxNode,
  names: readonly string[],
): ImportFact {
  return { kind, specifier: nameOf(source) ?? '', start: source.start, end: source.end, names };
}

function exportOf(one: SyntaxNode): Omit<ExportDraft, 'origin'> {
  const place = one.exported ?? one;
  return { name: nameOf(one.exported) ?? '*', isType: false, start: place.start, end: place.end };
}

/** What the statements at the top of a script import and export. */
import type { ExportFact, ImportFact } from './model.ts';
import { eachBinding, nameOf, type SyntaxNode } from './syntax.ts';

/** An export that holds its import itself, until all imports are in order. */
export interface ExportDraft extends Omit<ExportFact, 'from'> {
  readonly origin?: ImportFact;
}

const typeDeclarations: ReadonlySet<string> = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
]);

/** See the file's comment. */
export class StatementReader {
  readonly imports: ImportFact[] = [];
  readonly exports: ExportDraft[] = [];
  /** What each imported name is called here: `import { a } from './b'; export { a }` is a re-export. */
  readonly #locals = new Map<string, { readonly origin: ImportFact; readonly source: string }>();

  /** Statements in their order; exports of names that are imported further down come out right, too. */
  read(body: readonly SyntaxNode[]): void {
    const later: SyntaxNode[] = [];
    for (const statement of body) {
      if (statement.type === 'ImportDeclaration') this.#import(statement);
      else if (statement.type.startsWith('Export')) later.push(statement);
    }
    for (const statement of later) this.#export(statement);
  }

  #import({ source, specifiers, importKind }: SyntaxNode): void {
    if (!source) return;
    const all = listOf(specifiers);
    const names = all.map((one) => (one.imported ? (nameOf(one.imported) ?? '*') : kindName(one)));
    const isType =
      importKind === 'type' || (all.length > 0 && all.every((one) => one.importKind === 'type'));
    const origin = importOf(isType ? 'type' : 'static', source, names);
    this.imports.push(origin);
    for (const [index, { local }] of all.entries()) {
      const name = nameOf(local);
      if (name !== undefined) this.#locals.set(name, { origin, source: names[index] ?? '*' });
    }
  }

  #export(node: SyntaxNode): void {
    const { type, source, declaration, specifiers } = node;
    if (source) this.#reExport(node, source);
    else if (type === 'ExportDefaultDeclaration') this.#default(node);
    else if (declaration) this.#declared(declaration);
    else for (const one of specifiers ?? []) this.#named(one, node.exportKind === 'type');
  }

  #reExport(
    { type, start, end, exported, exportKind, specifiers }: SyntaxNode,
    source: SyntaxNode,
  ): void {
    const all = listOf(specifiers);
    const isStar = type === 'ExportAllDeclaration';
    const isType =
      exportKind === 'type' || (all.length > 0 && all.every((one) => one.exportKind === 'type'));
    const names = isStar ? ['*'] : all.map(({ local }) => nameOf(local) ?? '*');
    const origin = importOf(isType ? 'type' : 're-export', source, names);
    this.imports.push(origin);
    if (isStar) {
      const place = exported ?? { start, end };
      const name = nameOf(exported) ?? '*';
      this.exports.push({ name, isType, start: place.start, end: place.end, origin, source: '*' });
    }
    for (const [index, one] of all.entries()) {
      const draft = { ...exportOf(one), source: names[index] ?? '*', origin };
      this.exports.push({ ...draft, isType: isType || one.exportKind === 'type' });
    }
  }

  #default({ start, end, declaration }: SyntaxNode): void {
    const place = declaration?.id ?? { start, end: Math.min(end, start + 'export default'.length) };
    this.exports.push({
      name: 'default',
      isType: isTypeNode(declaration),
      start: place.start,
      end: place.end,
    });
  }

  #declared(declaration: SyntaxNode): void {
    const isType = isTypeNode(declaration);
    // One of the two trees counts the type behind a name as part of it.
    const add = ({ name, start }: SyntaxNode): void => {
      if (name !== undefined) this.exports.push({ name, isType, start, end: start + name.length });
    };
    for (const { id } of declaration.declarations ?? []) eachBinding(id, add);
    // `namespace A.B` offers `A`.
    if (declaration.id) eachBinding(declaration.id, add);
  }

  #named(one: SyntaxNode, isTypeStatement: boolean): void {
    const draft = exportOf(one);
    const imported = this.#locals.get(nameOf(one.local) ?? '');
    const isType = isTypeStatement || one.exportKind === 'type' || imported?.origin.kind === 'type';
    this.exports.push({ ...draft, isType, ...imported });
  }
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

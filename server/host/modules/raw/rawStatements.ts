/** Reads the statements that import and export from the memory of the parser, as `readStatements` does from nodes. */
import type { ImportKind } from '../../../modules/model.ts';
import type { DeclaredModule } from '../../../modules/scriptParser.ts';
import { defaultPlace } from '../../../modules/scriptStatements.ts';
import { StatementFacts } from '../../../modules/statementFacts.ts';
import {
  declarations,
  defaults,
  importSpecifiers,
  nothing,
  patterns,
  sizes,
  statements,
} from './layout.ts';
import type { RawMemory } from './rawMemory.ts';

/** Reads one statement. @param node it @param hasOwnExports whether names of the script are exported, so that it counts what imports are called here */
type Reader = (
  memory: RawMemory,
  node: number,
  into: StatementFacts,
  hasOwnExports: boolean,
) => void;

const readers: Readonly<Record<number, Reader>> = {
  [statements.import]: readImport,
  [statements.exportAll]: readExportAll,
  [statements.exportDefault]: readExportDefault,
  [statements.exportDeclaration]: readExportDeclaration,
  [statements.exportNamed]: readExportNames,
  [statements.exportFrom]: readExportFrom,
};
/** By choice, which is a byte. Called through a list, each is compiled once, and not into the loop as well. */
const readersByChoice = Array.from({ length: 256 }, (_, choice) => readers[choice]);

/** See the file's comment. @param list of statements */
export function readRawStatements(memory: RawMemory, list: number, into: StatementFacts): void {
  const hasOwnExports = hasStatement(memory, list, statements.exportNamed);
  const end = memory.first(list) + memory.count(list) * sizes.choice;
  for (let at = memory.first(list); at < end; at += sizes.choice)
    readersByChoice[memory.choice(at)]?.(memory, memory.box(at + 8), into, hasOwnExports);
  into.end();
}

/** Each `declare module 'name' {}`. @param list of statements */
export function rawDeclaredModules(memory: RawMemory, list: number): DeclaredModule[] {
  const all: DeclaredModule[] = [];
  if (!hasStatement(memory, list, declarations.module)) return all;
  memory.each(list, sizes.choice, (at) => {
    if (memory.choice(at) !== declarations.module) return;
    const node = memory.box(at + 8);
    const block = memory.box(node + 64);
    const within = new StatementFacts();
    if (block !== 0) readRawStatements(memory, block + 40, within);
    const { start, end } = memory.span(node + 16);
    all.push({ name: memory.string(node + 32), start, end, imports: within.imports });
  });
  return all;
}

function hasStatement(memory: RawMemory, list: number, choice: number): boolean {
  const end = memory.first(list) + memory.count(list) * sizes.choice;
  for (let at = memory.first(list); at < end; at += sizes.choice)
    if (memory.choice(at) === choice) return true;
  return false;
}

function readImport(
  memory: RawMemory,
  node: number,
  into: StatementFacts,
  hasOwnExports: boolean,
): void {
  const first = memory.first(node + 16);
  const count = memory.count(node + 16);
  const names: string[] = [];
  let types = 0;
  for (let index = 0; index < count; index++) {
    const at = first + index * sizes.choice;
    const choice = memory.choice(at);
    const one = memory.box(at + 8);
    if (choice === importSpecifiers.named) {
      names.push(memory.string(one + 40));
      if (memory.isSet(one + 12)) types++;
    } else names.push(choice === importSpecifiers.default ? 'default' : '*');
  }
  const isType = memory.isSet(node + 13) || (count > 0 && types === count);
  const origin = originOf(memory, isType ? 'type' : 'static', node + 40, names);
  into.addImport(origin);
  if (!hasOwnExports) return;
  for (let index = 0; index < count; index++) {
    const at = first + index * sizes.choice;
    const isNamed = memory.choice(at) === importSpecifiers.named;
    const local = memory.box(at + 8) + (isNamed ? 72 : 16);
    into.addLocal(memory.string(local + 16), names[index] as string, origin);
  }
}

function readExportAll(memory: RawMemory, node: number, into: StatementFacts): void {
  const isNamed = memory.choice(node + 16) !== nothing;
  const isType = memory.isSet(node + 12);
  const origin = originOf(memory, isType ? 'type' : 're-export', node + 72, ['*']);
  into.addImport(origin);
  const { start, end } = memory.span(isNamed ? node + 24 : node);
  const name = isNamed ? memory.string(node + 40) : '*';
  into.addExport({ name, isType, start, end, origin, source: '*' });
}

function readExportFrom(memory: RawMemory, node: number, into: StatementFacts): void {
  const first = memory.first(node + 16);
  const last = first + memory.count(node + 16) * sizes.exportSpecifier;
  const names: string[] = [];
  let areTypes = first !== last;
  for (let at = first; at < last; at += sizes.exportSpecifier) {
    names.push(memory.string(at + 40));
    areTypes &&= memory.isSet(at + 12);
  }
  const areAll = memory.isSet(node + 12) || areTypes;
  const origin = originOf(memory, areAll ? 'type' : 're-export', node + 40, names);
  into.addImport(origin);
  for (let at = first; at < last; at += sizes.exportSpecifier) {
    const { name, isType, start, end } = exportedAt(memory, at, areAll || memory.isSet(at + 12));
    into.addExport({ name, isType, start, end, origin, source: memory.string(at + 40) });
  }
}

function readExportNames(memory: RawMemory, node: number, into: StatementFacts): void {
  const areTypes = memory.isSet(node + 12);
  const first = memory.first(node + 16);
  const end = first + memory.count(node + 16) * sizes.exportSpecifier;
  for (let at = first; at < end; at += sizes.exportSpecifier) {
    const draft = exportedAt(memory, at, areTypes || memory.isSet(at + 12));
    into.addOwnExport(draft, memory.string(at + 40));
  }
}

/** @param at an export specifier */
function exportedAt(
  memory: RawMemory,
  at: number,
  isType: boolean,
): { name: string; isType: boolean; start: number; end: number } {
  const { start, end } = memory.span(at + 80);
  return { name: memory.string(at + 96), isType, start, end };
}

function readExportDefault(memory: RawMemory, node: number, into: StatementFacts): void {
  const declaration = memory.box(node + 24);
  const choice = memory.choice(node + 16);
  const isClass = choice === defaults.class;
  const isNamed = isClass || choice === defaults.function || choice === defaults.interface;
  const id = declaration + (isClass ? 40 : 16);
  const statement = memory.span(node);
  const { start, end } =
    isNamed && memory.box(id + 16) !== 0
      ? memory.span(id)
      : defaultPlace(statement.start, statement.end);
  into.addExport({ name: 'default', isType: choice === defaults.interface, start, end });
}

function readExportDeclaration(memory: RawMemory, node: number, into: StatementFacts): void {
  const choice = memory.choice(node + 16);
  const declaration = memory.box(node + 24);
  switch (choice) {
    case declarations.variables: {
      const first = memory.first(declaration + 16);
      const end = first + memory.count(declaration + 16) * sizes.variable;
      for (let at = first; at < end; at += sizes.variable) readPattern(memory, at + 16, into);
      break;
    }
    case declarations.class:
      readName(memory, declaration + 40, false, into);
      break;
    case declarations.typeAlias:
    case declarations.interface:
      readName(memory, declaration + 16, true, into);
      break;
    case declarations.function:
    case declarations.enum:
    case declarations.namespace:
    case declarations.importEquals:
      readName(memory, declaration + 16, false, into);
      break;
  }
}

/** Each name that a pattern binds. @param at a choice */
function readPattern(memory: RawMemory, at: number, into: StatementFacts): void {
  const node = memory.box(at + 8);
  switch (memory.choice(at)) {
    case patterns.object:
      memory.each(node + 16, sizes.bindingProperty, (one) => readPattern(memory, one + 32, into));
      readRest(memory, node + 40, into);
      break;
    case patterns.array:
      memory.each(node + 16, sizes.choice, (one) => {
        if (memory.choice(one) !== nothing) readPattern(memory, one, into);
      });
      readRest(memory, node + 40, into);
      break;
    case patterns.assignment:
      readPattern(memory, node + 16, into);
      break;
    default:
      readName(memory, node, false, into);
      break;
  }
}

function readRest(memory: RawMemory, at: number, into: StatementFacts): void {
  const node = memory.box(at);
  if (node !== 0) readPattern(memory, node + 16, into);
}

/** @param at of a name, which may be none */
function readName(memory: RawMemory, at: number, isType: boolean, into: StatementFacts): void {
  if (memory.box(at + 16) === 0) return;
  const name = memory.string(at + 16);
  const start = memory.number(at);
  into.addExport({ name, isType, start, end: start + name.length });
}

/** @param at of the text in quotes */
function originOf(
  memory: RawMemory,
  kind: ImportKind,
  at: number,
  names: readonly string[],
): { kind: ImportKind; specifier: string; start: number; end: number; names: readonly string[] } {
  const specifier = memory.string(at + 16);
  return { kind, specifier, start: memory.number(at), end: memory.number(at + 4), names };
}

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

/** See the file's comment. */
export class RawStatements {
  readonly #memory: RawMemory;

  constructor(memory: RawMemory) {
    this.#memory = memory;
  }

  /** @param list of statements */
  read(list: number, into: StatementFacts): void {
    const memory = this.#memory;
    const first = memory.first(list);
    const end = first + memory.count(list) * sizes.choice;
    // What imports are called here is only asked for where such names are exported.
    let hasOwnExports = false;
    for (let at = first; at < end && !hasOwnExports; at += sizes.choice)
      hasOwnExports = memory.choice(at) === statements.exportNamed;
    for (let at = first; at < end; at += sizes.choice) this.#statement(at, hasOwnExports, into);
    into.end();
  }

  /** Each `declare module 'name' {}`. @param list of statements */
  declaredModules(list: number): DeclaredModule[] {
    const memory = this.#memory;
    const all: DeclaredModule[] = [];
    const end = memory.first(list) + memory.count(list) * sizes.choice;
    for (let at = memory.first(list); at < end; at += sizes.choice) {
      if (memory.choice(at) !== declarations.module) continue;
      const node = memory.box(at + 8);
      const block = memory.box(node + 64);
      const within = new StatementFacts();
      if (block !== 0) this.read(block + 40, within);
      const { start, end: nameEnd } = memory.span(node + 16);
      all.push({ name: memory.string(node + 32), start, end: nameEnd, imports: within.imports });
    }
    return all;
  }

  #statement(at: number, hasOwnExports: boolean, into: StatementFacts): void {
    const node = this.#memory.box(at + 8);
    switch (this.#memory.choice(at)) {
      case statements.import:
        this.#import(node, hasOwnExports, into);
        break;
      case statements.exportAll:
        this.#exportAll(node, into);
        break;
      case statements.exportDefault:
        this.#exportDefault(node, into);
        break;
      case statements.exportDeclaration:
        this.#exportDeclaration(node, into);
        break;
      case statements.exportNamed:
        this.#exportNames(node, into);
        break;
      case statements.exportFrom:
        this.#exportFrom(node, into);
        break;
    }
  }

  #import(node: number, hasOwnExports: boolean, into: StatementFacts): void {
    const memory = this.#memory;
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
    const origin = this.#origin(isType ? 'type' : 'static', node + 40, names);
    into.addImport(origin);
    if (!hasOwnExports) return;
    for (const [index, name] of names.entries()) {
      const at = first + index * sizes.choice;
      const isNamed = memory.choice(at) === importSpecifiers.named;
      const local = memory.box(at + 8) + (isNamed ? 72 : 16);
      into.addLocal(memory.string(local + 16), name, origin);
    }
  }

  #exportAll(node: number, into: StatementFacts): void {
    const memory = this.#memory;
    const isNamed = memory.choice(node + 16) !== nothing;
    const isType = memory.isSet(node + 12);
    const origin = this.#origin(isType ? 'type' : 're-export', node + 72, ['*']);
    into.addImport(origin);
    const { start, end } = memory.span(isNamed ? node + 24 : node);
    const name = isNamed ? memory.string(node + 40) : '*';
    into.addExport({ name, isType, start, end, origin, source: '*' });
  }

  #exportFrom(node: number, into: StatementFacts): void {
    const memory = this.#memory;
    const first = memory.first(node + 16);
    const end = first + memory.count(node + 16) * sizes.exportSpecifier;
    const names: string[] = [];
    let areTypes = first !== end;
    for (let at = first; at < end; at += sizes.exportSpecifier) {
      names.push(memory.string(at + 40));
      areTypes &&= memory.isSet(at + 12);
    }
    const isType = memory.isSet(node + 12) || areTypes;
    const origin = this.#origin(isType ? 'type' : 're-export', node + 40, names);
    into.addImport(origin);
    for (const [index, source] of names.entries()) {
      const at = first + index * sizes.exportSpecifier;
      const draft = this.#exported(at, isType || memory.isSet(at + 12));
      into.addExport({ ...draft, origin, source });
    }
  }

  #exportNames(node: number, into: StatementFacts): void {
    const memory = this.#memory;
    const areTypes = memory.isSet(node + 12);
    const first = memory.first(node + 16);
    const end = first + memory.count(node + 16) * sizes.exportSpecifier;
    for (let at = first; at < end; at += sizes.exportSpecifier) {
      const draft = this.#exported(at, areTypes || memory.isSet(at + 12));
      into.addOwnExport(draft, memory.string(at + 40));
    }
  }

  /** @param at an export specifier */
  #exported(
    at: number,
    isType: boolean,
  ): { name: string; isType: boolean; start: number; end: number } {
    const { start, end } = this.#memory.span(at + 80);
    return { name: this.#memory.string(at + 96), isType, start, end };
  }

  #exportDefault(node: number, into: StatementFacts): void {
    const memory = this.#memory;
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

  #exportDeclaration(node: number, into: StatementFacts): void {
    const memory = this.#memory;
    const choice = memory.choice(node + 16);
    const declaration = memory.box(node + 24);
    switch (choice) {
      case declarations.variables: {
        const first = memory.first(declaration + 16);
        const end = first + memory.count(declaration + 16) * sizes.variable;
        for (let at = first; at < end; at += sizes.variable) this.#pattern(at + 16, into);
        break;
      }
      case declarations.class:
        this.#name(declaration + 40, false, into);
        break;
      case declarations.typeAlias:
      case declarations.interface:
        this.#name(declaration + 16, true, into);
        break;
      case declarations.function:
      case declarations.enum:
      case declarations.namespace:
      case declarations.importEquals:
        this.#name(declaration + 16, false, into);
        break;
    }
  }

  /** Each name that a pattern binds. @param at a choice */
  #pattern(at: number, into: StatementFacts): void {
    const memory = this.#memory;
    const node = memory.box(at + 8);
    switch (memory.choice(at)) {
      case patterns.object:
        memory.each(node + 16, sizes.bindingProperty, (one) => this.#pattern(one + 32, into));
        this.#rest(node + 40, into);
        break;
      case patterns.array:
        memory.each(node + 16, sizes.choice, (one) => {
          if (memory.choice(one) !== nothing) this.#pattern(one, into);
        });
        this.#rest(node + 40, into);
        break;
      case patterns.assignment:
        this.#pattern(node + 16, into);
        break;
      default:
        this.#name(node, false, into);
        break;
    }
  }

  #rest(at: number, into: StatementFacts): void {
    const node = this.#memory.box(at);
    if (node !== 0) this.#pattern(node + 16, into);
  }

  /** @param at of a name, which may be none */
  #name(at: number, isType: boolean, into: StatementFacts): void {
    const memory = this.#memory;
    if (memory.box(at + 16) === 0) return;
    const name = memory.string(at + 16);
    const start = memory.number(at);
    into.addExport({ name, isType, start, end: start + name.length });
  }

  /** @param at of the text in quotes */
  #origin(
    kind: ImportKind,
    at: number,
    names: readonly string[],
  ): { kind: ImportKind; specifier: string; start: number; end: number; names: readonly string[] } {
    const memory = this.#memory;
    const specifier = memory.string(at + 16);
    return { kind, specifier, start: memory.number(at), end: memory.number(at + 4), names };
  }
}

/**
 * Puts together what the statements at the top of a script import and export, as whoever reads them tells of each, in their order. A name that is
 * exported and was imported is a re-export: `import { a } from './b'; export { a }`.
 */
import type { ExportFact, ImportFact } from './model.ts';

/** An export that holds its import itself, until all imports are in order. */
export interface ExportDraft extends Omit<ExportFact, 'from'> {
  readonly origin?: ImportFact;
}

/** What a name stands for that was imported. */
interface Imported {
  readonly origin: ImportFact;
  readonly source: string;
}

/** See the file's comment. */
export class StatementFacts {
  readonly imports: ImportFact[] = [];
  readonly exports: ExportDraft[] = [];
  readonly #locals = new Map<string, Imported>();
  /** Places in `exports` of those that stand for a name of this script, and that name. */
  readonly #own: (readonly [at: number, local: string])[] = [];

  addImport(origin: ImportFact): void {
    this.imports.push(origin);
  }

  /** @param local what is imported is called here @param source and where it comes from */
  addLocal(local: string, source: string, origin: ImportFact): void {
    this.#locals.set(local, { origin, source });
  }

  addExport(draft: ExportDraft): void {
    this.exports.push(draft);
  }

  /** `export { local as name }`. */
  addOwnExport(draft: ExportDraft, local: string): void {
    this.#own.push([this.exports.length, local]);
    this.exports.push(draft);
  }

  /** All is told: exports of names that are imported further down come out right, too. */
  end(): this {
    for (const [at, local] of this.#own.splice(0)) {
      const imported = this.#locals.get(local);
      const draft = this.exports[at];
      if (!imported || !draft) continue;
      const isType = draft.isType || imported.origin.kind === 'type';
      this.exports[at] = { ...draft, isType, ...imported };
    }
    return this;
  }
}

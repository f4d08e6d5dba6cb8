/** Imports of one module that lead nowhere. */
import type { ImportFact, ModuleRecord } from '../model.ts';

/** One of them. */
export interface UnresolvedImport extends Pick<ImportFact, 'kind' | 'specifier' | 'start' | 'end'> {
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

/** In the order of the file. @param record undefined: nothing is known of it */
export function unresolvedImports(record: ModuleRecord | undefined): readonly UnresolvedImport[] {
  const { facts, resolutions } = record ?? {};
  return (facts?.imports ?? []).flatMap(({ kind, specifier, start, end }, at) => {
    const resolution = resolutions?.[at];
    return resolution?.type === 'unresolved'
      ? [{ kind, specifier, start, end, reason: resolution.reason }]
      : [];
  });
}

/** All modules as a map of records, which are made when they are asked for. */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ModuleRecord } from '../../modules/model.ts';
import type { ModuleTable } from './keeping/moduleTable.ts';

/** See the file's comment. */
export class RecordMap implements ReadonlyMap<RelativePath, ModuleRecord> {
  readonly #table: () => ModuleTable;

  constructor(table: () => ModuleTable) {
    this.#table = table;
  }

  get size(): number {
    return this.#table().size;
  }

  has(path: RelativePath): boolean {
    return this.#table().ids.has(path);
  }

  get(path: RelativePath): ModuleRecord | undefined {
    return this.#table().record(path);
  }

  forEach(
    visit: (
      record: ModuleRecord,
      path: RelativePath,
      map: ReadonlyMap<RelativePath, ModuleRecord>,
    ) => void,
  ): void {
    for (const [path, record] of this) visit(record, path, this);
  }

  keys(): MapIterator<RelativePath> {
    return this.#table().ids.keys() as MapIterator<RelativePath>;
  }

  *values(): MapIterator<ModuleRecord> {
    for (const [, record] of this) yield record;
  }

  *entries(): MapIterator<[RelativePath, ModuleRecord]> {
    const table = this.#table();
    for (const path of table.ids.keys()) {
      const record = table.record(path as RelativePath);
      if (record) yield [path as RelativePath, record];
    }
  }

  [Symbol.iterator](): MapIterator<[RelativePath, ModuleRecord]> {
    return this.entries();
  }
}

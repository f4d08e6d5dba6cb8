/** Which kept things a name on the command line means. */
import type { KeptItem } from '../host/store/inventory.ts';
import { cacheOf } from '../host/workspace/cacheOverview.ts';

/**
 * A test for names: an action (`web#build`), a package (`web`, all its actions), a task (`build`, of all packages), a rule or a
 * cache (`traces`, `validation`). The workspace is not asked, so that results of actions that are gone can be named, too.
 * @param names none: everything
 */
export function cacheItemsNamed(names: readonly string[]): (item: KeptItem) => boolean {
  // Our own figures are in no list, and stay as the history does.
  if (names.length === 0) return (item) => cacheOf(item) !== undefined;
  const wanted = new Set(names);
  return (item) => {
    const { name, kind } = item;
    const cache = cacheOf(item);
    if (wanted.has(name) || (cache !== undefined && wanted.has(cache))) return true;
    return kind === 'result' && partsOf(name).some((part) => wanted.has(part));
  };
}

function partsOf(action: string): readonly string[] {
  const hash = action.indexOf('#');
  if (hash !== -1) return [action.slice(0, hash), action.slice(hash + 1)];
  const colon = action.indexOf(':');
  return colon === -1 ? [] : [action.slice(0, colon)];
}

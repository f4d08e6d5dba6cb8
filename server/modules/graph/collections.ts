/**
 * Files that a package offers to the command lines of Angular and of Nx. Its package.json names a JSON file, and that names them, relative to itself:
 *
 *     "schematics": "./schematics/collection.json"
 *     { "schematics": { "ng-add": { "factory": "./ng-add/index#add", "schema": "./ng-add/schema.json" } } }
 */
import { parentPath } from '../../engine/model/glob.ts';
import { type NamedIn, searchedText, sourceOf, type TextReader } from './namedFiles.ts';
import { objectIn, type PackageFolder } from './packages.ts';

/** Of a package.json and of the file that it names, alike. */
const offers = ['schematics', 'builders', 'generators', 'executors'];
/** Of a package.json: what carries a workspace over to the next version. */
const updates = ['ng-update', 'nx-migrations'];
/** Of one offer. */
const parts = ['factory', 'implementation', 'batchImplementation', 'hasher', 'schema'];

/** See the file's comment. @yields the JSON files as well */
export function* filesOfCollections(
  manifest: PackageFolder['manifest'],
  place: NamedIn,
  read: TextReader,
): Generator<string> {
  const named = [
    ...offers.map((field) => manifest[field]),
    ...updates.map((field) => memberOf(manifest[field], 'migrations')),
  ];
  for (const name of new Set(named)) {
    const path = typeof name === 'string' ? sourceOf(name, place) : undefined;
    if (!path?.endsWith('.json')) continue;
    yield path;
    yield* filesOfCollection(searchedText(path, read), { ...place, folder: parentPath(path) });
  }
}

function* filesOfCollection(text: string | undefined, place: NamedIn): Generator<string> {
  const collection = objectIn(text);
  for (const offer of offers.flatMap((field) => membersOf(collection?.[field])))
    for (const part of parts) {
      const name = memberOf(offer, part);
      // `#name` says which of its exports is meant.
      const path = typeof name === 'string' ? sourceOf(name.replace(/#.*$/, ''), place) : undefined;
      if (path !== undefined) yield path;
    }
}

function membersOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

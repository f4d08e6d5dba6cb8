/**
 * What actions were seen to read, look for, list or run beyond their declarations, found by a path. Read from their newest traces once, and
 * again only where there is a newer one.
 */
import type { FilePatterns } from '../model/action.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import type { Dependency } from '../model/trace.ts';
import type { TraceStore } from '../ports/store.ts';
import type { Cover } from './concern.ts';
import { PathTree } from './pathTree.ts';

/** Where it is read from. */
export type NewestTraces = Pick<TraceStore, 'latest' | 'foreignActivity'>;

/** What one action was seen to do. */
interface Observations {
  readonly id: ActionId;
  readonly paths: readonly string[];
  readonly globs: readonly Listing[];
}

/** A pattern whose matches were listed. */
interface Listing {
  readonly id: ActionId;
  readonly patterns: FilePatterns;
}

/** The index. */
export class ObservedPaths {
  readonly #known = new Map<ActionId, Observations>();
  readonly #readers = new Map<string, Set<ActionId>>();
  readonly #listings = new PathTree<Listing>();
  /** Actions with a link among their inputs: what it leads to may lie anywhere. */
  readonly #throughLinks = new Set<ActionId>();
  /** Actions whose newest trace is not known, or not any more. */
  #unread: Set<ActionId>;
  readonly #actions: readonly ActionId[];
  #activity: number | undefined;

  constructor(actions: Iterable<ActionId>) {
    this.#actions = [...actions];
    this.#unread = new Set(this.#actions);
  }

  /** This action has another newest trace now. */
  forget(id: ActionId): void {
    this.#unread.add(id);
  }

  /**
   * Reads what is not known. Only correct if `forget` was called for each trace that this process wrote or went back to: what other
   * processes do shows in the store's activity, and a trace missed here would be an edit that wakes nobody.
   */
  refresh(traces: NewestTraces): void {
    // Asked before the traces are read, so that one written in between is read again.
    const activity = traces.foreignActivity();
    if (activity !== this.#activity) this.#unread = new Set(this.#actions);
    this.#activity = activity;
    if (this.#unread.size === 0) return;
    const ids = [...this.#unread];
    this.#unread.clear();
    for (const id of ids) this.#drop(id);
    for (const [id, { dependencies }] of traces.latest(ids)) this.#add(id, dependencies);
  }

  /** The actions that were seen to use one of these paths; all with links among their inputs where there is a path. */
  *usersOf(path: RelativePath, covers: Cover, asFolder: boolean): Generator<ActionId> {
    yield* this.#throughLinks;
    yield* this.#readers.get(path) ?? [];
    for (const { id, patterns } of this.#listings.near(path, asFolder))
      if (covers(patterns, path)) yield id;
  }

  #add(id: ActionId, dependencies: readonly Dependency[]): void {
    const globs = dependencies.flatMap((dependency) =>
      dependency.kind === 'glob' ? [{ id, patterns: dependency.patterns }] : [],
    );
    const paths = dependencies.flatMap((dependency) => singlePath(dependency) ?? []);
    if (dependencies.some(hasLink)) this.#throughLinks.add(id);
    if (paths.length + globs.length === 0) return;
    this.#known.set(id, { id, paths, globs });
    for (const path of paths) {
      const readers = this.#readers.get(path);
      if (readers) readers.add(id);
      else this.#readers.set(path, new Set([id]));
    }
    for (const listing of globs) this.#listings.addPatterns(listing.patterns, listing);
  }

  #drop(id: ActionId): void {
    this.#throughLinks.delete(id);
    const known = this.#known.get(id);
    if (!known) return;
    this.#known.delete(id);
    for (const path of known.paths) {
      const readers = this.#readers.get(path);
      readers?.delete(id);
      if (readers?.size === 0) this.#readers.delete(path);
    }
    for (const listing of known.globs) this.#listings.removePatterns(listing.patterns, listing);
  }
}

function singlePath(dependency: Dependency): string | undefined {
  switch (dependency.kind) {
    case 'file':
    case 'absent':
    case 'executable':
      return dependency.path;
    default:
      return undefined;
  }
}

function hasLink(dependency: Dependency): boolean {
  if (dependency.kind === 'file') return dependency.digest.endsWith('+link');
  return (
    dependency.kind === 'inputs' && dependency.files.some(([, digest]) => digest.endsWith('+link'))
  );
}

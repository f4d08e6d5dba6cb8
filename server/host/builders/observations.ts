/**
 * Worker side: what one build observed, in order. The first observation of each path counts. Should a second one differ, it is kept
 * beside the first: no state of the disk satisfies both, so the race is found when the engine checks them.
 */
import type { FilePatterns } from '../../engine/model/action.ts';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import type { Observation } from './messages.ts';

/** A growing list of observations. */
export class Observations {
  readonly #list: Observation[] = [];
  readonly #positions = new Map<string, number>();

  /** All of them, in order. */
  get list(): readonly Observation[] {
    return this.#list;
  }

  /** A file's content was read. */
  file(path: RelativePath, digest: FileDigest): void {
    const before = this.#positions.get(`present:${path}`);
    const key = `file:${path}:${digest}`;
    if (before === undefined || this.#positions.has(key)) {
      this.#add(key, { kind: 'file', path, digest });
      return;
    }
    // That it was there is part of what its content tells, so one observation stands for both, in the earlier place.
    this.#list[before] = { kind: 'file', path, digest };
    this.#positions.set(key, before);
  }

  /** A file was seen to be there. */
  present(path: RelativePath): void {
    this.#add(`present:${path}`, { kind: 'present', path });
  }

  /** A file was looked for and not found. */
  absent(path: RelativePath): void {
    this.#add(`absent:${path}`, { kind: 'absent', path });
  }

  /** A link was followed. */
  link(path: RelativePath): void {
    this.#add(`link:${path}`, { kind: 'link', path });
  }

  /** A file outside of the workspace counts. */
  outside(path: string): void {
    this.#add(`outside:${path}`, { kind: 'outside', path });
  }

  /** Files were listed. */
  glob(patterns: FilePatterns, matches: readonly RelativePath[]): void {
    this.#add(`glob:${JSON.stringify([patterns, matches])}`, { kind: 'glob', patterns, matches });
  }

  #add(key: string, observation: Observation): void {
    if (this.#positions.has(key)) return;
    this.#positions.set(key, this.#list.length);
    this.#list.push(observation);
  }
}

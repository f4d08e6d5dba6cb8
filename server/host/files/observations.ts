/**
 * Answers to "which files match, with which digests?" kept between processes, so that a build with nothing to do need not match and
 * digest every path again. An answer depends on nothing but the folders it went through and the ignore rules in force; it holds as long
 * as the rows of those folders are the ones it was made from and the disk is as they say.
 */
import type { FilePatterns } from '../../engine/model/action.ts';
import { jsonValue } from '../../engine/model/jsonValue.ts';

/** One kept answer. */
interface Observation {
  /** Each folder with the sum of its row; '' where there was no such folder. */
  readonly folders: readonly (readonly [folder: string, sum: string])[];
  /** Stamp of the ignore rules from outside these folders. */
  readonly rules: string;
  readonly digest: string;
}

/** What was gone through for a new answer. */
export interface Trail {
  readonly folders: ReadonlySet<string>;
  /** False: it went through something that rows cannot vouch for, e.g. a link or a file that had just changed. */
  readonly reliable: boolean;
}

/** What the table knows of the disk. */
export interface Disk {
  /** Whether the folder is as its row says, or absent where there was none. */
  isAsSaved(folder: string, sum: string): boolean;
  rulesStamp(patterns: FilePatterns): string;
  /** The sum of the folder's row as it will be read by the next process; undefined where its row does not say all. */
  savedSum(folder: string): string | undefined;
  /** Raised by each change of what is known of a folder. */
  versionOf(folder: string): number;
}

/** Answers kept; the oldest go first. */
const keptMax = 50_000;

interface Candidate {
  readonly observation: Omit<Observation, 'folders'>;
  readonly folders: readonly (readonly [folder: string, version: number])[];
}

/** The kept answers of one workspace. */
export class Observations {
  readonly #disk: Disk;
  readonly #kept: Map<string, Observation>;
  readonly #fresh = new Map<string, Candidate>();

  /** @param text what `encoded` gave an earlier process */
  constructor(disk: Disk, text: string | undefined) {
    this.#disk = disk;
    const kept = text === undefined ? undefined : jsonValue(text);
    this.#kept = new Map(Array.isArray(kept) ? (kept as [string, Observation][]) : []);
  }

  /** The digest of the answer, if the kept one still holds. */
  find(name: string, patterns: FilePatterns): string | undefined {
    const kept = this.#kept.get(name);
    if (kept === undefined || kept.rules !== this.#disk.rulesStamp(patterns)) return undefined;
    for (const [folder, sum] of kept.folders)
      if (!this.#disk.isAsSaved(folder, sum)) return undefined;
    return kept.digest;
  }

  /** Takes note of a new answer. */
  add(name: string, patterns: FilePatterns, digest: string, trail: Trail): void {
    if (!trail.reliable) return void this.#fresh.delete(name);
    const folders = [...trail.folders].map(
      (folder) => [folder, this.#disk.versionOf(folder)] as const,
    );
    this.#fresh.set(name, {
      observation: { rules: this.#disk.rulesStamp(patterns), digest },
      folders,
    });
  }

  /**
   * All answers worth keeping, as text; undefined where nothing changed.
   * Only correct if called after the rows were encoded, and only for answers whose folders did not change since: else an older answer
   * would be kept for newer rows.
   */
  encoded(): string | undefined {
    let changed = false;
    for (const [name, { observation, folders }] of this.#fresh) {
      const sums = folders.map(([folder, version]) => {
        const sum =
          this.#disk.versionOf(folder) === version ? this.#disk.savedSum(folder) : undefined;
        return sum === undefined ? undefined : ([folder, sum] as const);
      });
      if (sums.includes(undefined)) continue;
      this.#kept.set(name, { ...observation, folders: sums as Observation['folders'] });
      changed = true;
    }
    this.#fresh.clear();
    for (const name of this.#kept.keys()) {
      if (this.#kept.size <= keptMax) break;
      this.#kept.delete(name);
    }
    return changed ? JSON.stringify([...this.#kept]) : undefined;
  }
}

const questionNames = {
  inputs: new WeakMap<FilePatterns, string>(),
  outputs: new WeakMap<FilePatterns, string>(),
};

/** The name of a question: all that the answer depends on besides the disk. Remembered by identity. */
export function questionName(kind: 'inputs' | 'outputs', patterns: FilePatterns): string {
  let name = questionNames[kind].get(patterns);
  if (name === undefined) {
    const { base, include, exclude, ignoreGitIgnored, boundaries, includeAlways } = patterns;
    name = JSON.stringify([
      kind,
      base,
      include,
      exclude,
      ignoreGitIgnored,
      boundaries,
      includeAlways,
    ]);
    questionNames[kind].set(patterns, name);
  }
  return name;
}

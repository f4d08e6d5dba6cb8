/**
 * No file ends two processes of ours. What is being parsed is marked, and who finds the mark of a process that is no more takes the files in it
 * for suspects: they are parsed in processes of their own from then on, until one of those was survived.
 *
 *     const careful = marks.begin();      // at the start of a run
 *     marks.note(0, ['a.ts', 'b.ts']);    // before the first thread is given them
 *     marks.end();                        // nothing is under way any more
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError, isMissing } from '../../files/systemError.ts';
import { isMarkName, MarkFile, readMark } from './markFile.ts';
import type { MarksPlace } from './marksFolder.ts';
import { Suspects } from './suspects.ts';

/** They only help: what does not work with them is told, once, and is no failure. */
export class Marks {
  readonly #folder: string;
  readonly #own: MarkFile;
  readonly #suspects: Suspects;
  #isOff = false;
  readonly #onTrouble: (message: string) => void;

  constructor({ folder, onTrouble }: MarksPlace) {
    this.#onTrouble = onTrouble;
    this.#folder = folder;
    this.#own = new MarkFile(folder);
    this.#suspects = new Suspects(folder);
  }

  /** Files that are not to be parsed in this process. */
  get suspects(): ReadonlySet<string> {
    return this.#suspects.all;
  }

  /** Looks for suspects. @returns whether a process was found to have ended: there may be more files that it would have ended of */
  begin(): boolean {
    let hasEnded = false;
    this.#try('read', () => {
      const names = this.#names();
      this.#suspects.look(names);
      for (const name of names) {
        const isOthers = isMarkName(name) && name !== this.#own.name;
        const paths = isOthers ? readMark(this.#folder, name) : undefined;
        if (paths === undefined) continue;
        hasEnded ||= paths.length > 0;
        for (const path of paths) this.#suspects.add(path);
        // Only correct if all of them are kept by now: the next file that ends this process would be the first one again.
        rmSync(join(this.#folder, name), { force: true });
      }
    });
    return hasEnded;
  }

  /** Only correct if it is called before they are parsed. */
  note(slot: number, paths: readonly string[]): void {
    if (!this.#isOff) this.#try('write', () => this.#own.write(slot, paths));
  }

  /** A process that was started for it ended of it. */
  addSuspect(path: string): void {
    this.#try('write', () => this.#suspects.add(path));
  }

  /** They were parsed, and nothing ended. */
  clear(paths: readonly string[]): void {
    if (this.#suspects.all.size === 0) return;
    for (const path of paths) this.#try('write', () => this.#suspects.delete(path));
  }

  end(): void {
    this.#try('write', () => this.#own.clear());
  }

  close(): void {
    this.#try('write', () => this.#own.remove());
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #try(verb: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#isOff) return;
      this.#isOff = true;
      const why = explainFileError(error, verb, this.#folder);
      this.#onTrouble(`A file that ends the process that reads it will do so again: ${why}`);
    }
  }
}

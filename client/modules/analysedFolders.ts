/**
 * Of which folders modules were analysed since the server runs: it tells of modules only where somebody asked for them, and only these folders may be
 * asked for what shall start no analysis. A folder that comes back, as all do after a restart of the server, is as if it had never been there.
 */

/** See above. */
export class AnalysedFolders {
  readonly #analysed = new Set<string>();
  #there: ReadonlySet<string> = new Set();

  /** The server told of modules of this folder. @returns whether that is new */
  note(folder: string): boolean {
    if (this.#analysed.has(folder)) return false;
    this.#analysed.add(folder);
    return true;
  }

  /** Whether they were. */
  has(folder: string): boolean {
    return this.#analysed.has(folder);
  }

  /** @param folders all that the server has now @returns which of them came, and which went */
  follow(folders: readonly string[]): readonly string[] {
    const [before, now] = [this.#there, new Set(folders)];
    this.#there = now;
    const gone = [...before].filter((folder) => !now.has(folder));
    for (const folder of gone) this.#analysed.delete(folder);
    return [...[...now].filter((folder) => !before.has(folder)), ...gone];
  }
}

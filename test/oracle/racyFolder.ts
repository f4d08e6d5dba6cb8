// The edits of racy.ts that need no build: a table of files digests, a file is rewritten, and a table must tell.

import { hash } from 'node:crypto';
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RelativePath } from '../../server/engine/model/brand.ts';
import { digestFiles } from '../../server/engine/model/fileDigest.ts';
import type { FileState } from '../../server/engine/model/trace.ts';
import { type NodeFiles, openFiles } from '../../server/host/files/nodeFiles.ts';
import { NodeHasher } from '../../server/host/platform/hasher.ts';
import { openStore, type Store } from '../../server/host/store/openStore.ts';
import { patterns } from '../support/engine/actions.ts';
import { rewrites } from './racyRewrites.ts';
import type { Random } from './random.ts';

/** What a part of the edits showed. */
export interface RacyPart {
  /** For each missed edit its kind. */
  readonly missed: readonly string[];
  /** Edits that left size, times, inode and mode as they were: only the rule about young files can notice these. */
  readonly sameSignature: number;
}

const fileCount = 8;
const fileBytes = 200;
const anHourMs = 3600 * 1000;
/** Longer ticks are not waited for. */
const waitTickMs = 10;
const inputs = patterns('src', ['**']);

/** Files in one folder, with what they hold. */
export class RacyFolder {
  readonly missed: string[] = [];
  sameSignature = 0;
  readonly #root: string;
  readonly #random: Random;
  readonly #store: Store;
  readonly #hasher: NodeHasher;
  readonly #digests = new Map<RelativePath, string>();

  /** @param root an empty folder */
  constructor(root: string, random: Random) {
    this.#root = root;
    this.#random = random;
    mkdirSync(join(root, 'src'));
    const store = openStore({ root, onTrouble: (message) => this.missed.push(message) });
    if ('message' in store) throw new Error(store.message);
    this.#store = store;
    this.#hasher = new NodeHasher(join(root, '.cachescope', 'salt'));
    for (let at = 0; at < fileCount; at++) {
      const path = `src/file${at}` as RelativePath;
      writeFileSync(this.#absolute(path), this.#content(path));
    }
  }

  /** Makes so many edits and ends. */
  play(edits: number, tickMs: number): RacyPart {
    try {
      for (let left = edits; left > 0; ) left -= this.#group(left, tickMs);
    } finally {
      this.#store.close();
    }
    return this;
  }

  #group(left: number, tickMs: number): number {
    const count = Math.min(left, fileCount);
    const way = this.#random.weighted({ same: 2, saved: 1, settled: tickMs > waitTickMs ? 0 : 1 });
    if (way === 'same') this.#inOneTable(count);
    else if (way === 'saved') this.#acrossTables(count);
    else this.#settled(count);
    return count;
  }

  /** Write, digest, write, digest, without a pause. */
  #inOneTable(count: number): void {
    const table = this.#open();
    for (let edit = 0; edit < count; edit++) {
      const path = this.#random.pick([...this.#digests.keys()]);
      table.newEpoch();
      table.digest(path);
      const name = this.#rewrite(path);
      table.newEpoch();
      this.#check(table, [path], `${name}, in one table`);
    }
  }

  /** What one table saved is what the next starts with. */
  #acrossTables(count: number): void {
    this.#learn();
    const edited = this.#rewriteSome(count);
    this.#check(this.#open(), [...edited.keys()], `${[...edited.values()][0]}, in a new table`);
  }

  /**
   * The table believes that it is later, so the files have rested and it saves their digests. For that to be right, the edits must come
   * in another tick than the digests.
   */
  #settled(count: number): void {
    const { now } = Date;
    Date.now = () => now() + anHourMs;
    try {
      this.#learn();
    } finally {
      Date.now = now;
    }
    this.#endTick();
    const edited = this.#rewriteSome(count);
    const name = `${[...edited.values()][0]}, digest saved`;
    this.#check(this.#open(), [...edited.keys()], name);
  }

  #learn(): void {
    const table = this.#open();
    table.inputs(inputs);
    table.save();
  }

  /** @returns how each was rewritten: all in one way, so that a missed one can be named */
  #rewriteSome(count: number): Map<RelativePath, string> {
    const paths = [...this.#digests.keys()].slice(0, count);
    const name = this.#random.pick(Object.keys(rewrites));
    return new Map(paths.map((path) => [path, this.#rewrite(path, name)]));
  }

  #rewrite(path: RelativePath, name = this.#random.pick(Object.keys(rewrites))): string {
    const absolute = this.#absolute(path);
    const before = signatureText(absolute);
    rewrites[name]?.(absolute, this.#content(path));
    if (signatureText(absolute) === before) this.sameSignature++;
    return name;
  }

  /** Asks in one of the ways that a build has. */
  #check(table: NodeFiles, paths: readonly RelativePath[], kind: string): void {
    const way = this.#random.pick(['digest', 'inputs', 'inputsDigest'] as const);
    const name = `${kind}, asked by ${way}`;
    if (way === 'inputsDigest') {
      const expected = [...this.#digests] as unknown as readonly FileState[];
      if (table.inputsDigest(inputs) !== digestFiles(this.#hasher, expected))
        this.missed.push(name);
      return;
    }
    const listed = way === 'inputs' ? new Map(table.inputs(inputs)) : undefined;
    for (const path of paths) {
      const digest = listed ? listed.get(path) : table.digest(path);
      if (digest !== this.#digests.get(path)) this.missed.push(name);
    }
  }

  #open(): NodeFiles {
    const rows = this.#store.digests;
    return openFiles({ root: this.#root, rows, hasher: this.#hasher, basePath: '' });
  }

  /** New content of the usual size. */
  #content(path: RelativePath): string {
    const text = String(this.#random.next()).padEnd(fileBytes, '.');
    this.#digests.set(path, `sha256:${hash('sha256', text)}`);
    return text;
  }

  /** Writes until the file system stamps another time. */
  #endTick(): void {
    const probe = this.#absolute('probe');
    writeFileSync(probe, '');
    const first = lstatSync(probe).ctimeMs;
    while (lstatSync(probe).ctimeMs === first) writeFileSync(probe, 'x');
  }

  #absolute(path: string): string {
    return join(this.#root, path);
  }
}

/** What of a file's stat is compared, as text. */
function signatureText(path: string): string {
  const { size, mtimeMs, ctimeMs, ino, mode } = lstatSync(path);
  return `${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`;
}

/**
 * The content-addressed store: bytes by their sha256, in 256 folders below `.cachescope/blobs/`. Equal bytes are stored once.
 */
import { hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { BlobDigest, RelativePath } from '../../engine/model/brand.ts';
import type { FileState, OutputEntry } from '../../engine/model/trace.ts';
import type { BlobFailure, BlobOutcome, BlobStore } from '../../engine/ports/store.ts';
import { explainFileError } from '../files/systemError.ts';
import { storeBlocks, storeBytes } from './bigBlob.ts';
import { type BlobFiles, writeAll } from './blobFiles.ts';
import { bigBlobBytes, compress, encodeHeader } from './blobFormat.ts';
import type { BlobMemory } from './blobMemory.ts';
import type { BytesOrFailure } from './blobReader.ts';
import { BlobReader } from './blobReader.ts';
import { Restorer } from './restore.ts';
import { pathProblem } from './restorePath.ts';

type FileEntry = Extract<OutputEntry, { type: 'file' }>;

/** Keeps texts in the background; see texts.ts. */
export interface TextKeeper {
  keep(paths: readonly (RelativePath | FileState)[]): void;
  flush(): Promise<void>;
}

/** The port's implementation. */
export class DiskBlobStore implements BlobStore {
  readonly #root: string;
  readonly #files: BlobFiles;
  readonly #reader: BlobReader;
  readonly #restorer: Restorer;
  readonly #texts: TextKeeper;

  /** @param options.root absolute path of the workspace root */
  constructor(options: {
    readonly root: string;
    readonly files: BlobFiles;
    readonly texts: TextKeeper;
    readonly onTrouble: (message: string) => void;
  }) {
    this.#root = options.root;
    this.#files = options.files;
    this.#texts = options.texts;
    this.#reader = new BlobReader(options.files, options.onTrouble);
    this.#restorer = new Restorer(options.root, this.#reader);
  }

  putFile(entry: FileEntry): BlobOutcome {
    const problem = pathProblem(entry.path);
    if (problem !== undefined)
      return ioFailure(entry.path, `${entry.path} cannot be cached: ${problem}. Rename it.`);
    const path = this.#files.pathOf(entry.blob);
    if (path === undefined)
      return {
        failure: { type: 'damaged', message: `"${entry.blob}" is not a digest` },
        path: entry.path,
      };
    try {
      if (this.#files.reuse(path, entry.size)) return undefined;
      return this.#store(entry, path);
    } catch (error) {
      return ioFailure(entry.path, explainFileError(error, 'keep', entry.path));
    }
  }

  putBytes(bytes: Uint8Array): { readonly digest: BlobDigest } | { readonly failure: BlobFailure } {
    const digest = `sha256:${hash('sha256', bytes, 'hex')}` as BlobDigest;
    const path = this.#files.pathOf(digest) ?? '';
    try {
      if (!this.#files.reuse(path, bytes.length)) this.#write(path, bytes);
      return { digest };
    } catch (error) {
      return {
        failure: { type: 'io', message: explainFileError(error, 'keep', 'bytes in the cache') },
      };
    }
  }

  read(digest: BlobDigest): BytesOrFailure {
    return this.#reader.read(digest);
  }

  /** Keeps what is read from now on in this memory, too; the one before is let go. */
  useMemory(memory: BlobMemory): void {
    this.#reader.memory = memory;
  }

  /** Reads and verifies, into memory where there is one. */
  preload(digest: BlobDigest): BlobFailure | undefined {
    return this.#reader.preload(digest);
  }

  restore(entries: readonly OutputEntry[]): BlobOutcome {
    return this.#restorer.restore(entries);
  }

  keepTexts(paths: readonly (RelativePath | FileState)[]): void {
    this.#texts.keep(paths);
  }

  flush(): Promise<void> {
    return this.#texts.flush();
  }

  /** Never through a link and never from a pipe: what was observed was a regular file. */
  #store(entry: FileEntry, path: string): BlobOutcome {
    const source = openSync(`${this.#root}/${entry.path}`, openFlags);
    try {
      const stats = fstatSync(source);
      if (!stats.isFile() || stats.size !== entry.size) return changed(entry);
      return stats.size >= bigBlobBytes
        ? this.#storeBig(entry, path, source)
        : this.#storeSmall(entry, path, source, stats);
    } finally {
      closeSync(source);
    }
  }

  #storeSmall(entry: FileEntry, path: string, source: number, stats: Stats): BlobOutcome {
    const bytes = readFileSync(source);
    // Only correct if the bytes that were read are the ones that were observed: the file may have been edited since, and the
    // trace would then vouch for bytes that its command never wrote.
    if (bytes.length !== stats.size || `sha256:${hash('sha256', bytes, 'hex')}` !== entry.blob)
      return changed(entry);
    this.#write(path, bytes);
    return undefined;
  }

  #storeBig(entry: FileEntry, path: string, source: number): BlobOutcome {
    try {
      this.#files.write(path, (target) => {
        const { digest, size } = storeBlocks(source, target, entry.size);
        if (digest !== entry.blob || size !== entry.size) throw new ChangedMeanwhile();
      });
      return undefined;
    } catch (error) {
      if (error instanceof ChangedMeanwhile) return changed(entry);
      throw error;
    }
  }

  #write(path: string, bytes: Uint8Array): void {
    this.#files.write(path, (file) => {
      if (bytes.length >= bigBlobBytes) return storeBytes(bytes, file);
      const { codec, body } = compress(bytes);
      return writeAll(file, [encodeHeader(codec, bytes.length), body]);
    });
  }
}

/** Ends the writing of a blob whose source turned out to be another. */
class ChangedMeanwhile extends Error {}

const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function changed(entry: FileEntry): BlobOutcome {
  const message = `${entry.path} was changed while it was put into the cache, so this result is not kept. Build again.`;
  return { failure: { type: 'damaged', message }, path: entry.path };
}

function ioFailure(path: RelativePath, message: string): BlobOutcome {
  return { failure: { type: 'io', message }, path };
}

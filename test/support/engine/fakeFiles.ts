// The workspace's files in memory: a map from path to text. No epochs: every look shows what is there now.

import type { FilePatterns } from '../../../server/engine/model/action.ts';
import { must } from '../../../server/engine/model/assert.ts';
import {
  as,
  type ByteCount,
  type FileDigest,
  type RelativePath,
} from '../../../server/engine/model/brand.ts';
import { digestFiles } from '../../../server/engine/model/fileDigest.ts';
import { compilePatterns } from '../../../server/engine/model/glob.ts';
import type { FileState } from '../../../server/engine/model/trace.ts';
import type { Files, OutputState, OutputWriter } from '../../../server/engine/ports/files.ts';
import { fakeHasher } from './fakeHasher.ts';

/** See the file's comment. `text` is the disk, to be edited by tests. */
export class FakeFiles implements Files, OutputWriter {
  readonly text = new Map<string, string>();

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  glob(patterns: FilePatterns): readonly RelativePath[] {
    const { matches } = compilePatterns(patterns);
    return [...this.text.keys()].filter(matches).sort() as readonly string[] as RelativePath[];
  }

  inputs(patterns: FilePatterns): readonly FileState[] {
    return this.glob(patterns).map((path) => [path, must(this.digest(path), path)] as const);
  }

  outputs(patterns: FilePatterns): readonly OutputState[] {
    return this.inputs(patterns).map(([path, digest]) => ({
      path,
      type: 'file',
      digest,
      size: as<ByteCount>(this.text.get(path)?.length ?? 0),
      executable: false,
    }));
  }

  inputsDigest(patterns: FilePatterns): string {
    return digestFiles(fakeHasher, this.inputs(patterns));
  }

  outputsDigest(patterns: FilePatterns): string {
    return this.inputsDigest(patterns);
  }

  digest(path: RelativePath): FileDigest | undefined {
    const text = this.text.get(path);
    return text === undefined ? undefined : (fakeHasher.digest(text) as FileDigest);
  }

  changedSince(): boolean {
    return false;
  }

  executable(): undefined {
    return undefined;
  }

  takeText(path: RelativePath): string | undefined {
    const text = this.text.get(path);
    this.text.delete(path);
    return text;
  }

  inside(_: RelativePath, paths: readonly string[]): readonly RelativePath[] {
    return paths as readonly RelativePath[];
  }

  newEpoch(): void {
    // Nothing is remembered.
  }

  invalidate(paths: readonly RelativePath[]): readonly RelativePath[] {
    return paths;
  }

  save(): void {
    // Nothing is kept.
  }

  remove(paths: readonly RelativePath[]): undefined {
    for (const path of paths) this.text.delete(path);
  }

  makeParents(): undefined {
    return undefined;
  }
}

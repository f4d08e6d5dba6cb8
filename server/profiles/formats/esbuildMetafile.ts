/**
 * Reads esbuild's metafile, https://esbuild.github.io/api/#metafile: how many bytes of each file are in each output. It has sizes and no times;
 * folders become spans around their files.
 */
import type { JsonWalk } from '../json/jsonWalk.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { StackTree } from '../layout/stackTree.ts';
import type { Profile, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadJson, noteBroken } from './fileReader.ts';

/** Reads the file. */
export async function readEsbuildMetafile(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const walk = await loadJson(file);
  const reader = new MetafileReader(walk, file.builder);
  if (!reader.read()) noteBroken(file);
  reader.emit(file.name);
  return file.builder.finish({ name: file.name, format: 'esbuild-metafile', unit: 'bytes' });
}

class MetafileReader {
  readonly #walk: JsonWalk;
  readonly #builder: ProfileBuilder;
  readonly #inputs: StackTree;
  readonly #outputs: StackTree;

  constructor(walk: JsonWalk, builder: ProfileBuilder) {
    this.#walk = walk;
    this.#builder = builder;
    this.#inputs = new StackTree(builder);
    this.#outputs = new StackTree(builder);
  }

  read(): boolean {
    const walk = this.#walk;
    return walk.members((key) => {
      if (key === 'inputs') return walk.members((path) => this.#input(path));
      return key === 'outputs' ? walk.members((path) => this.#output(path)) : walk.cursor.skip();
    });
  }

  emit(group: string): void {
    this.#outputs.emit(this.#builder.lane('Outputs', group));
    this.#inputs.emit(this.#builder.lane('Inputs', group));
  }

  #input(path: string): boolean {
    return this.#bytes('bytes', (bytes) => {
      this.#inputs.weigh(this.#place(this.#inputs, -1, path), bytes);
    });
  }

  /** An output's own weight is what no input accounts for: wrappers, source map comments. */
  #output(path: string): boolean {
    const walk = this.#walk;
    const output = this.#outputs.child(-1, this.#frame(path, path));
    let total = 0;
    let inputs = 0;
    const isRead = walk.members((key) => {
      if (key === 'bytes')
        return walk.number((bytes) => {
          total = bytes;
        });
      if (key !== 'inputs') return walk.cursor.skip();
      return walk.members((input) =>
        this.#bytes('bytesInOutput', (bytes) => {
          inputs += bytes > 0 ? bytes : 0;
          this.#outputs.weigh(this.#place(this.#outputs, output, input), bytes);
        }),
      );
    });
    this.#outputs.weigh(output, total - inputs);
    return isRead;
  }

  #bytes(wanted: string, take: (bytes: number) => void): boolean {
    const walk = this.#walk;
    return walk.members((key) => (key === wanted ? walk.number(take) : walk.cursor.skip()));
  }

  /** The node of a path: one for each folder, and one for the file. */
  #place(tree: StackTree, root: number, path: string): number {
    const parts = path.split('/');
    let node = root;
    parts.forEach((part, at) => {
      const isFile = at === parts.length - 1;
      const name = isFile ? part : `${part}/`;
      if (node >= -1) node = tree.child(node, this.#frame(name, isFile ? path : ''));
    });
    return node;
  }

  #frame(name: string, file: string): number {
    const { texts, frames } = this.#builder;
    return frames.number(texts.add(name), 0, { file: texts.add(file), line: 0, column: 0 });
  }
}

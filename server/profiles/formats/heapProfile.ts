/**
 * Reads .heapprofile, V8's samples of what is allocated and still live: `{head: {callFrame, selfSize, id, children}, samples}`;
 * https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/#type-SamplingHeapProfile. It has sizes and no moments.
 */
import { StackTree } from '../layout/stackTree.ts';
import type { Profile, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadJson, noteBroken } from './fileReader.ts';
import { V8Tree } from './v8Tree.ts';

/** Reads the file. */
export async function readHeapProfile(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const { builder, name } = file;
  const walk = await loadJson(file);
  const tree = new V8Tree(walk, builder);
  const isRead = walk.members((key) => (key === 'head' ? tree.readNested() : walk.cursor.skip()));
  if (!isRead) noteBroken(file);
  file.window.release();
  const stacks = new StackTree(builder);
  const nodes = new Int32Array(tree.size).fill(-1);
  for (let node = 0; node < tree.size; node++) {
    const parent = (tree.parents.values[node] as number) - 1;
    if (tree.kinds[node] === 'root' && parent < 0) continue;
    const fresh = stacks.add(
      parent < 0 ? -1 : (nodes[parent] as number),
      tree.frames.values[node] as number,
    );
    nodes[node] = fresh;
    stacks.weigh(fresh, tree.sizes.values[node] as number);
  }
  if (stacks.total() === 0)
    return {
      problem: `${name} has no allocations: such a profile keeps only what is still in use when it is written, sampled about every 512 KiB.`,
    };
  stacks.emit(builder.lane('Allocated and in use', name));
  return builder.finish({ name, format: 'heapprofile', unit: 'bytes' });
}

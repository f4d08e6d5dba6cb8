/** Finds out which format a file has, by what is in it: names and endings lie. */
import { readTrace } from './chrome/readTrace.ts';
import { hasStacks, readCollapsed } from './formats/collapsed.ts';
import { readCpuProfile } from './formats/cpuProfile.ts';
import { readEsbuildMetafile } from './formats/esbuildMetafile.ts';
import type { FileReader } from './formats/fileReader.ts';
import { readHeapProfile } from './formats/heapProfile.ts';
import { isPprofHead, readPprof } from './formats/pprof.ts';
import { readSpeedscope } from './formats/speedscope.ts';
import type { ByteWindow } from './json/byteWindow.ts';
import { JsonWalk } from './json/jsonWalk.ts';

/** What is looked at to find the format; hostile files have no end. */
export const sniffedBytes = 2 ** 26;

/** A key that only one format has at the top of its object. */
const decisive: ReadonlyMap<string, FileReader> = new Map<string, FileReader>([
  ['traceEvents', readTrace],
  ['stackFrames', readTrace],
  ['displayTimeUnit', readTrace],
  ['nodes', readCpuProfile],
  ['timeDeltas', readCpuProfile],
  ['timestamps', readCpuProfile],
  ['$vscode', readCpuProfile],
  ['selfSize', readHeapProfile],
  ['profiles', readSpeedscope],
  ['activeProfileIndex', readSpeedscope],
  ['inputs', readEsbuildMetafile],
  ['outputs', readEsbuildMetafile],
]);

/** Keys inside of a member that several formats have; Firefox has `shared` without frames. */
const inside: Readonly<Record<'head' | 'shared', ReadonlyMap<string, FileReader>>> = {
  head: new Map<string, FileReader>([
    ['selfSize', readHeapProfile],
    ['callFrame', readHeapProfile],
    ['functionName', readCpuProfile],
    ['hitCount', readCpuProfile],
  ]),
  shared: new Map<string, FileReader>([['frames', readSpeedscope]]),
};

/** Likewise, of what has no stacks, or is not read. */
const named: ReadonlyMap<string, Unshown> = new Map<string, Unshown>([
  ['snapshot', 'heap snapshot'],
  ['libs', 'Firefox'],
  ['threads', 'Firefox'],
]);

/** What cannot be shown, and known as such by what is at its start, without reading the rest. */
export type Unshown =
  | 'empty'
  | 'other JSON'
  | 'long JSON'
  | 'heap snapshot'
  | 'Firefox'
  | 'zip'
  | 'zstd'
  | 'no stacks'
  | 'no pprof';

/** The reader for a file, which stands at its first byte before and after; or what it is instead. */
export async function readerFor(window: ByteWindow): Promise<FileReader | Unshown> {
  const { bytes, end } = window.cursor;
  // Not more than JSON's own white space: pprof starts with a line feed and other control characters.
  let at = 0;
  while (at < end && isJsonSpace(bytes[at] as number)) at++;
  if (bytes[at] === 0x5b) return readTrace;
  if (bytes[at] === 0x7b) return await readerOfObject(window);
  if (at === end) return 'empty';
  const packed = packings.find(({ head }) => head.every((byte, place) => bytes[place] === byte));
  if (packed !== undefined) return packed.name;
  if (isText(bytes, end)) return hasStacks(bytes, end) ? readCollapsed : 'no stacks';
  return isPprofHead(bytes, end) ? readPprof : 'no pprof';
}

/** How archives and packed files start that browsers cannot unpack. */
const packings: readonly { readonly name: Unshown; readonly head: readonly number[] }[] = [
  { name: 'zip', head: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'zstd', head: [0x28, 0xb5, 0x2f, 0xfd] },
];

function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 9 || byte === 10 || byte === 13;
}

async function readerOfObject(window: ByteWindow): Promise<FileReader | Unshown> {
  const { cursor } = window;
  for (;;) {
    const { reader, isCutOff, mayBe } = look(new JsonWalk(cursor));
    cursor.at = 0;
    if (reader !== undefined) return reader;
    const isEnd = !isCutOff || cursor.end > sniffedBytes || !(await window.more(0));
    if (isEnd)
      return (
        (isCutOff ? mayBe : undefined) ?? (cursor.end > sniffedBytes ? 'long JSON' : 'other JSON')
      );
  }
}

interface Looked {
  readonly reader: FileReader | Unshown | undefined;
  readonly isCutOff: boolean;
  /** What it probably is, where what would decide it lies beyond. */
  readonly mayBe: FileReader | undefined;
}

/** Looks at the keys that are in the window, into `head` for what its nodes have, and no further than needed. */
function look(walk: JsonWalk): Looked {
  let reader: FileReader | Unshown | undefined;
  let hasHead = false;
  let mayBe: FileReader | undefined;
  walk.members((key) => {
    if (key === 'head' || key === 'shared') {
      hasHead ||= key === 'head';
      return walk.members((inner) => {
        reader ??= inside[key].get(inner);
        return reader === undefined && walk.cursor.skip();
      });
    }
    // DevTools puts what it knows of the page before the events, source maps among it.
    if (key === 'metadata' || key === 'otherData') mayBe = readTrace;
    reader ??= named.get(key) ?? decisive.get(key);
    return reader === undefined && walk.cursor.skip();
  });
  const isCutOff = reader === undefined && walk.cursor.isCutOff;
  return {
    reader: reader ?? (hasHead && !isCutOff ? readHeapProfile : undefined),
    isCutOff,
    mayBe,
  };
}

/** No control characters besides white space. */
function isText(bytes: Uint8Array, end: number): boolean {
  const head = bytes.subarray(0, Math.min(end, 4096));
  return !head.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13);
}

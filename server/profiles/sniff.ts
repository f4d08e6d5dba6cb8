/** Finds out which format a file has, by what is in it: names and endings lie. */
import { readTrace } from './chrome/readTrace.ts';
import { readCollapsed } from './formats/collapsed.ts';
import { readCpuProfile } from './formats/cpuProfile.ts';
import { readEsbuildMetafile } from './formats/esbuildMetafile.ts';
import type { FileReader } from './formats/fileReader.ts';
import { readHeapProfile } from './formats/heapProfile.ts';
import { readPprof } from './formats/pprof.ts';
import { readSpeedscope } from './formats/speedscope.ts';
import type { ByteWindow } from './json/byteWindow.ts';
import { JsonWalk } from './json/jsonWalk.ts';

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
  ['shared', readSpeedscope],
  ['profiles', readSpeedscope],
  ['activeProfileIndex', readSpeedscope],
  ['inputs', readEsbuildMetafile],
  ['outputs', readEsbuildMetafile],
]);

/**
 * The reader for a file, which stands at its first byte before and after.
 * @returns undefined where it is JSON of another kind
 */
export async function readerFor(window: ByteWindow): Promise<FileReader | undefined> {
  const { cursor } = window;
  const first = cursor.next();
  cursor.at = 0;
  if (first === 0x5b) return readTrace;
  if (first === 0x7b) return await readerOfObject(window);
  return isText(cursor.bytes, cursor.end) ? readCollapsed : readPprof;
}

async function readerOfObject(window: ByteWindow): Promise<FileReader | undefined> {
  const { cursor } = window;
  for (;;) {
    const { reader, isCutOff } = look(new JsonWalk(cursor));
    cursor.at = 0;
    if (reader !== undefined || !isCutOff) return reader;
    if (!(await window.more(0))) return reader;
  }
}

/** Looks at the keys that are in the window, into `head` for what its nodes have, and no further than needed. */
function look(walk: JsonWalk): { reader: FileReader | undefined; isCutOff: boolean } {
  let reader: FileReader | undefined;
  let hasHead = false;
  walk.members((key) => {
    if (key === 'head') {
      hasHead = true;
      walk.members((inner) => {
        if (inner === 'selfSize' || inner === 'callFrame') reader = readHeapProfile;
        if (inner === 'functionName' || inner === 'hitCount') reader = readCpuProfile;
        return reader === undefined && walk.cursor.skip();
      });
    }
    reader ??= decisive.get(key);
    return reader === undefined && walk.cursor.skip();
  });
  const isCutOff = reader === undefined && walk.cursor.isCutOff;
  return { reader: reader ?? (hasHead && !isCutOff ? readHeapProfile : undefined), isCutOff };
}

/** No control characters besides white space. */
function isText(bytes: Uint8Array, end: number): boolean {
  const head = bytes.subarray(0, Math.min(end, 4096));
  return !head.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13);
}

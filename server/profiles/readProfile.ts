/**
 * Reads a profile of any known format: bytes in, columns out. It runs in a browser's worker and in Node.js alike, reads as the bytes come, and
 * finds the format by what is in the file, since names lie.
 */
import { noStacksText } from './formats/collapsed.ts';
import { noPprofText } from './formats/pprof.ts';
import type { Profile, UnreadableProfile } from './profile.ts';
import { type ByteSource, type ReadOptions, readBy } from './readBy.ts';
import { readerFor, sniffedBytes, type Unshown } from './sniff.ts';

/**
 * Reads a profile. It never throws for what a file holds: what is cut off or broken is shown as far as it goes, with a note.
 * @param source uncompressed or gzip
 */
export async function readProfile(
  source: ByteSource,
  options: ReadOptions,
): Promise<Profile | UnreadableProfile> {
  return await readBy(source, options, async (window) => {
    const found = await readerFor(window);
    return typeof found === 'string' ? unshown[found] : found;
  });
}

const lacksText =
  'it has neither "traceEvents" (Chrome trace) nor "nodes" (.cpuprofile), "head" (.heapprofile), "profiles" (speedscope) or "outputs" (esbuild metafile).';
const unshown: Readonly<Record<Unshown, string>> = {
  'other JSON': `is JSON of no format that can be shown: ${lacksText}`,
  'long JSON': `is JSON of no format that can be shown: in its first ${sniffedBytes.toLocaleString('en-US')} bytes, which is the limit, ${lacksText}`,
  'heap snapshot':
    'is a heap snapshot, which has objects and no stacks: open it in the Memory panel of DevTools, or record a .heapprofile.',
  empty: 'is empty but for white space: there is nothing to show.',
  Firefox:
    "is a profile of Firefox, whose format is not read: open it at Firefox's own profiler, or record in Chromium or Node.js.",
  zip: 'is a zip archive: unpack it, and open the profile that is in it.',
  zstd: 'is packed by zstd, which cannot be unpacked here: unpack it, or pack it by gzip.',
  'no stacks': `is of no format that can be shown: ${noStacksText}`,
  'no pprof': `is of no format that can be shown: ${noPprofText}`,
};

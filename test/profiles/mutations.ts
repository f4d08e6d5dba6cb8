// Reads thousands of broken files of every format: none may crash the reader, hang it, or come out as a profile that breaks the
// contract of server/profiles/profile.ts. Prints the seed of what fails, which then fails again:
//
//   npm run trial:profiles                             100,000 files, about three minutes
//   npm run trial:profiles -- --count 1 --seed 12345   one of them

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import { mutate } from '../support/profiles/mutate.ts';
import { inlinedCalls, writePprof } from './pprofFixture.ts';
import { checkInvariants, readAny } from './profileText.ts';

// Reading one such file takes about a millisecond.
const slowMs = 2000;

/** How the files that were read came out. */
export interface MutationReport {
  readonly read: number;
  readonly refused: number;
  /** With seed and format. */
  readonly failures: readonly string[];
}

/** Small files of every format and kind of event, by name. */
export async function seedFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const trace = [...makeTrace({ spans: 24, depth: 4, names: 6 })].join('');
  const files = new Map<string, Uint8Array>([
    ['trace', encode(trace)],
    ['trace.gz', gzipSync(trace)],
    [
      'events',
      encode(JSON.stringify({ traceEvents: everyEvent, stackFrames, displayTimeUnit: 'ns' })),
    ],
    ['pprof', pprof],
    ['pprof.gz', gzipSync(pprof)],
    ['heapprofile', encode(JSON.stringify({ head: heapNode(4), samples: [] }))],
    [
      'old cpuprofile',
      encode(
        JSON.stringify({
          head: heapNode(3),
          startTime: 1,
          endTime: 2,
          samples: [1, 2, 3],
          timestamps: [1e6, 11e5, 12e5],
        }),
      ),
    ],
    ['metafile', encode(JSON.stringify(metafile))],
    ['utf-16', Buffer.from('\ufeffmain;load;parse 3\nmain;load 2\nmain 1\n', 'utf16le')],
  ]);
  const folder = new URL('./fixtures/', import.meta.url);
  for (const name of [
    'devtools.trace.json',
    'turbo.trace.json',
    'nx.trace.json',
    'webpack.trace.json',
    'rspack.trace.json',
    'vscode.cpuprofile',
    'spec.speedscope.json',
    'perf.folded',
  ])
    files.set(name, await readFile(new URL(name, folder)));
  // Plain arrays: a slice of a Buffer is no copy, and breaking it would break the seed.
  return new Map([...files].map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
}

/** Reads `count` broken files, from a seed on. */
export async function readMutated({
  count,
  seed,
}: {
  count: number;
  seed: number;
}): Promise<MutationReport> {
  const files = [...(await seedFiles())];
  const failures: string[] = [];
  let read = 0;
  let refused = 0;
  for (let at = seed; at < seed + count; at++) {
    const [name, bytes] = files[at % files.length] ?? ['', new Uint8Array(0)];
    const outcome = await readOne(mutate(bytes, at), at);
    if (outcome === 'read') read++;
    else if (outcome === 'refused') refused++;
    else failures.push(`seed ${at}, ${name}: ${outcome}`);
  }
  return { read, refused, failures };
}

async function readOne(bytes: Uint8Array, seed: number): Promise<string> {
  const start = performance.now();
  try {
    const profile = await readAny(bytes, { chunk: 1 + ((seed * 7919) % 3000) });
    const ms = performance.now() - start;
    if (ms > slowMs) return `took ${Math.round(ms)} ms`;
    if ('problem' in profile)
      return profile.problem.length > 20 ? 'refused' : 'a problem without words';
    checkInvariants(profile);
    return 'read';
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function profileChunk(ts: number, samples: readonly number[], more: object): object {
  const node = (id: number, functionName: string) => {
    return { id, parent: id - 1, callFrame: { functionName, url: 'a.js', lineNumber: id } };
  };
  const names = ['(root)', 'main', 'load', '(garbage collector)'];
  const nodes = ts === 3 ? names.map((name, at) => node(at + 1, name)) : undefined;
  const timeDeltas = samples.map(() => 1);
  const data = { cpuProfile: { nodes, samples }, timeDeltas, ...more };
  return { ph: 'P', name: 'ProfileChunk', id: 7, ts, pid: 1, tid: 4, args: { data } };
}

const everyEvent = [
  { ph: 'B', name: 'a', cat: 'c', ts: 1, pid: 1, tid: 1, args: { from: 'B' } },
  { ph: 'E', name: 'a', ts: 6, pid: 1, tid: 1, args: { to: 'E' } },
  { ph: 'X', name: 'x', ts: 2, dur: 2, pid: '1', tid: 'main', '.file': 'a.ts', '.line': 4 },
  { ph: 'X', name: 'y\u00e9\n', ts: 3, tdur: 2.5, pid: 1, tid: 1 },
  { ph: 'b', name: 'job', cat: 'c', id: 1, ts: 2, pid: 1, tid: 1 },
  { ph: 'n', name: 'job', cat: 'c', id: 1, ts: 3, pid: 1, tid: 1 },
  { ph: 'e', name: 'job', cat: 'c', id: 1, ts: 9, pid: 1, tid: 1 },
  { ph: 'b', name: 'job', cat: 'c', id2: { local: '0x1' }, ts: 4, pid: 1, tid: 1 },
  { ph: 'e', name: 'job', cat: 'c', id2: { local: '0x1' }, ts: 8, pid: 1, tid: 1 },
  { ph: 'i', name: 'now', ts: 5, s: 't', pid: 1, tid: 1 },
  { ph: 'C', name: 'heap', ts: 5, pid: 1, args: { used: 3, free: 1 } },
  { ph: 's', name: 'flow', id: 3, ts: 2, pid: 1, tid: 1 },
  { ph: 'f', name: 'flow', id: 3, ts: 5, bp: 'e', pid: 1, tid: 1 },
  { ph: 'M', name: 'thread_name', pid: 1, tid: 1, args: { name: 'Main' } },
  { ph: 'M', name: 'process_sort_index', pid: 1, args: { sort_index: -1 } },
  { ph: 'X', name: 'z', ts: 9, dur: 1, bind_id: '0x1', flow_in: true, pid: 1, tid: 1 },
  { ph: 'B', name: 'w', ts: 2, bind_id: '0x1', flow_out: true, pid: 1, tid: 3 },
  { ph: 'P', name: 'Profile', id: 7, ts: 2, pid: 1, tid: 1, args: { data: { startTime: 2 } } },
  profileChunk(3, [2, 3], {}),
  profileChunk(8, [3, 4, 2], { endTime: 9 }),
  { ph: 'P', name: 'cpu', ts: 7, sf: '2', pid: 1, tid: 2 },
  { ph: 'P', name: 'cpu', ts: 8, sf: '1', pid: 1, tid: 2 },
];

const stackFrames = { 1: { name: 'main' }, 2: { name: 'load', category: 'io', parent: '1' } };

const metafile = {
  inputs: { 'src/a.ts': { bytes: 30, imports: [] }, 'src/lib/b.ts': { bytes: 20 } },
  outputs: {
    'out/a.js': {
      bytes: 50,
      inputs: { 'src/a.ts': { bytesInOutput: 25 }, 'src/lib/b.ts': { bytesInOutput: 9 } },
    },
  },
};

function heapNode(depth: number): object {
  return {
    callFrame: { functionName: `f${depth}`, url: 'a.js', lineNumber: depth, columnNumber: 1 },
    functionName: `f${depth}`,
    selfSize: depth * 100,
    id: depth,
    children: depth === 0 ? [] : [heapNode(depth - 1), heapNode(0)],
  };
}

const pprof = writePprof(inlinedCalls);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const start = performance.now();
  const report = await readMutated({ count: Number(values.count), seed: Number(values.seed) });
  for (const failure of report.failures.slice(0, 20)) console.log(failure);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${values.count} broken files in ${seconds} s: ${report.read} read, ${report.refused} refused, ${report.failures.length} failed`,
  );
  process.exitCode = report.failures.length > 0 ? 1 : 0;
}

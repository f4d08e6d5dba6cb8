// Files of real producers, each run here, or written by us after what the producer writes where it cannot run here. What
// is expected of each: format, lanes, spans, depth, total time, and the frames that must be there.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Profile, ProfileFormat } from '../../server/profiles/profile.ts';
import { recordDevtools } from '../support/profiles/recordDevtools.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { readAny, readBytes } from './profileText.ts';

const run = promisify(execFile);
const binaries = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));

/** What a producer's file must be. Sizes are exact where a number stands, and a least and a most where a pair does. */
interface Row {
  readonly producer: string;
  readonly format: ProfileFormat;
  /** @returns path of the file */
  make(folder: string): Promise<string>;
  readonly spans: number | readonly [number, number];
  readonly depth: number | readonly [number, number];
  /** Microseconds, bytes or samples. */
  readonly length: number | readonly [number, number];
  /** Names that must be there, with the share of the length that all spans of the name cover, at least. */
  readonly frames: Readonly<Record<string, number>>;
  /** What the name of some frame must be like. */
  readonly someFrame?: RegExp;
  readonly notes?: readonly RegExp[];
  /** What depends on the moment at which recording ended. */
  readonly mayNote?: readonly RegExp[];
  /** Arrows, by the names of both ends. */
  readonly arrows?: readonly string[];
  /** Lanes that must be there. */
  readonly lanes?: readonly string[];
}

const busy = `
const end = Date.now() + 80;
function outer() { return inner() + 1; }
function inner() { let sum = 0; while (Date.now() < end) sum += Math.sqrt(sum + 1); return sum; }
outer();
`;
const keeping = `
globalThis.kept = [];
function grow() { for (let at = 0; at < 200000; at++) kept.push({ at, text: 'x' + at }); }
grow();
`;

async function onlyFile(folder: string, pattern: RegExp): Promise<string> {
  const names = (await readdir(folder)).filter((name) => pattern.test(name));
  strictEqual(names.length, 1, names.join(' '));
  return join(folder, names[0] ?? '');
}

async function runNode(folder: string, script: string, options: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'script.cjs'), script);
  await run(process.execPath, [...options, 'script.cjs'], { cwd: folder });
}

async function compile(folder: string, options: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'main.ts'), 'export const map = new Map<string, number>();\n');
  const words = ['--ignoreConfig', '--noEmit', ...options, 'main.ts'];
  await run(join(binaries, 'tsc'), words, { cwd: folder });
}

function fixture(name: string): () => Promise<string> {
  return async () => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

// What a page does while DevTools records; runs in the page.
// Long enough for some hundred samples on a busy machine: the profiler writes them by the hundred, and keeps the rest to itself.
function pageScript(): number {
  const end = performance.now() + 800;
  function busyInside(): number {
    let sum = 0;
    while (performance.now() < end) sum += Math.sqrt(sum + 1);
    return sum;
  }
  function busyOutside(): number {
    return busyInside() + 1;
  }
  performance.mark('ready');
  const sum = busyOutside();
  performance.measure('busy', 'ready');
  return sum;
}

const rows: readonly Row[] = [
  {
    producer: 'node --cpu-prof',
    format: 'cpuprofile',
    async make(folder) {
      await runNode(folder, busy, ['--cpu-prof']);
      return await onlyFile(folder, /\.cpuprofile$/);
    },
    spans: [5, 2000],
    depth: [6, 40],
    length: [70_000, 10_000_000],
    frames: { outer: 0.01, inner: 0.01, '(program)': 0 },
    lanes: ['Main'],
  },
  {
    producer: 'node --heap-prof',
    format: 'heapprofile',
    async make(folder) {
      await runNode(folder, keeping, ['--heap-prof']);
      return await onlyFile(folder, /\.heapprofile$/);
    },
    spans: [3, 200],
    depth: [3, 40],
    length: [5_000_000, 200_000_000],
    frames: { grow: 0.7 },
  },
  {
    producer: 'node --trace-event-categories',
    format: 'chrome-trace',
    async make(folder) {
      await runNode(folder, busy, ['--trace-event-categories', 'node,node.async_hooks,v8']);
      return await onlyFile(folder, /^node_trace\.\d+\.log$/);
    },
    spans: [10, 500],
    depth: [2, 20],
    length: [70_000, 10_000_000],
    frames: { 'V8.DeserializeContext': 0, Environment: 0 },
    lanes: ['JavaScriptMainThread'],
  },
  {
    producer: 'DevTools of Chromium',
    format: 'chrome-trace',
    async make(folder) {
      const file = join(folder, 'trace.json');
      await writeFile(file, await recordDevtools(pageScript));
      return file;
    },
    spans: [100, 100_000],
    depth: [4, 60],
    length: [800_000, 60_000_000],
    // Of the samples of the main thread, where the page works; the rest is how long recording takes.
    frames: { busyOutside: 0.02, busyInside: 0.02, RunTask: 0.02, busy: 0.02 },
    lanes: ['CrRendererMain', 'CrRendererMain (samples)', 'blink.user_timing'],
    mayNote: [/spans have no end; they are/, /ends of arrows lie on no span/],
  },
  {
    producer: 'DevTools of Chromium, every kind (by us)',
    format: 'chrome-trace',
    make: fixture('devtools.trace.json'),
    spans: 7,
    depth: 3,
    length: 1000,
    frames: { Post: 0.06, RunTask: 0.9, start: 0.6, draw: 0.5, '(garbage collector)': 0.1 },
    arrows: ['Post -> RunTask'],
    lanes: ['Compositor', 'CrRendererMain', 'CrRendererMain (samples)'],
  },
  {
    producer: 'esbuild --metafile',
    format: 'esbuild-metafile',
    async make(folder) {
      await mkdir(join(folder, 'src/lib'), { recursive: true });
      await writeFile(
        join(folder, 'src/main.js'),
        'import { b } from "./lib/b.js"; console.log(b);',
      );
      await writeFile(join(folder, 'src/lib/b.js'), 'export const b = "twenty-four characters..";');
      const words = ['src/main.js', '--bundle', '--outfile=out/main.js', '--metafile=meta.json'];
      await run(join(binaries, 'esbuild'), words, { cwd: folder });
      return join(folder, 'meta.json');
    },
    spans: 9,
    depth: 4,
    length: [100, 400],
    frames: { 'out/main.js': 1, 'src/': 0.5, 'b.js': 0.2 },
    lanes: ['Outputs', 'Inputs'],
  },
  {
    producer: 'tsc --generateTrace',
    format: 'chrome-trace',
    async make(folder) {
      await compile(folder, ['--generateTrace', 'trace']);
      return join(folder, 'trace/trace.json');
    },
    spans: [100, 5000],
    depth: [2, 50],
    length: [10_000, 60_000_000],
    frames: { createProgram: 0, createSourceFile: 0, bindSourceFile: 0, checkSourceFile: 0 },
    lanes: ['Main'],
  },
  {
    producer: 'tsc --pprofDir, processor',
    format: 'pprof',
    async make(folder) {
      await compile(folder, ['--pprofDir', 'pprof']);
      return await onlyFile(join(folder, 'pprof'), /cpuprofile/);
    },
    spans: [20, 20_000],
    depth: [8, 500],
    length: [20_000, 60_000_000],
    // What a sample meets is chance.
    frames: {},
    someFrame: /^github\.com\/microsoft\/typescript-go\//,
    notes: [
      /^Shown is "cpu"; the file also has "samples"\.$/,
      /^The stacks have a duration and no moment/,
    ],
    lanes: ['cpu'],
  },
  {
    producer: 'tsc --pprofDir, memory',
    format: 'pprof',
    async make(folder) {
      await compile(folder, ['--pprofDir', 'pprof']);
      return await onlyFile(join(folder, 'pprof'), /memprofile/);
    },
    spans: [20, 20_000],
    depth: [8, 500],
    length: [1_000_000, 2_000_000_000],
    frames: {},
    someFrame: /^github\.com\/microsoft\/typescript-go\//,
    notes: [
      /^Shown is "alloc_space"; the file also has "alloc_objects", "inuse_objects", "inuse_space"\.$/,
    ],
    lanes: ['alloc_space'],
  },
  {
    producer: 'turbo --profile (by us)',
    format: 'chrome-trace',
    make: fixture('turbo.trace.json'),
    // The categories of one tree of calls are as many as its modules; it is one row all the same.
    spans: 7,
    depth: 4,
    length: 487.497,
    frames: { shim_run: 1, run: 0.94, build: 0.41, parse: 0.04, visit: 0.2 },
    notes: [/^2 asynchronous spans have no end; they are closed at the end of the profile\.$/],
    lanes: ['main', 'tokio-rt-worker', 'calls', 'calls 2'],
  },
  {
    producer: 'NX_PROFILE (by us)',
    format: 'chrome-trace',
    make: fixture('nx.trace.json'),
    spans: 3,
    depth: 1,
    length: 1_750_000,
    frames: { 'app:build': 0.85, 'lib:test': 0.4 },
    lanes: ['Group #1', 'Group #2'],
  },
  {
    producer: "webpack's ProfilingPlugin (by us)",
    format: 'chrome-trace',
    make: fixture('webpack.trace.json'),
    spans: 10,
    depth: 3,
    length: 9000,
    // 5 spans of plugins, and the samples: 0.5 ms of the start are before the first one.
    frames: { EvaluateScript: 8 / 9, MinimizerPlugin: 3 / 9, compile: 6.5 / 9, seal: 2 / 9 },
    notes: [/^1 spans have no duration, or a negative one; they are shown without length\.$/],
    lanes: ['Thread 6427', 'Thread 6427 (samples)'],
  },
  {
    producer: 'Rspack (by us)',
    format: 'chrome-trace',
    make: fixture('rspack.trace.json'),
    spans: 4,
    depth: 2,
    length: 8000,
    frames: { 'Compiler:build': 0.49, 'Compiler:compile': 0.36, run: 1, build: 0.84 },
    lanes: ['Thread 44554 (samples)', 'calls'],
  },
  {
    producer: "VS Code's JavaScript debugger (by us)",
    format: 'cpuprofile',
    make: fixture('vscode.cpuprofile'),
    spans: 4,
    depth: 2,
    length: 7000,
    frames: { activate: 0.7, parse: 0.42 },
  },
  {
    producer: 'speedscope (by us)',
    format: 'speedscope',
    make: fixture('spec.speedscope.json'),
    spans: 5,
    depth: 3,
    length: 14,
    frames: { a: 1, b: 1, c: 5 / 14, d: 4 / 14 },
  },
  {
    producer: 'stackcollapse-perf (by us)',
    format: 'collapsed',
    make: fixture('perf.folded'),
    spans: 7,
    depth: 4,
    length: 100,
    frames: { node: 1, 'main /w/app.js:1': 0.7, 'render (native)': 0.4, epoll_wait: 0.3 },
  },
];

function checkRange(actual: number, expected: Row['spans'], what: string): void {
  const [least, most] = typeof expected === 'number' ? [expected, expected] : expected;
  ok(
    actual >= least - 1e-6 && actual <= most + 1e-6,
    `${what}: ${actual}, not ${least} to ${most}`,
  );
}

/** How much of the length all spans of a name cover together. */
function shareOf({ spans, frames, length }: Profile, name: string): number {
  let sum = -1;
  spans.frames.forEach((frame, span) => {
    if (frames.names[frame] === name) sum = Math.max(sum, 0) + (spans.durations[span] ?? 0);
  });
  return sum / length;
}

function arrowsOf({ flows, spans, frames }: Profile): string[] {
  const nameOf = (span = -1) => frames.names[spans.frames[span] ?? -1];
  return [...flows.from].map((from, at) => `${nameOf(from)} -> ${nameOf(flows.to[at])}`);
}

function checkRow(row: Row, profile: Profile): void {
  strictEqual(profile.format, row.format);
  checkRange(profile.spans.starts.length, row.spans, 'spans');
  checkRange(Math.max(...profile.lanes.map(({ depth }) => depth)), row.depth, 'depth');
  checkRange(profile.length, row.length, 'length');
  for (const [name, share] of Object.entries(row.frames)) {
    const actual = shareOf(profile, name);
    ok(actual >= share - 1e-9, `${name} covers ${actual}, not ${share}`);
  }
  if (row.arrows !== undefined) deepStrictEqual(arrowsOf(profile), row.arrows);
  const { someFrame = /./ } = row;
  ok(
    profile.frames.names.some((name) => someFrame.test(name)),
    profile.frames.names.join(),
  );
  const lanes = profile.lanes.map(({ name }) => name);
  for (const lane of row.lanes ?? [])
    ok(lanes.includes(lane), `no lane ${lane}: ${lanes.join(', ')}`);
  const notes = profile.notes.filter((note) => !row.mayNote?.some((may) => may.test(note)));
  deepStrictEqual(notes.length, row.notes?.length ?? 0, profile.notes.join('\n'));
  row.notes?.forEach((note, at) => {
    match(notes[at] ?? '', note);
  });
}

for (const row of rows)
  test(`${row.producer} is read as it is`, async (t) => {
    const file = await row.make(await makeTempDir(t));
    checkRow(row, await readBytes(await readFile(file), { chunk: 65536 }));
  });

test('there are at least eight producers', () => {
  ok(new Set(rows.map(({ producer }) => producer.split(/[, (]/)[0])).size >= 8);
});

test('a trace of the Go runtime is no format that is known, and says so', async () => {
  const read = await readAny(
    new TextEncoder().encode('go 1.26 trace\u0000\u0000\u0000\u0001\u0002'),
  );
  match('problem' in read ? read.problem : '', /is of no format that can be shown/);
});

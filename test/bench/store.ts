// How fast the store is: `node test/bench/store.ts`. Bars: 10,000 gets and 1,000 puts a second with the dependencies recorded, the memory
// tier within 1.5 times of bare lru-cache, the newest results of 500 actions in about 10 ms.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { MemoryTier } from '../../server/engine/cache/memoryTier.ts';
import type {
  ActionId,
  ByteCount,
  FileDigest,
  RelativePath,
} from '../../server/engine/model/brand.ts';
import type { BuildTrace, FileState } from '../../server/engine/model/trace.ts';
import { digestOf, open, output, trace } from '../host/store/storeFixture.ts';

const actions = 500;
const filesEach = 20;

function timed(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** Milliseconds of a whole, and those of them that the processor worked for it: the rest is waiting, for the disk or for others. */
interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}

function spent(body: () => void): Spent {
  const before = process.cpuUsage();
  const ms = timed(body);
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

function withInputs(recorded: BuildTrace, index: number): BuildTrace {
  const files = Array.from(
    { length: filesEach },
    (_, n): FileState => [
      `packages/package-${index}/src/module-${n}.ts` as RelativePath,
      digestOf(`${index} ${n}`) as FileDigest,
    ],
  );
  const base = `packages/package-${index}` as RelativePath;
  const patterns = {
    base,
    include: ['src/**'],
    exclude: [],
    ignoreGitIgnored: true,
    boundaries: [],
  };
  return { ...recorded, dependencies: [{ kind: 'inputs', patterns, files }] };
}

function benchResults(root: string): void {
  const first = open(root).store;
  const files = Array.from({ length: actions }, (_, n) =>
    output(root, `dist/${n}.js`, `line ${n} of code;\n`.repeat(250)),
  );
  const traces = files.map((file, n) =>
    withInputs(trace(`package-${n}#build`, { input: `${n}`, outputs: [file] }), n),
  );
  const put = spent(() => {
    for (const [n, file] of files.entries()) {
      if (first.blobs.putFile(file)) throw new Error('put failed');
      const recorded = traces[n];
      if (recorded) first.traces.record(recorded);
    }
  });
  first.close();
  const names = traces.map((recorded) => recorded.action);
  const { store } = open(root);
  const latest = spent(() => void store.traces.latest(names));
  const get = spent(() => {
    for (const file of files)
      if ('failure' in store.blobs.read(file.blob)) throw new Error('get failed');
  });
  const one = spent(() => {
    for (const name of names) store.traces.latest([name] as ActionId[]);
  });
  store.close();
  console.log(`put file and record: ${rates(actions, put)}; bar 1,000/s`);
  console.log(`get, verified, blobs of 5 kB: ${rates(actions, get)}; bar 10,000/s`);
  console.log(`get, results of ${filesEach} inputs each: ${rates(actions, one)}; bar 10,000/s`);
  console.log(
    `newest results of ${actions} actions: ${latest.ms.toFixed(1)} ms (processor ${latest.cpuMs.toFixed(1)} ms)`,
  );
}

function benchDiskTier(root: string): void {
  const { store } = open(root);
  const codec = { encode: (value: string) => value, decode: (text: string) => text };
  const disk = store.openDisk({ name: 'bench', schema: '1', codec }, () => {});
  const value = randomBytes(500).toString('hex');
  const count = 2000;
  const setMs = timed(() => {
    for (let i = 0; i < count; i++)
      disk.set(`${i}`, { value, freshUntil: undefined, expiresAt: undefined }, 1000 as ByteCount);
  });
  const getMs = timed(() => {
    for (let i = 0; i < 10 * count; i++) disk.get(`${i % count}`);
  });
  store.close();
  console.log(
    `disk tier, 1 kB: ${perSecond(10 * count, getMs)} gets (bar 10,000/s), ${perSecond(count, setMs)} sets (bar 1,000/s)`,
  );
}

function benchMemoryTier(): void {
  const keys = Array.from({ length: 10_000 }, (_, i) => `sha256:${i}`);
  const stored = { value: 'x', freshUntil: undefined, expiresAt: undefined };
  const bare = new LRUCache<string, typeof stored>({ max: 8000, maxSize: 100e6 });
  const ours = new MemoryTier<string>(
    { entries: 8000, bytes: 100e6 as ByteCount },
    { now: () => 0, onEvicted: () => {} },
  );
  const rounds = (): readonly [number, number] => [
    timed(() => {
      for (const key of keys) {
        bare.set(key, stored, { size: 100 });
        for (let n = 0; n < 4; n++) bare.get(key);
      }
    }),
    timed(() => {
      for (const key of keys) {
        ours.set(key, stored, 100 as ByteCount);
        for (let n = 0; n < 4; n++) ours.get(key);
      }
    }),
  ];
  const ratios = Array.from({ length: 30 }, rounds)
    .slice(10)
    .map(([bareMs, oursMs]) => oursMs / bareMs)
    .sort((a, b) => a - b);
  console.log(
    `memory tier: ${(ratios[10] ?? 0).toFixed(2)} times the time of bare lru-cache (bar 1.5)`,
  );
}

function rates(count: number, { ms, cpuMs }: Spent): string {
  return `${perSecond(count, ms)} (by the processor's time ${perSecond(count, cpuMs)})`;
}

function perSecond(count: number, ms: number): string {
  return `${Math.round((count / ms) * 1000).toLocaleString('en')}/s`;
}

const root = mkdtempSync(join(realpathSync(tmpdir()), 'cachescope-bench-'));
try {
  benchResults(root);
  benchDiskTier(root);
  benchMemoryTier();
} finally {
  rmSync(root, { recursive: true, force: true });
}

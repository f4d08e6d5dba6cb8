/** Answers of the server for tests of the overview page, of the form and size that a workspace of 40 packages gives. */
import type { EntryRow } from '../../server/protocol/cache.ts';
import type { OverviewView } from '../../server/protocol/overview.ts';
import type { RunSummary } from '../../server/protocol/tasks.ts';

/** The page's "now": 2026-03-05 14:30 UTC. */
export const sampleNow = Date.UTC(2026, 2, 5, 14, 30);
/** The folder of all samples. */
export const sampleFolder = 'file:///home/me/shop';
/** A name that must stay a text. */
export const hostileName = '<img src=x onerror=alert(1)>';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A folder where much has run. */
export function sampleOverview(): OverviewView {
  const runs = sampleRuns();
  return {
    status: {
      folder: sampleFolder,
      name: 'shop',
      state: 'ready',
      actions: 214,
      packages: 41,
      errors: 0,
      warnings: 0,
      running: [],
      evictions: 12,
      savedMs: 8_215_000,
      storeBytes: 184_320_000,
    },
    hitRate: 0.8734,
    savedMs: 8_215_000,
    runs,
    slowest: [
      ['web#build', 41, 48_200],
      ['@shop/storefront-experience-components#storybook:build', 12, 31_400],
      ['admin#build', 38, 19_900],
      ['//#lint', 44, 8_120],
      ['core#test', 61, 3_940],
      ['templates:views/checkout/confirmation.hbs', 9, 612],
    ].map(([id, count, mean]) => slow(String(id), Number(count), Number(mean))),
    largest: [
      entry(1, 'web#build', 41_200_000, 31),
      entry(2, 'web#build', 40_800_000, 4),
      entry(3, '@shop/storefront-experience-components#storybook:build', 22_900_000, 2),
      entry(4, 'admin#build', 8_310_000, 19),
      entry(5, 'core#typecheck', 920_000, 88),
    ],
    reasons: [
      { text: 'src/index.ts changed', count: 38 },
      { text: 'outputs of core#build are different', count: 31 },
      { text: 'the variable NODE_ENV changed from "development" to "production"', count: 12 },
      { text: 'package-lock.json changed', count: 7 },
      { text: 'it has never run', count: 3 },
    ],
    caches: {
      caches: [
        cache('results', 'what actions wrote and printed', 1_204, 151_000_000, [3_910, 1_204, 742]),
        cache('manifests', 'what the configuration says', 6, 410_000, [88, 9, 6]),
        { ...cache('digests', 'digests of files', 21_410, 3_100_000), enabled: false },
      ],
      blobs: 8_120,
      blobBytes: 151_000_000,
      indexBytes: 33_320_000,
      profiles: 20,
      profileBytes: 1_400_000,
      diskLimitBytes: 5_000_000_000,
      ttlMs: 7 * 24 * hourMs,
    },
  };
}

/** The same with nothing that ever ran. */
export function sampleWithoutRuns(): OverviewView {
  const { status, caches } = sampleOverview();
  const nothing = { runs: [], slowest: [], largest: [], reasons: [], savedMs: 0 };
  const empty = caches.caches.map(({ name, keeps }) => cache(name, keeps, 0, 0));
  return {
    status: { ...status, savedMs: 0, storeBytes: 131_072 },
    ...nothing,
    caches: {
      caches: empty,
      blobs: 0,
      blobBytes: 0,
      indexBytes: 131_072,
      profiles: 0,
      profileBytes: 0,
    },
  };
}

/** The same with names that a page could mistake for HTML, everywhere where names are shown. */
export function hostileOverview(): OverviewView {
  const view = sampleOverview();
  const name = hostileName;
  return {
    ...view,
    status: { ...view.status, name },
    runs: view.runs.map((run) => ({ ...run, targets: [name] })),
    slowest: view.slowest.map((action, index) => ({ ...action, id: `${name}#${index}` })),
    largest: view.largest.map((row) => ({ ...row, name })),
    reasons: [{ text: `${name} changed`, count: 1 }],
    caches: {
      ...view.caches,
      caches: view.caches.caches.map((row) => ({ ...row, name, keeps: name })),
    },
  };
}

function sampleRuns(): RunSummary[] {
  const durations = [61, 52, 4.1, 0.12, 9.8, 0.11, 33, 2.2, 0.13, 12, 0.1, 18, 7.4, 0.12, 5.2];
  return durations.map((seconds, index) => ({
    id: `run-${index}`,
    startedAt: sampleNow - (durations.length - index) * 47 * minuteMs,
    durationMs: seconds * 1000,
    targets: index % 4 === 1 ? ['web#build', 'admin#build'] : ['build', 'test'],
    fresh: index * 4,
    restored: index % 3,
    ran: seconds > 1 ? 20 - index : 0,
    failed: index === 6 ? 2 : 0,
    skipped: index === 6 ? 5 : 0,
    ...(index === 0 ? {} : { hitRate: seconds > 1 ? 0.4 + index / 30 : 1 }),
    savedMs: index === 0 ? 0 : (15 + index * 3) * 1000,
  }));
}

function slow(id: string, runs: number, meanMs: number) {
  return { id, runs, meanMs, totalMs: runs * meanMs };
}

function entry(id: number, name: string, bytes: number, hits: number): EntryRow {
  return {
    id: `result:${id}`,
    cache: 'results',
    group: name,
    name,
    key: `sha256:${String(id).repeat(64)}`,
    bytes,
    createdAt: sampleNow - 90 * hourMs,
    lastUsedAt: sampleNow - id * id * 5 * hourMs,
    hits,
    savesMs: 4_000,
  };
}

function cache(
  name: string,
  keeps: string,
  entries: number,
  bytes: number,
  figures?: readonly [memoryHits: number, diskHits: number, misses: number],
) {
  const plain = { name, keeps, enabled: true, entries, bytes };
  if (figures === undefined) return plain;
  const [memoryHits, diskHits, misses] = figures;
  return { ...plain, memoryHits, diskHits, misses };
}

/**
 * Is there a leak? Memory goes up and down with every collection of garbage, so single readings say nothing. What a collection leaves
 * behind does: the smallest heap of each stretch of time. Over those the verdict is made, without any assumption about how noise is
 * spread:
 *
 * - the slope is Theil and Sen's: the median of the slopes between all pairs (Sen, JASA 63, 1968), which a few odd readings do not move;
 * - whether it rises at all is Mann and Kendall's test of how many pairs rise, at z > 3.3 (one false alarm in 2,000 looks at mere noise);
 * - it must still rise in the later half, or what grew was a cache that got full, a program that warmed up.
 *
 * Caches that grew by a tenth of it or more are named.
 */

/** What a process has, in bytes. */
export interface MemoryReading {
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly rss: number;
  readonly external: number;
}

/** Reads memory; a port. */
export interface MemoryReader {
  read(): MemoryReading;
}

/** A cache that grew. */
export interface GrowingCache {
  readonly cache: string;
  readonly bytesPerMinute: number;
}

/** What is known of growth. */
export interface LeakVerdict {
  /** `unknown`: watched for too short a time. */
  readonly verdict: 'unknown' | 'steady' | 'leak';
  /** Growth of what garbage collection leaves behind, in bytes a minute. */
  readonly slope: number;
  /** Minutes that were looked at. */
  readonly minutes: number;
  /** Fastest first. */
  readonly caches: readonly GrowingCache[];
}

/** The smallest of a stretch of time. */
interface Point {
  readonly minute: number;
  heap: number;
  readonly caches: ReadonlyMap<string, number>;
}

/** Length of the first stretches; they get longer as time goes on. */
const stretchMs = 15_000;
/** With more, two become one: the verdict then is about a longer time in the same memory. */
const pointsMax = 120;
const pointsMin = 24;
const minutesMin = 6;
/** Slower growth is no leak worth a word: 1 MB in four minutes. */
const slopeMin = 250_000;
const zMin = 3.3;

/** Watches memory. */
export class LeakWatch {
  #points: Point[] = [];
  #stretchMs = stretchMs;
  #number = -1;

  /**
   * Takes a reading.
   * @param atMs time of the reading, never going back
   * @param cacheBytes what each cache holds now
   */
  add(atMs: number, { heapUsed }: MemoryReading, cacheBytes: ReadonlyMap<string, number>): void {
    const number = Math.floor(atMs / this.#stretchMs);
    const last = this.#points.at(-1);
    if (number === this.#number && last) {
      last.heap = Math.min(last.heap, heapUsed);
      return;
    }
    this.#number = number;
    this.#points.push({ minute: atMs / 60_000, heap: heapUsed, caches: new Map(cacheBytes) });
    if (this.#points.length > pointsMax) this.#halve(atMs);
  }

  verdict(): LeakVerdict {
    // The last stretch has not ended: its smallest reading may be before the next collection.
    const points = this.#points.slice(0, -1);
    const minutes = (points.at(-1)?.minute ?? 0) - (points[0]?.minute ?? 0);
    const slope = slopeOf(points, ({ heap }) => heap);
    if (points.length < pointsMin || minutes < minutesMin)
      return { verdict: 'unknown', slope, minutes, caches: [] };
    const later = points.slice(Math.floor(points.length / 2));
    const isLeak =
      slope >= slopeMin &&
      trendOf(points) > zMin &&
      slopeOf(later, ({ heap }) => heap) >= Math.max(slopeMin, slope / 3);
    if (!isLeak) return { verdict: 'steady', slope, minutes, caches: [] };
    return { verdict: 'leak', slope, minutes, caches: growing(points, slope) };
  }

  #halve(atMs: number): void {
    this.#points = this.#points.flatMap((point, at, all) => {
      if (at % 2 === 1) return [];
      const heap = Math.min(point.heap, all[at + 1]?.heap ?? point.heap);
      return [{ ...point, heap }];
    });
    this.#stretchMs *= 2;
    this.#number = Math.floor(atMs / this.#stretchMs);
  }
}

function growing(points: readonly Point[], slope: number): readonly GrowingCache[] {
  const names = new Set(points.flatMap(({ caches }) => [...caches.keys()]));
  return [...names]
    .map((cache) => ({
      cache,
      bytesPerMinute: slopeOf(points, ({ caches }) => caches.get(cache) ?? 0),
    }))
    .filter(({ bytesPerMinute }) => bytesPerMinute >= slope / 10)
    .sort((a, b) => b.bytesPerMinute - a.bytesPerMinute);
}

/** Theil and Sen's slope, per minute. */
function slopeOf(points: readonly Point[], of: (point: Point) => number): number {
  const slopes: number[] = [];
  for (const [at, a] of points.entries())
    for (const b of points.slice(at + 1))
      if (b.minute > a.minute) slopes.push((of(b) - of(a)) / (b.minute - a.minute));
  slopes.sort((a, b) => a - b);
  return slopes[slopes.length >> 1] ?? 0;
}

/** Mann and Kendall's z: 0 for no trend; above 3.3 a rise that mere noise shows once in 2,000 times. */
function trendOf(points: readonly Point[]): number {
  const n = points.length;
  let rises = 0;
  for (const [at, a] of points.entries())
    for (const b of points.slice(at + 1)) rises += Math.sign(b.heap - a.heap);
  return rises / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
}

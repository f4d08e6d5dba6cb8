/**
 * How values are spread, in little memory and without keeping them: percentiles are those of all values, not of the last hundred.
 *
 * Buckets are log-linear, as in HdrHistogram (Gil Tene, 2012; hdrhistogram.org) and its description as "log-linear" in
 * DDSketch (Masson, Rim, Lee: VLDB 2019, section 2): every power of two is cut into 32 parts of equal width. So a value is at most 1/64 =
 * 1.6 % beside the middle of its bucket; below 32 ticks it is exact to the tick. Up to eight buckets that were hit are a list of
 * pairs; more are the stretch from the first to the last, in one typed array, so values within a factor of 30 take 800 bytes. Two histograms add up bucket by bucket
 * without any loss, which is what windows and history are made of.
 *
 * Why not `perf_hooks.createHistogram`: each takes 138 kB, of which a series over windows would need 27; its buckets cannot be read, so it can
 * be neither stored nor exported; it is Node's alone; and a record takes it as long (`npm run bench -- metrics` has both).
 */

/** Percentiles and the rest of one histogram, in the unit of what was recorded; all 0 where nothing was. */
export interface Distribution {
  readonly count: number;
  readonly total: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** What the largest value is of, where that was said: the id of a run. */
  readonly worst?: string;
}

/** What a value is of. It may be known only later: a run has its id when it ends. */
export interface ValueOf {
  readonly text: string | undefined;
}

/** A histogram as plain data. */
export interface HistogramData {
  readonly count: number;
  readonly total: number;
  readonly min: number;
  readonly max: number;
  /** Pairs of bucket and count, buckets rising. */
  readonly buckets: readonly number[];
}

const partBits = 5;
const parts = 1 << partBits;
/** More buckets than this are kept in an array. */
const fewMax = 8;
/** The array grows by this many buckets, so that it grows seldom. */
const growth = 16;
const twoTo31 = 2 ** 31;
/** Beyond 2^53 ticks values are no whole numbers any more. */
const ticksMax = Number.MAX_SAFE_INTEGER;
const bucketMax = bucketOf(ticksMax);

/** The largest share by which a percentile can be beside the value that it stands for. */
export const relativeErrorMax = 1 / (2 * parts);

/** See above. */
export class Histogram {
  readonly #ticksPerUnit: number;
  /** Pairs of bucket and count, buckets rising; undefined once there are too many. */
  #few: number[] | undefined = [];
  /** Bucket of the first count. */
  #first = 0;
  #counts: Uint32Array = none;
  #count = 0;
  #total = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #worst: ValueOf | undefined;

  /** @param ticksPerUnit the finest difference: 1000 for milliseconds that are told apart by the microsecond */
  constructor(ticksPerUnit: number) {
    this.#ticksPerUnit = ticksPerUnit;
  }

  get count(): number {
    return this.#count;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Bytes that its buckets take. */
  get bytes(): number {
    return this.#counts.byteLength + (this.#few?.length ?? 0) * 8;
  }

  /** Takes a value; what is below 0 or no number counts as 0. @param of what it is of */
  record(value: number, of?: ValueOf): void {
    const known = value > 0 ? value : 0;
    this.#count++;
    this.#total += known;
    if (known < this.#min) this.#min = known;
    if (known > this.#max) {
      this.#max = known;
      this.#worst = of;
    }
    this.#raise(bucketOf(Math.min(Math.round(known * this.#ticksPerUnit), ticksMax)), 1);
  }

  /** Adds what another one of the same ticks holds. */
  add(other: Histogram): void {
    other.#forEach((bucket, count) => this.#raise(bucket, count));
    this.#count += other.#count;
    this.#total += other.#total;
    this.#min = Math.min(this.#min, other.#min);
    if (other.#max > this.#max) this.#worst = other.#worst;
    this.#max = Math.max(this.#max, other.#max);
  }

  /**
   * The value that this share of all values does not exceed.
   * @param share 0 to 1
   */
  percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    let found: number | undefined;
    this.#forEach((bucket, count) => {
      seen += count;
      if (seen >= rank) found ??= bucket;
    });
    return found === undefined ? 0 : this.#within(middleOf(found));
  }

  /** How many values lie in buckets that end at or below this one, for exports with fixed bounds. */
  countUpTo(value: number): number {
    const last = bucketOf(Math.min(Math.floor(value * this.#ticksPerUnit), ticksMax));
    let sum = 0;
    this.#forEach((bucket, count) => {
      if (bucket <= last) sum += count;
    });
    return sum;
  }

  distribution(): Distribution {
    const [count, total] = [this.#count, this.#total];
    if (count === 0) return nothing;
    const worst = this.#worst?.text;
    return {
      count,
      total,
      mean: total / count,
      min: this.#min,
      max: this.#max,
      p50: this.percentile(0.5),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
      ...(worst !== undefined && { worst }),
    };
  }

  data(): HistogramData {
    const buckets: number[] = [];
    this.#forEach((bucket, count) => buckets.push(bucket, count));
    const isEmpty = this.#count === 0;
    const [min, max] = isEmpty ? [0, 0] : [this.#min, this.#max];
    return { count: this.#count, total: this.#total, min, max, buckets };
  }

  /** Adds what `data` gave, e.g. of another process. */
  addData({ count, total, min, max, buckets }: HistogramData): void {
    if (count === 0) return;
    for (let at = 0; at + 1 < buckets.length; at += 2) {
      const bucket = Math.min(Math.max(buckets[at] ?? 0, 0), bucketMax);
      this.#raise(bucket, buckets[at + 1] ?? 0);
    }
    this.#count += count;
    this.#total += total;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  /** Buckets that were hit, rising. */
  #forEach(tell: (bucket: number, count: number) => void): void {
    const few = this.#few ?? [];
    for (let at = 0; at < few.length; at += 2) tell(few[at] ?? 0, few[at + 1] ?? 0);
    for (let at = 0; at < this.#counts.length; at++) {
      const count = this.#counts[at] ?? 0;
      if (count > 0) tell(this.#first + at, count);
    }
  }

  #raise(bucket: number, by: number): void {
    if (this.#few) this.#raiseFew(this.#few, bucket, by);
    else {
      const at = bucket - this.#first;
      if (at < 0 || at >= this.#counts.length) this.#cover(bucket);
      const place = bucket - this.#first;
      this.#counts[place] = (this.#counts[place] ?? 0) + by;
    }
  }

  #raiseFew(few: number[], bucket: number, by: number): void {
    let at = 0;
    while (at < few.length && (few[at] ?? 0) < bucket) at += 2;
    if (few[at] === bucket) few[at + 1] = (few[at + 1] ?? 0) + by;
    else if (few.length < 2 * fewMax) few.splice(at, 0, bucket, by);
    else {
      this.#few = undefined;
      this.#raise(bucket, by);
      for (let old = 0; old < few.length; old += 2) this.#raise(few[old] ?? 0, few[old + 1] ?? 0);
    }
  }

  #cover(bucket: number): void {
    const isNew = this.#counts.length === 0;
    const end = this.#first + this.#counts.length;
    const first = Math.min(isNew ? bucket : this.#first, bucket - (bucket % growth));
    const last = Math.max(isNew ? bucket + 1 : end, bucket + 1);
    const counts = new Uint32Array(Math.ceil((last - first) / growth) * growth);
    if (!isNew) counts.set(this.#counts, this.#first - first);
    this.#first = first;
    this.#counts = counts;
  }

  #within(ticks: number): number {
    return Math.min(Math.max(ticks / this.#ticksPerUnit, this.#min), this.#max);
  }
}

const none = new Uint32Array(0);
const nothing: Distribution = {
  count: 0,
  total: 0,
  mean: 0,
  min: 0,
  max: 0,
  p50: 0,
  p95: 0,
  p99: 0,
};

/** @param ticks a whole number, 0 to 2^53 - 1 */
function bucketOf(ticks: number): number {
  if (ticks < parts) return ticks;
  if (ticks < twoTo31) {
    const exponent = 31 - Math.clz32(ticks);
    return (exponent - partBits) * parts + (ticks >>> (exponent - partBits));
  }
  const exponent = 62 - Math.clz32(Math.floor(ticks / twoTo31));
  const part = Math.floor(ticks / 2 ** (exponent - partBits)) - parts;
  return (exponent - partBits + 1) * parts + part;
}

/** The middle of a bucket, in ticks. */
function middleOf(bucket: number): number {
  if (bucket < parts) return bucket;
  const width = 2 ** (Math.floor(bucket / parts) - 1);
  return width * (parts + (bucket % parts)) + (width - 1) / 2;
}

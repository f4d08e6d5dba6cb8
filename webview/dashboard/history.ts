/**
 * What the page has seen, for its charts: samples, the older the sparser. Between two samples that are kept lies at least a hundredth
 * of their age, so an hour is some 500 samples and a month some 1,100, and each chart has about as many as it has room for. Counters
 * are kept as sums since the start, so samples can be left out without anything being lost between them.
 */
import { idleMs } from './pacer.ts';

/** What is kept of each moment. Small numbers, since the page's state has all of them. */
export const sampleFields = [
  'at',
  'epoch',
  'actionHits',
  'actionMisses',
  'cacheHits',
  'cacheMisses',
  'operations',
  'heapBytes',
  'rssBytes',
] as const;

/**
 * One moment. `at`: milliseconds since 1970. `epoch`: another number after the server began to count anew; sums of two epochs are not to be
 * compared.
 */
export type Sample = Readonly<Record<(typeof sampleFields)[number], number>>;

/** Samples are never nearer than this, in milliseconds: a little less than the second after which the page asks. */
const nearestMs = 900;
/** Samples that are nearer have nothing between them that was not seen, however little goes on; a busy machine may be late. */
const gapLeastMs = idleMs + 5000;
/** Of the age of a sample, what must lie between it and the next. */
const shareOfAge = 1 / 100;
/** What is saved is as much sparser. */
const savedShare = 1 / 25;

/** See above. */
export class History {
  #samples: Sample[] = [];
  #sinceThinned = 0;

  /** Oldest first. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** Takes a sample. The last one is always kept, however near it is to the one before. */
  add(sample: Sample): void {
    const before = this.#samples.at(-2);
    const last = this.#samples.at(-1);
    // A clock that was set back: what lies ahead of now was never so.
    if (last !== undefined && sample.at < last.at) this.#samples = this.#before(sample.at);
    else if (before !== undefined && last !== undefined && last.at - before.at < nearestMs)
      this.#samples.pop();
    this.#samples.push(sample);
    if (++this.#sinceThinned < 60) return;
    this.#sinceThinned = 0;
    this.#samples = thinned(this.#samples, shareOfAge);
  }

  /** A small form for the page's state. */
  save(): readonly (readonly number[])[] {
    return thinned(this.#samples, savedShare).map((sample) =>
      sampleFields.map((field) => Math.round(sample[field])),
    );
  }

  /** Takes what `save` gave; what has another form, from another version perhaps, is left out. */
  restore(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    const all = saved.flatMap((row: unknown) => readSample(row) ?? []);
    this.#samples = all.sort((a, b) => a.at - b.at);
  }

  #before(at: number): Sample[] {
    return this.#samples.filter((sample) => sample.at < at);
  }
}

function readSample(row: unknown): Sample | undefined {
  if (!Array.isArray(row) || row.length !== sampleFields.length) return undefined;
  if (!row.every((value) => Number.isFinite(value))) return undefined;
  return Object.fromEntries(sampleFields.map((field, at) => [field, row[at]])) as Sample;
}

// From the oldest on, which stays: the other way round each sample would be dropped as soon as it is too near to the next younger one, and
// with all of them the whole past.
function thinned(samples: readonly Sample[], share: number): Sample[] {
  const last = samples.at(-1);
  let kept = Number.NEGATIVE_INFINITY;
  return samples.filter((sample) => {
    const ageMs = (last?.at ?? 0) - sample.at;
    if (sample !== last && sample.at - kept < Math.max(nearestMs, ageMs * share)) return false;
    kept = sample.at;
    return true;
  });
}

/** A stretch of time cut into equal parts: what was so at its edges; undefined where nobody looked. */
export interface Edges {
  /** Milliseconds since 1970; one more than there are parts. */
  readonly times: readonly number[];
  readonly samples: readonly (Sample | undefined)[];
}

/**
 * Cuts a stretch of time that ends with the last sample into equal parts. What lies between two samples is taken to have grown evenly, unless
 * they are far from each other, or the server began to count anew.
 *
 * @param lengthMs of the stretch
 */
export function edgesOf(samples: readonly Sample[], lengthMs: number, parts: number): Edges {
  const end = samples.at(-1)?.at ?? 0;
  const times = Array.from(
    { length: parts + 1 },
    (_, at) => end - lengthMs + (at * lengthMs) / parts,
  );
  const gapMs = Math.max(gapLeastMs, (3 * lengthMs) / parts);
  let at = 0;
  const found = times.map((time) => {
    while ((samples[at + 1]?.at ?? Number.POSITIVE_INFINITY) <= time) at++;
    return between(samples[at], samples[at + 1], { time, gapMs });
  });
  return { times, samples: found };
}

function between(
  from: Sample | undefined,
  to: Sample | undefined,
  { time, gapMs }: { readonly time: number; readonly gapMs: number },
): Sample | undefined {
  if (from === undefined || from.at > time) return undefined;
  if (from.at === time) return from;
  if (to === undefined || to.epoch !== from.epoch || to.at - from.at > gapMs) return undefined;
  const share = (time - from.at) / (to.at - from.at);
  const mixed = sampleFields.map((field) => [
    field,
    from[field] + share * (to[field] - from[field]),
  ]);
  return { ...(Object.fromEntries(mixed) as Sample), at: time, epoch: from.epoch };
}

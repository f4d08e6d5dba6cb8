/**
 * Puts spans in the order that a profile has: in a lane by start, and where two start together the longer first. Files have them mostly in
 * order, or in the order in which they ended; sorting is skipped for the former and takes a radix sort for the latter, since comparing
 * a million times through a function takes seconds.
 */

const digitBits = 11;
const buckets = 1 << digitBits;

/** Whether the spans `order[from..to)` already are as they should be. */
export function isSorted(
  order: Uint32Array,
  range: { readonly from: number; readonly to: number },
  starts: Float64Array,
  durations: Float64Array,
): boolean {
  for (let at = range.from + 1; at < range.to; at++) {
    const before = order[at - 1] as number;
    const here = order[at] as number;
    const step = (starts[here] as number) - (starts[before] as number);
    if (step < 0) return false;
    if (step === 0 && (durations[here] as number) > (durations[before] as number)) return false;
  }
  return true;
}

/** Sorts `order[from..to)` by start, longer first; equal spans stay in the order of the file. */
export function sortSpans(
  order: Uint32Array,
  range: { readonly from: number; readonly to: number },
  starts: Float64Array,
  durations: Float64Array,
): void {
  if (isSorted(order, range, starts, durations)) return;
  const part = order.subarray(range.from, range.to);
  if (part.length > 256) radixSort(part, starts);
  else part.sort((a, b) => (starts[a] as number) - (starts[b] as number) || a - b);
  sortTies(part, starts, durations);
}

/**
 * Sorts indices by their key, stably: least significant digit first over the bits of the doubles, which are in the order of the numbers
 * as long as these are not negative.
 */
export function radixSort(order: Uint32Array, keys: Float64Array): void {
  const { length } = order;
  const words = keyWords(order, keys);
  let from: Keyed = { order: order.slice(), low: words.low, high: words.high };
  let to: Keyed = {
    order: new Uint32Array(length),
    low: new Uint32Array(length),
    high: new Uint32Array(length),
  };
  for (let shift = 0; shift < 64; shift += digitBits) {
    if (!moveByDigit(from, to, shift)) continue;
    [from, to] = [to, from];
  }
  order.set(from.order);
}

interface Keyed {
  readonly order: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

function keyWords(order: Uint32Array, keys: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const { length } = order;
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const one = new Float64Array(1);
  const words = new Uint32Array(one.buffer);
  for (let at = 0; at < length; at++) {
    // Minus zero has the sign bit; plus zero makes it plain.
    one[0] = (keys[order[at] as number] as number) + 0;
    low[at] = words[0] as number;
    high[at] = words[1] as number;
  }
  return { low, high };
}

/** @returns false where all have the same digit, and nothing was moved */
function moveByDigit(from: Keyed, to: Keyed, shift: number): boolean {
  const digits = digitsOf(from, shift);
  const counts = new Uint32Array(buckets);
  for (const digit of digits) counts[digit] = (counts[digit] as number) + 1;
  if (counts[digits[0] as number] === digits.length) return false;
  let sum = 0;
  for (let digit = 0; digit < buckets; digit++) {
    const count = counts[digit] as number;
    counts[digit] = sum;
    sum += count;
  }
  for (let at = 0; at < digits.length; at++) {
    const digit = digits[at] as number;
    const place = counts[digit] as number;
    counts[digit] = place + 1;
    to.order[place] = from.order[at] as number;
    to.low[place] = from.low[at] as number;
    to.high[place] = from.high[at] as number;
  }
  return true;
}

/** Bits `shift` up to `shift + digitBits` of each key. */
function digitsOf({ low, high }: Keyed, shift: number): Uint16Array {
  const digits = new Uint16Array(low.length);
  const mask = buckets - 1;
  for (let at = 0; at < low.length; at++) {
    const upper = high[at] as number;
    const lower = low[at] as number;
    if (shift >= 32) digits[at] = (upper >>> (shift - 32)) & mask;
    else if (shift === 0) digits[at] = lower & mask;
    else digits[at] = ((lower >>> shift) | (upper << (32 - shift))) & mask;
  }
  return digits;
}

/** Among those that start together, the longer comes first. */
function sortTies(part: Uint32Array, starts: Float64Array, durations: Float64Array): void {
  for (let from = 0; from < part.length; ) {
    const start = starts[part[from] as number];
    let to = from + 1;
    while (to < part.length && starts[part[to] as number] === start) to++;
    if (to - from > 1) {
      part
        .subarray(from, to)
        .sort((a, b) => (durations[b] as number) - (durations[a] as number) || a - b);
    }
    from = to;
  }
}

/**
 * Typed arrays that grow. A reader does not know how many spans a file has, and a million objects would take ten times the memory of
 * the same numbers in columns. One class for each kind of number, so that the engine compiles each `push` for one array type alone.
 */

const firstCapacity = 1024;

/** Whether numbers never go down: what comes in order needs no sorting. */
export function isAscending({ values, length }: { values: Float64Array; length: number }): boolean {
  for (let at = 1; at < length; at++)
    if ((values[at] as number) < (values[at - 1] as number)) return false;
  return true;
}

/** 0, 1, 2 and so on. */
export function firstNumbers(count: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = at;
  return numbers;
}

/** Floating numbers: times, durations, values. */
export class Float64Column {
  /** Longer than `length`; what is behind it means nothing. */
  values = new Float64Array(firstCapacity);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  /** What was pushed, without the spare room. */
  toArray(): Float64Array<ArrayBuffer> {
    return this.values.slice(0, this.length);
  }

  /** A column that begins with the same. */
  copy(): Float64Column {
    const copy = new Float64Column();
    copy.values = new Float64Array(this.length + firstCapacity);
    copy.values.set(this.values.subarray(0, this.length));
    copy.length = this.length;
    return copy;
  }

  #grow(): void {
    const wider = new Float64Array(this.values.length * 2);
    wider.set(this.values);
    this.values = wider;
  }
}

/** Whole numbers from 0: frames, lanes, positions. */
export class Uint32Column {
  /** Longer than `length`; what is behind it means nothing. */
  values = new Uint32Array(firstCapacity);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  /** What was pushed, without the spare room. */
  toArray(): Uint32Array<ArrayBuffer> {
    return this.values.slice(0, this.length);
  }

  /** A column that begins with the same. */
  copy(): Uint32Column {
    const copy = new Uint32Column();
    copy.values = new Uint32Array(this.length + firstCapacity);
    copy.values.set(this.values.subarray(0, this.length));
    copy.length = this.length;
    return copy;
  }

  #grow(): void {
    const wider = new Uint32Array(this.values.length * 2);
    wider.set(this.values);
    this.values = wider;
  }
}

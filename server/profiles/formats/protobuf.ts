/** Reads the wire format of protocol buffers, https://protobuf.dev/programming-guides/encoding/, as far as pprof needs it. */

/** A field: its number, and its value or where its bytes lie. */
export interface WireField {
  readonly number: number;
  /** Of a number; numbers above 2^53 lose digits. */
  readonly value: number;
  /** Of bytes; equal for a number. */
  readonly start: number;
  readonly end: number;
}

/** Goes through the fields of a message. */
export class WireReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  /** Whether it ended before its end. */
  isBroken = false;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next field; undefined at the end, or where the bytes make no sense. */
  next(): WireField | undefined {
    if (this.at >= this.end) return undefined;
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (this.isBroken || number === 0) return this.#broken();
    if (type === 0) return this.#plain(number, this.varint());
    if (type === 1) return this.#skipped(number, 8);
    if (type === 5) return this.#skipped(number, 4);
    return type === 2 ? this.#skipped(number, this.varint()) : this.#broken();
  }

  /** A number of varying length, taken as signed. */
  varint(): number {
    let low = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.at >= this.end) break;
      const byte = this.bytes[this.at++] as number;
      low += (byte & 0x7f) * factor;
      // Ten bytes are what a negative number takes: a double would round small ones to 0.
      if (byte < 0x80) return count < 9 ? low : signed(this.bytes.subarray(this.at - 10, this.at));
      factor *= 128;
    }
    this.isBroken = true;
    return 0;
  }

  #plain(number: number, value: number): WireField | undefined {
    return this.isBroken ? undefined : { number, value, start: this.at, end: this.at };
  }

  #skipped(number: number, length: number): WireField | undefined {
    const start = this.at;
    if (this.isBroken || length < 0 || start + length > this.end) return this.#broken();
    this.at = start + length;
    return { number, value: Number.NaN, start, end: this.at };
  }

  #broken(): undefined {
    this.isBroken = true;
    return undefined;
  }
}

function signed(bytes: Uint8Array): number {
  const value = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n);
  return Number(BigInt.asIntN(64, value));
}

/** Numbers of a repeated field, packed or one at a time. */
export function pushNumbers(bytes: Uint8Array, field: WireField, to: number[]): void {
  if (field.start === field.end) {
    // A list without numbers has no value.
    if (!Number.isNaN(field.value)) to.push(field.value);
    return;
  }
  const reader = new WireReader(bytes, field.start, field.end);
  while (reader.at < reader.end && !reader.isBroken) to.push(reader.varint());
}

// The CRC of the POSIX program `cksum`, so that a benchmark knows beforehand what a build that calls it
// must write. Algorithm: IEEE 1003.1, `cksum`. It is not zlib's crc32: the bits go the other way, and
// the length is part of the sum.

const polynomial = 0x04c11db7;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++)
    value = value & 0x80000000 ? (value << 1) ^ polynomial : value << 1;
  return value >>> 0;
});

/** A sum that can be continued. */
export interface PartialSum {
  readonly crc: number;
  /** Bytes so far. */
  readonly size: number;
}

export const emptySum: PartialSum = { crc: 0, size: 0 };

/** Goes on with more bytes. */
export function addBytes({ crc, size }: PartialSum, bytes: Uint8Array): PartialSum {
  let value = crc;
  for (const byte of bytes) value = (value << 8) ^ step((value >>> 24) ^ byte);
  return { crc: value, size: size + bytes.length };
}

/** What `cksum` prints of a file, up to its name: `4294967295 0`. */
export function cksumText({ crc, size }: PartialSum): string {
  let value = crc;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) {
    value = (value << 8) ^ step((value >>> 24) ^ (rest & 0xff));
  }
  return `${~value >>> 0} ${size}`;
}

function step(index: number): number {
  return table[index] ?? 0;
}

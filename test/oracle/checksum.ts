// The checksum of the POSIX program `cksum`, so that the oracle knows what it prints.

const table = makeTable();

/**
 * CRC of ASCII text as `cksum` computes it: polynomial 0x04C11DB7, the length appended, inverted (POSIX.1-2017, XCU, cksum).
 */
export function posixChecksum(content: string): number {
  let crc = 0;
  for (let at = 0; at < content.length; at++) crc = step(crc, content.charCodeAt(at));
  for (let length = content.length; length > 0; length = Math.floor(length / 256))
    crc = step(crc, length & 0xff);
  return ~crc >>> 0;
}

function step(crc: number, byte: number): number {
  return ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
}

function makeTable(): readonly number[] {
  return Array.from({ length: 256 }, (_, index) => {
    let crc = index << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    return crc >>> 0;
  });
}

/**
 * Several arrays in one row of bytes, read in place: a row of each kind for 10,000 modules would take longer to read than to use.
 *
 *     4 bytes    number of sections, little endian
 *     4 bytes    length of each section
 *     sections   each at a multiple of 8, since some hold doubles
 */

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** @param sections of any kind of number */
export function joinSections(sections: readonly ArrayBufferView[]): Uint8Array {
  const start = padded(4 + 4 * sections.length);
  const total = sections.reduce((sum, { byteLength }) => sum + padded(byteLength), start);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sections.length, true);
  let at = start;
  for (const [index, { buffer, byteOffset, byteLength }] of sections.entries()) {
    view.setUint32(4 + 4 * index, byteLength, true);
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += padded(byteLength);
  }
  return bytes;
}

/** @returns undefined where the bytes are not `count` sections */
export function splitSections(bytes: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  // What is read as doubles must lie at a multiple of 8 in its buffer.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  if (aligned.length < 4 + 4 * count || view.getUint32(0, true) !== count) return undefined;
  const sections: Uint8Array[] = [];
  let at = padded(4 + 4 * count);
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(4 + 4 * index, true);
    if (at + length > aligned.length) return undefined;
    sections.push(aligned.subarray(at, at + length));
    at += padded(length);
  }
  return sections;
}

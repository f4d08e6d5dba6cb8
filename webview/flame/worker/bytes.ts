/** Texts as bytes: a profile of 200 MB does not fit into one string. */

/** All texts behind each other, UTF-8. */
export function bytesOf(texts: Iterable<string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const pieces = Array.from(texts, (text) => encoder.encode(text));
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}

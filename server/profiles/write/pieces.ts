/** Joins lines into pieces of some size: a million small strings would cost more than writing them. */

const pieceLength = 1 << 16;

/** Pieces of about 64 Ki characters, each of whole texts. */
export function* inPieces(texts: Iterable<string>): Generator<string, void, void> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

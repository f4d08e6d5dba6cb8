/** Pieces of SVG: runs of pixels as rectangles, texts, and steps as a path. */

/** Pixels of one colour beside each other as one rectangle; transparent ones as none. */
export function rectsOf(pixels: Uint32Array, top: number, height: number): string {
  const rects: string[] = [];
  let start = 0;
  for (let x = 1; x <= pixels.length; x++) {
    const pixel = pixels[start] ?? 0;
    if (x < pixels.length && pixels[x] === pixel) continue;
    if (pixel !== 0) {
      const fill = `rgb(${pixel & 255} ${(pixel >>> 8) & 255} ${(pixel >>> 16) & 255})`;
      rects.push(
        `<rect x="${start}" y="${top}" width="${x - start}" height="${height}" fill="${fill}"/>`,
      );
    }
    start = x;
  }
  return rects.join('');
}

/** A line of text. */
export function textAt(of: { x: number; y: number; fill: string; text: string }): string {
  const { x, y, fill, text } = of;
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${fill}">${escaped(text)}</text>`;
}

/** An area below steps, one height for each pixel. @param tops `bottom` where there is nothing */
export function stepsOf(tops: readonly number[], bottom: number, fill: string): string {
  let path = `M0 ${bottom}`;
  for (const [x, top] of tops.entries()) {
    if (x > 0 && top === tops[x - 1]) continue;
    path += `H${x}V${top.toFixed(1)}`;
  }
  return `<path d="${path}H${tops.length}V${bottom}Z" fill="${fill}" fill-opacity="0.5"/>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  // Control characters are no part of XML, whichever way they are written.
  return text.replace(/[&<>]/g, (char) => entities[char] ?? char).replace(/\p{Cc}/gu, ' ');
}

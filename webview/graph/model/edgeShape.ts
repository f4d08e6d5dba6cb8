/** How an edge runs: out of the right side of who depends, into the left side of what it depends on; back on the other sides where that lies left of it. */

/** A line with two points that bend it, as `bezierCurveTo` takes them. */
export interface EdgeShape {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Of the bend at the first end and at the last. */
  readonly bend1: number;
  readonly bend2: number;
}

const bendMin = 16;
const bendMax = 120;

/** The shape of the edge between two boxes, in pixels of the world. */
export function edgeShape(boxes: Float32Array, from: number, to: number): EdgeShape {
  const [a, b] = [from * 4, to * 4];
  const left1 = boxes[a] ?? 0;
  const right1 = left1 + (boxes[a + 2] ?? 0);
  const left2 = boxes[b] ?? 0;
  const right2 = left2 + (boxes[b + 2] ?? 0);
  const y1 = (boxes[a + 1] ?? 0) + (boxes[a + 3] ?? 0) / 2;
  const y2 = (boxes[b + 1] ?? 0) + (boxes[b + 3] ?? 0) / 2;
  if (left2 >= right1) return bent(right1, y1, left2, y2, 1, -1);
  if (right2 <= left1) return bent(left1, y1, right2, y2, -1, 1);
  // Above each other: around the right side.
  return bent(right1, y1, right2, y2, 1, 1);
}

function bent(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  side1: 1 | -1,
  side2: 1 | -1,
): EdgeShape {
  const bend = Math.min(bendMax, Math.max(bendMin, Math.abs(x2 - x1) / 2));
  return { x1, y1, x2, y2, bend1: x1 + side1 * bend, bend2: x2 + side2 * bend };
}

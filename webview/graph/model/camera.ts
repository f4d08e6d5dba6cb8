/** Where one looks: a point of the world in the upper left corner, and how large the world is drawn. All of it is arithmetic. */

/** A look at the world. */
export interface Look {
  /** Of the world, at the left and upper edge of the window. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the page for one of the world. */
  readonly scale: number;
}

/** A box, of the world or of the page. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a window. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const scaleMin = 0.002;
const scaleMax = 4;
/** Names are no larger than they have to be when all of a small graph is shown. */
const fitScaleMax = 1.2;
const roomPixels = 24;
/** Names are read from there on, and comfortably. */
const readableScale = 0.6;
const comfortableScale = 0.85;

/** Zooms around a point of the page, which stays where it is. @param factor above 1 zooms in */
export function zoomedAt(look: Look, factor: number, at: { x: number; y: number }): Look {
  const scale = Math.min(scaleMax, Math.max(scaleMin, look.scale * factor));
  const by = 1 / look.scale - 1 / scale;
  return { x: look.x + at.x * by, y: look.y + at.y * by, scale };
}

/** Moves by pixels of the page. */
export function pannedBy(look: Look, right: number, down: number): Look {
  return { ...look, x: look.x + right / look.scale, y: look.y + down / look.scale };
}

/** Shows all of a box. @param most the largest scale; default: that of names as they are written */
export function fitting(box: Box, size: Size, most = fitScaleMax): Look {
  const across = (size.width - 2 * roomPixels) / Math.max(1, box.width);
  const down = (size.height - 2 * roomPixels) / Math.max(1, box.height);
  const scale = Math.min(most, Math.max(scaleMin, Math.min(across, down)));
  return {
    x: box.x + box.width / 2 - size.width / scale / 2,
    y: box.y + box.height / 2 - size.height / scale / 2,
    scale,
  };
}

/** The box around others. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Moves as little as needed for a box to be seen, its start where it is larger than the window. */
export function revealing(look: Look, box: Box, size: Size): Look {
  const room = roomPixels / look.scale;
  return {
    x: shifted(look.x, size.width / look.scale, { from: box.x, length: box.width }, room),
    y: shifted(look.y, size.height / look.scale, { from: box.y, length: box.height }, room),
    scale: look.scale,
  };
}

/** Shows a box so large that names are read, in the middle where one has to come nearer for that, else as `revealing`. */
export function reading(look: Look, box: Box, size: Size): Look {
  if (look.scale >= readableScale) return revealing(look, box, size);
  // Of a box that is larger than the window, its start.
  const [across, down] = [size.width / comfortableScale, size.height / comfortableScale];
  const middle = (from: number, length: number, room: number) =>
    from + Math.min(length, room) / 2 - room / 2;
  return {
    x: middle(box.x, box.width, across),
    y: middle(box.y, box.height, down),
    scale: comfortableScale,
  };
}

function shifted(
  start: number,
  length: number,
  box: { from: number; length: number },
  room: number,
): number {
  if (box.from < start + room || box.length > length - 2 * room) return box.from - room;
  const over = box.from + box.length + room - (start + length);
  return over > 0 ? start + over : start;
}

/** Looks so that a point of the world is where another one was before. */
export function following(
  look: Look,
  before: { x: number; y: number },
  now: { x: number; y: number },
): Look {
  return { ...look, x: look.x + (now.x - before.x), y: look.y + (now.y - before.y) };
}

/** The point of the world below one of the page. */
export function worldAt({ x, y, scale }: Look, at: { x: number; y: number }) {
  return { x: x + at.x / scale, y: y + at.y / scale };
}

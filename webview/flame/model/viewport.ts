/** The stretch of the axis that is seen, and what zooming and panning make of it. All of it is arithmetic, so keys, wheel, pinch and tests share it. */

/** A stretch of the axis, in the profile's unit. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A stretch narrower than that much of the whole, or than a nanosecond, shows nothing new. */
const zoomMax = 1e9;
const lengthMin = 1e-3;

/** The stretch, moved and cut so that it lies within the axis. */
export function within(stretch: Stretch, length: number): Stretch {
  const whole = Math.max(length, lengthMin);
  const least = Math.max(lengthMin, whole / zoomMax);
  const size = Math.min(whole, Math.max(least, stretch.to - stretch.from));
  const from = Math.min(whole - size, Math.max(0, stretch.from));
  return { from, to: from + size };
}

/**
 * Zooms around a point that stays where it is.
 *
 * @param factor below 1 zooms in
 * @param anchor on the axis
 */
export function zoomed(
  { from, to }: Stretch,
  factor: number,
  anchor: number,
  length: number,
): Stretch {
  const least = Math.max(lengthMin, Math.max(length, lengthMin) / zoomMax);
  // At the limit nothing moves: the anchor would not stay in place otherwise.
  const used = Math.max(factor, Math.min(1, least / (to - from)));
  const stretch = { from: anchor - (anchor - from) * used, to: anchor + (to - anchor) * used };
  return within(stretch, length);
}

/** Moves by a part of what is seen; 1 is a whole page to the right. */
export function panned({ from, to }: Stretch, pages: number, length: number): Stretch {
  const by = (to - from) * pages;
  return within({ from: from + by, to: to + by }, length);
}

/** The stretch that shows a box with some room around it. */
export function fitted({ from, to }: Stretch, length: number): Stretch {
  const room = (to - from) * 0.02;
  return within({ from: from - room, to: to + room }, length);
}

/** The stretch moved as little as needed for a box to be seen, or its start where it is longer. */
export function revealing(view: Stretch, box: Stretch, length: number): Stretch {
  const size = view.to - view.from;
  const isSeen = box.from < view.to - size * 0.02 && box.to > view.from + size * 0.02;
  if (isSeen) return view;
  const middle = Math.min((box.from + box.to) / 2, box.from + size / 2);
  return within({ from: middle - size / 2, to: middle + size / 2 }, length);
}

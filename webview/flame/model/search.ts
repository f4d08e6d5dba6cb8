/** Search: which frames match, how many of a row's boxes do, and the next one. */
import type { FrameTable } from '../../../server/profiles/profile.ts';
import type { Layout } from './layout.ts';

/**
 * Frames whose name, category or file holds the text, whatever its case.
 *
 * @returns 1 for a match, by the number of the frame
 */
export function matchFrames(frames: FrameTable, query: string): Uint8Array<ArrayBuffer> {
  const wanted = query.toLowerCase();
  const matches = new Uint8Array(frames.names.length);
  for (const [frame, name] of frames.names.entries()) {
    const isMatch =
      name.toLowerCase().includes(wanted) ||
      frames.categories[frame]?.toLowerCase().includes(wanted) ||
      frames.files[frame]?.toLowerCase().includes(wanted);
    if (isMatch) matches[frame] = 1;
  }
  return matches;
}

/** Matches of a layout. */
export interface Matches {
  /** 1 for a match, by frame. */
  readonly frames: Uint8Array;
  /** How many boxes before each position match; one longer than the columns. */
  readonly before: Uint32Array;
  readonly count: number;
}

/** Counts the matches of a layout, so that those of any stretch are two look-ups. */
export function matchesIn({ frames }: Layout, flags: Uint8Array): Matches {
  const before = new Uint32Array(frames.length + 1);
  let count = 0;
  for (let at = 0; at < frames.length; at++) {
    before[at] = count;
    count += flags[frames[at] ?? 0] ?? 0;
  }
  before[frames.length] = count;
  return { frames: flags, before, count };
}

/**
 * The match that follows a box, by its start, and by row where starts are equal; behind the last comes the first.
 *
 * @param position -1: the very first, or the very last
 * @returns a position; -1 where nothing matches
 */
export function nextMatch(layout: Layout, matches: Matches, position: number, by: 1 | -1): number {
  const { starts, frames } = layout;
  const isAfter = (a: number, b: number) => {
    const difference = (starts[a] ?? 0) - (starts[b] ?? 0);
    return (difference === 0 ? a - b : difference) * by > 0;
  };
  let next = -1;
  let first = -1;
  for (let at = 0; at < frames.length; at++) {
    if (matches.frames[frames[at] ?? 0] !== 1) continue;
    if (first < 0 || isAfter(first, at)) first = at;
    if (position < 0 || !isAfter(at, position)) continue;
    if (next < 0 || isAfter(next, at)) next = at;
  }
  return next < 0 ? first : next;
}

/** The number of a match among all, from 1, in the order of `nextMatch`. */
export function rankOfMatch(layout: Layout, matches: Matches, position: number): number {
  const { starts, frames } = layout;
  const start = starts[position] ?? 0;
  let rank = 1;
  for (let at = 0; at < frames.length; at++) {
    if (matches.frames[frames[at] ?? 0] !== 1) continue;
    const its = starts[at] ?? 0;
    if (its < start || (its === start && at < position)) rank++;
  }
  return rank;
}

/** What a chart shows, and where that is. Pure. */
import type { CounterSeries } from '../../../server/profiles/profile.ts';
import { laneOfRow } from '../model/find.ts';
import { bandsBetween, type Geometry, place, rowAt, topOfRow } from '../model/geometry.ts';
import type { Layout } from '../model/layout.ts';
import { laneLike } from '../model/samePlace.ts';
import { colorsOfFrames, type Palette } from '../paint/palette.ts';
import { axisHeight, heights, markHeight } from '../paint/scene.ts';
import type { StripColors } from '../paint/strips.ts';

/** What is shown. */
export interface ChartContent {
  readonly layout: Layout;
  readonly instants: Layout | undefined;
  readonly counters: readonly CounterSeries[];
}

/** Marks are low; a little above them counts as well. */
const marksReach = markHeight + 3;

/** Where all of it is. */
export function geometryOf({ layout, counters }: ChartContent): Geometry {
  return place(layout, counters.length, heights);
}

/** The row of marks at a height of the canvas: 0 is that of the axis, the others are those of the lanes; -1 for none. */
export function marksRowAt(geometry: Geometry, scrollTop: number, y: number): number {
  if (y < axisHeight) return y >= axisHeight - marksReach ? 0 : -1;
  const top = y - axisHeight + scrollTop;
  const [band] = bandsBetween(geometry, top, top + 1);
  const isAtMarks = band?.kind === 'lane' && top >= band.top + band.height - marksReach;
  return isAtMarks ? band.lane + 1 : -1;
}

/** How far a content that has grown is scrolled down for what is seen to stay: a lane that comes in between moves nothing. */
export function scrollTopIn(
  content: ChartContent,
  before: ChartContent,
  scrollTop: number,
): number {
  const geometry = geometryOf(before);
  const row = rowAt(geometry, scrollTop + heights.heading);
  const lane = scrollTop > 0 ? laneOfRow(before.layout, row) : undefined;
  const its = lane && laneLike(content.layout, lane);
  if (lane === undefined || its === undefined) return scrollTop;
  const top = topOfRow(geometry, lane.firstRow);
  return scrollTop + topOfRow(geometryOf(content), its.firstRow) - top;
}

/** The colours that it is painted in. @param classes by frame */
export function stripColors(palette: Palette, classes: Uint8Array): StripColors {
  return {
    ofFrame: colorsOfFrames(classes, palette.fills),
    dimmed: colorsOfFrames(classes, palette.dimmedFills),
    ofClass: palette.fills,
    gap: 0,
  };
}

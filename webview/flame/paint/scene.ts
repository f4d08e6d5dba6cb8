/** All that a frame is drawn from. */
import type { CounterSeries } from '../../../server/profiles/profile.ts';
import type { Geometry } from '../model/geometry.ts';
import type { Layout } from '../model/layout.ts';
import { type Overlay, overlayMarks } from '../model/overlay.ts';
import type { TextList } from '../model/packedTexts.ts';
import type { Matches } from '../model/search.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { Stretch } from '../model/viewport.ts';
import type { Palette } from './palette.ts';
import { isDimmed, type StripColors } from './strips.ts';

/** One frame. Lengths are pixels of the page, unless something else is said. */
export interface Scene {
  readonly layout: Layout;
  /** Marks, by lane; undefined where the view has none. */
  readonly instants: Layout | undefined;
  readonly counters: readonly CounterSeries[];
  readonly names: TextList;
  readonly geometry: Geometry;
  readonly view: Stretch;
  readonly scrollTop: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen for one of the page. */
  readonly ratio: number;
  readonly palette: Palette;
  readonly colors: StripColors;
  /** By frame: number of the colour. */
  readonly classes: Uint8Array;
  readonly matches: Matches | undefined;
  readonly overlay: Overlay | undefined;
  readonly format: ValueFormat;
  /** Position of the box with the keyboard's focus, and of the one below the pointer; -1 for none. */
  readonly focused: number;
  readonly hovered: number;
  /** Whether the chart has the keyboard. */
  readonly hasFocus: boolean;
  /** What is selected of the axis. */
  readonly range: Stretch | undefined;
}

/** Height of the axis above the rows. */
export const axisHeight = 22;
/** Heights of everything else. */
export const heights = { row: 18, heading: 22, counter: 44 } as const;
/** Of marks, at the lower edge of a heading, or of the axis. */
export const markHeight = 5;
/** Of text. */
export const fontSize = 11;

/** What is written on a box. */
export function labelOf({ layout, names, overlay }: Scene, position: number): string {
  const name = names.at(layout.frames[position] ?? 0);
  const sign = overlay?.signs.get(position);
  return sign === undefined ? name : `${sign} ${name}`;
}

/** The colour that it is written in. */
export function labelColorOf(scene: Scene, position: number): string {
  const { layout, palette, classes, overlay } = scene;
  if (isDimmed(scene, position)) return palette.dimmedText;
  const mark = overlay?.marks[position] ?? overlayMarks.own;
  const its = mark === overlayMarks.own ? classes[layout.frames[position] ?? 0] : mark - 1;
  return palette.texts[its ?? 0] ?? '';
}

/** The context with the font of the chart. */
export function setFont(context: CanvasRenderingContext2D, { ratio, palette }: Scene): void {
  context.font = `${fontSize * ratio}px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
}

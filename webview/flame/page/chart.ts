/**
 * The chart as an element: it holds what is shown and where one looks, and draws at most once a frame. Where to look is changed through its methods
 * alone, by pointer, keys and buttons alike.
 */
import { element } from '../../ui/dom.ts';
import { boxAt, rowOf } from '../model/find.ts';
import { type Geometry, rowAt, scrolledTo } from '../model/geometry.ts';
import type { Layout } from '../model/layout.ts';
import { nearestInRow } from '../model/navigate.ts';
import type { Overlay } from '../model/overlay.ts';
import type { TextList } from '../model/packedTexts.ts';
import type { Matches } from '../model/search.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { Stretch } from '../model/viewport.ts';
import { ChartPainter } from '../paint/chartPainter.ts';
import { Minimap } from '../paint/minimap.ts';
import type { Palette } from '../paint/palette.ts';
import { axisHeight, heights, type Scene } from '../paint/scene.ts';
import type { StripColors } from '../paint/strips.ts';
import { Camera } from './camera.ts';
import {
  type ChartContent,
  geometryOf,
  marksRowAt,
  scrollTopIn,
  stripColors,
} from './chartContent.ts';

/** Who wants to know. */
export interface ChartEvents {
  /** Another box has the keyboard's focus; -1 for none. */
  focused(position: number): void;
  /** One looks somewhere else. */
  moved(): void;
  ranged(range: Stretch | undefined): void;
}

const tolerancePixels = 2;
/** The chart. */
export class FlameChart {
  readonly element: HTMLElement;
  readonly canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  readonly map = element('canvas', { class: 'minimap', attributes: { 'aria-hidden': 'true' } });
  readonly #painter = new ChartPainter(this.canvas);
  readonly #minimap = new Minimap(this.map);
  #names: TextList;
  readonly #format: ValueFormat;
  readonly #events: ChartEvents;
  readonly camera: Camera;
  #content: ChartContent;
  #geometry: Geometry;
  #palette: Palette;
  #colors: StripColors;
  #classes: Uint8Array;
  #matches: Matches | undefined;
  #overlay: Overlay | undefined;
  #size = { width: 0, height: 0 };
  #focused = -1;
  #hovered = -1;
  #range: Stretch | undefined;
  #isScheduled = false;

  constructor(options: {
    readonly label: string;
    readonly names: TextList;
    readonly format: ValueFormat;
    readonly palette: Palette;
    readonly classes: Uint8Array;
    readonly content: ChartContent;
    readonly events: ChartEvents;
  }) {
    this.#names = options.names;
    this.#format = options.format;
    this.#events = options.events;
    this.#palette = options.palette;
    this.#classes = options.classes;
    this.#colors = stripColors(options.palette, options.classes);
    this.#content = options.content;
    this.#geometry = geometryOf(options.content);
    this.camera = new Camera(() => {
      this.#schedule();
      this.#events.moved();
    });
    this.camera.reset(options.content.layout.length);
    const attributes = { tabindex: '0', role: 'application', 'aria-label': options.label };
    this.element = element('div', { class: 'chart drawing', attributes }, this.canvas);
    this.element.addEventListener('focus', () => this.#schedule());
    this.element.addEventListener('blur', () => this.#schedule());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get layout(): Layout {
    return this.#content.layout;
  }

  /** Marks; undefined where the view has none. */
  get instants(): Layout | undefined {
    return this.#content.instants;
  }

  get view(): Stretch {
    return this.camera.view;
  }

  get scrollTop(): number {
    return this.camera.scrollTop;
  }

  get focused(): number {
    return this.#focused;
  }

  get range(): Stretch | undefined {
    return this.#range;
  }

  /** Shows something else, all of it. */
  show(content: ChartContent): void {
    this.#content = content;
    this.#geometry = geometryOf(content);
    this.camera.reset(content.layout.length);
    this.#focused = -1;
    this.#hovered = -1;
    this.#matches = undefined;
    this.#overlay = undefined;
    this.#range = undefined;
    this.#schedule();
  }

  /**
   * Shows the same as before, grown. Where one looks stays, and the selection; what is laid over it goes, and so do matches, whose positions are others.
   *
   * @param isFollowing true: the end of the axis stays in sight
   */
  grow(of: {
    readonly content: ChartContent;
    readonly names: TextList;
    readonly classes: Uint8Array;
    /** Position of the box with the focus in the new content. */
    readonly focused: number;
    readonly isFollowing: boolean;
  }): void {
    const scrollTop = scrollTopIn(of.content, this.#content, this.scrollTop);
    this.#content = of.content;
    this.#geometry = geometryOf(of.content);
    this.#names = of.names;
    this.#focused = of.focused;
    this.#hovered = -1;
    this.#matches = undefined;
    this.#overlay = undefined;
    this.camera.grow(of.content.layout.length, of.isFollowing);
    if (this.#size.height > 0) this.camera.scrollTop = this.#cutScroll(scrollTop);
    this.paint(this.#palette, of.classes);
  }

  /** Looks at the end of the axis, as much of it as is seen now. */
  toEnd(): void {
    this.camera.grow(this.layout.length, true);
    this.#schedule();
  }

  /** Other colours, of another theme or another mode. */
  paint(palette: Palette, classes: Uint8Array): void {
    this.#palette = palette;
    this.#classes = classes;
    this.#colors = stripColors(palette, classes);
    this.#schedule();
  }

  /** Dims what does not match; undefined: nothing. */
  match(matches: Matches | undefined): void {
    this.#matches = matches;
    this.#schedule();
  }

  /** Lays something over what is shown now; undefined: nothing. */
  lay(overlay: Overlay | undefined): void {
    this.#overlay = overlay;
    this.#schedule();
  }

  /** Selects a stretch of the axis. */
  select(range: Stretch | undefined): void {
    this.#range = range;
    this.#schedule();
    this.#events.ranged(range);
  }

  /** Looks at a box as a whole. */
  zoomToBox(position: number): void {
    this.camera.fit(this.boxStretch(position));
  }

  /** @param anchor on the axis; default: the middle, or the box with the focus where it is seen */
  zoomBy(factor: number, anchor = this.#anchor()): void {
    this.camera.zoomBy(factor, anchor);
  }

  /** Looks at a stretch without a step for `back`: while one drags, or comes back to a page. */
  moveTo(stretch: Stretch, scrollTop = this.scrollTop): void {
    this.camera.scrollTop = this.#cutScroll(scrollTop);
    this.camera.moveTo(stretch);
  }

  scrollBy(pixels: number): void {
    this.moveTo(this.view, this.scrollTop + pixels);
  }

  /** Gives the keyboard's focus to a box, and shows it. */
  focus(position: number): void {
    this.#focused = position;
    if (position >= 0) {
      const { layout } = this;
      const row = rowOf(layout, position);
      const height = this.#size.height - axisHeight;
      const geometry = this.#geometry;
      const { scrollTop } = this;
      this.camera.scrollTop = scrolledTo({ geometry, row, scrollTop, height });
      this.camera.reveal(this.boxStretch(position));
    }
    this.#schedule();
    this.#events.focused(position);
  }

  /** The box to begin with: the first one of the first row that is seen. */
  firstSeen(): number {
    const row = Math.max(0, rowAt(this.#geometry, this.scrollTop + heights.heading));
    return nearestInRow(this.layout, row, this.view.from);
  }

  hover(position: number): void {
    if (position === this.#hovered) return;
    this.#hovered = position;
    this.#schedule();
  }

  /** The box at a place of the canvas; -1 for none. */
  boxAt(x: number, y: number): number {
    if (y < axisHeight) return -1;
    const row = rowAt(this.#geometry, y - axisHeight + this.scrollTop);
    return row < 0 ? -1 : boxAt(this.layout, row, this.at(x), this.#perPixel() * tolerancePixels);
  }

  /** The mark at a place of the canvas, by its position among the marks; -1 for none. */
  markAt(x: number, y: number): number {
    const { instants } = this.#content;
    if (instants === undefined) return -1;
    const row = marksRowAt(this.#geometry, this.scrollTop, y);
    return row < 0 ? -1 : boxAt(instants, row, this.at(x), this.#perPixel() * tolerancePixels);
  }

  /** The place of the axis at a pixel of the canvas. */
  at(x: number): number {
    return this.view.from + x * this.#perPixel();
  }

  boxStretch(position: number): Stretch {
    const { starts, ends } = this.layout;
    return { from: starts[position] ?? 0, to: ends[position] ?? 0 };
  }

  /** What is drawn now. */
  scene(): Scene {
    const { layout, instants, counters } = this.#content;
    return {
      ...{ layout, instants, counters, names: this.#names, format: this.#format },
      ...{ geometry: this.#geometry, view: this.view, scrollTop: this.scrollTop },
      ...this.#size,
      ratio: window.devicePixelRatio,
      ...{ palette: this.#palette, colors: this.#colors, classes: this.#classes },
      overlay: this.#overlay,
      ...{ matches: this.#matches, focused: this.#focused, hovered: this.#hovered },
      hasFocus: document.activeElement === this.element,
      range: this.#range,
    };
  }

  #anchor(): number {
    const { from, to } = this.view;
    const box = this.boxStretch(this.#focused);
    const middle = (Math.max(from, box.from) + Math.min(to, box.to)) / 2;
    const isSeen = this.#focused >= 0 && box.to >= from && box.from <= to;
    return isSeen ? middle : (from + to) / 2;
  }

  #perPixel(): number {
    return (this.view.to - this.view.from) / Math.max(1, this.#size.width);
  }

  #cutScroll(scrollTop: number): number {
    const room = this.#geometry.height - (this.#size.height - axisHeight);
    return Math.round(Math.max(0, Math.min(room, scrollTop)));
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    this.#size = { width, height };
    // Before it has a size, where it is scrolled to is not known to be too far.
    if (height > 0) this.camera.scrollTop = this.#cutScroll(this.scrollTop);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      if (this.#size.width > 0 && this.#size.height > 0) this.#draw();
    });
  }

  #draw(): void {
    const scene = this.scene();
    this.#painter.draw(scene);
    this.#minimap.draw(scene);
  }
}

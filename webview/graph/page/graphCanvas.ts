/**
 * The drawing as an element: it holds what is shown and where one looks, and draws at most once a frame. Edges, and nodes seen from afar, come as a picture from the worker, larger
 * than the window, so that moving costs a copy; where the picture does not reach or is of another size, a new one is asked for, and the old one
 * stands in until it is there.
 */
import { element } from '../../ui/dom.ts';
import {
  around,
  type Box,
  fitting,
  following,
  type Look,
  pannedBy,
  reading,
  revealing,
  type Size,
  worldAt,
  zoomedAt,
} from '../model/camera.ts';
import type { Layout } from '../model/layout.ts';
import { middleOf, nodeAt } from '../model/navigate.ts';
import { none, ViewGraph } from '../model/viewGraph.ts';
import { farScene, GraphPainter, type Picture } from '../paint/graphPainter.ts';
import type { GraphPalette } from '../paint/palette.ts';
import type { Highlight, Scene, Styles } from '../paint/scene.ts';
import type { GraphWorker } from '../worker/link.ts';

/** Who wants to know. */
export interface CanvasEvents {
  /** One looks somewhere else. */
  moved(): void;
}

/** What is shown. */
export interface Shown {
  readonly graph: ViewGraph;
  readonly layout: Layout;
}

/** Of the window, on each side: that much more is painted. */
const margin = 0.5;

const nothing: Shown = {
  graph: new ViewGraph({ nodes: [], edges: [] }),
  layout: { boxes: new Float32Array(), width: 0, height: 0, memory: {} },
};

/** The drawing. */
export class GraphCanvas {
  readonly element: HTMLElement;
  readonly canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  readonly #painter = new GraphPainter(this.canvas);
  readonly #worker: GraphWorker;
  readonly #events: CanvasEvents;
  #shown = nothing;
  #palette: GraphPalette;
  #styles: Styles = { hues: new Uint8Array(), signs: [] };
  #look: Look = { x: 0, y: 0, scale: 1 };
  #size: Size = { width: 0, height: 0 };
  #selected = none;
  #hovered = none;
  #highlight: Highlight | undefined;
  #matches: ReadonlySet<number> = new Set();
  #picture: Picture | undefined;
  /** Rises with what is to be seen in the picture. */
  #wanted = 0;
  #painted = -1;
  #isPainting = false;
  #isScheduled = false;
  /** Wanted before the element has a size. */
  #fitsLater = false;

  constructor(options: {
    readonly label: string;
    readonly worker: GraphWorker;
    readonly palette: GraphPalette;
    readonly events: CanvasEvents;
  }) {
    this.#worker = options.worker;
    this.#palette = options.palette;
    this.#events = options.events;
    const attributes = { tabindex: '0', role: 'application', 'aria-label': options.label };
    this.element = element('div', { class: 'drawing', attributes }, this.canvas);
    this.element.addEventListener('focus', () => this.schedule());
    this.element.addEventListener('blur', () => this.schedule());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get shown(): Shown {
    return this.#shown;
  }

  get look(): Look {
    return this.#look;
  }

  get size(): Size {
    return this.#size;
  }

  get selected(): number {
    return this.#selected;
  }

  /** Nodes and boxes as arguments of what walks over them. */
  get placed() {
    return { graph: this.#shown.graph, boxes: this.#shown.layout.boxes };
  }

  /** Shows another answer. What had been selected, or was in the middle, stays where it is in the window. */
  show(shown: Shown, styles: Styles): void {
    const before = this.#shown;
    const anchor = this.#anchorIn(shown.graph);
    const selected = before.graph.nodes[this.#selected]?.id;
    this.#shown = shown;
    this.#styles = styles;
    this.#selected = selected === undefined ? none : shown.graph.numberOf(selected);
    this.#hovered = none;
    if (anchor !== undefined) {
      const was = middleOf(before.layout.boxes, anchor.before);
      this.#look = following(this.#look, was, middleOf(shown.layout.boxes, anchor.now));
    }
    this.#repaint();
  }

  /** Other colours. */
  paint(palette: GraphPalette, styles: Styles): void {
    this.#palette = palette;
    this.#styles = styles;
    this.#repaint();
  }

  /** Dims all else; undefined: nothing. */
  highlight(highlight: Highlight | undefined): void {
    this.#highlight = highlight;
    this.#wanted++;
    this.schedule();
  }

  match(matches: ReadonlySet<number>): void {
    this.#matches = matches;
    this.schedule();
  }

  /** Gives a node the keyboard's focus, and shows it. */
  select(node: number): void {
    this.#selected = node;
    if (node !== none) this.lookAt(revealing(this.#look, this.boxOf(node), this.#size));
    this.schedule();
  }

  hover(node: number): void {
    if (node === this.#hovered) return;
    this.#hovered = node;
    this.schedule();
  }

  lookAt(look: Look): void {
    this.#look = look;
    this.#events.moved();
    this.schedule();
  }

  /** Shows all. */
  fit(): void {
    this.#fitsLater = this.#size.width === 0;
    const { width, height } = this.#shown.layout;
    this.lookAt(fitting({ x: 0, y: 0, width, height }, this.#size));
  }

  /** Shows some nodes as a whole, and nothing else. */
  fitNodes(nodes: Iterable<number>): void {
    const boxes = [...nodes].map((node) => this.boxOf(node));
    if (boxes.length > 0) this.lookAt(fitting(around(boxes), this.#size));
  }

  /** Goes so near to a node that names are read. */
  approach(node: number): void {
    if (node !== none) this.lookAt(reading(this.#look, this.boxOf(node), this.#size));
  }

  panBy(right: number, down: number): void {
    this.lookAt(pannedBy(this.#look, right, down));
  }

  /** @param at in pixels of the page; default: the selected node where it is seen, else the middle */
  zoomBy(factor: number, at = this.#zoomPoint()): void {
    this.lookAt(zoomedAt(this.#look, factor, at));
  }

  /** The node below a point of the page; `none` for none. */
  nodeAt(x: number, y: number): number {
    const named = this.#painter.namedAt(x, y);
    return named === none ? nodeAt(this.placed, worldAt(this.#look, { x, y })) : named;
  }

  boxOf(node: number): Box {
    const [x = 0, y = 0, width = 0, height = 0] = this.#shown.layout.boxes.subarray(node * 4);
    return { x, y, width, height };
  }

  /** What is drawn now. */
  scene(): Scene {
    return {
      ...{ ...this.placed, styles: this.#styles, palette: this.#palette },
      ...{ look: this.#look, size: this.#size, ratio: window.devicePixelRatio },
      ...{ selected: this.#selected, hovered: this.#hovered },
      hasFocus: document.activeElement === this.element,
      ...{ highlight: this.#highlight, matches: this.#matches },
    };
  }

  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      if (this.#size.width > 0 && this.#size.height > 0) this.#draw();
    });
  }

  #draw(): void {
    this.#painter.draw(this.scene(), this.#picture);
    const hasNodes = this.#shown.graph.nodes.length > 0;
    if (hasNodes && !this.#isPainting && !this.#isPictureGood()) void this.#paintPicture();
  }

  #repaint(): void {
    this.#wanted++;
    // Of another layout, the old picture would show lines to nowhere.
    this.#picture = undefined;
    this.schedule();
  }

  #isPictureGood(): boolean {
    if (this.#painted !== this.#wanted || this.#picture === undefined) return false;
    const { look } = this.#picture;
    if (look.scale !== this.#look.scale) return false;
    const right = (this.#look.x - look.x) * look.scale;
    const down = (this.#look.y - look.y) * look.scale;
    const { width, height } = this.#size;
    const isInside = (by: number, length: number) => by >= 0 && by <= 2 * margin * length + 1;
    return isInside(right, width) && isInside(down, height);
  }

  async #paintPicture(): Promise<void> {
    this.#isPainting = true;
    const wanted = this.#wanted;
    const { width, height } = this.#size;
    const look = pannedBy(this.#look, -margin * width, -margin * height);
    const size = { width: width * (1 + 2 * margin), height: height * (1 + 2 * margin) };
    const { graph: _graph, boxes: _boxes, ...wish } = farScene(this.scene());
    try {
      const image = await this.#worker.paint({ ...wish, look, size });
      this.#picture?.image.close();
      this.#picture = { image, look };
      this.#painted = wanted;
    } finally {
      this.#isPainting = false;
      this.schedule();
    }
  }

  #anchorIn(graph: ViewGraph): { before: number; now: number } | undefined {
    const { nodes } = this.#shown.graph;
    const kept = (before: number) => {
      const now = before === none ? none : graph.numberOf(nodes[before]?.id ?? '');
      return now === none ? undefined : { before, now };
    };
    const selected = kept(this.#selected);
    if (selected !== undefined) return selected;
    const { x, y } = worldAt(this.#look, { x: this.#size.width / 2, y: this.#size.height / 2 });
    let best: { before: number; now: number } | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let node = 0; node < nodes.length; node++) {
      const at = middleOf(this.#shown.layout.boxes, node);
      const distance = Math.hypot(at.x - x, at.y - y);
      if (distance >= least) continue;
      const found = kept(node);
      if (found !== undefined) [best, least] = [found, distance];
    }
    return best;
  }

  #zoomPoint(): { x: number; y: number } {
    const { width, height } = this.#size;
    const middle = { x: width / 2, y: height / 2 };
    if (this.#selected === none) return middle;
    const at = middleOf(this.#shown.layout.boxes, this.#selected);
    const x = (at.x - this.#look.x) * this.#look.scale;
    const y = (at.y - this.#look.y) * this.#look.scale;
    return x >= 0 && y >= 0 && x <= width && y <= height ? { x, y } : middle;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    this.#size = { width, height };
    if (this.#fitsLater && width > 0) this.fit();
    this.#wanted++;
    this.schedule();
  }
}

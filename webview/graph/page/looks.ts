/** How nodes look: the colours of the overlay with their legend, and what the pointer shows. */
import { Tooltip } from '../../flame/page/tooltip.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { classOf, hues, type OverlayName, legendOf as usedClasses } from '../model/overlay.ts';
import { pathOf, type ViewGraph } from '../model/viewGraph.ts';
import type { Styles } from '../paint/scene.ts';
import { legendOf } from './bars.ts';
import type { Describe } from './describe.ts';
import { currentGraphPalette } from './theme.ts';

/** See above. */
export class Looks {
  readonly legend = element('div', { class: 'legend' });
  readonly #t: Translate;
  readonly #describe: Describe;
  readonly #overlay: () => OverlayName;
  readonly #tooltip = new Tooltip();
  #palette = currentGraphPalette();

  constructor(t: Translate, describe: Describe, overlay: () => OverlayName) {
    this.#t = t;
    this.#describe = describe;
    this.#overlay = overlay;
  }

  get tooltip(): HTMLElement {
    return this.#tooltip.element;
  }

  get palette(): ReturnType<typeof currentGraphPalette> {
    return this.#palette;
  }

  /** The theme is another one. */
  readPalette(): void {
    this.#palette = currentGraphPalette();
  }

  stylesOf(graph: ViewGraph): Styles {
    const now = Date.now();
    const overlay = this.#overlay();
    const classes = graph.nodes.map((node) => classOf(overlay, node, now));
    return {
      hues: Uint8Array.from(classes, ({ hue }) => hues.indexOf(hue)),
      signs: classes.map(({ sign }) => sign),
    };
  }

  showLegend(graph: ViewGraph): void {
    const now = Date.now();
    const overlay = this.#overlay();
    const closed = graph.nodes.filter((_, node) => graph.isOpen[node] !== 1);
    const used = usedClasses(
      closed.map((node) => classOf(overlay, node, now)),
      overlay,
    );
    this.legend.replaceChildren(...legendOf(this.#t, used, this.#palette));
  }

  /** The pointer is over a node, at a place of the window; `none`: over none. */
  hover(graph: ViewGraph, node: number, x: number, y: number): void {
    const found = graph.nodes[node];
    if (found === undefined) {
      this.#tooltip.hide();
      return;
    }
    const facts = this.#describe.facts(graph, node);
    const lines = facts.map(([name, value]) => `${name}: ${value}`);
    this.#tooltip.show([pathOf(found.id), ...lines], x, y);
  }
}

/** A node that is to be selected as soon as it is shown: folders around it open meanwhile, or the extension asked for it. */
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { none, pathOf, type ViewGraph } from '../model/viewGraph.ts';
import { standInOf } from './finder.ts';

/** What it works with. */
export interface WantedParts {
  readonly bridge: Bridge;
  readonly t: Translate;
  /** Says it, and shows it until something else is done. */
  readonly note: (text: string) => void;
  readonly select: (node: number) => void;
}

/** See above. */
export class Wanted {
  readonly #parts: WantedParts;
  #id: string | undefined;

  constructor(parts: WantedParts) {
    this.#parts = parts;
  }

  set(id: string): void {
    this.#id = id;
  }

  /** Selects it, or what stands for it. @returns false where none is wanted */
  apply(graph: ViewGraph): boolean {
    const id = this.#id;
    if (id === undefined) return false;
    this.#id = undefined;
    const { t, note, select } = this.#parts;
    const node = standInOf(graph, id);
    if (node === none) note(t('{0} is not in the graph.', pathOf(id)));
    else select(node);
    return true;
  }

  /** What the extension was asked to show, e.g. by the explorer's menu; undefined: nothing. */
  async ofExtension(): Promise<string | undefined> {
    const wanted = await this.#parts.bridge.ask('graph/wanted', {}).catch(() => null);
    return typeof wanted === 'string' ? wanted : undefined;
  }
}

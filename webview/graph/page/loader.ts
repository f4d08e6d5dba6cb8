/** Gets what is to be shown: asks the server, leaves out what the page leaves out, and has the worker place it. */
import type { GraphView, GraphViewNode, ModuleStatus } from '../../../server/protocol/modules.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { LayoutMemory } from '../model/layout.ts';
import { pathOf, ViewGraph } from '../model/viewGraph.ts';
import type { GraphWorker } from '../worker/link.ts';
import type { Shown } from './graphCanvas.ts';
import { partShown, questionOf } from './question.ts';
import type { Store } from './store.ts';

/** A first view of so few nodes says nothing: its folders are opened. */
const fewNodes = 3;
const autoRounds = 3;

/** What came. */
export interface Loaded extends Shown {
  readonly status: ModuleStatus;
  /** Nodes that the server left out. */
  readonly left: number;
}

/** See above. */
export class Loader {
  readonly #bridge: Bridge;
  readonly #worker: GraphWorker;
  readonly #folder: string;
  readonly #store: Store;
  /** Places of what is no part of the state: of one focus, of circles alone. */
  #other: { readonly scope: string; readonly memory: LayoutMemory } = { scope: '', memory: {} };

  constructor(of: { bridge: Bridge; worker: GraphWorker; folder: string; store: Store }) {
    this.#bridge = of.bridge;
    this.#worker = of.worker;
    this.#folder = of.folder;
    this.#store = of.store;
  }

  /** Rejects where the server or the worker does not answer. */
  async load(): Promise<Loaded> {
    const [status, view] = await Promise.all([
      this.#bridge.request('cachescope/modules', { folder: this.#folder }),
      this.#viewToBeginWith(),
    ]);
    const { nodes, edges } = partShown(view, this.#store.state);
    const scope = this.#scope();
    const layout = await this.#worker.layOut({ nodes, edges }, this.#memoryOf(scope));
    if (scope === 'all') this.#store.set({ memory: layout.memory });
    else this.#other = { scope, memory: layout.memory };
    return { graph: new ViewGraph({ nodes, edges }), layout, status, left: view.left };
  }

  async #viewToBeginWith(): Promise<GraphView> {
    const { state } = this.#store;
    let view = await this.#ask();
    if (state.open !== undefined) return view;
    let open: readonly string[] = [];
    for (let round = 0; round < autoRounds; round++) {
      const closed = closedFolders(view.nodes);
      if (closed.length === 0 || view.nodes.length - open.length > fewNodes) break;
      open = [...open, ...closed];
      this.#store.set({ open });
      view = await this.#ask();
    }
    return view;
  }

  #ask(): Promise<GraphView> {
    const question = questionOf(this.#store.state, this.#folder);
    return this.#bridge.request('cachescope/graphView', question);
  }

  /** What has places of its own: the graph as a whole, circles alone, the surroundings of one node. */
  #scope(): string {
    const { focus, cyclesOnly } = this.#store.state;
    if (focus !== undefined) return `focus ${focus.id}`;
    return cyclesOnly ? 'circles' : 'all';
  }

  #memoryOf(scope: string): LayoutMemory {
    if (scope === 'all') return this.#store.state.memory;
    return this.#other.scope === scope ? this.#other.memory : {};
  }
}

function closedFolders(nodes: readonly GraphViewNode[]): string[] {
  const open = new Set(nodes.map(({ parent }) => parent));
  const closed = nodes.filter(({ id, type }) => type === 'folder' && !open.has(id));
  return closed.map(({ id }) => pathOf(id));
}

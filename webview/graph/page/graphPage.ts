/** The page of one folder's graph: its parts, what the user does with them, and that they show the same. */
import type { PageStart } from '../../../server/protocol/webview.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import { onThemeChange } from '../../flame/page/theme.ts';
import { Formats } from '../../overview/formats.ts';
import { translateWith } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { type Arrow, firstNode, stepFrom } from '../model/navigate.ts';
import { none, type ViewGraph } from '../model/viewGraph.ts';
import type { GraphWorker } from '../worker/link.ts';
import { Asking } from './asking.ts';
import { FocusBar } from './bars.ts';
import { Describe } from './describe.ts';
import { type EventParts, keyEvents, toolbarEvents } from './events.ts';
import { Finder } from './finder.ts';
import { GraphCanvas } from './graphCanvas.ts';
import { helpDialog } from './help.ts';
import { listenToKeys } from './keys.ts';
import { Lists } from './lists.ts';
import { Loader } from './loader.ts';
import { Looks } from './looks.ts';
import { NodeSteps } from './nodeSteps.ts';
import { Panel } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { fileOf, type SaveKind } from './saving.ts';
import type { PageState } from './state.ts';
import { Store } from './store.ts';
import { Telling } from './telling.ts';
import { Toolbar } from './toolbar.ts';
import { GraphTree } from './tree.ts';
import { Wanted } from './wanted.ts';

/** The page. */
export class GraphPage {
  readonly #bridge: Bridge;
  readonly #store: Store;
  readonly #loader: Loader;
  readonly #drawing: GraphCanvas;
  readonly #tree: GraphTree;
  readonly #toolbar: Toolbar;
  readonly #panel: Panel;
  readonly #lists: Lists;
  readonly #finder: Finder;
  readonly #focusBar: FocusBar;
  readonly #describe: Describe;
  readonly #looks: Looks;
  readonly #steps: NodeSteps;
  readonly #telling: Telling;
  readonly #help: HTMLDialogElement;
  readonly #asking = new Asking(() => this.#load());
  readonly #wanted: Wanted;
  #hasFitted = false;

  constructor(parts: {
    readonly bridge: Bridge;
    readonly worker: GraphWorker;
    readonly start: PageStart;
  }) {
    const { bridge, worker } = parts;
    const { folder, texts, locale } = parts.start;
    const t = translateWith(texts);
    const formats = new Formats(locale);
    this.#bridge = bridge;
    this.#store = new Store(bridge, folder, () =>
      this.#hasFitted ? this.#drawing.look : undefined,
    );
    const state = () => this.#store.state;
    const graph = () => this.#graph;
    const say = (text: string) => this.#telling.say(text);
    const note = (text: string) => this.#telling.note(text);
    const tell = (error: unknown) => this.#telling.tell(error);
    const ask = (change: Partial<PageState>) => this.#ask(change);
    const goTo = (id: string) => this.#steps.goTo(id);
    const command = (name: string) => bridge.command(name);
    this.#loader = new Loader({ bridge, worker, folder, store: this.#store });
    this.#describe = new Describe(t, formats);
    this.#looks = new Looks(t, this.#describe, () => state().overlay);
    this.#help = helpDialog(t);
    this.#drawing = new GraphCanvas({
      label: t('Module graph. Arrow keys go from node to node, ? lists all keys.'),
      ...{ worker, palette: this.#looks.palette },
      events: { moved: () => this.#store.saveSoon() },
    });
    this.#tree = new GraphTree(
      t,
      (node) => this.#describe.short(this.#graph, node, state().overlay),
      {
        selected: (node) => this.#select(node),
        opened: (node) => this.#openNode(node),
      },
    );
    this.#toolbar = new Toolbar(t, state(), toolbarEvents(this.#eventParts()));
    this.#panel = new Panel({
      ...{ t, formats, describe: this.#describe, goTo },
      showCircle: (ids) => this.#lists.showCircle(ids),
      explain: (action) => bridge.command('cachescope.explain', action),
      close: () => this.#closeList(),
    });
    this.#lists = new Lists({
      ...{ bridge, folder, t, formats, panel: this.#panel, graph, say, note },
      highlight: (highlight) => this.#drawing.highlight(highlight),
      lookAt: (nodes) => this.#drawing.fitNodes(nodes),
      openFolders: (paths) => this.#steps.show(paths),
      pathChanged: () => {
        this.#telling.show();
        this.#showNode(this.#drawing.selected);
      },
    });
    this.#telling = new Telling({
      ...{ t, formats, state, ask, command },
      nodes: () => this.#graph.nodes.length,
      pathFrom: () => this.#lists.pathFrom,
    });
    this.#steps = new NodeSteps({
      ...{ t, bridge, lists: this.#lists, state, graph, say, note, tell, ask },
      select: (node) => this.#visit(node),
      want: (id) => this.#wanted.set(id),
      lookAnew: () => {
        this.#hasFitted = false;
      },
    });
    this.#wanted = new Wanted({ bridge, t, note, select: (node) => this.#visit(node) });
    this.#finder = new Finder({
      ...{ bridge, folder, t, formats, goTo, graph },
      tell: (text, canStep) => this.#toolbar.showFound(text, canStep),
      begun: (words) => this.#store.set({ words }),
      failed: tell,
      highlight: (nodes) => this.#drawing.match(nodes),
    });
    this.#focusBar = new FocusBar(t, {
      changed: (focus) => this.#steps.setFocus(focus),
      ended: () => this.#steps.setFocus(undefined),
    });
  }

  get #graph(): ViewGraph {
    return this.#drawing.shown.graph;
  }

  /** Puts the page into an element, and keeps it up to date from now on. */
  async open(root: Element): Promise<void> {
    const { message, notice, live } = this.#telling;
    const stage = [this.#tree.element, this.#drawing.element, message];
    root.replaceChildren(
      this.#toolbar.element,
      this.#focusBar.element,
      notice,
      this.#looks.legend,
      element('div', { class: 'stage' }, ...stage),
      this.#panel.element,
      this.#looks.tooltip,
      live,
      this.#help,
    );
    this.#showTree(this.#store.state.tree);
    this.#panel.showHint();
    this.#listen();
    await this.#takeWanted();
    this.#bridge.onChanged(() => void this.#takeWanted().then(() => this.#asking.wish(false)));
    this.#asking.wish(true);
  }

  #listen(): void {
    const events = keyEvents(this.#eventParts());
    listenToKeys(this.#drawing.element, events, true);
    listenToKeys(this.#tree.element, events, false);
    listenToPointer(this.#drawing, {
      hovered: (node, x, y) => this.#looks.hover(this.#graph, node, x, y),
      selected: (node) => this.#select(node),
      opened: (node) => this.#openNode(node),
    });
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 'f') return;
      event.preventDefault();
      this.#toolbar.focusSearch();
    });
    onThemeChange(() => this.#repaint());
  }

  #eventParts(): EventParts {
    return {
      drawing: () => this.#drawing,
      steps: () => this.#steps,
      finder: () => this.#finder,
      lists: () => this.#lists,
      help: () => this.#help,
      selected: () => this.#selectedId(),
      tell: (error) => this.#telling.tell(error),
      step: (arrow) => this.#step(arrow),
      open: () => this.#openNode(this.#drawing.selected),
      outer: () => this.#select(this.#graph.parents[this.#drawing.selected] ?? none),
      back: () => this.#back(),
      focusSearch: () => this.#toolbar.focusSearch(),
      search: (words) => this.#finder.searchSoon(words),
      toggleTree: () => this.#showTree(!this.#store.state.tree),
      overlay: (overlay) => {
        this.#store.set({ overlay });
        this.#repaint();
      },
      filter: (name, isOn) => this.#ask({ [name]: isOn }),
      save: (kind) => void this.#save(kind),
    };
  }

  // Asking

  #ask(change: Partial<PageState>): void {
    this.#store.set(change);
    this.#toolbar.showFilters(this.#store.state);
    this.#asking.wish(true);
  }

  async #load(): Promise<void> {
    try {
      const { status, left, ...shown } = await this.#loader.load();
      this.#telling.answered(status, left);
      this.#drawing.show(shown, this.#looks.stylesOf(shown.graph));
      this.#afterShow(shown.graph);
    } catch (error) {
      this.#telling.failed(error);
    }
    this.#telling.show();
  }

  #afterShow(graph: ViewGraph): void {
    if (!this.#hasFitted && graph.nodes.length > 0) this.#lookFirst(graph);
    this.#tree.show(graph);
    this.#looks.showLegend(graph);
    this.#focusBar.show(this.#store.state.focus);
    this.#finder.apply(graph);
    this.#lists.apply(true);
    if (!this.#wanted.apply(graph) && !this.#lists.isShown) this.#showNode(this.#drawing.selected);
    this.#tree.select(this.#drawing.selected);
    this.#store.saveSoon();
  }

  #lookFirst(graph: ViewGraph): void {
    const { look, selected, words } = this.#store.state;
    this.#hasFitted = true;
    if (look === undefined) this.#drawing.fit();
    else this.#drawing.lookAt(look);
    if (selected !== '') this.#drawing.select(graph.numberOf(selected));
    if (words !== '') void this.#finder.search(words);
  }

  // Nodes

  #selectedId(): string {
    return this.#graph.nodes[this.#drawing.selected]?.id ?? '';
  }

  #select(node: number): void {
    this.#drawing.select(node);
    this.#tree.select(node);
    this.#lists.leave();
    this.#showNode(node);
    this.#store.set({ selected: this.#selectedId() });
    if (node !== none) this.#telling.say(this.#describe.sentence(this.#graph, node));
    this.#telling.forget();
  }

  // One was led there: by a search, a list, the explorer.
  #visit(node: number): void {
    this.#select(node);
    this.#drawing.approach(node);
  }

  #showNode(node: number): void {
    if (node === none) this.#panel.showHint();
    else this.#panel.showNode(this.#graph, node, this.#steps.of(node));
  }

  #step(arrow: Arrow): void {
    const { placed, selected } = this.#drawing;
    const next = selected === none ? firstNode(placed) : stepFrom(placed, selected, arrow);
    if (next !== none) this.#select(next);
  }

  #openNode(node: number): void {
    if (this.#graph.nodes[node]?.type === 'folder') this.#drawing.select(node);
    this.#steps.open(node);
  }

  async #takeWanted(): Promise<void> {
    const wanted = await this.#wanted.ofExtension();
    if (wanted === undefined) return;
    // Asked for at the end: which folders are open is known by then.
    this.#store.set({ focus: undefined, cyclesOnly: false });
    this.#steps.goTo(wanted);
    this.#ask({});
  }

  #closeList(): void {
    this.#lists.close();
    this.#showNode(this.#drawing.selected);
    this.#drawing.element.focus();
  }

  #back(): void {
    if (this.#lists.back()) this.#showNode(this.#drawing.selected);
    else if (this.#store.state.focus !== undefined) this.#steps.setFocus(undefined);
    else this.#select(none);
  }

  // Looks, files

  #repaint(): void {
    this.#looks.readPalette();
    this.#drawing.paint(this.#looks.palette, this.#looks.stylesOf(this.#graph));
    this.#looks.showLegend(this.#graph);
    this.#tree.describe();
  }

  #showTree(tree: boolean): void {
    this.#store.set({ tree });
    this.#tree.element.hidden = !tree;
    this.#toolbar.showTree(tree);
  }

  async #save(kind: SaveKind): Promise<void> {
    try {
      await this.#bridge.ask('graph/save', await fileOf(kind, this.#drawing));
    } catch (error) {
      this.#telling.tell(error);
    }
  }
}

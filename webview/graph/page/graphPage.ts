/** The page of one folder's graph: its parts, what the user does with them, and that they show the same. */
import type { ModuleStatus } from '../../../server/protocol/modules.ts';
import type { PageStart } from '../../../server/protocol/webview.ts';
import { type Bridge, BridgeError } from '../../bridge/bridge.ts';
import { onThemeChange } from '../../flame/page/theme.ts';
import { Tooltip } from '../../flame/page/tooltip.ts';
import { Formats } from '../../overview/formats.ts';
import { waiting } from '../../overview/states.ts';
import { type Translate, translateWith } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { type Arrow, firstNode, stepFrom } from '../model/navigate.ts';
import { classOf, hues, type OverlayName, legendOf as usedClasses } from '../model/overlay.ts';
import { foldersAround, none, pathOf, type ViewGraph } from '../model/viewGraph.ts';
import type { Styles } from '../paint/scene.ts';
import type { GraphWorker } from '../worker/link.ts';
import { Asking } from './asking.ts';
import { FocusBar, legendOf, showNotice } from './bars.ts';
import { Describe } from './describe.ts';
import { Finder, standInOf } from './finder.ts';
import { GraphCanvas } from './graphCanvas.ts';
import { helpDialog } from './help.ts';
import { type KeyEvents, listenToKeys } from './keys.ts';
import { Lists } from './lists.ts';
import { Loader } from './loader.ts';
import { messageOf } from './messages.ts';
import { Panel, type Step } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { fileOf, type SaveKind } from './saving.ts';
import type { Focus, PageState } from './state.ts';
import { Store } from './store.ts';
import { currentGraphPalette } from './theme.ts';
import { type FilterName, Toolbar } from './toolbar.ts';
import { GraphTree } from './tree.ts';

const searchPauseMs = 150;

/** The page. */
export class GraphPage {
  readonly #bridge: Bridge;
  readonly #t: Translate;
  readonly #formats: Formats;
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
  readonly #tooltip = new Tooltip();
  readonly #help: HTMLDialogElement;
  readonly #notice = element('div', { class: 'bar', attributes: { hidden: '', role: 'note' } });
  readonly #legend = element('div', { class: 'legend' });
  readonly #live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #message = element('div', { class: 'message' });
  readonly #asking = new Asking(() => this.#load());
  #palette = currentGraphPalette();
  #status: ModuleStatus | undefined;
  #left = 0;
  /** Why the last question has no answer. */
  #problem: string | undefined;
  /** What else went wrong, until something else is done. */
  #trouble: string | undefined;
  /** To be selected as soon as it is shown. */
  #wanted: string | undefined;
  #hasFitted = false;
  #searchTimer = 0;

  constructor(parts: {
    readonly bridge: Bridge;
    readonly worker: GraphWorker;
    readonly start: PageStart;
  }) {
    const { bridge, worker } = parts;
    const { folder, texts, locale } = parts.start;
    this.#bridge = bridge;
    const t = translateWith(texts);
    this.#t = t;
    const formats = new Formats(locale);
    this.#formats = formats;
    const look = () => (this.#hasFitted ? this.#drawing.look : undefined);
    this.#store = new Store(bridge, folder, look);
    this.#loader = new Loader({ bridge, worker, folder, store: this.#store });
    this.#describe = new Describe(t, formats);
    this.#help = helpDialog(t);
    this.#drawing = new GraphCanvas({
      label: t('Module graph. Arrow keys go from node to node, ? lists all keys.'),
      ...{ worker, palette: this.#palette },
      events: { moved: () => this.#store.saveSoon() },
    });
    this.#tree = new GraphTree(t, (node) => this.#describe.short(this.#graph, node), {
      selected: (node) => this.#select(node),
      opened: (node) => this.#openNode(node),
    });
    this.#toolbar = new Toolbar(t, this.#store.state, this.#toolbarEvents());
    this.#panel = new Panel({
      ...{ t, formats, describe: this.#describe },
      goTo: (id) => this.#goTo(id),
      showCircle: (ids) => this.#lists.showCircle(ids),
      explain: (action) => bridge.command('cachescope.explain', action),
      close: () => this.#closeList(),
    });
    this.#lists = new Lists({
      ...{ bridge, folder, t, formats, panel: this.#panel },
      graph: () => this.#graph,
      say: (text) => this.#say(text),
      highlight: (highlight) => this.#drawing.highlight(highlight),
      openFolders: (paths) => this.#ask({ open: this.#openWith(paths) }),
      pathChanged: () => {
        this.#showMessages();
        this.#showNode(this.#drawing.selected);
      },
    });
    this.#finder = new Finder({
      ...{ bridge, folder, t, formats },
      tell: (text, canStep) => this.#toolbar.showFound(text, canStep),
      highlight: (nodes) => this.#drawing.match(nodes),
      goTo: (id) => this.#goTo(id),
    });
    this.#focusBar = new FocusBar(t, {
      changed: (focus) => this.#setFocus(focus),
      ended: () => this.#setFocus(undefined),
    });
  }

  get #graph(): ViewGraph {
    return this.#drawing.shown.graph;
  }

  /** Puts the page into an element, and keeps it up to date from now on. */
  async open(root: Element): Promise<void> {
    const stage = [this.#tree.element, this.#drawing.element, this.#message];
    root.replaceChildren(
      this.#toolbar.element,
      this.#focusBar.element,
      this.#notice,
      this.#legend,
      element('div', { class: 'stage' }, ...stage),
      this.#panel.element,
      this.#tooltip.element,
      this.#live,
      this.#help,
    );
    this.#message.replaceChildren(waiting(this.#t('Reading the graph…')));
    this.#showTree(this.#store.state.tree);
    this.#panel.showHint();
    this.#listen();
    await this.#takeWanted();
    this.#bridge.onChanged(() => void this.#takeWanted().then(() => this.#asking.wish(false)));
    this.#asking.wish(true);
  }

  #listen(): void {
    const events = this.#keyEvents();
    listenToKeys(this.#drawing.element, events, true);
    listenToKeys(this.#tree.element, events, false);
    listenToPointer(this.#drawing, {
      hovered: (node, x, y) => this.#hover(node, x, y),
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

  #keyEvents(): KeyEvents {
    const drawing = this.#drawing;
    return {
      step: (arrow) => this.#step(arrow),
      open: () => this.#openNode(drawing.selected),
      outer: () => this.#select(this.#graph.parents[drawing.selected] ?? none),
      focus: () => this.#focusOn(this.#selectedId()),
      hide: () => this.#hide(this.#selectedId()),
      path: () => this.#path(this.#selectedId()),
      why: () => this.#why(this.#selectedId()),
      cost: () => this.#cost(this.#selectedId()),
      openFile: () => this.#openFile(this.#selectedId()),
      search: () => this.#toolbar.focusSearch(),
      nextMatch: (by) => this.#finder.go(by),
      zoom: (factor) => drawing.zoomBy(factor),
      fit: () => drawing.fit(),
      back: () => this.#back(),
      toggleTree: () => this.#showTree(!this.#store.state.tree),
      help: () => this.#help.showModal(),
    };
  }

  #toolbarEvents() {
    return {
      search: (words: string) => this.#searchSoon(words),
      nextMatch: (by: 1 | -1) => this.#finder.go(by),
      leave: () => this.#drawing.element.focus(),
      overlay: (overlay: OverlayName) => {
        this.#store.set({ overlay });
        this.#repaint();
      },
      filter: (name: FilterName, isOn: boolean) => this.#ask({ [name]: isOn }),
      fit: () => this.#drawing.fit(),
      cycles: () => void this.#lists.circles().catch((error) => this.#tell(error)),
      toggleTree: () => this.#showTree(!this.#store.state.tree),
      save: (kind: SaveKind) => void this.#save(kind),
      help: () => this.#help.showModal(),
    };
  }

  // Asking

  #ask(change: Partial<PageState>): void {
    this.#store.set(change);
    this.#asking.wish(true);
  }

  #openWith(paths: readonly string[]): string[] {
    return [...new Set([...(this.#store.state.open ?? []), ...paths])];
  }

  async #load(): Promise<void> {
    try {
      const { status, left, ...shown } = await this.#loader.load();
      this.#status = status;
      this.#left = left;
      this.#problem = undefined;
      this.#drawing.show(shown, this.#stylesOf(shown.graph));
      this.#afterShow(shown.graph);
    } catch (error) {
      this.#problem = this.#textOf(error);
    }
    this.#showMessages();
  }

  #afterShow(graph: ViewGraph): void {
    if (!this.#hasFitted && graph.nodes.length > 0) this.#lookFirst(graph);
    this.#tree.show(graph);
    this.#showLegend(graph);
    this.#focusBar.show(this.#store.state.focus);
    this.#finder.apply(graph);
    this.#lists.apply();
    if (this.#wanted !== undefined) this.#selectWanted(this.#wanted);
    else if (!this.#lists.isShown) this.#showNode(this.#drawing.selected);
    this.#tree.select(this.#drawing.selected);
    this.#store.saveSoon();
  }

  #lookFirst(graph: ViewGraph): void {
    const { look, selected, words } = this.#store.state;
    this.#hasFitted = true;
    if (look === undefined) this.#drawing.fit();
    else this.#drawing.lookAt(look);
    if (selected !== '') this.#drawing.select(graph.numberOf(selected));
    if (words !== '') void this.#search(words);
  }

  // What is told

  #showMessages(): void {
    const isShown = this.#graph.nodes.length > 0 && this.#status?.state !== 'off';
    const { t, formats, status, problem } = this.#told();
    const tryAgain = () => this.#asking.wish(true);
    const { state } = this.#store;
    this.#message.hidden = isShown;
    const message = messageOf({
      ...{ t, formats, status, problem, state, tryAgain },
      showAll: () => this.#ask({ hidden: [], focus: undefined }),
      command: (command) => this.#bridge.command(command),
    });
    this.#message.replaceChildren(...(isShown ? [] : [message]));
    const { done = 0, found = status?.modules ?? 0 } = status ?? {};
    showNotice(
      this.#notice,
      {
        ...{ hidden: state.hidden.length, left: this.#left, trouble: this.#trouble },
        reading: isShown && status?.state === 'analysing' ? { done, found } : undefined,
        problem: isShown ? problem : undefined,
        pathFrom: this.#lists.pathFrom,
      },
      { t, formats, tryAgain, showHidden: () => this.#ask({ hidden: [] }) },
    );
  }

  #told() {
    return { t: this.#t, formats: this.#formats, status: this.#status, problem: this.#problem };
  }

  #textOf(error: unknown): string {
    if (error instanceof BridgeError && error.kind === 'timeout')
      return this.#t('The server did not answer within a minute.');
    return error instanceof Error ? error.message : String(error);
  }

  #say(text: string): void {
    this.#live.textContent = text;
  }

  #tell(error: unknown): void {
    this.#trouble = this.#textOf(error);
    this.#say(this.#trouble);
    this.#showMessages();
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
    if (node !== none) this.#say(this.#describe.sentence(this.#graph, node));
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#showMessages();
  }

  #showNode(node: number): void {
    if (node === none) this.#panel.showHint();
    else this.#panel.showNode(this.#graph, node, this.#stepsOf(node));
  }

  #stepsOf(node: number): Step[] {
    const { id = '', type } = this.#graph.nodes[node] ?? {};
    const t = this.#t;
    const isOpen = this.#graph.isOpen[node] === 1;
    const isPathBegun = this.#lists.pathFrom !== undefined;
    const ofFile = [
      { label: t('Open file'), run: () => this.#openFile(id) },
      { label: t('What would changing this cost?'), run: () => this.#cost(id) },
    ];
    const toggle = isOpen ? t('Close folder') : t('Open folder');
    return [
      ...(type === 'file' ? ofFile : []),
      ...(type === 'folder' ? [{ label: toggle, run: () => this.#openNode(node) }] : []),
      ...(type === 'action' ? [{ label: t('Why'), run: () => this.#why(id) }] : []),
      { label: t('Focus'), run: () => this.#focusOn(id) },
      {
        label: isPathBegun ? t('Path to here') : t('Path from here'),
        run: () => this.#path(id),
      },
      { label: t('Hide'), run: () => this.#hide(id) },
    ];
  }

  #step(arrow: Arrow): void {
    const { placed, selected } = this.#drawing;
    const next = selected === none ? firstNode(placed) : stepFrom(placed, selected, arrow);
    if (next !== none) this.#select(next);
  }

  #openNode(node: number): void {
    const { id = '', type, label = '' } = this.#graph.nodes[node] ?? {};
    if (type === 'file') this.#openFile(id);
    else if (type === 'action') this.#why(id);
    if (type !== 'folder') return;
    const path = pathOf(id);
    const isOpen = this.#graph.isOpen[node] === 1;
    this.#drawing.select(node);
    this.#say(isOpen ? this.#t('Closed: {0}', label) : this.#t('Opened: {0}', label));
    const others = (this.#store.state.open ?? []).filter((one) => one !== path);
    this.#ask({ open: isOpen ? others : [...others, path], selected: id });
  }

  /** Goes to a node, shown or not: the folders around it are opened. */
  #goTo(id: string): void {
    const node = this.#graph.numberOf(id);
    if (node !== none) {
      this.#select(node);
      return;
    }
    this.#wanted = id;
    const open = this.#openWith(foldersAround(pathOf(id)).map(pathOf));
    const hidden = this.#store.state.hidden.filter((one) => one !== id);
    const filter = id.startsWith('action:')
      ? { actions: true }
      : id.startsWith('package:')
        ? { packages: true }
        : {};
    this.#ask({ open, hidden, ...filter });
  }

  #selectWanted(id: string): void {
    this.#wanted = undefined;
    const node = standInOf(this.#graph, id);
    if (node === none) this.#say(this.#t('{0} is not in the graph.', pathOf(id)));
    else this.#select(node);
  }

  /** What the extension was asked to show, e.g. by the explorer's menu. */
  async #takeWanted(): Promise<void> {
    const wanted = await this.#bridge.ask('graph/wanted', {}).catch(() => null);
    if (typeof wanted !== 'string') return;
    this.#store.set({ focus: undefined, cyclesOnly: false });
    this.#goTo(wanted);
  }

  #openFile(id: string): void {
    if (!id.startsWith('file:')) return;
    const asked = this.#bridge.ask('graph/openFile', { path: pathOf(id) });
    asked.catch((error) => this.#tell(error));
  }

  #why(id: string): void {
    if (id.startsWith('action:')) this.#bridge.command('cachescope.explain', pathOf(id));
    else this.#say(this.#t('Only of actions it is known why they ran.'));
  }

  #cost(id: string): void {
    if (id.startsWith('file:')) this.#lists.cost(pathOf(id)).catch((error) => this.#tell(error));
    else this.#say(this.#t('Only for files it is known what changing them would cost.'));
  }

  #path(id: string): void {
    if (id !== '') this.#lists.path(id).catch((error) => this.#tell(error));
  }

  #hide(id: string): void {
    if (id === '') return;
    this.#say(this.#t('Hidden: {0}', pathOf(id)));
    this.#ask({ hidden: [...this.#store.state.hidden, id] });
  }

  #focusOn(id: string): void {
    if (id === '') return;
    const { depth = 1, way = 'both' } = this.#store.state.focus ?? {};
    this.#setFocus({ id, depth, way });
  }

  #setFocus(focus: Focus | undefined): void {
    // With another centre, all nodes have other places: one looks at them from the start.
    const isOther = focus?.id !== this.#store.state.focus?.id;
    if (isOther) this.#hasFitted = false;
    this.#ask({ focus, ...(isOther ? { look: undefined } : {}) });
    const all = this.#t('All is shown again');
    this.#say(focus === undefined ? all : this.#t('Around {0}', pathOf(focus.id)));
  }

  #closeList(): void {
    this.#lists.close();
    this.#showNode(this.#drawing.selected);
    this.#drawing.element.focus();
  }

  #back(): void {
    if (this.#lists.back()) this.#showNode(this.#drawing.selected);
    else if (this.#store.state.focus !== undefined) this.#setFocus(undefined);
    else this.#select(none);
  }

  // Search, looks, files

  #searchSoon(words: string): void {
    window.clearTimeout(this.#searchTimer);
    this.#searchTimer = window.setTimeout(() => void this.#search(words), searchPauseMs);
  }

  async #search(words: string): Promise<void> {
    this.#store.set({ words });
    await this.#finder.search(words, this.#graph).catch((error) => this.#tell(error));
  }

  #stylesOf(graph: ViewGraph): Styles {
    const now = Date.now();
    const { overlay } = this.#store.state;
    const classes = graph.nodes.map((node) => classOf(overlay, node, now));
    return {
      hues: Uint8Array.from(classes, ({ hue }) => hues.indexOf(hue)),
      signs: classes.map(({ sign }) => sign),
    };
  }

  #showLegend(graph: ViewGraph): void {
    const { overlay } = this.#store.state;
    const now = Date.now();
    const closed = graph.nodes.filter((_, node) => graph.isOpen[node] !== 1);
    const used = usedClasses(
      closed.map((node) => classOf(overlay, node, now)),
      overlay,
    );
    this.#legend.replaceChildren(...legendOf(this.#t, used, this.#palette));
  }

  #repaint(): void {
    this.#palette = currentGraphPalette();
    this.#drawing.paint(this.#palette, this.#stylesOf(this.#graph));
    this.#showLegend(this.#graph);
  }

  #hover(node: number, x: number, y: number): void {
    const found = this.#graph.nodes[node];
    if (found === undefined) {
      this.#tooltip.hide();
      return;
    }
    const facts = this.#describe.facts(this.#graph, node);
    const lines = facts.map(([name, value]) => `${name}: ${value}`);
    this.#tooltip.show([pathOf(found.id), ...lines], x, y);
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
      this.#tell(error);
    }
  }
}

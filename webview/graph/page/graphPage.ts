/** The page of one folder's graph: what is asked for, what is shown of it, what the user does with it, and what is kept for later. */
import type { GraphView, GraphViewNode, ModuleStatus } from '../../../server/protocol/modules.ts';
import type { PageStart } from '../../../server/protocol/webview.ts';
import { type Bridge, BridgeError } from '../../bridge/bridge.ts';
import { onThemeChange } from '../../flame/page/theme.ts';
import { Tooltip } from '../../flame/page/tooltip.ts';
import { Formats } from '../../overview/formats.ts';
import { waiting, wholePage } from '../../overview/states.ts';
import { type Translate, translateWith } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { type LayoutMemory, memoryWithin } from '../model/layout.ts';
import { type Arrow, firstNode, stepFrom } from '../model/navigate.ts';
import { classOf, hues, type OverlayName, legendOf as usedClasses } from '../model/overlay.ts';
import { shortestWay } from '../model/reach.ts';
import { foldersAround, none, pathOf, ViewGraph } from '../model/viewGraph.ts';
import type { Highlight, Styles } from '../paint/scene.ts';
import type { GraphWorker } from '../worker/link.ts';
import { Asking } from './asking.ts';
import { FocusBar, legendOf, showNotice } from './bars.ts';
import { Describe } from './describe.ts';
import { Finder, standInOf } from './finder.ts';
import { GraphCanvas } from './graphCanvas.ts';
import { helpDialog } from './help.ts';
import { type KeyEvents, listenToKeys } from './keys.ts';
import { Panel, type Step } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { partShown, questionOf, refOf } from './question.ts';
import { fileOf, type SaveKind } from './saving.ts';
import { type Focus, type PageState, readState } from './state.ts';
import { currentGraphPalette } from './theme.ts';
import { type FilterName, Toolbar } from './toolbar.ts';
import { GraphTree } from './tree.ts';

const searchPauseMs = 150;
const savePauseMs = 200;
/** Names that the layout's memory may have to be kept while the page is away. */
const keptNamesMax = 4000;
/** A first view of so few nodes says nothing: its folders are opened. */
const fewNodes = 3;
const autoRounds = 3;
const circlesAsked = 100;

/** What stands out of the rest. */
interface Standing {
  readonly ids: readonly string[];
  /** True: the last leads to the first. */
  readonly isCircle: boolean;
}

/** The page. */
export class GraphPage {
  readonly #bridge: Bridge;
  readonly #worker: GraphWorker;
  readonly #folder: string;
  readonly #t: Translate;
  readonly #formats: Formats;
  readonly #drawing: GraphCanvas;
  readonly #tree: GraphTree;
  readonly #toolbar: Toolbar;
  readonly #panel: Panel;
  readonly #finder: Finder;
  readonly #focusBar: FocusBar;
  readonly #describe: Describe;
  readonly #tooltip = new Tooltip();
  readonly #help: HTMLDialogElement;
  readonly #notice = element('div', { class: 'bar', attributes: { hidden: '', role: 'note' } });
  readonly #legend = element('div', { class: 'legend' });
  readonly #live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #message = element('div', { class: 'message' });
  readonly #stage: HTMLElement;
  readonly #asking = new Asking(() => this.#askOnce());
  #state: PageState;
  #palette = currentGraphPalette();
  #status: ModuleStatus | undefined;
  #view: GraphView | undefined;
  #problem: string | undefined;
  /** Layouts of what is no part of the state: of one focus, of circles alone. */
  #other: { readonly scope: string; readonly memory: LayoutMemory } = { scope: '', memory: {} };
  #standing: Standing | undefined;
  #pathFrom: string | undefined;
  /** To be selected as soon as it is shown. */
  #wanted: string | undefined;
  #isListShown = false;
  #hasFitted = false;
  #searchTimer = 0;
  #saveTimer = 0;

  constructor(parts: {
    readonly bridge: Bridge;
    readonly worker: GraphWorker;
    readonly start: PageStart;
  }) {
    const { bridge, worker, start } = parts;
    this.#bridge = bridge;
    this.#worker = worker;
    this.#folder = start.folder;
    const t = translateWith(start.texts);
    this.#t = t;
    this.#formats = new Formats(start.locale);
    this.#state = readState(bridge.state());
    this.#describe = new Describe(t, this.#formats);
    this.#help = helpDialog(t);
    const label = t('Module graph. Arrow keys go from node to node, ? lists all keys.');
    const events = { moved: () => this.#saveSoon() };
    this.#drawing = new GraphCanvas({ label, worker, palette: this.#palette, events });
    this.#tree = new GraphTree(t, (node) => this.#describe.short(this.#graph, node), {
      selected: (node) => this.#select(node),
      opened: (node) => this.#openNode(node),
    });
    this.#toolbar = new Toolbar(t, this.#state, this.#toolbarEvents());
    this.#panel = new Panel({
      ...{ t, formats: this.#formats, describe: this.#describe },
      goTo: (id) => this.#goTo(id),
      showCircle: (ids) => this.#standOut({ ids, isCircle: true }),
      explain: (action) => bridge.command('cachescope.explain', action),
      close: () => this.#closeList(),
    });
    this.#finder = new Finder({
      ...{ bridge, folder: this.#folder, t, formats: this.#formats },
      tell: (text, canStep) => this.#toolbar.showFound(text, canStep),
      highlight: (nodes) => this.#drawing.match(nodes),
      goTo: (id) => this.#goTo(id),
    });
    this.#focusBar = new FocusBar(t, {
      changed: (focus) => this.#setFocus(focus),
      ended: () => this.#setFocus(undefined),
    });
    this.#stage = element(
      'div',
      { class: 'stage' },
      this.#tree.element,
      this.#drawing.element,
      this.#message,
    );
  }

  get #graph(): ViewGraph {
    return this.#drawing.shown.graph;
  }

  /** Puts the page into an element, and keeps it up to date from now on. */
  async open(root: Element): Promise<void> {
    root.replaceChildren(
      this.#toolbar.element,
      this.#focusBar.element,
      this.#notice,
      this.#legend,
      this.#stage,
      this.#panel.element,
      this.#tooltip.element,
      this.#live,
      this.#help,
    );
    this.#message.replaceChildren(waiting(this.#t('Reading the graph…')));
    this.#showTree(this.#state.tree);
    this.#panel.showHint();
    this.#listen();
    this.#saveSoon();
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
    return {
      step: (arrow) => this.#step(arrow),
      open: () => this.#openNode(this.#drawing.selected),
      outer: () => this.#select(this.#graph.parents[this.#drawing.selected] ?? none),
      focus: () => this.#focusOn(this.#selectedId()),
      hide: () => this.#hide(this.#selectedId()),
      path: () => void this.#path(this.#selectedId()),
      why: () => this.#why(this.#selectedId()),
      cost: () => void this.#cost(this.#selectedId()),
      openFile: () => this.#openFile(this.#selectedId()),
      search: () => this.#toolbar.focusSearch(),
      nextMatch: (by) => this.#finder.go(by),
      zoom: (factor) => this.#drawing.zoomBy(factor),
      fit: () => this.#drawing.fit(),
      back: () => this.#back(),
      toggleTree: () => this.#showTree(!this.#state.tree),
      help: () => this.#help.showModal(),
    };
  }

  #toolbarEvents() {
    return {
      search: (words: string) => this.#searchSoon(words),
      nextMatch: (by: 1 | -1) => this.#finder.go(by),
      leave: () => this.#drawing.element.focus(),
      overlay: (overlay: OverlayName) => {
        this.#set({ overlay });
        this.#repaint();
      },
      filter: (name: FilterName, isOn: boolean) => this.#ask({ [name]: isOn }),
      fit: () => this.#drawing.fit(),
      cycles: () => void this.#showCircles(),
      toggleTree: () => this.#showTree(!this.#state.tree),
      save: (kind: SaveKind) => void this.#save(kind),
      help: () => this.#help.showModal(),
    };
  }

  // Asking

  #set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#saveSoon();
  }

  #ask(change: Partial<PageState>): void {
    this.#set(change);
    this.#asking.wish(true);
  }

  async #askOnce(): Promise<void> {
    try {
      await this.#load();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = this.#problemText(error);
    }
    this.#showMessages();
  }

  async #load(): Promise<void> {
    const folder = this.#folder;
    const [status, view] = await Promise.all([
      this.#bridge.request('cachescope/modules', { folder }),
      this.#viewToBeginWith(),
    ]);
    this.#status = status;
    this.#view = view;
    const part = partShown(view, this.#state);
    const scope = this.#scope();
    const memory = this.#memoryOf(scope);
    const layout = await this.#worker.layOut({ nodes: part.nodes, edges: part.edges }, memory);
    if (scope === 'all') this.#state = { ...this.#state, memory: layout.memory };
    else this.#other = { scope, memory: layout.memory };
    const graph = new ViewGraph(part);
    this.#drawing.show({ graph, layout }, this.#stylesOf(graph));
    this.#afterShow(graph);
  }

  async #viewToBeginWith(): Promise<GraphView> {
    let view = await this.#askView();
    if (this.#state.open !== undefined) return view;
    for (let round = 0; round < autoRounds; round++) {
      const closed = closedFolders(view.nodes);
      const shown = view.nodes.length - (this.#state.open ?? []).length;
      if (closed.length === 0 || shown > fewNodes) break;
      this.#set({ open: [...(this.#state.open ?? []), ...closed] });
      view = await this.#askView();
    }
    return view;
  }

  #askView(): Promise<GraphView> {
    return this.#bridge.request('cachescope/graphView', questionOf(this.#state, this.#folder));
  }

  /** What has positions of its own: the graph as a whole, circles alone, the surroundings of one node. */
  #scope(): string {
    const { focus, cyclesOnly } = this.#state;
    return focus !== undefined ? `focus ${focus.id}` : cyclesOnly ? 'circles' : 'all';
  }

  #memoryOf(scope: string): LayoutMemory {
    if (scope === 'all') return this.#state.memory;
    return this.#other.scope === scope ? this.#other.memory : {};
  }

  #afterShow(graph: ViewGraph): void {
    const { look, selected } = this.#state;
    if (!this.#hasFitted && graph.nodes.length > 0) {
      this.#hasFitted = true;
      if (look === undefined) this.#drawing.fit();
      else this.#drawing.lookAt(look);
      if (selected !== '') this.#drawing.select(graph.numberOf(selected));
      if (this.#state.words !== '') void this.#search(this.#state.words);
    }
    this.#tree.show(graph);
    this.#legendShow(graph);
    this.#focusBar.show(this.#state.focus);
    this.#finder.apply(graph);
    this.#applyStanding();
    if (this.#wanted !== undefined) this.#selectWanted(this.#wanted);
    else if (!this.#isListShown) this.#showNode(this.#drawing.selected);
    if (this.#drawing.selected !== none) this.#tree.select(this.#drawing.selected);
  }

  #problemText(error: unknown): string {
    if (error instanceof BridgeError && error.kind === 'timeout')
      return this.#t('The server did not answer within a minute.');
    return error instanceof Error ? error.message : String(error);
  }

  // What is told

  #showMessages(): void {
    const status = this.#status;
    const isReading = status?.state === 'analysing';
    const found = { done: status?.done ?? 0, found: status?.found ?? status?.modules ?? 0 };
    const message = this.#wholeMessage();
    this.#message.hidden = message === undefined;
    this.#message.replaceChildren(...(message === undefined ? [] : [message]));
    showNotice(
      this.#notice,
      {
        hidden: this.#state.hidden.length,
        left: this.#view?.left ?? 0,
        reading: isReading && message === undefined ? found : undefined,
        problem: message === undefined ? this.#problem : undefined,
        pathFrom: this.#pathFrom,
      },
      {
        ...{ t: this.#t, formats: this.#formats },
        showHidden: () => this.#ask({ hidden: [] }),
        tryAgain: () => this.#asking.wish(true),
      },
    );
  }

  /** In place of the graph, where there is none. */
  #wholeMessage(): HTMLElement | undefined {
    if (this.#graph.nodes.length > 0 && this.#status?.state !== 'off') return undefined;
    const t = this.#t;
    const again = { label: t('Try again'), run: () => this.#asking.wish(true) };
    const showLog = { label: t('Show log'), run: () => this.#bridge.command('cachescope.showLog') };
    const status = this.#status;
    if (this.#problem !== undefined || status?.state === 'failed') {
      const title = t('The graph could not be read');
      const text = this.#problem ?? status?.message ?? t('The log says more.');
      return wholePage({ title, text, steps: [again, showLog], isAlert: true });
    }
    if (status?.state === 'off') {
      const text = t('Switch on the setting "Cachescope: Modules" to see what imports what.');
      const run = () => this.#bridge.command('workbench.action.openSettings');
      const steps = [{ label: t('Open settings'), run }];
      return wholePage({ title: t('Modules are not analysed'), text, steps });
    }
    if (status?.state === 'analysing') {
      const count = (value: number) => this.#formats.count(value);
      const [done, found] = [count(status.done ?? 0), count(status.found ?? 0)];
      return waiting(t('Reading modules: {0} of {1}', done, found));
    }
    return this.#emptyMessage();
  }

  #emptyMessage(): HTMLElement {
    const t = this.#t;
    const { hidden, cyclesOnly, focus } = this.#state;
    const isCut = hidden.length > 0 || cyclesOnly || focus !== undefined;
    if (!isCut) {
      const text = t('There is no JavaScript or TypeScript file in this folder.');
      return wholePage({ title: t('There are no modules'), text, steps: [] });
    }
    const text = cyclesOnly
      ? t('No module imports itself, near or far.')
      : t('All of it is hidden, or out of focus.');
    const run = () => this.#ask({ hidden: [], focus: undefined });
    const steps = cyclesOnly ? [] : [{ label: t('Show all'), run }];
    return wholePage({ title: t('There is nothing to show'), text, steps });
  }

  #say(text: string): void {
    this.#live.textContent = text;
  }

  #tell(error: unknown): void {
    this.#say(this.#problemText(error));
    this.#problem = this.#problemText(error);
    this.#showMessages();
    this.#problem = undefined;
  }

  // Nodes

  #selectedId(): string {
    return this.#graph.nodes[this.#drawing.selected]?.id ?? '';
  }

  #select(node: number): void {
    this.#drawing.select(node);
    this.#tree.select(node);
    this.#isListShown = false;
    this.#showNode(node);
    this.#set({ selected: this.#selectedId() });
    if (node !== none) this.#say(this.#describe.sentence(this.#graph, node));
  }

  #showNode(node: number): void {
    if (node === none) this.#panel.showHint();
    else this.#panel.showNode(this.#graph, node, this.#stepsOf(node));
  }

  #stepsOf(node: number): Step[] {
    const found = this.#graph.nodes[node];
    if (found === undefined) return [];
    const t = this.#t;
    const { id, type } = found;
    const isOpen = this.#graph.isOpen[node] === 1;
    const steps: (Step | undefined)[] = [
      type === 'file' ? { label: t('Open file'), run: () => this.#openFile(id) } : undefined,
      type === 'folder'
        ? { label: isOpen ? t('Close folder') : t('Open folder'), run: () => this.#openNode(node) }
        : undefined,
      type === 'action' ? { label: t('Why'), run: () => this.#why(id) } : undefined,
      type === 'file'
        ? { label: t('What would changing this cost?'), run: () => void this.#cost(id) }
        : undefined,
      { label: t('Focus'), run: () => this.#focusOn(id) },
      {
        label: this.#pathFrom === undefined ? t('Path from here') : t('Path to here'),
        run: () => void this.#path(id),
      },
      { label: t('Hide'), run: () => this.#hide(id) },
    ];
    return steps.filter((step) => step !== undefined);
  }

  #step(arrow: Arrow): void {
    const { placed, selected } = this.#drawing;
    const next = selected === none ? firstNode(placed) : stepFrom(placed, selected, arrow);
    if (next !== none) this.#select(next);
  }

  #openNode(node: number): void {
    const found = this.#graph.nodes[node];
    if (found?.type === 'file') this.#openFile(found.id);
    else if (found?.type === 'action') this.#why(found.id);
    if (found?.type !== 'folder') return;
    const path = pathOf(found.id);
    const isOpen = this.#graph.isOpen[node] === 1;
    const others = (this.#state.open ?? []).filter((one) => one !== path);
    const text = isOpen ? this.#t('Closed: {0}', found.label) : this.#t('Opened: {0}', found.label);
    this.#drawing.select(node);
    this.#say(text);
    this.#ask({ open: isOpen ? others : [...others, path], selected: found.id });
  }

  /** Goes to a node, shown or not: the folders around it are opened. */
  #goTo(id: string): void {
    const node = this.#graph.numberOf(id);
    if (node !== none) {
      this.#select(node);
      return;
    }
    this.#wanted = id;
    const around = foldersAround(pathOf(id)).map(pathOf);
    const hidden = this.#state.hidden.filter((one) => one !== id);
    const open = [...new Set([...(this.#state.open ?? []), ...around])];
    this.#ask({ open, hidden, ...this.#filterFor(id) });
  }

  #filterFor(id: string): Partial<PageState> {
    if (id.startsWith('action:')) return { actions: true };
    return id.startsWith('package:') ? { packages: true } : {};
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
    this.#set({ focus: undefined, cyclesOnly: false });
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

  async #cost(id: string): Promise<void> {
    if (!id.startsWith('file:')) {
      this.#say(this.#t('Only for files it is known what changing them would cost.'));
      return;
    }
    const path = pathOf(id);
    try {
      const params = { folder: this.#folder, paths: [path] };
      const result = await this.#bridge.request('cachescope/impact', params);
      this.#isListShown = true;
      this.#panel.showImpact(path, result);
      const time = this.#formats.duration(result.expectedMs);
      this.#say(this.#t('Changing {0} would take about {1}.', path, time));
    } catch (error) {
      this.#tell(error);
    }
  }

  #hide(id: string): void {
    if (id === '') return;
    this.#say(this.#t('Hidden: {0}', pathOf(id)));
    this.#ask({ hidden: [...this.#state.hidden, id] });
  }

  #focusOn(id: string): void {
    if (id === '') return;
    const { depth = 1, way = 'both' } = this.#state.focus ?? {};
    this.#setFocus({ id, depth, way });
  }

  #setFocus(focus: Focus | undefined): void {
    const isOther = focus?.id !== this.#state.focus?.id;
    this.#set({ focus });
    // Another place of all nodes: it is looked at from the start.
    if (isOther) this.#hasFitted = false;
    if (isOther) this.#state = { ...this.#state, look: undefined };
    this.#asking.wish(true);
    const text =
      focus === undefined ? this.#t('All is shown again') : this.#t('Around {0}', pathOf(focus.id));
    this.#say(text);
  }

  // Paths and circles

  async #path(id: string): Promise<void> {
    if (id === '') return;
    const from = this.#pathFrom;
    this.#pathFrom = from === undefined ? id : undefined;
    this.#showMessages();
    this.#showNode(this.#drawing.selected);
    if (from === undefined) {
      this.#say(this.#t('Path from {0}: select where to, and press P.', pathOf(id)));
      return;
    }
    try {
      const way = (await this.#wayBetween(from, id)) ?? (await this.#wayBetween(id, from));
      if (way !== undefined) this.#showWay(way);
      else this.#say(this.#t('Neither depends on the other, near or far.'));
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Between files and actions through the whole graph, else through what is shown. */
  async #wayBetween(from: string, to: string): Promise<string[] | undefined> {
    const [fromRef, toRef] = [refOf(from), refOf(to)];
    if (fromRef !== undefined && toRef !== undefined) {
      const params = { folder: this.#folder, from: fromRef, to: toRef };
      const { nodes } = await this.#bridge.request('cachescope/route', params);
      const ids = nodes.map((one) =>
        one.type === 'file' ? `file:${one.path}` : `action:${one.id}`,
      );
      return ids.length === 0 ? undefined : ids;
    }
    const graph = this.#graph;
    const way = shortestWay(graph, graph.numberOf(from), graph.numberOf(to));
    return way.length === 0 ? undefined : way.map((node) => graph.nodes[node]?.id ?? '');
  }

  #showWay(ids: readonly string[]): void {
    this.#isListShown = true;
    this.#panel.showWay(ids);
    this.#standOut({ ids, isCircle: false });
    this.#say(this.#t('Path, each depends on the next: {0}', ids.map(pathOf).join(', ')));
  }

  async #showCircles(): Promise<void> {
    try {
      const params = { folder: this.#folder, offset: 0, limit: circlesAsked };
      const page = await this.#bridge.request('cachescope/moduleCycles', params);
      this.#isListShown = true;
      this.#panel.showCircles(page);
      this.#say(this.#t('Circles: {0}', this.#formats.count(page.total)));
    } catch (error) {
      this.#tell(error);
    }
  }

  /** What stands out is shown: the folders around it are opened. */
  #standOut(standing: Standing): void {
    this.#standing = standing;
    const around = standing.ids.flatMap((id) => foldersAround(pathOf(id)).map(pathOf));
    const isFile = standing.ids.every((id) => id.startsWith('file:'));
    const open = [...new Set([...(this.#state.open ?? []), ...(isFile ? around : [])])];
    this.#applyStanding();
    this.#ask({ open });
  }

  #applyStanding(): void {
    this.#drawing.highlight(this.#standing && highlightOf(this.#graph, this.#standing));
  }

  #closeList(): void {
    this.#standing = undefined;
    this.#isListShown = false;
    this.#applyStanding();
    this.#showNode(this.#drawing.selected);
    this.#drawing.element.focus();
  }

  #back(): void {
    if (this.#pathFrom !== undefined) {
      this.#pathFrom = undefined;
      this.#showMessages();
    } else if (this.#isListShown || this.#standing !== undefined) this.#closeList();
    else if (this.#state.focus !== undefined) this.#setFocus(undefined);
    else this.#select(none);
  }

  // Search, looks, files

  #searchSoon(words: string): void {
    window.clearTimeout(this.#searchTimer);
    this.#searchTimer = window.setTimeout(() => void this.#search(words), searchPauseMs);
  }

  async #search(words: string): Promise<void> {
    this.#set({ words });
    await this.#finder.search(words, this.#graph).catch((error) => this.#tell(error));
  }

  #stylesOf(graph: ViewGraph): Styles {
    const now = Date.now();
    const classes = graph.nodes.map((node) => classOf(this.#state.overlay, node, now));
    return {
      hues: Uint8Array.from(classes, ({ hue }) => hues.indexOf(hue)),
      signs: classes.map(({ sign }) => sign),
    };
  }

  #legendShow(graph: ViewGraph): void {
    const { overlay } = this.#state;
    const now = Date.now();
    const closed = graph.nodes.filter((_, node) => graph.isOpen[node] !== 1);
    const classes = closed.map((node) => classOf(overlay, node, now));
    this.#legend.replaceChildren(
      ...legendOf(this.#t, usedClasses(classes, overlay), this.#palette),
    );
  }

  #repaint(): void {
    this.#palette = currentGraphPalette();
    this.#drawing.paint(this.#palette, this.#stylesOf(this.#graph));
    this.#legendShow(this.#graph);
  }

  #hover(node: number, x: number, y: number): void {
    const found = this.#graph.nodes[node];
    if (found === undefined) {
      this.#tooltip.hide();
      return;
    }
    const facts = this.#describe
      .facts(this.#graph, node)
      .map(([name, value]) => `${name}: ${value}`);
    this.#tooltip.show([pathOf(found.id), ...facts], x, y);
  }

  #showTree(tree: boolean): void {
    this.#set({ tree });
    this.#tree.element.hidden = !tree;
    this.#toolbar.showTree(tree);
  }

  async #save(kind: SaveKind): Promise<void> {
    try {
      const file = await fileOf(kind, this.#drawing);
      await this.#bridge.ask('graph/save', file);
    } catch (error) {
      this.#tell(error);
    }
  }

  #saveSoon(): void {
    window.clearTimeout(this.#saveTimer);
    this.#saveTimer = window.setTimeout(() => {
      const { memory, ...rest } = this.#state;
      const look = this.#hasFitted ? this.#drawing.look : this.#state.look;
      this.#bridge.saveState({
        ...rest,
        ...{ folder: this.#folder, look, memory: memoryWithin(memory, keptNamesMax) },
      });
    }, savePauseMs);
  }
}

function closedFolders(nodes: readonly GraphViewNode[]): string[] {
  const open = new Set(nodes.map(({ parent }) => parent));
  return nodes
    .filter(({ id, type }) => type === 'folder' && !open.has(id))
    .map(({ id }) => pathOf(id));
}

// Those in closed folders are stood in for; edges lead from each to the next.
function highlightOf(graph: ViewGraph, { ids, isCircle }: Standing): Highlight {
  const shown = ids.map((id) => standInOf(graph, id));
  const nodes = new Set(shown.filter((node) => node !== none));
  const edges: number[] = [];
  const last = isCircle ? shown.length : shown.length - 1;
  for (let at = 0; at < last; at++) {
    const [from = none, to = none] = [shown[at], shown[(at + 1) % shown.length]];
    if (from !== none && to !== none && from !== to) edges.push(from, to);
  }
  return { nodes, edges: Uint32Array.from(edges) };
}

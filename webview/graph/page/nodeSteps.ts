/** What can be done with a node, by keys, by the pointer, in the tree or with the buttons below the graph. */
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { foldersAround, none, pathOf, type ViewGraph } from '../model/viewGraph.ts';
import type { Lists } from './lists.ts';
import type { Step } from './panel.ts';
import { refOf } from './question.ts';
import type { Focus, PageState } from './state.ts';

/** What they work with. */
export interface NodeStepParts {
  readonly t: Translate;
  readonly bridge: Bridge;
  readonly lists: Lists;
  readonly state: () => PageState;
  readonly graph: () => ViewGraph;
  readonly say: (text: string) => void;
  /** Says it, and shows it until something else is done. */
  readonly note: (text: string) => void;
  readonly tell: (error: unknown) => void;
  /** Asks the server with another state. */
  readonly ask: (change: Partial<PageState>) => void;
  readonly select: (node: number) => void;
  /** Selects a node as soon as it is shown. */
  readonly want: (id: string) => void;
  /** What is shown has another centre: one looks at it from the start. */
  readonly lookAnew: () => void;
}

/** See above. Nodes are named by their ids; '' is none. */
export class NodeSteps {
  readonly #parts: NodeStepParts;

  constructor(parts: NodeStepParts) {
    this.#parts = parts;
  }

  /** All that can be done with one. */
  of(node: number): Step[] {
    const { t, graph, lists } = this.#parts;
    const { id = '', type } = graph().nodes[node] ?? {};
    const isOpen = graph().isOpen[node] === 1;
    const ofFile = [
      { label: t('Open file'), run: () => this.openFile(id) },
      { label: t('What would changing this cost?'), run: () => this.cost(id) },
    ];
    const toggle = isOpen ? t('Close folder') : t('Open folder');
    const path = lists.pathFrom === undefined ? t('Path from here') : t('Path to here');
    return [
      ...(type === 'file' ? ofFile : []),
      ...(type === 'folder' ? [{ label: toggle, run: () => this.open(node) }] : []),
      ...(type === 'action' ? [{ label: t('Why'), run: () => this.why(id) }] : []),
      { label: t('Focus'), run: () => this.focusOn(id) },
      { label: path, run: () => this.path(id) },
      { label: t('Hide'), run: () => this.hide(id) },
    ];
  }

  /** Opens or closes a folder, opens a file, says why an action ran. */
  open(node: number): void {
    const { id = '', type } = this.#parts.graph().nodes[node] ?? {};
    if (type === 'file') this.openFile(id);
    else if (type === 'action') this.why(id);
    else if (type === 'folder') this.#toggle(node);
  }

  #toggle(node: number): void {
    const { t, graph, state, say, ask } = this.#parts;
    const { id = '', label = '' } = graph().nodes[node] ?? {};
    const path = pathOf(id);
    const isOpen = graph().isOpen[node] === 1;
    say(isOpen ? t('Closed: {0}', label) : t('Opened: {0}', label));
    const without = (paths: readonly string[]) => paths.filter((one) => one !== path);
    const { focus, closed, open } = state();
    // Around a file or an action all folders are open but those that were closed.
    if (focus !== undefined && refOf(focus.id) !== undefined)
      ask({ closed: [...without(closed), ...(isOpen ? [path] : [])], selected: id });
    else ask({ open: [...without(open ?? []), ...(isOpen ? [] : [path])], selected: id });
  }

  /** Opens folders, so that what lies in them is seen. */
  show(folders: readonly string[], change: Partial<PageState> = {}): void {
    const { state, ask } = this.#parts;
    const { open = [], closed } = state();
    const isShown = new Set(folders);
    ask({
      open: [...new Set([...open, ...folders])],
      closed: closed.filter((path) => !isShown.has(path)),
      ...change,
    });
  }

  /** Goes to a node, shown or not: the folders around it are opened. */
  goTo(id: string): void {
    const { graph, state, select, want } = this.#parts;
    const node = graph().numberOf(id);
    if (node !== none) {
      select(node);
      return;
    }
    want(id);
    const hidden = state().hidden.filter((one) => one !== id);
    const filter = id.startsWith('action:')
      ? { actions: true }
      : id.startsWith('package:')
        ? { packages: true }
        : {};
    this.show(foldersAround(pathOf(id)).map(pathOf), { hidden, ...filter });
  }

  openFile(id: string): void {
    if (!id.startsWith('file:')) return;
    const { bridge, tell } = this.#parts;
    bridge.ask('graph/openFile', { path: pathOf(id) }).catch(tell);
  }

  why(id: string): void {
    const { bridge, note, t } = this.#parts;
    if (id.startsWith('action:')) bridge.command('cachescope.explain', pathOf(id));
    else note(t('Only of actions it is known why they ran.'));
  }

  cost(id: string): void {
    const { lists, note, tell, t } = this.#parts;
    if (id.startsWith('file:')) lists.cost(pathOf(id)).catch(tell);
    else note(t('Only for files it is known what changing them would cost.'));
  }

  /** The first time: a path begins here. The second time: it ends here. */
  path(id: string): void {
    if (id !== '') this.#parts.lists.path(id).catch(this.#parts.tell);
  }

  hide(id: string): void {
    if (id === '') return;
    const { t, say, ask, state } = this.#parts;
    say(t('Hidden: {0}', pathOf(id)));
    ask({ hidden: [...state().hidden, id] });
  }

  focusOn(id: string): void {
    if (id === '') return;
    const { depth = 1, way = 'both' } = this.#parts.state().focus ?? {};
    this.setFocus({ id, depth, way });
  }

  setFocus(focus: Focus | undefined): void {
    const { t, say, ask, state, lookAnew } = this.#parts;
    // With another centre, all nodes have other places.
    const isOther = focus?.id !== state().focus?.id;
    if (isOther) lookAnew();
    ask({ focus, ...(isOther ? { look: undefined, closed: [] } : {}) });
    say(focus === undefined ? t('All is shown again') : t('Around {0}', pathOf(focus.id)));
  }
}

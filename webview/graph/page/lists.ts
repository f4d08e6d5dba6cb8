/** Paths, circles and costs: asked for, listed in the panel, and shown in the graph, where what belongs to them stands out. */
import type { Bridge } from '../../bridge/bridge.ts';
import type { Formats } from '../../overview/formats.ts';
import type { Translate } from '../../overview/texts.ts';
import { shortestWay } from '../model/reach.ts';
import { foldersAround, none, pathOf, type ViewGraph } from '../model/viewGraph.ts';
import type { Highlight } from '../paint/scene.ts';
import { standInOf } from './finder.ts';
import type { Panel } from './panel.ts';
import { refOf } from './question.ts';

/** What they work with. */
export interface ListParts {
  readonly bridge: Bridge;
  readonly folder: string;
  readonly t: Translate;
  readonly formats: Formats;
  readonly panel: Panel;
  readonly graph: () => ViewGraph;
  readonly say: (text: string) => void;
  /** Says it, and shows it until something else is done. */
  readonly note: (text: string) => void;
  readonly highlight: (highlight: Highlight | undefined) => void;
  /** Looks at nodes, all of them. */
  readonly lookAt: (nodes: ReadonlySet<number>) => void;
  /** Opens folders, so that what stands out is seen. */
  readonly openFolders: (paths: readonly string[]) => void;
  /** A path has got a beginning, or has none any more. */
  readonly pathChanged: () => void;
}

/** What stands out of the rest. */
interface Standing {
  readonly ids: readonly string[];
  /** True: the last leads to the first. */
  readonly isCircle: boolean;
}

const circlesAsked = 100;

/** See above. What is asked for rejects with an error whose message is for people. */
export class Lists {
  readonly #parts: ListParts;
  #standing: Standing | undefined;
  /** It stands out since just now, so one looks at it. */
  #isFresh = false;
  #isShown = false;
  #pathFrom: string | undefined;

  constructor(parts: ListParts) {
    this.#parts = parts;
  }

  /** True: the panel shows a list, and no node. */
  get isShown(): boolean {
    return this.#isShown;
  }

  /** Where a path begins that has no end yet. */
  get pathFrom(): string | undefined {
    return this.#pathFrom;
  }

  /** The panel shows something else; what stands out stays. */
  leave(): void {
    this.#isShown = false;
  }

  /** Ends the last of what was begun. @returns false where there is nothing to end */
  back(): boolean {
    if (this.#pathFrom !== undefined) {
      this.#pathFrom = undefined;
      this.#parts.pathChanged();
      return true;
    }
    const isAny = this.#isShown || this.#standing !== undefined;
    this.close();
    return isAny;
  }

  close(): void {
    this.#standing = undefined;
    this.#isShown = false;
    this.apply();
  }

  /** Lets it stand out in what is shown now. @param isAnswer true: that is a new answer, in which folders were opened for it */
  apply(isAnswer = false): void {
    const { highlight, graph, lookAt } = this.#parts;
    const found = this.#standing && highlightOf(graph(), this.#standing);
    highlight(found);
    if (found === undefined || !this.#isFresh) return;
    lookAt(found.nodes);
    this.#isFresh = !isAnswer;
  }

  /** The first time: a path begins here. The second time: it ends here. */
  async path(id: string): Promise<void> {
    const { t, say, note, pathChanged } = this.#parts;
    const from = this.#pathFrom;
    this.#pathFrom = from === undefined ? id : undefined;
    pathChanged();
    if (from === undefined) {
      say(t('Path from {0}: select where to, and press P.', pathOf(id)));
      return;
    }
    const way = (await this.#wayBetween(from, id)) ?? (await this.#wayBetween(id, from));
    if (way === undefined) note(t('Neither depends on the other, near or far.'));
    else this.#showWay(way);
  }

  async circles(): Promise<void> {
    const { bridge, folder, t, formats, panel, say } = this.#parts;
    const params = { folder, offset: 0, limit: circlesAsked };
    const page = await bridge.request('cachescope/moduleCycles', params);
    this.#isShown = true;
    panel.showCircles(page);
    say(t('Circles: {0}', formats.count(page.total)));
  }

  showCircle(ids: readonly string[]): void {
    this.#standOut({ ids, isCircle: true });
  }

  async cost(path: string): Promise<void> {
    const { bridge, folder, t, formats, panel, say } = this.#parts;
    const result = await bridge.request('cachescope/impact', { folder, paths: [path] });
    this.#isShown = true;
    panel.showImpact(path, result);
    const isKnown = result.unknown < result.actions.length;
    const title = t('What changing {0} would cost', path);
    const time = formats.duration(result.expectedMs);
    say(isKnown ? t('Changing {0} would take about {1}.', path, time) : title);
  }

  /** Between files and actions through the whole graph, else through what is shown. */
  async #wayBetween(from: string, to: string): Promise<string[] | undefined> {
    const { bridge, folder } = this.#parts;
    const [fromRef, toRef] = [refOf(from), refOf(to)];
    if (fromRef !== undefined && toRef !== undefined) {
      const params = { folder, from: fromRef, to: toRef };
      const { nodes } = await bridge.request('cachescope/route', params);
      const ids = nodes.map((one) =>
        one.type === 'file' ? `file:${one.path}` : `action:${one.id}`,
      );
      return ids.length === 0 ? undefined : ids;
    }
    const graph = this.#parts.graph();
    const way = shortestWay(graph, graph.numberOf(from), graph.numberOf(to));
    return way.length === 0 ? undefined : way.map((node) => graph.nodes[node]?.id ?? '');
  }

  #showWay(ids: readonly string[]): void {
    const { t, panel, say } = this.#parts;
    this.#isShown = true;
    panel.showWay(ids);
    this.#standOut({ ids, isCircle: false });
    say(t('Path, each depends on the next: {0}', ids.map(pathOf).join(', ')));
  }

  #standOut(standing: Standing): void {
    this.#standing = standing;
    this.#isFresh = true;
    this.apply();
    const files = standing.ids.filter((id) => id.startsWith('file:'));
    this.#parts.openFolders(files.flatMap((id) => foldersAround(pathOf(id)).map(pathOf)));
  }
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

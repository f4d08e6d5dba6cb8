/** The place below the bars, and which view is on it: the chart in one of its three orders, or the table. A view that comes too late is not shown. */
import { element } from '../../ui/dom.ts';
import type { FlameChart } from './chart.ts';
import { type ContentParts, contentOf, tableContent } from './contents.ts';
import type { Finder } from './finder.ts';
import { FrameTable } from './frameTable.ts';
import type { KeptState } from './keptState.ts';
import type { Panel } from './panel.ts';
import type { RunPart } from './runPart.ts';
import type { ViewName } from './state.ts';

/** What it works with. */
export interface StageParts extends ContentParts {
  readonly chart: FlameChart;
  readonly finder: Finder;
  readonly panel: Panel;
  readonly run: RunPart;
  readonly kept: KeptState;
  /** A view begins to be shown. */
  readonly begun: (view: ViewName) => void;
  /** A view is shown. */
  readonly shownNow: () => void;
}

/** See above. */
export class Stage {
  readonly element = element('div', { class: 'stage' });
  readonly #parts: StageParts;
  readonly #table: FrameTable;
  /** Rises with each view. */
  #turn = 0;
  #showing: Promise<void> = Promise.resolve();

  constructor(parts: StageParts) {
    this.#parts = parts;
    this.#table = new FrameTable(parts.t);
  }

  /** Resolves when the view that was asked for last is there. */
  get settled(): Promise<void> {
    return this.#showing;
  }

  show(view: ViewName): Promise<void> {
    this.#showing = this.#bring(view);
    return this.#showing;
  }

  /** Callers and callees of a frame. */
  showSandwich(frame: number): void {
    const { kept, chart } = this.#parts;
    kept.change({ frame });
    void this.show('sandwich').then(() => chart.element.focus());
  }

  /** The chart, with what it holds now. */
  showChart(): void {
    const { chart, panel } = this.#parts;
    this.element.replaceChildren(chart.map, chart.element);
    panel.element.hidden = false;
  }

  /** The table anew, where it is on the stage: other rows match. */
  async searched(): Promise<void> {
    if (this.#parts.kept.now.view === 'table') await this.#showTable(this.#turn);
  }

  /** The table of a profile that has grown, where it still is on the stage then. */
  async growTable(): Promise<void> {
    const data = await this.#tableContent();
    if (this.#parts.kept.now.view === 'table') this.#table.grow(data);
  }

  async #bring(view: ViewName): Promise<void> {
    const turn = ++this.#turn;
    const { kept, begun, shownNow } = this.#parts;
    kept.change({ view });
    begun(view);
    this.element.setAttribute('aria-busy', 'true');
    if (view === 'table') await this.#showTable(turn);
    else if (!(await this.#fillChart(view, turn))) return;
    this.element.setAttribute('aria-busy', String(turn !== this.#turn));
    if (turn === this.#turn) shownNow();
  }

  /** @returns false where another view was asked for meanwhile */
  async #fillChart(view: Exclude<ViewName, 'table'>, turn: number): Promise<boolean> {
    const { chart, panel, finder, run, kept } = this.#parts;
    const content = await contentOf(this.#parts, view, kept.now.frame);
    if (turn !== this.#turn) return false;
    chart.show(content);
    panel.showSpan(view, -1);
    finder.apply();
    if (view === 'time') await run.apply();
    this.showChart();
    return true;
  }

  async #showTable(turn: number): Promise<void> {
    const { run, panel } = this.#parts;
    const actions = run.table();
    if (actions !== undefined) {
      this.element.replaceChildren(actions);
      panel.element.hidden = true;
      return;
    }
    const data = await this.#tableContent();
    if (turn !== this.#turn) return;
    this.element.replaceChildren(this.#table.element);
    panel.element.hidden = true;
    this.#table.show(data);
  }

  #tableContent() {
    const { finder } = this.#parts;
    return tableContent(this.#parts, finder.flags, (frame) => this.showSandwich(frame));
  }
}

/** Fills the panel below the chart, and says the same for those who hear the page. */
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { laneOfRow, rowOf } from '../model/find.ts';
import { selfOf } from '../model/navigate.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { Stretch } from '../model/viewport.ts';
import type { FlameChart } from './chart.ts';
import { type Fact, rangePanel, type SpanDetails, spanPanel } from './details.ts';
import { heldIn } from './held.ts';
import type { Shown } from './shown.ts';
import type { ViewName } from './state.ts';

/** What the panel is made of. */
export interface PanelParts {
  readonly t: Translate;
  readonly shown: Shown;
  readonly format: ValueFormat;
  readonly chart: FlameChart;
  readonly say: (text: string) => void;
  readonly open: (frame: number, aside: boolean) => void;
  readonly sandwich: (frame: number) => void;
  readonly why: (position: number) => void;
  readonly entry: (position: number) => void;
}

const rangeRowsMax = 20;
const rangePauseMs = 80;

/** The panel. */
export class Panel {
  readonly element: HTMLElement;
  readonly #parts: PanelParts;
  readonly #isHeld: () => boolean;
  #shows: 'span' | 'range' = 'span';
  #turn = 0;
  #rangeTimer = 0;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    const attributes = { 'aria-label': parts.t('Details'), tabindex: '0' };
    this.element = element('section', { class: 'panel', attributes });
    this.#isHeld = heldIn(this.element);
    this.#showHint();
  }

  /** Shows a box; -1: what the profile is. */
  showSpan(view: ViewName, position: number): void {
    this.#shows = 'span';
    if (position >= 0) {
      this.#fill(this.#detailsOf(view, position));
      this.#parts.say(this.#spoken(position));
    }
    void this.#fillWith(view, position, undefined);
  }

  /** Shows the same of a profile that has grown; nobody is told. */
  async refresh(view: ViewName, position: number, range: Stretch | undefined): Promise<void> {
    if (!this.#isHeld()) await this.#fillWith(view, position, range);
  }

  async #fillWith(view: ViewName, position: number, range: Stretch | undefined): Promise<void> {
    const turn = ++this.#turn;
    if (this.#shows === 'range' && range !== undefined) {
      if (view === 'time') await this.#askRange(range, turn);
      return;
    }
    if (position < 0) return this.#showHint();
    const details = this.#detailsOf(view, position);
    const span = this.#parts.chart.layout.spans[position] ?? 0;
    // With its arguments where they are, so that nothing jumps while a chart grows.
    const asked = view === 'time' ? this.#parts.shown.link.ask('details', { span }) : '';
    const args = await asked;
    if (turn === this.#turn) this.#fill({ ...details, args });
  }

  // Who is on a button of it stays there.
  #fill(details: SpanDetails): void {
    const buttons = () => [...this.element.querySelectorAll('button')];
    const focused = buttons().findIndex((one) => one.matches(':focus'));
    this.element.replaceChildren(...spanPanel(this.#parts.t, details));
    if (focused >= 0) buttons()[focused]?.focus();
  }

  /** Shows what happened in a stretch; undefined: what the profile is. */
  showRange(view: ViewName, range: Stretch | undefined): void {
    const turn = ++this.#turn;
    window.clearTimeout(this.#rangeTimer);
    this.#shows = range === undefined ? 'span' : 'range';
    if (range === undefined) {
      this.#showHint();
      return;
    }
    this.element.replaceChildren(...rangePanel(this.#parts.t, this.#rangeOf(range)));
    // Of a tree, a stretch of the axis is no stretch of time.
    if (view !== 'time') return;
    this.#rangeTimer = window.setTimeout(() => void this.#sayRange(range, turn), rangePauseMs);
  }

  async #sayRange(range: Stretch, turn: number): Promise<void> {
    const { t, format, say } = this.#parts;
    const count = await this.#askRange(range, turn);
    if (count !== undefined) say(t('Spans in the selection: {0}', format.count(count)));
  }

  /** @returns how many spans there are in it; undefined where something else is shown by now */
  async #askRange(range: Stretch, turn: number): Promise<number | undefined> {
    const { t, format } = this.#parts;
    const { link, names, head } = this.#parts.shown;
    const { self, count, spanCount } = await link.ask('totals', { stretch: range });
    if (turn !== this.#turn) return undefined;
    const busiest = [...self.keys()].filter((frame) => (count[frame] ?? 0) > 0);
    busiest.sort((a, b) => (self[b] ?? 0) - (self[a] ?? 0));
    const rows = busiest.slice(0, rangeRowsMax).map((frame) => ({
      name: names.at(frame),
      self: format.value(self[frame] ?? 0, head.unit),
      count: format.count(count[frame] ?? 0),
    }));
    const { facts } = this.#rangeOf(range);
    const all: Fact[] = [...facts, [t('Spans'), format.count(spanCount)]];
    this.element.replaceChildren(...rangePanel(t, { facts: all, rows }));
    return spanCount;
  }

  #rangeOf({ from, to }: Stretch): { facts: Fact[]; rows: [] } {
    const { t, format, chart } = this.#parts;
    const { unit } = chart.layout;
    const facts: Fact[] = [
      [t('From'), format.value(from, unit)],
      [t('To'), format.value(to, unit)],
      [t('Length'), format.value(to - from, unit)],
    ];
    return { facts, rows: [] };
  }

  #showHint(): void {
    const { t, format } = this.#parts;
    const { head } = this.#parts.shown;
    const text = t(
      'Spans: {0} · Lanes: {1} · Length: {2}',
      format.count(head.spanCount),
      format.count(head.laneCount),
      format.value(head.length, head.unit),
    );
    const hint = t('Choose a span to see what it is. Press ? in the chart for all keys.');
    this.element.replaceChildren(element('p', {}, text), element('p', { class: 'note' }, hint));
  }

  #detailsOf(view: ViewName, position: number): SpanDetails {
    const { t, format, chart, shown } = this.#parts;
    const { names } = shown;
    const { layout } = chart;
    const { unit } = layout;
    const { from, to } = chart.boxStretch(position);
    const frame = layout.frames[position] ?? 0;
    const self = selfOf(layout, position);
    const share = (value: number, of: number) => format.share(of > 0 ? value / of : 0);
    const facts: Fact[] = [
      [t('Total'), `${format.value(to - from, unit)} · ${share(to - from, layout.length)}`],
    ];
    // A caller's own time is no part of what it calls.
    if (laneOfRow(layout, rowOf(layout, position))?.isFlipped !== true) {
      facts.push([t('Self'), `${format.value(self, unit)} · ${share(self, to - from)}`]);
    }
    if (view === 'time') facts.push([t('Start'), format.value(from, unit)]);
    else facts.push([t('Count'), format.count(layout.spans[position] ?? 0)]);
    const category = shown.categories.at(frame);
    if (category !== '') facts.push([t('Category'), category]);
    const file = shown.files.at(frame);
    if (file !== '') facts.push([t('Source'), this.#place(frame, file)]);
    const buttons = [this.#button(t('Callers and callees'), () => this.#parts.sandwich(frame))];
    if (file !== '') {
      buttons.unshift(this.#button(t('Open source'), () => this.#parts.open(frame, false)));
    }
    const { why, entry } = this.#parts;
    if (shown.isKnownRun && view === 'time') {
      buttons.unshift(
        this.#button(t('Why'), () => why(position)),
        this.#button(t('Cache entry'), () => entry(position)),
      );
    }
    return { title: names.at(frame) || t('(no name)'), facts, args: '', buttons };
  }

  #place(frame: number, file: string): string {
    const { lines, columns } = this.#parts.shown.head;
    const line = lines[frame] ?? 0;
    const column = columns[frame] ?? 0;
    return [file, ...(line > 0 ? [line] : []), ...(line > 0 && column > 0 ? [column] : [])].join(
      ':',
    );
  }

  #button(label: string, onClick: () => void): HTMLElement {
    return element('button', { class: 'tool', attributes: { type: 'button' }, onClick }, label);
  }

  #spoken(position: number): string {
    const { t, format, chart, shown } = this.#parts;
    const { layout } = chart;
    const { from, to } = chart.boxStretch(position);
    const row = rowOf(layout, position);
    const lane = laneOfRow(layout, row);
    const depth = format.count(row - (lane?.firstRow ?? 0) + 1);
    const its = format.value(to - from, layout.unit);
    const name = shown.names.at(layout.frames[position] ?? 0);
    return t('{0}, {1}, depth {2}, {3}', name, its, depth, lane?.name ?? '');
  }
}

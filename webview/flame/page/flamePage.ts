/** The page of one profile: the bar, the chart or the table, the panel below; what is asked of the worker, and what is kept for later. */
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { ColorClasses, ColorMode } from '../model/colorClasses.ts';
import type { Layout } from '../model/layout.ts';
import { TextList } from '../model/packedTexts.ts';
import { type Matches, matchesIn, nextMatch, rankOfMatch } from '../model/search.ts';
import { ValueFormat } from '../model/ticks.ts';
import type { WorkerLink } from '../worker/link.ts';
import type { ProfileHead } from '../worker/messages.ts';
import { type ChartContent, FlameChart } from './chart.ts';
import { FrameTable } from './frameTable.ts';
import { helpDialog } from './help.ts';
import { listenToKeys } from './keys.ts';
import { legendOf, notesOf } from './notes.ts';
import { Panel } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { save } from './saving.ts';
import type { PageState, ViewName } from './state.ts';
import { currentPalette, onThemeChange } from './theme.ts';
import { Toolbar } from './toolbar.ts';
import { Tooltip } from './tooltip.ts';

/** What a page is made of. */
export interface FlamePageParts {
  readonly bridge: Bridge;
  readonly link: WorkerLink;
  readonly head: ProfileHead;
  /** In order of time. */
  readonly layout: Layout;
  readonly t: Translate;
  readonly locale: string;
  readonly state: PageState;
}

const searchPauseMs = 120;
const savePauseMs = 200;

/** The page. */
export class FlamePage {
  readonly #parts: FlamePageParts;
  readonly #names: TextList;
  readonly #format: ValueFormat;
  readonly #chart: FlameChart;
  readonly #table: FrameTable;
  readonly #toolbar: Toolbar;
  readonly #panel: Panel;
  readonly #tooltip = new Tooltip();
  readonly #help: HTMLDialogElement;
  readonly #live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #legend = element('div', { class: 'legend' });
  readonly #stage = element('div', { class: 'stage' });
  #state: PageState;
  #colors: ColorClasses;
  #matches: Matches | undefined;
  #flags: Uint8Array | undefined;
  #searchTimer = 0;
  #saveTimer = 0;
  /** Rises with each view, so that an answer that comes too late is not shown. */
  #turn = 0;

  constructor(parts: FlamePageParts) {
    const { head, layout, t, locale, state } = parts;
    this.#parts = parts;
    this.#state = state;
    this.#colors = head.colors;
    this.#names = new TextList(head.names);
    this.#format = new ValueFormat(locale);
    this.#help = helpDialog(t);
    this.#toolbar = new Toolbar(t, state, this.#toolbarEvents());
    this.#table = new FrameTable(t);
    const [names, format] = [this.#names, this.#format];
    this.#chart = new FlameChart({
      label: t('Flame chart of {0}. Arrow keys go from span to span, ? lists all keys.', head.name),
      ...{ names, format, palette: currentPalette(), classes: head.colors.classes },
      content: this.#timeContent(layout),
      events: {
        focused: (position) => this.#panel.showSpan(this.#state.view, position),
        moved: () => this.#saveSoon(),
        ranged: (range) => this.#panel.showRange(this.#state.view, range),
      },
    });
    this.#panel = new Panel({
      ...{ ...parts, names, format, chart: this.#chart },
      say: (text) => this.#say(text),
      open: (frame, aside) => this.#openSource(frame, aside),
      sandwich: (frame) => this.#showSandwich(frame),
    });
  }

  /** Puts the page into an element, and shows what was shown last. */
  async open(root: Element): Promise<void> {
    const { t, head, state } = this.#parts;
    root.replaceChildren(
      this.#toolbar.element,
      notesOf(t, head.notes),
      this.#legend,
      this.#stage,
      this.#panel.element,
      this.#tooltip.element,
      this.#live,
      this.#help,
    );
    this.#listen();
    this.#legend.replaceChildren(...legendOf(this.#colors, currentPalette()));
    if (state.view === 'time') this.#showChart();
    else await this.#showView(state.view);
    if (state.query !== '') await this.#search(state.query);
    if (state.look !== undefined && state.view !== 'table') this.#restore(state.look);
  }

  #listen(): void {
    const chart = this.#chart;
    listenToPointer(chart, {
      hovered: (position, x, y) => this.#hover(position, x, y),
      opened: (position) => this.#openSource(this.#frameOf(position), false),
    });
    listenToKeys(chart, {
      search: () => this.#toolbar.focusSearch(),
      nextMatch: (by) => this.#goToMatch(by),
      help: () => this.#help.showModal(),
      open: (position, aside) => this.#openSource(this.#frameOf(position), aside),
      sandwich: (position) => this.#showSandwich(this.#frameOf(position)),
    });
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 'f') return;
      event.preventDefault();
      this.#toolbar.focusSearch();
    });
    onThemeChange(() => this.#repaint());
  }

  #toolbarEvents() {
    return {
      view: (view: ViewName) => void this.#showView(view),
      color: (mode: ColorMode) => void this.#color(mode),
      search: (query: string) => this.#searchSoon(query),
      nextMatch: (by: 1 | -1) => this.#goToMatch(by),
      leave: () => this.#chart.element.focus(),
      fit: () => this.#chart.zoomTo({ from: 0, to: this.#chart.layout.length }),
      save: (kind: 'png' | 'svg' | 'speedscope') => void this.#save(kind),
      help: () => this.#help.showModal(),
    };
  }

  #timeContent(layout: Layout): ChartContent {
    const { instants, counters } = this.#parts.head;
    return { layout, instants, counters };
  }

  async #showView(view: ViewName): Promise<void> {
    const turn = ++this.#turn;
    this.#state = { ...this.#state, view };
    this.#toolbar.showView(view);
    this.#saveSoon();
    if (view === 'table') return await this.#showTable(turn);
    const content = await this.#contentOf(view);
    if (turn !== this.#turn) return;
    this.#chart.show(content);
    this.#panel.showSpan(view, -1);
    this.#applyFlags();
    this.#showChart();
  }

  async #contentOf(view: Exclude<ViewName, 'table'>): Promise<ChartContent> {
    const { link, layout, t } = this.#parts;
    if (view === 'time') return this.#timeContent(layout);
    const bare = { instants: undefined, counters: [] };
    if (view === 'heavy') return { layout: await link.ask('heavy', {}), ...bare };
    const frame = this.#state.frame >= 0 ? this.#state.frame : await this.#heaviestFrame();
    const names = {
      callers: t('Callers of {0}', this.#names.at(frame)),
      callees: t('Called by {0}', this.#names.at(frame)),
    };
    return { layout: await link.ask('sandwich', { frame, names }), ...bare };
  }

  async #heaviestFrame(): Promise<number> {
    const { self } = await this.#parts.link.ask('totals', { stretch: undefined });
    return self.reduce((best, value, frame) => (value > (self[best] ?? 0) ? frame : best), 0);
  }

  #showSandwich(frame: number): void {
    this.#state = { ...this.#state, frame };
    void this.#showView('sandwich').then(() => this.#chart.element.focus());
  }

  #showChart(): void {
    const { element: chart, map } = this.#chart;
    this.#stage.replaceChildren(map, chart);
    this.#panel.element.hidden = false;
  }

  async #showTable(turn: number): Promise<void> {
    const { link, head } = this.#parts;
    const { self, total, count } = await link.ask('totals', { stretch: undefined });
    if (turn !== this.#turn) return;
    this.#stage.replaceChildren(this.#table.element);
    this.#panel.element.hidden = true;
    const whole = self.reduce((sum, value) => sum + value, 0);
    this.#table.show({
      ...{ self, total, count, whole, matches: this.#flags },
      name: (frame) => this.#names.at(frame),
      value: (value) => this.#format.value(value, head.unit),
      share: (part) => this.#format.share(part),
      number: (value) => this.#format.count(value),
      open: (frame) => this.#showSandwich(frame),
    });
  }

  async #color(mode: ColorMode): Promise<void> {
    this.#state = { ...this.#state, mode };
    this.#colors = await this.#parts.link.ask('colors', { mode });
    this.#repaint();
    this.#saveSoon();
  }

  #repaint(): void {
    const palette = currentPalette();
    this.#chart.paint(palette, this.#colors.classes);
    this.#legend.replaceChildren(...legendOf(this.#colors, palette));
  }

  #searchSoon(query: string): void {
    window.clearTimeout(this.#searchTimer);
    this.#searchTimer = window.setTimeout(() => void this.#search(query), searchPauseMs);
  }

  async #search(query: string): Promise<void> {
    this.#state = { ...this.#state, query };
    this.#saveSoon();
    const flags = query === '' ? undefined : await this.#parts.link.ask('search', { query });
    if (this.#state.query !== query) return;
    this.#flags = flags;
    this.#applyFlags();
    if (this.#state.view === 'table') await this.#showTable(this.#turn);
  }

  #applyFlags(): void {
    const flags = this.#flags;
    this.#matches = flags === undefined ? undefined : matchesIn(this.#chart.layout, flags);
    this.#chart.match(this.#matches);
    const { t } = this.#parts;
    if (flags === undefined || this.#matches === undefined) {
      this.#toolbar.showFound('');
      return;
    }
    const names = flags.reduce((sum, flag) => sum + flag, 0);
    const [spans, frames] = [this.#matches.count, names].map((one) => this.#format.count(one));
    this.#toolbar.showFound(t('{0} spans, {1} names', spans ?? '', frames ?? ''));
  }

  #goToMatch(by: 1 | -1): void {
    const { layout, focused } = this.#chart;
    const matches = this.#matches;
    if (matches === undefined) return;
    const position = nextMatch(layout, matches, focused, by);
    if (position < 0) return;
    this.#chart.focus(position);
    const rank = this.#format.count(rankOfMatch(layout, matches, position));
    const { t } = this.#parts;
    this.#toolbar.showFound(t('{0} of {1}', rank, this.#format.count(matches.count)));
  }

  #hover(position: number, x: number, y: number): void {
    if (position < 0) {
      this.#tooltip.hide();
      return;
    }
    const { from, to } = this.#chart.boxStretch(position);
    const name = this.#names.at(this.#frameOf(position));
    this.#tooltip.show([name, this.#format.value(to - from, this.#chart.layout.unit)], x, y);
  }

  #frameOf(position: number): number {
    return this.#chart.layout.frames[position] ?? 0;
  }

  #openSource(frame: number, aside: boolean): void {
    const { head, bridge, t } = this.#parts;
    const file = new TextList(head.files).at(frame);
    if (file === '') {
      this.#say(t('The profile does not say where this comes from.'));
      return;
    }
    const place = { line: head.lines[frame] ?? 0, column: head.columns[frame] ?? 0 };
    bridge.ask('profile/openSource', { file, ...place, aside }).catch((error) => this.#tell(error));
  }

  async #save(kind: 'png' | 'svg' | 'speedscope'): Promise<void> {
    const { bridge, link, head } = this.#parts;
    const saving = save(kind, { chart: this.#chart, link, bridge, name: head.name });
    await saving.catch((error) => this.#tell(error));
  }

  #tell(error: unknown): void {
    this.#say(error instanceof Error ? error.message : String(error));
  }

  #say(text: string): void {
    this.#live.textContent = text;
  }

  #restore(look: NonNullable<PageState['look']>): void {
    const chart = this.#chart;
    if (look.range !== undefined) chart.select(look.range);
    if (look.focused >= 0 && look.focused < chart.layout.frames.length) chart.focus(look.focused);
    chart.moveTo(look.view, look.scrollTop);
  }

  #saveSoon(): void {
    window.clearTimeout(this.#saveTimer);
    this.#saveTimer = window.setTimeout(() => {
      const { view, scrollTop, focused, range } = this.#chart;
      const look = { view, scrollTop, focused, ...(range === undefined ? {} : { range }) };
      this.#parts.bridge.saveState({ ...this.#state, look });
    }, savePauseMs);
  }
}

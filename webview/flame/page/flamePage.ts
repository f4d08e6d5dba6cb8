/** The page of one profile: the bar, the chart or the table, the panel below; what is asked of the worker, and what is kept for later. */

import type { RunAction, RunActions } from '../../../server/profiles/run/runActions.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { ColorClasses, ColorMode } from '../model/colorClasses.ts';
import type { Layout } from '../model/layout.ts';
import { TextList } from '../model/packedTexts.ts';
import { ValueFormat } from '../model/ticks.ts';
import type { WorkerLink } from '../worker/link.ts';
import type { ProfileHead } from '../worker/messages.ts';
import { FlameChart } from './chart.ts';
import { type ContentParts, contentOf, tableContent, timeContent } from './contents.ts';
import { Finder } from './finder.ts';
import { FrameTable } from './frameTable.ts';
import { helpDialog } from './help.ts';
import { listenToKeys } from './keys.ts';
import { legendOf, notesOf } from './notes.ts';
import { Panel } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { RunPart } from './runPart.ts';
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
  /** True: the profile is of a run that the extension knows. */
  readonly isKnownRun: boolean;
  readonly readOther: (run: string) => Promise<RunActions>;
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
  readonly #finder: Finder;
  readonly #contents: ContentParts;
  readonly #panel: Panel;
  readonly #run: RunPart;
  readonly #tooltip = new Tooltip();
  readonly #help: HTMLDialogElement;
  readonly #live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #legend = element('div', { class: 'legend' });
  readonly #stage = element('div', { class: 'stage' });
  #state: PageState;
  #colors: ColorClasses;
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
      content: timeContent({ layout, head }),
      events: {
        focused: (position) => this.#panel.showSpan(this.#state.view, position),
        moved: () => this.#saveSoon(),
        ranged: (range) => this.#panel.showRange(this.#state.view, range),
      },
    });
    this.#contents = { ...parts, names, format };
    this.#finder = new Finder({
      ...{ ...this.#contents, chart: this.#chart },
      tell: (text) => this.#toolbar.showFound(text),
    });
    this.#panel = new Panel({
      ...{ ...parts, names, format, chart: this.#chart },
      say: (text) => this.#say(text),
      open: (frame, aside) => this.#openSource(frame, aside),
      sandwich: (frame) => this.#showSandwich(frame),
      why: parts.isKnownRun ? (position) => void this.#openAbout(position, 'explain') : undefined,
      entry: (position) => void this.#openAbout(position, 'openEntry'),
    });
    this.#run = new RunPart({
      ...{ ...parts, format, chart: this.#chart },
      say: (text) => this.#say(text),
      tell: (error) => this.#tell(error),
      changed: () => this.#onOverlay(),
      show: (action) => void this.#showAction(action),
    });
  }

  /** Puts the page into an element, and shows what was shown last. */
  async open(root: Element): Promise<void> {
    const { t, head, state } = this.#parts;
    root.replaceChildren(
      this.#toolbar.element,
      notesOf(t, head.notes),
      this.#run.element,
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
    await this.#run.open(state);
  }

  #listen(): void {
    const chart = this.#chart;
    listenToPointer(chart, {
      hovered: (position, x, y) => this.#hover(position, x, y),
      opened: (position) => this.#openSource(this.#frameOf(position), false),
    });
    listenToKeys(chart, {
      search: () => this.#toolbar.focusSearch(),
      nextMatch: (by) => this.#finder.go(by),
      help: () => this.#help.showModal(),
      open: (position, aside) => this.#openSource(this.#frameOf(position), aside),
      sandwich: (position) => this.#showSandwich(this.#frameOf(position)),
      why: (position) => void this.#openAbout(position, 'explain'),
      entry: (position) => void this.#openAbout(position, 'openEntry'),
      critical: () => this.#run.toggleCritical(),
      compare: () => this.#run.compare(),
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
      nextMatch: (by: 1 | -1) => this.#finder.go(by),
      leave: () => this.#chart.element.focus(),
      fit: () => this.#chart.camera.zoomTo({ from: 0, to: this.#chart.layout.length }),
      save: (kind: 'png' | 'svg' | 'speedscope') => void this.#save(kind),
      help: () => this.#help.showModal(),
    };
  }

  async #showView(view: ViewName): Promise<void> {
    const turn = ++this.#turn;
    this.#state = { ...this.#state, view };
    this.#toolbar.showView(view);
    this.#saveSoon();
    this.#stage.setAttribute('aria-busy', 'true');
    if (view === 'table') {
      await this.#showTable(turn);
    } else {
      const content = await contentOf(this.#contents, view, this.#state.frame);
      if (turn !== this.#turn) return;
      this.#chart.show(content);
      this.#panel.showSpan(view, -1);
      this.#finder.apply();
      if (view === 'time') await this.#run.apply();
      this.#showChart();
    }
    this.#stage.setAttribute('aria-busy', String(turn !== this.#turn));
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
    const actions = this.#run.table();
    if (actions !== undefined) {
      this.#stage.replaceChildren(actions);
      this.#panel.element.hidden = true;
      return;
    }
    const open = (frame: number) => this.#showSandwich(frame);
    const data = await tableContent(this.#contents, this.#finder.flags, open);
    if (turn !== this.#turn) return;
    this.#stage.replaceChildren(this.#table.element);
    this.#panel.element.hidden = true;
    this.#table.show(data);
  }

  // What is laid over the chart is the table's content as well.
  #onOverlay(): void {
    const { overlay, other } = this.#run;
    this.#state = { ...this.#state, overlay, other };
    this.#saveSoon();
    if (this.#state.view === 'time') void this.#run.apply();
    else if (this.#state.view === 'table') void this.#showView('table');
  }

  async #showAction({ span }: RunAction): Promise<void> {
    if (this.#state.view !== 'time') await this.#showView('time');
    const position = this.#chart.layout.spans.indexOf(span);
    this.#chart.element.focus();
    if (position >= 0) this.#chart.focus(position);
  }

  async #openAbout(position: number, what: 'explain' | 'openEntry'): Promise<void> {
    const { bridge, link, t, isKnownRun } = this.#parts;
    const span = this.#chart.layout.spans[position] ?? 0;
    const isSpan = isKnownRun && this.#state.view === 'time';
    const action = isSpan ? await link.ask('actionOf', { span }) : '';
    if (action === '') this.#say(t('This is no span of an action of a run.'));
    else bridge.command(`cachescope.${what}`, action);
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
    const isCurrent = await this.#finder.search(query);
    if (isCurrent && this.#state.view === 'table') await this.#showTable(this.#turn);
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

/** The page of one profile: the bar, the chart or the table, the panel below; what is asked of the worker, and what is kept for later. */

import type { RunAction, RunActions } from '../../../server/profiles/run/runActions.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { ColorClasses, ColorMode } from '../model/colorClasses.ts';
import { identityOf, positionOf } from '../model/samePlace.ts';
import { ValueFormat } from '../model/ticks.ts';
import { FlameChart } from './chart.ts';
import { type ContentParts, contentOf, tableContent, timeContent } from './contents.ts';
import { Finder } from './finder.ts';
import { FrameTable } from './frameTable.ts';
import { helpDialog } from './help.ts';
import { listenToKeys } from './keys.ts';
import { LiveBar } from './liveBar.ts';
import { lookAgain, lookOf } from './look.ts';
import { legendOf, notesOf } from './notes.ts';
import { Panel } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { RunPart } from './runPart.ts';
import { save } from './saving.ts';
import { Shown, type ShownProfile } from './shown.ts';
import type { PageState, ViewName } from './state.ts';
import { currentPalette, onThemeChange } from './theme.ts';
import { Toolbar } from './toolbar.ts';
import { Tooltip } from './tooltip.ts';

/** What a page is made of. */
export interface FlamePageParts {
  readonly bridge: Bridge;
  readonly profile: ShownProfile;
  readonly t: Translate;
  readonly locale: string;
  readonly state: PageState;
  /** True: the run is under way, and its profile grows. */
  readonly isLive: boolean;
  readonly readOther: (run: string) => Promise<RunActions>;
}

const searchPauseMs = 120;
const savePauseMs = 200;

/** The page. */
export class FlamePage {
  readonly #parts: FlamePageParts;
  readonly #shown: Shown;
  readonly #format: ValueFormat;
  readonly #chart: FlameChart;
  readonly #table: FrameTable;
  readonly #toolbar: Toolbar;
  readonly #finder: Finder;
  readonly #contents: ContentParts;
  readonly #panel: Panel;
  readonly #run: RunPart;
  /** Undefined: the profile is a file. */
  readonly #following: LiveBar | undefined;
  readonly #tooltip = new Tooltip();
  readonly #help: HTMLDialogElement;
  readonly #live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #notes = element('div', {});
  readonly #legend = element('div', { class: 'legend' });
  readonly #stage = element('div', { class: 'stage' });
  #state: PageState;
  #colors: ColorClasses;
  #searchTimer = 0;
  #saveTimer = 0;
  /** Rises with each view, so that an answer that comes too late is not shown. */
  #turn = 0;
  /** The view that is being shown. */
  #showing: Promise<void> = Promise.resolve();

  constructor(parts: FlamePageParts) {
    const { t, locale, state } = parts;
    const { head } = parts.profile;
    this.#parts = parts;
    this.#state = state;
    this.#colors = head.colors;
    this.#shown = new Shown(parts.profile);
    this.#format = new ValueFormat(locale);
    this.#help = helpDialog(t);
    this.#toolbar = new Toolbar(t, state, this.#toolbarEvents());
    this.#table = new FrameTable(t);
    const [shown, format] = [this.#shown, this.#format];
    if (parts.isLive) this.#following = new LiveBar(t, state.follow, () => this.#onFollow());
    this.#chart = new FlameChart({
      label: t('Flame chart of {0}. Arrow keys go from span to span, ? lists all keys.', head.name),
      ...{ names: shown.names, format, palette: currentPalette(), classes: head.colors.classes },
      content: timeContent(shown),
      events: {
        focused: (position) => this.#panel.showSpan(this.#state.view, position),
        moved: () => this.#onMoved(),
        ranged: (range) => this.#panel.showRange(this.#state.view, range),
      },
    });
    this.#contents = { shown, format, t };
    this.#finder = new Finder({
      ...{ ...this.#contents, chart: this.#chart },
      tell: (text) => this.#toolbar.showFound(text),
    });
    this.#panel = new Panel({
      ...{ ...parts, shown, format, chart: this.#chart },
      say: (text) => this.#say(text),
      open: (frame, aside) => this.#openSource(frame, aside),
      sandwich: (frame) => this.#showSandwich(frame),
      why: (position) => void this.#openAbout(position, 'explain'),
      entry: (position) => void this.#openAbout(position, 'openEntry'),
    });
    this.#run = new RunPart({
      ...{ ...parts, shown, format, chart: this.#chart },
      say: (text) => this.#say(text),
      tell: (error) => this.#tell(error),
      changed: () => this.#onOverlay(),
      show: (action) => void this.#showAction(action),
    });
  }

  /** Puts the page into an element, and shows what was shown last. */
  async open(root: Element): Promise<void> {
    const { t, state } = this.#parts;
    root.replaceChildren(
      this.#toolbar.element,
      ...(this.#following === undefined ? [] : [this.#following.element]),
      this.#notes,
      this.#run.element,
      this.#legend,
      this.#stage,
      this.#panel.element,
      this.#tooltip.element,
      this.#live,
      this.#help,
    );
    this.#listen();
    this.#notes.replaceChildren(notesOf(t, this.#shown.head.notes));
    this.#legend.replaceChildren(...legendOf(this.#colors, currentPalette()));
    if (state.view === 'time') this.#showChart();
    else await this.#showView(state.view);
    if (state.query !== '') await this.#search(state.query);
    if (state.look !== undefined && state.view !== 'table')
      lookAgain(this.#chart, this.#shown, state.look, state.view !== 'time');
    await this.#run.open(state);
    this.#showGrowth();
    if (this.#following?.isFollowing) this.#toEnd();
  }

  /** How spans are coloured. */
  get mode(): ColorMode {
    return this.#state.mode;
  }

  /** Shows what the profile is by now: with the same view, place, choice and search. */
  async grow(profile: ShownProfile): Promise<void> {
    // What is being shown is of the profile before; it would take the place of this one.
    await this.#showing;
    const chart = this.#chart;
    const { view, frame, query, mode } = this.#state;
    const chosen = identityOf(chart.layout, this.#shown.names, chart.focused);
    const name = this.#shown.names.at(frame);
    this.#shown.replace(profile);
    const { names, link } = this.#shown;
    if (frame >= 0) this.#state = { ...this.#state, frame: this.#shown.frameOf(name) };
    const { head } = profile;
    this.#colors = head.mode === mode ? head.colors : await link.ask('colors', { mode });
    this.#notes.replaceChildren(notesOf(this.#parts.t, head.notes));
    if (view === 'table') return await this.#growTable();
    const content = await contentOf(this.#contents, view, this.#state.frame);
    if (view !== this.#state.view) return;
    const isTime = view === 'time';
    const isFollowing = isTime ? this.#isFollowing : chart.camera.isWhole;
    const focused = chosen === undefined ? -1 : positionOf(content.layout, names, chosen, !isTime);
    this.#saveSoon();
    chart.grow({ content, names, classes: this.#colors.classes, focused, isFollowing });
    await this.#finder.search(query);
    await this.#panel.refresh(view, focused, chart.range);
    this.#legend.replaceChildren(...legendOf(this.#colors, currentPalette()));
    this.#showGrowth();
  }

  /** The run is over, or nothing more is known of it. @param why a sentence, where there is more to say than that */
  async finish(why: string | undefined): Promise<void> {
    this.#following?.end(why);
    await this.#run.open(this.#state);
  }

  get #isRunning(): boolean {
    return this.#parts.isLive && !this.#shown.isKnownRun;
  }

  get #isFollowing(): boolean {
    return this.#following?.isFollowing ?? this.#state.follow;
  }

  async #growTable(): Promise<void> {
    const data = await tableContent(this.#contents, this.#finder.flags, (frame) =>
      this.#showSandwich(frame),
    );
    if (this.#state.view === 'table') this.#table.grow(data);
    this.#showGrowth();
  }

  #showGrowth(): void {
    this.#following?.show(this.#shown.head.spanCount, this.#format);
    if (this.#state.view === 'time') this.#following?.follow(this.#chart.view);
  }

  #onFollow(): void {
    if (this.#isFollowing) this.#toEnd();
    this.#saveSoon();
  }

  #toEnd(): void {
    if (this.#state.view !== 'time') return;
    this.#chart.toEnd();
    this.#following?.follow(this.#chart.view);
  }

  #onMoved(): void {
    if (this.#state.view === 'time') this.#following?.moved(this.#chart.view);
    this.#saveSoon();
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

  #showView(view: ViewName): Promise<void> {
    this.#showing = this.#bringView(view);
    return this.#showing;
  }

  async #bringView(view: ViewName): Promise<void> {
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
    if (turn === this.#turn) this.#showGrowth();
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
    const { bridge, t } = this.#parts;
    const { link, isKnownRun } = this.#shown;
    const span = this.#chart.layout.spans[position] ?? 0;
    const isSpan = isKnownRun && this.#state.view === 'time';
    const action = isSpan ? await link.ask('actionOf', { span }) : '';
    if (this.#isRunning) this.#say(t('This can be asked when the run has ended.'));
    else if (action === '') this.#say(t('This is no span of an action of a run.'));
    else bridge.command(`cachescope.${what}`, action);
  }

  async #color(mode: ColorMode): Promise<void> {
    this.#state = { ...this.#state, mode };
    this.#colors = await this.#shown.link.ask('colors', { mode });
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
    const name = this.#shown.names.at(this.#frameOf(position));
    this.#tooltip.show([name, this.#format.value(to - from, this.#chart.layout.unit)], x, y);
  }

  #frameOf(position: number): number {
    return this.#chart.layout.frames[position] ?? 0;
  }

  #openSource(frame: number, aside: boolean): void {
    const { bridge, t } = this.#parts;
    const { head, files } = this.#shown;
    const file = files.at(frame);
    if (file === '') {
      this.#say(t('The profile does not say where this comes from.'));
      return;
    }
    const place = { line: head.lines[frame] ?? 0, column: head.columns[frame] ?? 0 };
    bridge.ask('profile/openSource', { file, ...place, aside }).catch((error) => this.#tell(error));
  }

  async #save(kind: 'png' | 'svg' | 'speedscope'): Promise<void> {
    const { bridge } = this.#parts;
    const { link, head } = this.#shown;
    const saving = save(kind, { chart: this.#chart, link, bridge, name: head.name });
    await saving.catch((error) => this.#tell(error));
  }

  #tell(error: unknown): void {
    this.#say(error instanceof Error ? error.message : String(error));
  }

  #say(text: string): void {
    this.#live.textContent = text;
  }

  #saveSoon(): void {
    window.clearTimeout(this.#saveTimer);
    this.#saveTimer = window.setTimeout(() => {
      const look = lookOf(this.#chart, this.#shown, this.#parts.isLive);
      const follow = this.#isFollowing;
      this.#parts.bridge.saveState({ ...this.#state, look, follow });
    }, savePauseMs);
  }
}

/** The page of one profile: puts its parts together, and has them follow a profile that grows. */

import type { RunAction, RunActions } from '../../../server/profiles/run/runActions.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { ColorClasses, ColorMode } from '../model/colorClasses.ts';
import { identityOf, positionOf } from '../model/samePlace.ts';
import { ValueFormat } from '../model/ticks.ts';
import { BoxActions } from './boxActions.ts';
import { FlameChart } from './chart.ts';
import { type ContentParts, contentOf, timeContent } from './contents.ts';
import { Finder } from './finder.ts';
import { Following } from './following.ts';
import { helpDialog } from './help.ts';
import { KeptState } from './keptState.ts';
import { listenToKeys } from './keys.ts';
import { LiveBar } from './liveBar.ts';
import { lookAgain, lookOf } from './look.ts';
import { legendOf, notesOf } from './notes.ts';
import { Panel } from './panel.ts';
import { listenToPointer } from './pointer.ts';
import { RunPart } from './runPart.ts';
import { Shown, type ShownProfile } from './shown.ts';
import { Stage } from './stage.ts';
import type { PageState } from './state.ts';
import { currentPalette, onThemeChange } from './theme.ts';
import { Toolbar, type ToolbarEvents } from './toolbar.ts';
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

/** The page. */
export class FlamePage {
  readonly #parts: FlamePageParts;
  readonly #shown: Shown;
  readonly #format: ValueFormat;
  readonly #kept: KeptState;
  readonly #chart: FlameChart;
  readonly #toolbar: Toolbar;
  readonly #finder: Finder;
  readonly #contents: ContentParts;
  readonly #panel: Panel;
  readonly #run: RunPart;
  readonly #stage: Stage;
  readonly #actions: BoxActions;
  readonly #bar: LiveBar | undefined;
  readonly #following: Following;
  readonly #tooltip = new Tooltip();
  readonly #help: HTMLDialogElement;
  readonly #live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #notes = element('div', {});
  readonly #legend = element('div', { class: 'legend' });
  #colors: ColorClasses;
  #searchTimer = 0;

  constructor(parts: FlamePageParts) {
    const { t, locale, state } = parts;
    const { head } = parts.profile;
    this.#parts = parts;
    this.#colors = head.colors;
    this.#shown = new Shown(parts.profile);
    this.#format = new ValueFormat(locale);
    this.#kept = new KeptState(state, (now) => this.#save(now));
    this.#help = helpDialog(t);
    this.#toolbar = new Toolbar(t, state, this.#toolbarEvents());
    const [shown, format, kept] = [this.#shown, this.#format, this.#kept];
    const say = (text: string) => this.#say(text);
    if (parts.isLive) this.#bar = new LiveBar(t, state.follow, () => this.#following.toggled());
    this.#chart = this.#makeChart();
    const chart = this.#chart;
    this.#contents = { shown, format, t };
    this.#following = new Following({ bar: this.#bar, chart, shown, kept, format });
    this.#finder = new Finder({
      ...{ ...this.#contents, chart },
      tell: (text) => this.#toolbar.showFound(text),
    });
    this.#actions = new BoxActions({
      ...{ ...parts, shown, format, chart, kept, say, tooltip: this.#tooltip },
      isRunning: () => parts.isLive && !shown.isKnownRun,
    });
    this.#panel = new Panel({
      ...{ ...parts, shown, format, chart, say },
      open: (frame, aside) => this.#actions.openSource(frame, aside),
      sandwich: (frame) => this.#stage.showSandwich(frame),
      why: (position) => void this.#actions.openAbout(position, 'explain'),
      entry: (position) => void this.#actions.openAbout(position, 'openEntry'),
    });
    this.#run = new RunPart({
      ...{ ...parts, shown, format, chart, say },
      tell: (error) => this.#actions.tell(error),
      changed: () => this.#onOverlay(),
      show: (action) => void this.#showAction(action),
    });
    this.#stage = new Stage({
      ...{ ...this.#contents, chart, kept },
      ...{ finder: this.#finder, panel: this.#panel, run: this.#run },
      begun: (view) => this.#toolbar.showView(view),
      shownNow: () => this.#following.showGrowth(),
    });
  }

  /** Puts the page into an element, and shows what was shown last. */
  async open(root: Element): Promise<void> {
    const { t, state } = this.#parts;
    root.replaceChildren(
      this.#toolbar.element,
      ...(this.#bar === undefined ? [] : [this.#bar.element]),
      this.#notes,
      this.#run.element,
      this.#legend,
      this.#stage.element,
      this.#panel.element,
      this.#tooltip.element,
      this.#live,
      this.#help,
    );
    this.#listen();
    this.#notes.replaceChildren(notesOf(t, this.#shown.head.notes));
    this.#showLegend();
    if (state.view === 'time') this.#stage.showChart();
    else await this.#stage.show(state.view);
    if (state.query !== '') await this.#search(state.query);
    if (state.look !== undefined && state.view !== 'table')
      lookAgain(this.#chart, this.#shown, state.look, state.view !== 'time');
    await this.#run.open(state);
    this.#following.begin();
  }

  /** How spans are coloured. */
  get mode(): ColorMode {
    return this.#kept.now.mode;
  }

  /** Shows what the profile is by now: with the same view, place, choice and search. */
  async grow(profile: ShownProfile): Promise<void> {
    // What is being shown is of the profile before; it would take the place of this one.
    await this.#stage.settled;
    const chart = this.#chart;
    const { view, frame, query, mode } = this.#kept.now;
    const chosen = identityOf(chart.layout, this.#shown.names, chart.focused);
    const name = this.#shown.names.at(frame);
    this.#shown.replace(profile);
    const { names, link } = this.#shown;
    if (frame >= 0) this.#kept.change({ frame: this.#shown.frameOf(name) });
    const { head } = profile;
    this.#colors = head.mode === mode ? head.colors : await link.ask('colors', { mode });
    this.#notes.replaceChildren(notesOf(this.#parts.t, head.notes));
    if (view === 'table') {
      await this.#stage.growTable();
      return this.#following.showGrowth();
    }
    const content = await contentOf(this.#contents, view, this.#kept.now.frame);
    if (view !== this.#kept.now.view) return;
    const isTime = view === 'time';
    const isFollowing = isTime ? this.#following.isOn : chart.camera.isWhole;
    const focused = chosen === undefined ? -1 : positionOf(content.layout, names, chosen, !isTime);
    this.#kept.saveSoon();
    chart.grow({ content, names, classes: this.#colors.classes, focused, isFollowing });
    await this.#finder.search(query);
    await this.#panel.refresh(view, focused, chart.range);
    this.#showLegend();
    this.#following.showGrowth();
  }

  /** The run is over, or nothing more is known of it. @param why a sentence, where there is more to say than that */
  async finish(why: string | undefined): Promise<void> {
    this.#following.end(why);
    await this.#run.open(this.#kept.now);
  }

  #makeChart(): FlameChart {
    const { t, profile } = this.#parts;
    const { head } = profile;
    const { names } = this.#shown;
    return new FlameChart({
      label: t('Flame chart of {0}. Arrow keys go from span to span, ? lists all keys.', head.name),
      ...{ names, format: this.#format, palette: currentPalette(), classes: head.colors.classes },
      content: timeContent(this.#shown),
      events: {
        focused: (position) => this.#panel.showSpan(this.#kept.now.view, position),
        moved: () => this.#following.moved(),
        ranged: (range) => this.#panel.showRange(this.#kept.now.view, range),
      },
    });
  }

  #listen(): void {
    const [chart, actions] = [this.#chart, this.#actions];
    listenToPointer(chart, {
      hovered: (position, x, y) => actions.hover(position, x, y),
      hoveredMark: (position, x, y) => void actions.hoverMark(position, x, y),
      opened: (position) => actions.openSource(actions.frameOf(position), false),
    });
    listenToKeys(chart, {
      search: () => this.#toolbar.focusSearch(),
      nextMatch: (by) => this.#finder.go(by),
      help: () => this.#help.showModal(),
      open: (position, aside) => actions.openSource(actions.frameOf(position), aside),
      sandwich: (position) => this.#stage.showSandwich(actions.frameOf(position)),
      why: (position) => void actions.openAbout(position, 'explain'),
      entry: (position) => void actions.openAbout(position, 'openEntry'),
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

  #toolbarEvents(): ToolbarEvents {
    return {
      view: (view) => void this.#stage.show(view),
      color: (mode) => void this.#color(mode),
      search: (query) => this.#searchSoon(query),
      nextMatch: (by) => this.#finder.go(by),
      leave: () => this.#chart.element.focus(),
      fit: () => this.#chart.camera.zoomTo({ from: 0, to: this.#chart.layout.length }),
      save: (kind) => void this.#actions.save(kind),
      help: () => this.#help.showModal(),
    };
  }

  // What is laid over the chart is the table's content as well.
  #onOverlay(): void {
    const { overlay, other } = this.#run;
    this.#kept.change({ overlay, other });
    const { view } = this.#kept.now;
    if (view === 'time') void this.#run.apply();
    else if (view === 'table') void this.#stage.show('table');
  }

  async #showAction({ span }: RunAction): Promise<void> {
    if (this.#kept.now.view !== 'time') await this.#stage.show('time');
    const position = this.#chart.layout.spans.indexOf(span);
    this.#chart.element.focus();
    if (position >= 0) this.#chart.focus(position);
  }

  async #color(mode: ColorMode): Promise<void> {
    this.#kept.change({ mode });
    this.#colors = await this.#shown.link.ask('colors', { mode });
    this.#repaint();
  }

  #repaint(): void {
    this.#chart.paint(currentPalette(), this.#colors.classes);
    this.#showLegend();
  }

  #showLegend(): void {
    this.#legend.replaceChildren(...legendOf(this.#colors, currentPalette()));
  }

  #searchSoon(query: string): void {
    window.clearTimeout(this.#searchTimer);
    this.#searchTimer = window.setTimeout(() => void this.#search(query), searchPauseMs);
  }

  async #search(query: string): Promise<void> {
    this.#kept.change({ query });
    if (await this.#finder.search(query)) await this.#stage.searched();
  }

  #say(text: string): void {
    this.#live.textContent = text;
  }

  #save(state: PageState): void {
    const look = lookOf(this.#chart, this.#shown, this.#parts.isLive);
    this.#parts.bridge.saveState({ ...state, look, follow: this.#following.isOn });
  }
}

/**
 * The dashboard: asks for figures while it is seen, gets what changed, and shows that. A change is asked for at once, at most ten times a
 * second; with nothing to do it is one small request now and then (`pacer.ts`), and parts of the page that stay the same are left alone.
 */
import type { MetricsRequest, MetricWindow } from '../../server/protocol/metrics.ts';
import type { RunSummary } from '../../server/protocol/tasks.ts';
import type { PageStart } from '../../server/protocol/webview.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { Formats } from '../overview/formats.ts';
import { failedPage, outdatedStrip, problemText, startPage } from '../overview/startPage.ts';
import { waiting } from '../overview/states.ts';
import { type Translate, translateWith } from '../overview/texts.ts';
import { element } from '../ui/dom.ts';
import { Charts } from './charts.ts';
import type { Scene } from './context.ts';
import { Figures, shownMetrics } from './figures.ts';
import { History } from './history.ts';
import { Pacer } from './pacer.ts';
import { Page } from './page.ts';
import { Part } from './part.ts';
import { Sampling } from './sampling.ts';
import { type Choices, choicesAsState, readChoices } from './state.ts';
import { windowSwitch } from './windowSwitch.ts';
import '../ui/ui.css';
import '../overview/overview.css';
import './dashboard.css';

const runsShown = 8;
/** It changes while nothing happens. */
const quietMetric = 'memory';
/** Samples between two times that the state is saved. */
const saveEvery = 6;

class DashboardPage {
  readonly #bridge: Bridge;
  readonly #start: PageStart;
  readonly #main: Element;
  readonly #t: Translate;
  readonly #formats: Formats;
  readonly #figures = new Figures();
  readonly #history = new History();
  readonly #sampling: Sampling;
  readonly #problem = new Part(element('div', {}));
  readonly #spoken = element('p', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #pacer = new Pacer(() => this.#ask());
  readonly #charts: Charts;
  readonly #page: Page;
  #choices: Choices;
  #runs: readonly RunSummary[] = [];
  #areRunsOld = true;
  #lastRun: string | undefined;
  #isShown = false;
  #chartedAt = 0;
  #unsaved = 0;

  constructor(bridge: Bridge, start: PageStart, main: Element) {
    this.#bridge = bridge;
    this.#start = start;
    this.#main = main;
    this.#t = translateWith(start.texts);
    this.#formats = new Formats(start.locale);
    const state = bridge.state();
    this.#choices = readChoices(state);
    this.#history.restore(state?.history);
    const server = typeof state?.server === 'string' ? state.server : '';
    this.#sampling = new Sampling(this.#history.samples.at(-1)?.epoch ?? 0, server);
    const drawing = { t: this.#t, formats: this.#formats };
    const command = (name: string, ...args: readonly string[]) => bridge.command(name, ...args);
    this.#charts = new Charts({
      drawing,
      locale: this.#formats.locale,
      showTable: this.#choices.showTable,
      onShowTable: (showTable) => this.#choose({ showTable }),
    });
    this.#page = new Page({
      start,
      scene: { t: this.#t, command },
      windowSwitch: windowSwitch({
        t: this.#t,
        chosen: this.#choices.window,
        onChoose: (window) => this.#look(window),
      }),
      charts: this.#charts,
    });
  }

  /** Shows the page and keeps it up to date from now on. */
  open(): void {
    this.#main.replaceChildren(waiting(this.#t('Reading the figures…')));
    this.#bridge.onChanged(() => {
      this.#areRunsOld = true;
      this.#pacer.wish();
    });
    document.addEventListener('visibilitychange', () => this.#save());
    window.addEventListener('scrollend', () => this.#save());
    this.#pacer.start();
  }

  #choose(choice: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...choice };
    this.#save();
  }

  #look(window: MetricWindow): void {
    this.#choose({ window });
    this.#figures.clear();
    // Nobody waits for the next second, or with nothing going on for much longer, to see the window that was chosen.
    this.#chartedAt = Number.NEGATIVE_INFINITY;
    this.#pacer.wish();
  }

  #save(): void {
    this.#unsaved = 0;
    const { folder } = this.#start;
    const history = this.#history.save();
    const scrolledTo = this.#isShown ? window.scrollY : this.#bridge.state()?.scrolledTo;
    const server = this.#sampling.name;
    const choices = choicesAsState(this.#choices);
    this.#bridge.saveState({ folder, scrolledTo, ...choices, server, history });
  }

  /** @returns whether something goes on */
  async #ask(): Promise<boolean> {
    const { window } = this.#choices;
    try {
      const [view] = await Promise.all([
        this.#bridge.request('cachescope/metrics', this.#request(window)),
        this.#askRuns(),
      ]);
      // Another window was chosen meanwhile: what is known is not of it.
      if (window !== this.#choices.window) {
        this.#pacer.wish();
        return true;
      }
      this.#figures.take(view);
      this.#update();
      return view.metrics.some(({ name }) => name !== quietMetric);
    } catch (error) {
      this.#fail(error);
      return true;
    }
  }

  #request(window: MetricWindow): MetricsRequest {
    const { folder } = this.#start;
    const since = this.#figures.version;
    const windows = [...new Set([window, 'start'] as const)];
    return { folder, windows, names: shownMetrics, ...(since ? { since } : {}) };
  }

  async #askRuns(): Promise<void> {
    if (!this.#areRunsOld) return;
    this.#areRunsOld = false;
    const { folder } = this.#start;
    const asked = { folder, offset: 0, limit: runsShown };
    const { rows } = await this.#bridge.request('cachescope/runs', asked);
    this.#runs = rows;
  }

  #update(): void {
    this.#problem.show('', () => []);
    const sample = this.#sampling.sample(this.#figures, Date.now());
    this.#history.add(sample);
    this.#attach();
    const change = (listing: Choices['listing']) => {
      this.#choose({ listing });
      this.#draw(change);
    };
    this.#draw(change);
    this.#tellRun();
    // However often figures come, charts change once a second.
    if (sample.at - this.#chartedAt < 990 && sample.at >= this.#chartedAt) return;
    this.#drawCharts();
    if (++this.#unsaved >= saveEvery) this.#save();
  }

  #draw(change: (listing: Choices['listing']) => void): void {
    this.#page.show(this.#scene(), { listing: this.#choices.listing, change });
  }

  #drawCharts(): void {
    this.#chartedAt = this.#history.samples.at(-1)?.at ?? 0;
    this.#charts.offer(this.#history.samples, this.#choices.window);
  }

  #attach(): void {
    if (this.#isShown) return;
    const scrolledTo = this.#bridge.state()?.scrolledTo;
    this.#isShown = true;
    this.#main.replaceChildren(this.#problem.element, ...this.#page.elements, this.#spoken);
    if (typeof scrolledTo === 'number') {
      requestAnimationFrame(() => window.scrollTo(0, scrolledTo));
    }
    this.#save();
  }

  #scene(): Scene {
    return {
      t: this.#t,
      formats: this.#formats,
      now: Date.now(),
      figures: this.#figures,
      window: this.#choices.window,
      runs: this.#runs,
      command: (command, ...args) => this.#bridge.command(command, ...args),
    };
  }

  /** A run that ended is said once to those who hear the page; all else they look up. */
  #tellRun(): void {
    const [last] = this.#runs;
    const isNew = last !== undefined && this.#lastRun !== undefined && last.id !== this.#lastRun;
    this.#lastRun = last?.id ?? '';
    if (!isNew) return;
    const took = this.#formats.duration(last.durationMs);
    const failed = this.#formats.count(last.failed);
    this.#spoken.textContent = this.#t('A run ended. It took {0}, failed: {1}.', took, failed);
  }

  #fail(error: unknown): void {
    this.#areRunsOld = true;
    const problem = problemText(error, this.#t);
    const command = (name: string) => this.#bridge.command(name);
    const failure = { t: this.#t, command, problem, tryAgain: () => this.#pacer.wish() };
    if (this.#isShown) {
      this.#problem.show(['outdated', problem], () => [outdatedStrip(failure)]);
      return;
    }
    this.#problem.show(['failed', problem], () => [failedPage(failure)]);
    this.#main.replaceChildren(this.#problem.element);
  }
}

void startPage('dashboard', (bridge, start, main) => new DashboardPage(bridge, start, main).open());

/**
 * The overview page: asks for the figures, draws them, and asks anew when something changed. At most one request is under way, and
 * between two there is a pause, so that a build that changes much at once costs the page little.
 */
import type { OverviewView } from '../../server/protocol/overview.ts';
import type { PageStart } from '../../server/protocol/webview.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { redraw } from '../ui/dom.ts';
import type { Drawing } from './context.ts';
import { Formats } from './formats.ts';
import { overviewPage } from './page.ts';
import { type Failure, failedPage, outdatedStrip, problemText, startPage } from './startPage.ts';
import { waiting } from './states.ts';
import { type Translate, translateWith } from './texts.ts';
import '../ui/ui.css';
import './overview.css';

const pauseMs = 500;
/** "3 minutes ago" is to stay true. */
const clockMs = 60_000;

class OverviewPage {
  readonly #bridge: Bridge;
  readonly #start: PageStart;
  readonly #main: Element;
  readonly #t: Translate;
  readonly #formats: Formats;
  #view: OverviewView | undefined;
  #problem: string | undefined;
  #showTable: boolean;
  #isAsking = false;
  #isOutdated = false;

  constructor(bridge: Bridge, start: PageStart, main: Element) {
    this.#bridge = bridge;
    this.#start = start;
    this.#main = main;
    this.#t = translateWith(start.texts);
    this.#formats = new Formats(start.locale);
    this.#showTable = bridge.state()?.showTable === true;
  }

  /** Shows the page and keeps it up to date from now on. */
  async open(): Promise<void> {
    const scrolledTo = this.#bridge.state()?.scrolledTo;
    this.#save();
    this.#bridge.onChanged(() => void this.#ask());
    window.setInterval(() => this.#draw(), clockMs);
    this.#draw();
    await this.#ask();
    if (typeof scrolledTo === 'number') window.scrollTo(0, scrolledTo);
    window.addEventListener('scrollend', () => this.#save());
  }

  #save(): void {
    const { folder } = this.#start;
    this.#bridge.saveState({ folder, showTable: this.#showTable, scrolledTo: window.scrollY });
  }

  async #ask(): Promise<void> {
    this.#isOutdated = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isOutdated) {
      this.#isOutdated = false;
      await this.#askOnce();
      this.#draw();
      if (this.#isOutdated) await new Promise((resolve) => window.setTimeout(resolve, pauseMs));
    }
    this.#isAsking = false;
  }

  async #askOnce(): Promise<void> {
    try {
      const { folder } = this.#start;
      this.#view = await this.#bridge.request('cachescope/overview', { folder });
      this.#problem = undefined;
    } catch (error) {
      this.#problem = problemText(error, this.#t);
    }
  }

  #draw(): void {
    try {
      redraw(this.#main, ...this.#content());
    } catch (error) {
      // A figure of an unknown form, from a server of another version perhaps: better told than blank.
      redraw(this.#main, failedPage(this.#failure(problemText(error, this.#t))));
    }
  }

  #content(): Element[] {
    const view = this.#view;
    const problem = this.#problem;
    if (view === undefined) {
      const isNew = problem === undefined;
      return [
        isNew ? waiting(this.#t('Reading the figures…')) : failedPage(this.#failure(problem)),
      ];
    }
    const page = overviewPage(view, this.#drawing(), {
      showTable: this.#showTable,
      onShowTable: (show) => this.#toggle(show),
    });
    return problem === undefined ? page : [outdatedStrip(this.#failure(problem)), ...page];
  }

  #toggle(show: boolean): void {
    this.#showTable = show;
    this.#save();
    this.#draw();
  }

  #drawing(): Drawing {
    return {
      t: this.#t,
      formats: this.#formats,
      now: Date.now(),
      command: (command, ...args) => this.#bridge.command(command, ...args),
    };
  }

  #failure(problem: string): Failure {
    return { ...this.#drawing(), problem, tryAgain: () => void this.#ask() };
  }
}

void startPage('overview', (bridge, start, main) => {
  void new OverviewPage(bridge, start, main).open();
});

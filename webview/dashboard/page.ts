/** Puts the page together once, and brings its parts up to date when figures come. What happens when is in `main.ts`. */
import type { PageStart } from '../../server/protocol/webview.ts';
import { runTable } from '../overview/runTable.ts';
import { element } from '../ui/dom.ts';
import { button } from '../ui/toolkit.ts';
import { adviceStrips, adviceTexts } from './advice.ts';
import { cacheRows, cacheTable } from './caches.ts';
import type { Charts } from './charts.ts';
import type { Scene } from './context.ts';
import { errorRows, errorTable } from './errors.ts';
import { memoryFigures, memoryTable, memoryTexts } from './memory.ts';
import { Part, sectionPart } from './part.ts';
import { type Place, tileContent, tileCount, tileTexts } from './tiles.ts';
import { type ActionListing, actionRows, actionTable, stepRows, stepTable } from './timings.ts';
import { trendTable } from './trends.ts';

/** What the page is made with. */
export interface PageParts {
  readonly start: PageStart;
  readonly scene: Pick<Scene, 't' | 'command'>;
  readonly windowSwitch: HTMLElement;
  readonly charts: Charts;
}

/** See above. */
export class Page {
  readonly elements: readonly HTMLElement[];
  readonly #since: Part;
  readonly #empty = new Part(element('div', {}));
  readonly #advice = new Part(element('div', {}));
  readonly #tiles: readonly Part[];
  readonly #places: Readonly<Record<Place, Titled>>;
  readonly #runs: Titled;
  readonly #steps: Titled;
  readonly #trends: Titled;
  readonly #charts: Charts;

  constructor({ start, scene, windowSwitch, charts }: PageParts) {
    const { t } = scene;
    this.#charts = charts;
    this.#since = new Part(element('p', { class: 'note' }));
    this.#tiles = Array.from(
      { length: tileCount },
      () => new Part(element('div', { class: 'tile' })),
    );
    this.#places = {
      caches: sectionPart(t('Caches'), 'wide'),
      actions: sectionPart(t('Durations of actions that ran'), 'wide'),
      memory: sectionPart(t('Memory')),
      errors: sectionPart(t('Errors by kind')),
    };
    this.#steps = sectionPart(t('Waits and steps of the engine'), 'wide');
    this.#trends = sectionPart(t('Got worse'), 'wide');
    this.#runs = sectionPart(t('Last runs'));
    this.elements = [
      header(nameOf(start.folder), scene, this.#since.element),
      windowSwitch,
      this.#empty.element,
      this.#advice.element,
      element('dl', { class: 'tiles' }, ...this.#tiles.map((tile) => tile.element)),
      this.#sections(),
    ];
  }

  /** Brings everything up to date. */
  show(
    scene: Scene,
    list: { listing: ActionListing; change: (listing: ActionListing) => void },
  ): void {
    this.#showHead(scene);
    const { caches, actions, memory, errors } = this.#places;
    // Links of errors lead to runs.
    const runs = scene.runs.map(({ id, failed }) => [id, failed]);
    const { window, figures } = scene;
    const ofCaches = cacheRows(scene);
    caches.part.show(ofCaches, () => [cacheTable(ofCaches, scene)]);
    const ofActions = actionRows(scene, list.listing);
    actions.part.show([ofActions, list.listing], () => actionTable(ofActions, scene, list));
    const ofSteps = stepRows(scene);
    this.#steps.part.show(ofSteps, () => [stepTable(ofSteps, scene)]);
    const ofMemory = memoryFigures(scene);
    memory.part.show([window, memoryTexts(ofMemory, scene)], () => memoryTable(ofMemory, scene));
    const ofErrors = errorRows(scene);
    const last = ofErrors.map(({ kind }) => figures.lastError(kind));
    errors.part.show([ofErrors, last, runs], () => [errorTable(ofErrors, scene)]);
    const { trends } = scene.figures;
    this.#trends.part.show(trends, () => [trendTable(trends, scene)]);
    this.#runs.part.show(scene.runs, () => [lastRuns(scene)]);
  }

  #showHead(scene: Scene): void {
    const { t, formats, figures } = scene;
    const since = t('Counting for {0}', formats.duration(roughly(figures.countedMs)));
    this.#since.show(since, () => [since]);
    const isEmpty = figures.sum('runs', 'start') === 0 && scene.runs.length === 0;
    this.#empty.show(isEmpty, () => (isEmpty ? [emptyNote(scene)] : []));
    const advice = adviceTexts(scene);
    this.#advice.show(advice, () => adviceStrips(advice, scene, () => this.#goTo('caches')));
    const tiles = tileTexts(scene, (place) => this.#goTo(place));
    const runs = scene.runs.map(({ id, failed }) => [id, failed]);
    const worst = figures.timed('queue_wait', scene.window)[0]?.times.worst;
    for (const [at, tile] of tiles.entries()) {
      this.#tiles[at]?.show([tile, runs, worst], () => tileContent(tile));
    }
  }

  #sections(): HTMLElement {
    const { caches, actions, memory, errors } = this.#places;
    return element(
      'div',
      { class: 'sections' },
      this.#charts.element,
      caches.section,
      actions.section,
      this.#trends.section,
      this.#steps.section,
      this.#runs.section,
      memory.section,
      errors.section,
    );
  }

  #goTo(place: Place): void {
    const heading = this.#places[place].section.querySelector('h2');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'start' });
  }
}

type Titled = ReturnType<typeof sectionPart>;

function header(
  name: string,
  { t, command }: Pick<Scene, 't' | 'command'>,
  since: HTMLElement,
): HTMLElement {
  const overview = button({
    label: t('Show overview'),
    onClick: () => command('cachescope.showOverview'),
  });
  const title = element('div', { class: 'title' }, element('h1', {}, name), since);
  return element('header', {}, title, overview);
}

function lastRuns(scene: Scene): HTMLElement {
  const { t, runs } = scene;
  if (runs.length > 0) return runTable(runs, scene, { withTargets: false });
  return element('p', { class: 'empty' }, t('There was no run yet.'));
}

function emptyNote({ t, command }: Scene): HTMLElement {
  const build = button({
    label: t('Build all'),
    primary: true,
    onClick: () => command('cachescope.runAll'),
  });
  const text = t(
    'Nothing has run yet. With the first run, the figures below follow it while it goes on.',
  );
  const steps = element('div', { class: 'steps' }, build);
  return element('div', { class: 'strip info' }, element('p', {}, text), steps);
}

/** The last part of the folder's address. */
function nameOf(folder: string): string {
  const part = folder.replace(/\/+$/, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part) || folder;
  } catch {
    // Not encoded as addresses are: as it is.
    return part;
  }
}

// Whole minutes, once it is more than one: the line needs no new text each second.
function roughly(ms: number): number {
  return ms < 60_000 ? Math.ceil(ms / 10_000) * 10_000 : Math.floor(ms / 60_000) * 60_000;
}

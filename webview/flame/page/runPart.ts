/** The part of the page that profiles of runs have besides: what the run was bound by, and what changed since another run. */

import type { RunAction, RunActions } from '../../../server/profiles/run/runActions.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { type ActionChange, compareRuns, sumOfChanges } from '../model/compareRuns.ts';
import { changedSpans, criticalSpans, type MarkedSpan, overlayOf } from '../model/overlay.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { FlameChart } from './chart.ts';
import { changeTable, criticalTable, kindTitles, signedTime } from './runTable.ts';
import type { Shown } from './shown.ts';
import type { OverlayName } from './state.ts';

/** What it is made of. */
export interface RunPartParts {
  readonly t: Translate;
  readonly format: ValueFormat;
  readonly shown: Shown;
  readonly chart: FlameChart;
  readonly bridge: Bridge;
  readonly readOther: (run: string) => Promise<RunActions>;
  readonly say: (text: string) => void;
  readonly tell: (error: unknown) => void;
  /** Another overlay is shown. */
  readonly changed: () => void;
  /** Shows the span of an action in the chart. */
  readonly show: (action: RunAction) => void;
}

/** The part. Without actions in the profile it is not seen, and does nothing. */
export class RunPart {
  readonly element = element('div', { class: 'run', attributes: { hidden: '' } });
  readonly #parts: RunPartParts;
  readonly #summary = element('span', { class: 'summary', attributes: { role: 'status' } });
  readonly #criticalButton: HTMLElement;
  readonly #compareButton: HTMLElement;
  #run: RunActions = { actions: [], fresh: [] };
  #changes: readonly ActionChange[] = [];
  #overlay: OverlayName = 'none';
  #other = '';
  /** Rises with each overlay, so that one that comes too late is not shown. */
  #turn = 0;

  constructor(parts: RunPartParts) {
    const { t } = parts;
    this.#parts = parts;
    this.#criticalButton = toggle(t('Critical path'), () => this.toggleCritical());
    this.#compareButton = toggle(t('Compare with another run…'), () => this.compare());
    this.element.append(this.#criticalButton, this.#compareButton, this.#summary);
  }

  get overlay(): OverlayName {
    return this.#overlay;
  }

  /** The run that this one is compared with; '' for none. */
  get other(): string {
    return this.#other;
  }

  /** Reads the actions, and shows what was shown last. */
  async open(last: { readonly overlay: OverlayName; readonly other: string }): Promise<void> {
    const { bridge, shown } = this.#parts;
    const { isKnownRun } = shown;
    this.#run = await shown.link.ask('actions', {});
    // Only a run that the extension knows can be compared with others.
    this.#compareButton.hidden = !isKnownRun;
    this.element.hidden = this.#run.actions.length === 0;
    if (this.element.hidden) return;
    if (isKnownRun) bridge.onChanged(() => void this.#lookForWanted());
    if (isKnownRun && (await this.#lookForWanted())) return;
    if (last.overlay === 'critical') await this.#lay('critical');
    else if (last.overlay === 'compared') await this.#compareWith(last.other);
  }

  /** The critical path, or nothing. */
  toggleCritical(): void {
    if (this.element.hidden) return;
    void this.#lay(this.#overlay === 'critical' ? 'none' : 'critical');
  }

  /** Asks for another run and compares with it; where one is compared with, ends that. */
  compare(): void {
    if (this.element.hidden || !this.#parts.shown.isKnownRun) return;
    if (this.#overlay === 'compared') void this.#lay('none');
    else this.#pick().catch(this.#parts.tell);
  }

  /** Lays the overlay over the chart, which shows all lanes by time. */
  async apply(): Promise<void> {
    const turn = ++this.#turn;
    const { chart, shown } = this.#parts;
    const marked = this.#marked();
    if (marked === undefined) return chart.lay(undefined);
    const { layout } = chart;
    const roots = marked.map(({ span, mark }) => [span, mark] as const);
    const marks = await shown.link.ask('marks', { roots });
    if (turn === this.#turn && layout === chart.layout) chart.lay(overlayOf(layout, marks, marked));
  }

  /** The overlay as a table; undefined where there is none. */
  table(): HTMLElement | undefined {
    if (this.#overlay === 'none') return undefined;
    if (this.#overlay === 'critical') return criticalTable(this.#parts, this.#run.actions);
    return changeTable(this.#parts, this.#changes);
  }

  async #lookForWanted(): Promise<boolean> {
    const run = await this.#parts.bridge.ask('profile/wantedRun', {});
    if (typeof run !== 'string') return false;
    await this.#compareWith(run);
    return true;
  }

  async #pick(): Promise<void> {
    const run = await this.#parts.bridge.ask('profile/pickRun', {});
    if (typeof run === 'string') await this.#compareWith(run);
  }

  async #compareWith(run: string): Promise<void> {
    try {
      const other = await this.#parts.readOther(run);
      this.#changes = compareRuns(this.#run, other);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#summary.textContent = message;
      return;
    }
    this.#other = run;
    await this.#lay('compared');
  }

  async #lay(overlay: OverlayName): Promise<void> {
    this.#overlay = overlay;
    this.#criticalButton.setAttribute('aria-pressed', String(overlay === 'critical'));
    this.#compareButton.setAttribute('aria-pressed', String(overlay === 'compared'));
    this.#summary.textContent = this.#summaryText();
    this.#parts.changed();
  }

  #marked(): readonly MarkedSpan[] | undefined {
    if (this.#overlay === 'none') return undefined;
    if (this.#overlay === 'critical') return criticalSpans(this.#run.actions);
    return changedSpans(this.#changes, (change) => this.#signOf(change));
  }

  #signOf({ kind, cost }: ActionChange): string {
    const { t, format } = this.#parts;
    if (kind === 'new') return `✚ ${t('New')}`;
    return `${cost < 0 ? '▼' : '▲'} ${signedTime(format, cost)}`;
  }

  #summaryText(): string {
    const { t, format, shown } = this.#parts;
    if (this.#overlay === 'none') return '';
    if (this.#overlay === 'critical') {
      const path = this.#run.actions.filter(({ isCritical }) => isCritical);
      const length = path.reduce((sum, { duration }) => sum + duration, 0);
      const [its, all] = [length, shown.head.length].map((one) => format.value(one, 'time'));
      return t(
        'Critical path: {0} of {1} · Actions: {2}',
        its ?? '',
        all ?? '',
        format.count(path.length),
      );
    }
    const { counts, cost } = sumOfChanges(this.#changes);
    const titles = Object.entries(kindTitles(t)) as [keyof typeof counts, string][];
    const parts = titles.flatMap(([kind, title]) =>
      counts[kind] > 0 ? [`${title}: ${format.count(counts[kind])}`] : [],
    );
    const sum = t('Actions took {0} in all', signedTime(format, cost));
    return [t('Compared with {0}', this.#other), ...parts, sum].join(' · ');
  }
}

function toggle(label: string, onClick: () => void): HTMLElement {
  const attributes = { type: 'button', 'aria-pressed': 'false' };
  return element('button', { class: 'tool', attributes, onClick }, label);
}

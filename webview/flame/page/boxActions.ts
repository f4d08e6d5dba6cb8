/** What can be done with a box, and with the whole: its source, why its action ran, its cache entry, a picture. What cannot be done is said. */
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { FlameChart } from './chart.ts';
import { factsOfJson } from './details.ts';
import type { KeptState } from './keptState.ts';
import { type SaveKind, save } from './saving.ts';
import type { Shown } from './shown.ts';
import type { Tooltip } from './tooltip.ts';

/** What it works with. */
export interface BoxActionParts {
  readonly bridge: Bridge;
  readonly t: Translate;
  readonly format: ValueFormat;
  readonly shown: Shown;
  readonly chart: FlameChart;
  readonly kept: KeptState;
  readonly tooltip: Tooltip;
  readonly isRunning: () => boolean;
  readonly say: (text: string) => void;
}

/** See above. */
export class BoxActions {
  readonly #parts: BoxActionParts;
  /** Rises each time the pointer is somewhere else. */
  #turn = 0;

  constructor(parts: BoxActionParts) {
    this.#parts = parts;
  }

  /** The frame of a box. */
  frameOf(position: number): number {
    return this.#parts.chart.layout.frames[position] ?? 0;
  }

  /** Opens the place in the source that a frame comes from. @param aside in another column of the editor */
  openSource(frame: number, aside: boolean): void {
    const { bridge, t, shown, say } = this.#parts;
    const { head, files } = shown;
    const file = files.at(frame);
    if (file === '') {
      say(t('The profile does not say where this comes from.'));
      return;
    }
    const place = { line: head.lines[frame] ?? 0, column: head.columns[frame] ?? 0 };
    bridge.ask('profile/openSource', { file, ...place, aside }).catch((error) => this.tell(error));
  }

  /** Opens the explanation of the action that a box belongs to, or its cache entry. */
  async openAbout(position: number, what: 'explain' | 'openEntry'): Promise<void> {
    const { bridge, t, shown, chart, kept, say } = this.#parts;
    const { link, isKnownRun } = shown;
    const span = chart.layout.spans[position] ?? 0;
    const isSpan = isKnownRun && kept.now.view === 'time';
    const action = isSpan ? await link.ask('actionOf', { span }) : '';
    if (this.#parts.isRunning()) say(t('This can be asked when the run has ended.'));
    else if (isKnownRun && !isSpan)
      say(t('Here a box stands for many spans. Choose one in time order.'));
    else if (action === '') say(t('This is no span of an action of a run.'));
    else bridge.command(`cachescope.${what}`, action);
  }

  /** Says beside the pointer which mark lies below it, and what is told of it. */
  async hoverMark(position: number, x: number, y: number): Promise<void> {
    const turn = ++this.#turn;
    const { chart, shown, format, tooltip } = this.#parts;
    const { instants } = chart;
    if (instants === undefined) return;
    const name = shown.names.at(instants.frames[position] ?? 0);
    const at = format.value(instants.starts[position] ?? 0, instants.unit);
    tooltip.show([name, at], x, y);
    const told = await shown.link.ask('markDetails', { mark: instants.spans[position] ?? 0 });
    const facts = factsOfJson(told).map(([fact, value]) => `${fact} ${value}`);
    if (turn === this.#turn) tooltip.show([name, at, ...facts], x, y);
  }

  /** Says beside the pointer what lies below it. @param position -1: nothing does */
  hover(position: number, x: number, y: number): void {
    this.#turn++;
    const { chart, shown, format, tooltip } = this.#parts;
    if (position < 0) {
      tooltip.hide();
      return;
    }
    const { from, to } = chart.boxStretch(position);
    const name = shown.names.at(this.frameOf(position));
    tooltip.show([name, format.value(to - from, chart.layout.unit)], x, y);
  }

  /** Saves what is seen, or the profile. */
  async save(kind: SaveKind): Promise<void> {
    const { bridge, chart, shown } = this.#parts;
    const { link, head } = shown;
    const saving = save(kind, { chart, link, bridge, name: head.name });
    await saving.catch((error) => this.tell(error));
  }

  /** Says what went wrong. */
  tell(error: unknown): void {
    this.#parts.say(error instanceof Error ? error.message : String(error));
  }
}

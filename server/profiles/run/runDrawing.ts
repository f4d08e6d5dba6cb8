/**
 * How a run looks in its profile: an action is a span on the lane of its slot with its phases below, what the engine does for itself and what waits have lanes
 * of their own. It takes what is told, in any order, and knows nothing of events.
 */
import { defaultLimits } from '../layout/limits.ts';
import { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { Profile } from '../profile.ts';
import { RunLanes } from './runLanes.ts';

/** A stretch of time, in milliseconds as in events. */
export interface RunStretch {
  readonly from: number;
  readonly to: number;
}

/** A phase of the engine's work for an action. */
export interface RunPhase extends RunStretch {
  readonly phase: string;
}

/** An action that ran, or runs. */
export interface DrawnAction extends RunStretch {
  readonly id: string;
  readonly state: string;
  /** From 0. */
  readonly slot: number;
  readonly phases: readonly RunPhase[];
}

/** Names of phases as they are shown. */
const phaseNames: Readonly<Record<string, string>> = {
  prepare: 'Discover',
  decide: 'Decide',
  run: 'Run',
  check: 'Hash',
  store: 'Store',
  restore: 'Restore',
  save: 'Save',
};

/** See above. */
export class RunDrawing {
  readonly #builder: ProfileBuilder;
  readonly #lanes: RunLanes;

  /** @param from a drawing to go on from, with all that it has; only correct as long as nothing comes into that one */
  constructor(from?: RunDrawing) {
    this.#builder = new ProfileBuilder(defaultLimits, from ? from.#builder : undefined);
    this.#lanes = new RunLanes(this.#builder, from ? from.#lanes : undefined);
  }

  /** What is told of a span or a mark, to be given with it. */
  details(about: Readonly<Record<string, unknown>>): number {
    return this.#builder.details.add(about);
  }

  /** @param details from `details`; 0 for none @returns number of its span, for `describe` and `arrow`; -1 beyond the limit */
  action({ id, state, slot, from, to, phases }: DrawnAction, details: number): number {
    const lane = this.#lanes.slot(slot);
    const span = this.#span(lane, { name: id, category: state, from, to }, details);
    // Behind the action: of spans of equal times, the first is the outer one.
    for (const { phase, ...stretch } of phases) {
      const name = phaseNames[phase] ?? phase;
      this.#span(lane, { name, category: 'phase', ...stretch }, 0);
    }
    return span;
  }

  /** Says of an action what was not known when it was drawn. */
  describe(span: number, about: Readonly<Record<string, unknown>>): void {
    if (span >= 0) this.#builder.store.details.values[span] = this.details(about);
  }

  /** A phase of the engine's own work. @param action whom it was for; undefined: all */
  engine({ phase, from, to }: RunPhase, action?: string): void {
    const details = action === undefined ? 0 : this.details({ action });
    const name = phaseNames[phase] ?? phase;
    const lane = this.#lanes.engine(from, to);
    this.#span(lane, { name, category: 'phase', from, to }, details);
  }

  /** An action that waits for a slot. */
  waiting(action: string, cause: string, { from, to }: RunStretch): void {
    if (to <= from) return;
    const lane = this.#lanes.waiting(from, to);
    if (lane >= 0)
      this.#span(lane, { name: action, category: 'waiting', from, to }, this.details({ cause }));
  }

  /**
   * What a process of an action did, below the action, or in a row below its slot where another process lies at that time. Draw them in
   * the order of their starts.
   */
  process(profile: Profile, { id, slot, from, to }: Omit<DrawnAction, 'state' | 'phases'>): void {
    const end = Math.min(to, from + profile.length / 1000);
    const { lane, isOwn } = this.#lanes.process(slot, from, end);
    const stretch = { name: id, category: 'process', from, to: end };
    if (!isOwn) this.#span(lane, stretch, this.details({ action: id }));
    const [first, last] = [from * 1000, end * 1000];
    const { starts, durations } = profile.spans;
    const frames = this.#framesOf(profile);
    profile.spans.frames.forEach((frame, span) => {
      const start = Math.min(last, first + (starts[span] ?? 0));
      const length = Math.min(durations[span] ?? 0, last - start);
      this.#builder.span(lane, start, length, frames[frame] ?? 0, 0);
    });
  }

  /** A mark without length. */
  mark(name: string, at: number, about: Readonly<Record<string, unknown>>): void {
    const details = this.details(about);
    this.#builder.instants.push(at * 1000, this.#frame(name, 'cache'), -1, details);
  }

  /** A counter has this value from now on. */
  count(name: string, at: number, value: number, isBytes: boolean): void {
    this.#builder.counters.push({ name, group: RunLanes.group, isBytes }, at * 1000, value);
  }

  /** An arrow between two actions. */
  arrow(from: number, to: number): void {
    this.#builder.flows.pushSpans(from, to);
  }

  /** A sentence about the whole. @param times may stand in it as `#` */
  note(sentence: string, times?: number): void {
    this.#builder.notes.add(sentence, times);
  }

  /** The profile. The drawing is of no use afterwards. */
  finish(name: string): Profile {
    this.#lanes.finish();
    return this.#builder.finish({ name, format: 'chrome-trace', unit: 'time' });
  }

  /** @returns its number in the store */
  #span(
    lane: number,
    { name, category, from, to }: RunStretch & { name: string; category: string },
    details: number,
  ): number {
    const [start, end] = [from * 1000, to * 1000];
    const frame = this.#frame(name, category);
    return this.#builder.span(lane, start, Math.max(0, end - start), frame, details);
  }

  #frame(name: string, category: string): number {
    const { texts, frames } = this.#builder;
    return frames.number(texts.add(name), texts.add(category));
  }

  /** Numbers here of a profile's frames. */
  #framesOf({ frames: table }: Profile): readonly number[] {
    const { texts, frames } = this.#builder;
    return table.names.map((name, at) => {
      const file = texts.add(table.files[at] ?? '');
      const place = { file, line: table.lines[at] ?? 0, column: table.columns[at] ?? 0 };
      return frames.number(texts.add(name), texts.add('process'), place);
    });
  }
}

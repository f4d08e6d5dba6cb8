/** How far a run is, in a few lines: counts, then what is running now and for how long. */
import type { EngineEvent } from '../../engine/events.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { ActionState } from '../../engine/model/run.ts';
import { durationText } from './units.ts';
import { visible } from './visible.ts';

/** Running actions to name; of more, only the count. */
const shownMax = 8;

/** Follows the events of a run. */
export class RunProgress {
  readonly #running = new Map<ActionId, { readonly since: number; note: string }>();
  readonly #ended = new Map<ActionState, number>();
  #total = 0;
  #done = 0;
  #startedAt = 0;
  #phase = 'Preparing';

  /** Takes note of an event. */
  onEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#total = event.actions.length;
        this.#startedAt = event.at;
        return;
      case 'phase-started':
        if (event.phase === 'save') this.#phase = 'Saving';
        return;
      case 'action-started':
        this.#running.set(event.action, { since: event.at, note: '' });
        return;
      case 'action-waiting':
        this.#setNote(event.action, event.why);
        return;
      case 'action-raced':
        this.#setNote(event.action, 'again, because an input changed');
        return;
      case 'action-ended':
        this.#running.delete(event.result.id);
        this.#done++;
        this.#ended.set(event.result.state, (this.#ended.get(event.result.state) ?? 0) + 1);
        return;
      default:
        return;
    }
  }

  /** @param now as in the events, in milliseconds */
  lines(now: number): readonly string[] {
    const elapsed = durationText(Math.max(0, now - this.#startedAt));
    if (this.#total === 0 || (this.#done === 0 && this.#running.size === 0))
      return [`${this.#phase}  ${elapsed}`];
    const counts = [...this.#ended].map(([state, count]) => `${count} ${state}`).join(', ');
    const head = [`${this.#done}/${this.#total}`, counts, elapsed].filter(Boolean).join('  ');
    const shown = [...this.#running].slice(0, shownMax).map(([id, { since, note }]) => {
      const extra = note === '' ? '' : `  ${visible(note)}`;
      return `  ${visible(id)}  ${durationText(now - since)}${extra}`;
    });
    const rest = this.#running.size - shown.length;
    return [head, ...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])];
  }

  #setNote(action: ActionId, note: string): void {
    const running = this.#running.get(action);
    if (running) running.note = note;
  }
}

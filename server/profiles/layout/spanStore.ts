/** Spans in the order in which a reader meets them, before they are laid out on lanes. */
import { Float64Column, Uint32Column } from './columns.ts';

/** Columns of equal length that grow. */
export class SpanStore {
  readonly lanes: Uint32Column;
  readonly starts: Float64Column;
  readonly durations: Float64Column;
  readonly frames: Uint32Column;
  readonly details: Uint32Column;

  /** @param from a store to begin with the same as */
  constructor(from?: SpanStore) {
    this.lanes = from?.lanes.copy() ?? new Uint32Column();
    this.starts = from?.starts.copy() ?? new Float64Column();
    this.durations = from?.durations.copy() ?? new Float64Column();
    this.frames = from?.frames.copy() ?? new Uint32Column();
    this.details = from?.details.copy() ?? new Uint32Column();
  }

  get length(): number {
    return this.lanes.length;
  }

  push(lane: number, start: number, duration: number, frame: number, detail: number): void {
    this.lanes.push(lane);
    this.starts.push(start);
    this.durations.push(duration);
    this.frames.push(frame);
    this.details.push(detail);
  }
}

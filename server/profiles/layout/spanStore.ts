/** Spans in the order in which a reader meets them, before they are laid out on lanes. */
import { Float64Column, Uint32Column } from './columns.ts';

/** Columns of equal length that grow. */
export class SpanStore {
  readonly lanes = new Uint32Column();
  readonly starts = new Float64Column();
  readonly durations = new Float64Column();
  readonly frames = new Uint32Column();
  readonly details = new Uint32Column();

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

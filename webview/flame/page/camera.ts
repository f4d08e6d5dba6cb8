/** Where one looks: the stretch of the axis, how far down, and where one was before. */
import { fitted, panned, revealing, type Stretch, within, zoomed } from '../model/viewport.ts';

const historyMax = 50;

/** Looks at an axis of some length. */
export class Camera {
  readonly #onMove: () => void;
  readonly #history: Stretch[] = [];
  #length = 0;
  #view: Stretch = { from: 0, to: 0 };
  scrollTop = 0;

  /** @param onMove told of each move */
  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  get view(): Stretch {
    return this.#view;
  }

  /** Begins anew, with all of an axis. Nobody is told. */
  reset(length: number): void {
    this.#length = length;
    this.#view = { from: 0, to: length };
    this.scrollTop = 0;
    this.#history.length = 0;
  }

  /** Whether all of the axis is seen. */
  get isWhole(): boolean {
    return this.#view.from <= 0 && this.#view.to >= this.#length;
  }

  /**
   * The axis got longer, or shorter by a little. Nobody is told.
   *
   * @param isFollowing true: what is seen ends where the axis ends, and is all of it where it was before
   */
  grow(length: number, isFollowing: boolean): void {
    const size = this.isWhole ? length : this.#view.to - this.#view.from;
    const stretch = isFollowing ? { from: length - size, to: length } : this.#view;
    this.#length = length;
    this.#view = within(stretch, length);
  }

  /** Looks at a stretch; `back` leads to where one was before. */
  zoomTo(stretch: Stretch): void {
    this.#history.push(this.#view);
    if (this.#history.length > historyMax) this.#history.shift();
    this.moveTo(stretch);
  }

  /** Looks at a box with a little room around it. */
  fit(box: Stretch): void {
    this.zoomTo(fitted(box, this.#length));
  }

  /** @returns false where there is nothing to go back to */
  back(): boolean {
    const last = this.#history.pop();
    if (last !== undefined) this.moveTo(last);
    return last !== undefined;
  }

  zoomBy(factor: number, anchor: number): void {
    this.moveTo(zoomed(this.#view, factor, anchor, this.#length));
  }

  panBy(pages: number): void {
    this.moveTo(panned(this.#view, pages, this.#length));
  }

  /** Moves as little as needed for a box to be seen. */
  reveal(box: Stretch): void {
    this.moveTo(revealing(this.#view, box, this.#length));
  }

  /** Looks at a stretch without a step for `back`. */
  moveTo(stretch: Stretch): void {
    this.#view = within(stretch, this.#length);
    this.#onMove();
  }
}

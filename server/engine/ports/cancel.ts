/** Cancellation without a DOM or Node type: the engine is pure, and `AbortSignal` belongs to the platform. */

/** Tells long work that it is no longer wanted. */
export interface CancelToken {
  readonly cancelled: boolean;
  /** Why, as a sentence for people, once cancelled. */
  readonly why: string | undefined;
  /**
   * Calls back once when cancelled (at once if it already is).
   * @returns a function that takes the listener away
   */
  onCancel(listener: () => void): () => void;
}

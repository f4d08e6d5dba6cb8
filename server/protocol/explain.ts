/** Why an action was not fresh, and what differs. */
import type { ActionName, FolderPath, InFolder, Timestamp } from './basics.ts';
import type { ReasonRow, ResultRow } from './tasks.ts';

/** Asks why. */
export interface ExplainRequest extends InFolder {
  readonly action: ActionName;
  /** A run of the history; without it, what would happen now, else the last time something had to be done. */
  readonly run?: string;
}

/** One step back towards the first cause. */
export interface ChainRow {
  readonly action: ActionName;
  readonly state: ResultRow['state'];
  readonly reason: ReasonRow;
}

/** The answer to "why?". */
export interface ExplanationView {
  readonly action: ActionName;
  readonly state: ResultRow['state'];
  /** Absent: it is about what would happen now. */
  readonly run?: string;
  readonly at?: Timestamp;
  readonly reasons: readonly ReasonRow[];
  readonly chain: readonly ChainRow[];
  /** The file that a person changed, where the chain ends in one. */
  readonly changedFile?: FolderPath;
  /** True where both texts of `changedFile` can be shown by `cachescope/difference`. */
  readonly hasDifference: boolean;
}

/** An explanation, or one sentence where nothing is known. */
export type ExplainResult = ExplanationView | { readonly message: string };

/** Asks for the two texts of a changed input. */
export interface DifferenceRequest extends InFolder {
  readonly action: ActionName;
  readonly path: FolderPath;
  readonly run?: string;
}

/** Both texts, or one sentence that says why there are none. */
export type DifferenceResult =
  | { readonly before: string; readonly after: string }
  | { readonly message: string };

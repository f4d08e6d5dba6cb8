/** What is told of an analysis under way. */

/** Steps of an analysis, in the order in which they begin; they overlap. */
export type ModulesStage = 'walk' | 'parse' | 'resolve' | 'link';

/** How far an analysis is. */
export interface ModulesProgress {
  readonly stage: ModulesStage;
  readonly done: number;
  /** As far as it is known by now. */
  readonly total: number;
}

/** What is told of an analysis under way, and of one that ended. */
import type { ReadStatistics } from './reading/pipeline.ts';

/** Steps of an analysis, in the order in which they begin; they overlap. */
export type ModulesStage = 'walk' | 'parse' | 'resolve' | 'link';

/** How far an analysis is. */
export interface ModulesProgress {
  readonly stage: ModulesStage;
  readonly done: number;
  /** As far as it is known by now. */
  readonly total: number;
}

/** What reading took, e.g. `10,010 files were read in 2.1 s (4,767 a second), 3 of them with problems; at most 290 MB of memory.` */
export function readText({ files, failed, ms, memoryPeak, pauses }: ReadStatistics): string {
  const rate = Math.round((files / Math.max(1, ms)) * 1000).toLocaleString('en');
  const memory = `at most ${(memoryPeak / 1e6).toFixed(0)} MB of memory`;
  const waits = pauses === 0 ? '' : `, which ${pauses} batches had to wait for`;
  const wrong = failed === 0 ? 'none' : failed.toLocaleString('en');
  return `${files.toLocaleString('en')} files were read in ${(ms / 1000).toFixed(1)} s (${rate} a second), ${wrong} of them with problems; ${memory}${waits}.`;
}

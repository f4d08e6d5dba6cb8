/** What views of the graph are made of beside the graph itself: who reads a file, what that costs, how it stands. */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ActionStatus } from '../../protocol/tasks.ts';
import type { AnswerSteps } from './answerSteps.ts';
import type { ModuleAnswers } from './answers.ts';
import type { ModuleDirection } from './moduleGraph.ts';

/** What is known beside the graph. */
export interface ViewSource {
  readonly answers: ModuleAnswers;
  /** Names of actions that read a file; the same array for the same set, where that is cheap. */
  readersOf(path: RelativePath): readonly string[];
  /** Actions next to one. */
  actionsNext(id: string, direction: ModuleDirection): readonly string[];
  /** What it costs when these actions and those behind them run, in milliseconds; undefined where no time is known. */
  costOf(actions: ReadonlySet<string>): number | undefined;
  statusOf(id: string): ActionStatus | undefined;
  /** Milliseconds of the last run of an action. */
  durationOf(id: string): number | undefined;
  /** Milliseconds since 1970; undefined where the file is gone. */
  changedAt(path: RelativePath): number | undefined;
}

/** Files looked at between two turns. */
const filesAStep = 50;

/** Names of actions that read each file, by number. */
export type Readers = readonly (readonly string[])[];

/** Asks for all of them. */
export function* readersOfAll({ answers: { graph }, readersOf }: ViewSource): AnswerSteps<Readers> {
  const readers: (readonly string[])[] = [];
  for (let file = 0; file < graph.size; file++) {
    readers.push(graph.isPresent(file) ? readersOf(graph.pathOf(file)) : []);
    if (file % filesAStep === filesAStep - 1) yield;
  }
  return readers;
}

/** Says when it is the turn of others. @returns a function that is true now and then, as often as others are to get their turn */
export function stepper(): () => boolean {
  let looked = 0;
  return () => ++looked % filesAStep === 0;
}

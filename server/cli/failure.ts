/**
 * The one way in which a command ends early: a failure that a person can mend, with an exit code and what to do next. `app.ts` catches
 * it and prints it as text or as the `error` of the JSON object.
 */
import type { Problem } from '../engine/model/problem.ts';

/** Something that stops a command and is not our own mistake. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  /** Stable, for scripts, e.g. `unknown-option`. */
  readonly code: string;
  readonly exitCode: number;
  readonly problems: readonly Problem[];
  /** What to do next. */
  readonly suggestion: string | undefined;

  /**
   * @param code stable name of what went wrong
   * @param message a full sentence
   * @param details `exitCode` is 2 (usage or configuration) unless given
   */
  constructor(
    code: string,
    message: string,
    details: {
      readonly suggestion?: string | undefined;
      readonly exitCode?: number;
      readonly problems?: readonly Problem[];
    } = {},
  ) {
    super(message);
    this.code = code;
    this.exitCode = details.exitCode ?? 2;
    this.problems = details.problems ?? [];
    this.suggestion = details.suggestion;
  }
}

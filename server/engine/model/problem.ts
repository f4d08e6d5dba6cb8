/**
 * Something wrong with what a person wrote: configuration, targets, names. Always says where and what to do next.
 */
import type { SourceLocation } from './action.ts';

/** One problem of the configuration or the command line. Errors stop a run before anything starts (exit code 2). */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable name for filters and tests, e.g. `unknown-key`. */
  readonly code: string;
  readonly message: string;
  readonly location?: SourceLocation;
  /** What to do next, e.g. `Did you mean "outputs"?`. */
  readonly suggestion?: string;
}

/** `file:line:column: error: message. Suggestion`, the form that terminals and editors link. */
export function problemText(problem: Problem): string {
  const where = problem.location
    ? `${problem.location.file}:${problem.location.line}:${problem.location.column}: `
    : '';
  const next = problem.suggestion ? ` ${problem.suggestion}` : '';
  return `${where}${problem.severity}: ${problem.message}${next}`;
}

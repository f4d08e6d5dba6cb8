// What the tests inside of VS Code tell those outside of it, as JSON in a file: nothing else gets out of
// the desktop and of the browser in the same way.

/** Environment variable with the file's path. */
export const resultsVariable = 'CACHESCOPE_SUITE_RESULTS';

/** One test of the suite. */
export interface SuiteResult {
  /** With the names of the suites that it is in. */
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Stack or message, where it failed. */
  readonly error?: string;
}

/** All of them, and figures that tests measured. */
export interface SuiteReport {
  readonly results: readonly SuiteResult[];
  readonly notes: readonly string[];
}

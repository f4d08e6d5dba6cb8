// The groups that tests run in, one task of cachescope.json each, and the sum over what they found. A
// group that is fresh does not run, so what it found lies in a file, which is the task's output.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How many tests ended how. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Groups by the name of their folder in `test`; tests of other folders are in `project`. */
export const testGroups = [
  'engine',
  'host',
  'cli',
  'faults',
  'oracle',
  'lsp',
  'webview',
  'extension',
  'profiles',
  'project',
] as const;

/**
 * The group of a test file.
 *
 * @param file path relative to the project, with `/`
 */
export function groupOf(file: string): string {
  const folder = file.split('/')[1] ?? '';
  return testGroups.some((group) => group === folder) ? folder : 'project';
}

/** Keeps what a group found. */
export function saveTotals(projectRoot: string, group: string, totals: Totals): void {
  const file = totalsFile(projectRoot, group);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(totals)}\n`);
}

/**
 * The sum over all groups.
 *
 * @throws where a group left nothing: it did not run
 */
export function sumOfTotals(projectRoot: string): Totals {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const group of testGroups) {
    const totals: Totals = JSON.parse(readFileSync(totalsFile(projectRoot, group), 'utf8'));
    sum.passed += totals.passed;
    sum.failed += totals.failed;
    sum.skipped += totals.skipped;
  }
  return sum;
}

/** The line that ends every run of tests. */
export function totalsText({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function totalsFile(projectRoot: string, group: string): string {
  return join(projectRoot, '.testresults', `${group}.json`);
}

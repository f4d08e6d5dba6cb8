// Runs the tests, and says in its last line how many passed and failed.
//
//   node test/run.ts                     everything
//   node test/run.ts --fast              leaves out the files whose names end with .slow.test.ts
//   node test/run.ts test/engine cache   files whose path holds one of the words; a word that no
//                                        path holds is a pattern for the names of tests
//   node test/run.ts --group engine      the files of test/engine, one after the other, as the task
//                                        test:engine of cachescope.json; keeps how many passed for
//                                        the sum over all groups. The group `project` is all files
//                                        that are in no other
//
// It exists because the reporters that come with Node say too much while all is well: here a file
// is one line, and only what failed is told in full.

import { globSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { groupOf, saveTotals, type Totals, totalsText } from './support/testGroups.ts';

// Long enough for the slowest file on a small machine; a file that hangs must not hang everything.
const fileTimeoutMs = 600_000;
const filesAtOnce = 2;
// Groups run beside each other already.
const filesAtOnceInGroup = 1;

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

interface Selection {
  readonly group: string | undefined;
  readonly files: readonly string[];
  readonly names: readonly string[];
}

interface FileReport {
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: string[];
  readonly notes: string[];
  output: string;
}

// What node:test tells of one finished test; `entryFile` is missing where the test is a whole file.
interface Finished {
  readonly name: string;
  readonly file?: string | undefined;
  readonly entryFile?: string | undefined;
  readonly line?: number | undefined;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: {
    readonly passed: boolean;
    readonly duration_ms: number;
    readonly type?: string | undefined;
    readonly error?: Error | undefined;
  };
}

function selectTests(args: readonly string[]): Selection {
  const exclude = (path: string) =>
    /(^|\/)(node_modules|fixtures)$|^test\/workspaces\/./.test(path);
  const isFast = args.includes('--fast');
  const group = args.includes('--group') ? args[args.indexOf('--group') + 1] : undefined;
  const all = globSync('test/**/*.test.ts', { cwd: projectRoot, exclude })
    .filter((file) => !isFast || !file.endsWith('.slow.test.ts'))
    .filter((file) => group === undefined || groupOf(file) === group)
    .sort();
  const words = args
    .filter((arg, index) => !arg.startsWith('--') && args[index - 1] !== '--group')
    .map((arg) => arg.replace(/^\.\//, ''));
  const isPath = (word: string) => all.some((file) => file.includes(word));
  const paths = words.filter(isPath);
  return {
    group,
    files: all.filter((file) => paths.length === 0 || paths.some((path) => file.includes(path))),
    names: words.filter((word) => !isPath(word)),
  };
}

class Report {
  readonly #files = new Map<string, FileReport>();
  readonly #mayBeEmpty: boolean;

  constructor(options: { mayBeEmpty: boolean }) {
    this.#mayBeEmpty = options.mayBeEmpty;
  }

  /** What is known of a file, by the path that node:test calls it. */
  of(path: string | undefined): FileReport {
    const name = path === undefined ? '(no file)' : relative(projectRoot, path);
    const known = this.#files.get(name);
    if (known) return known;
    const fresh = { passed: 0, failed: 0, skipped: 0, failures: [], notes: [], output: '' };
    this.#files.set(name, fresh);
    return fresh;
  }

  finish(test: Finished): void {
    if (test.entryFile === undefined) this.#finishFile(test);
    else this.#finishTest(test, this.of(test.entryFile));
  }

  #finishTest(test: Finished, report: FileReport): void {
    const { type, passed, error } = test.details;
    if (test.skip !== undefined || test.todo !== undefined) report.skipped++;
    else if (passed && type !== 'suite') report.passed++;
    else if (!passed && failureType(error) !== 'subtestsFailed') {
      // A parent that failed because of its children is not told again.
      report.failed++;
      const place = `${relative(projectRoot, test.file ?? '')}:${test.line ?? 0}`;
      report.failures.push(`${test.name}\n  at ${place}\n${indent(describe(error))}`);
    }
  }

  #finishFile(test: Finished): void {
    const report = this.of(test.file);
    const { passed, duration_ms } = test.details;
    const isEmpty = report.passed + report.failed + report.skipped === 0;
    if (!passed && report.failed === 0) {
      report.failed++;
      report.failures.push(`the file itself failed: ${failureType(test.details.error)}`);
    } else if (isEmpty && !this.#mayBeEmpty) {
      report.failed++;
      report.failures.push('no test ran in this file');
    }
    if (isEmpty && report.failed === 0) return;
    printFile(relative(projectRoot, test.file ?? ''), report, duration_ms);
  }

  // Told last: what a file printed may come after the news that it is finished.
  printDetails(): void {
    for (const [file, report] of this.#files) printDetails(file, report);
  }

  totals(): Totals {
    const totals = { passed: 0, failed: 0, skipped: 0 };
    for (const report of this.#files.values()) {
      totals.passed += report.passed;
      totals.failed += report.failed;
      totals.skipped += report.skipped;
    }
    return totals;
  }
}

function failureType(error: Error | undefined): string {
  return error && 'failureType' in error ? String(error.failureType) : 'unknown reason';
}

// node:test wraps what a test threw; the cause is what its author wants to see.
function describe(error: Error | undefined): string {
  const cause = error?.cause ?? error;
  if (!(cause instanceof Error)) return inspect(cause);
  const stack = (cause.stack ?? cause.message).replace(/\n +at .*\(?node:internal\/.*/g, '');
  return stack.includes(cause.message) ? stack : `${cause.message}\n${stack}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function printFile(file: string, report: FileReport, durationMs: number): void {
  const counts = [
    `${report.passed} passed`,
    report.failed > 0 ? `${report.failed} FAILED` : '',
    report.skipped > 0 ? `${report.skipped} skipped` : '',
  ].filter(Boolean);
  const mark = report.failed > 0 ? '✖' : '✔';
  console.log(`${mark} ${file}  ${counts.join(', ')}  ${Math.round(durationMs)} ms`);
}

function printDetails(file: string, report: FileReport): void {
  for (const note of report.notes) console.log(`· ${file}: ${note}`);
  if (report.failed === 0) return;
  console.log(`\n✖ ${file}`);
  for (const failure of report.failures) console.log(`\n${indent(failure)}`);
  if (report.output) console.log(`\n${indent(`output of the file:\n${indent(report.output)}`)}`);
}

async function runTests({ group, files, names }: Selection): Promise<Report> {
  const report = new Report({ mayBeEmpty: names.length > 0 });
  if (files.length === 0) return report;
  const events = run({
    files: files.map((file) => join(projectRoot, file)),
    concurrency: group === undefined ? filesAtOnce : filesAtOnceInGroup,
    timeout: fileTimeoutMs,
    ...(names.length > 0 ? { testNamePatterns: [...names] } : {}),
  });
  for await (const event of events) {
    if (event.type === 'test:complete') report.finish(event.data);
    else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      report.of(event.data.file).output += event.data.message;
    } else if (event.type === 'test:diagnostic' && event.data.file !== undefined) {
      report.of(event.data.file).notes.push(event.data.message);
    }
  }
  return report;
}

const start = performance.now();
const selection = selectTests(process.argv.slice(2));
const { group } = selection;
// Only correct if it says failed until all is done: a run that is killed must not leave older news.
if (group !== undefined) saveTotals(projectRoot, group, { passed: 0, failed: 1, skipped: 0 });
const report = await runTests(selection);
report.printDetails();
const totals = report.totals();
const isGood = totals.failed === 0 && totals.passed > 0;
if (totals.passed + totals.failed === 0) console.log('no test ran: that counts as a failure');
if (group !== undefined)
  saveTotals(projectRoot, group, { ...totals, failed: isGood ? 0 : Math.max(1, totals.failed) });
console.log(`\n== timing: tests ${((performance.now() - start) / 1000).toFixed(1)} s`);
console.log(totalsText(totals));
process.exitCode = isGood ? 0 : 1;

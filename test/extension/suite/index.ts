// Started by VS Code in its extension host: runs the Mocha tests beside it and writes what they found.
// Each file that ends with `.suite.ts` is one of them.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import {
  resultsVariable,
  type SuiteReport,
  type SuiteResult,
} from '../../support/vscodeHost/suiteResults.ts';
import { notes } from './notes.ts';

const testTimeoutMs = 60_000;

/** Called by VS Code. Rejected where a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: testTimeoutMs, reporter: 'spec' });
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.suite.js'));
  for (const name of files.sort()) mocha.addFile(join(__dirname, name));
  const results: SuiteResult[] = [];
  const failures = await new Promise<number>((settle) => {
    const runner = mocha.run(settle);
    runner.on('pass', (test) => results.push(resultOf(test, 'passed')));
    runner.on('pending', (test) => results.push(resultOf(test, 'skipped')));
    runner.on('fail', (test, error) => results.push(resultOf(test, 'failed', error)));
  });
  const report: SuiteReport = { results, notes: notes() };
  const file = process.env[resultsVariable];
  if (file === undefined) throw new Error(`${resultsVariable} is not set`);
  writeFileSync(file, JSON.stringify(report));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

function resultOf(test: Mocha.Runnable, state: SuiteResult['state'], error?: unknown): SuiteResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    title: test.fullTitle(),
    state,
    durationMs: test.duration ?? 0,
    ...(error === undefined ? {} : { error: text }),
  };
}

// `npm test`: the tasks of cachescope.json, run by the project's own command line, straight from its
// sources. What nothing changed for since the last time stays as it is.
//
//   npm test                      what needs a task that failed is left out
//   npm test -- --prove-fresh     then once more, where nothing may be left to do; this is what .ci/run does
//
// The last line says how many tests passed and failed, those of tasks that stayed fresh included. Where
// something else failed, and no test did, that counts as one failure.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sumOfTotals, type Totals, testGroups, totalsText } from './support/testGroups.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(projectRoot, 'server/cli/main.ts');
const targets = ['lint', 'typecheck', 'build', ...testGroups.map((group) => `test:${group}`)];

/** One action in the command line's JSON. */
interface ActionReport {
  readonly id: string;
  readonly state: string;
  readonly reasons: readonly { readonly text: string }[];
}

function runTasks(): boolean {
  const words = [cli, 'run', ...targets, '--continue', '--cwd', projectRoot];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  return status === 0;
}

/** Runs again what has just run. @returns whether nothing had to be done */
function isAllFresh(): boolean {
  const words = [cli, 'run', ...targets, '--json', '--cwd', projectRoot];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (stderr !== '') console.log(stderr.trimEnd());
  const { actions }: { actions: readonly ActionReport[] } = JSON.parse(stdout);
  const others = actions.filter(({ state }) => state !== 'fresh');
  for (const { id, state, reasons } of others) {
    console.log(
      `${id} is not fresh in a second run, but ${state}: ${reasons.map(({ text }) => text).join('; ')}`,
    );
  }
  console.log(`== second run: ${actions.length - others.length} of ${actions.length} tasks fresh`);
  return others.length === 0 && actions.length >= targets.length;
}

/** @param isGood false: something failed, and if it was no test, it counts as one */
function totalsWith(isGood: boolean): Totals {
  const totals = sumOfTotals(projectRoot);
  return isGood ? totals : { ...totals, failed: Math.max(1, totals.failed) };
}

const start = performance.now();
const isDone = runTasks();
const isGood = isDone && (!process.argv.includes('--prove-fresh') || isAllFresh());
console.log(`== timing: tasks ${((performance.now() - start) / 1000).toFixed(1)} s`);
const totals = totalsWith(isGood);
console.log(totalsText(totals));
process.exitCode = isGood && totals.failed === 0 && totals.passed > 0 ? 0 : 1;

// Random workspaces, edits and failures against the independent model, on every run of the tests: mostly the same scripts each time, and
// some new ones. `test/oracle/main.ts` plays as many as wanted; here it runs in processes of its own, two at a time.

import { strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';

const trial = join(import.meta.dirname, 'main.ts');
const scriptsASeed = 100;
const fixedSeeds = [1, 2, 3, 4];
// A young generation of 1 MB: the larger a process, the longer it takes to start another one, and that is most of what is done here.
const nodeOptions = ['--max-semi-space-size=1'];
const freshSeed = Date.now() % 1e6;

/** @returns all that the trial printed, be it that all is well or which script failed how */
function playTrial(seed: number): Promise<string> {
  const words = [...nodeOptions, trial, '--scripts', String(scriptsASeed), '--seed', String(seed)];
  return new Promise((resolve) => {
    // A script that fails is saved in the folder of temporary files, where the message says.
    execFile(process.execPath, words, { cwd: tmpdir() }, (_, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    );
  });
}

suite('the engine comes to the same verdicts as the model', { concurrency: 2 }, () => {
  for (const seed of [...fixedSeeds, freshSeed]) {
    test(`${scriptsASeed} scripts of seed ${seed}`, async (t) => {
      if (seed === freshSeed) t.diagnostic(`the new scripts are those of seed ${seed}`);
      const printed = await playTrial(seed);
      const isDone =
        printed.includes(`{"scripts":${scriptsASeed},`) && !printed.includes('saved: ');
      strictEqual(isDone, true, printed);
    });
  }
});

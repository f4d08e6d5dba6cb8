// The store's half of trial T8: two processes build the same actions under locks while a third collects. Nothing is built twice, and
// nothing that is read is wrong.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TrialOptions, TrialReport } from './harness.ts';
import { asCommand, makeWorkspace } from './harness.ts';
import { startWorker } from './startWorker.ts';

/** @param options.trials how many actions both processes build */
export async function sharingTrials({ trials }: TrialOptions): Promise<TrialReport> {
  const root = makeWorkspace();
  try {
    const builders = ['b1', 'b2'].map((name) => startWorker(['builder', root, name, `${trials}`]));
    const collector = startWorker(['collector', root]);
    const said = (await Promise.all(builders.map((worker) => worker.ended))).flat();
    collector.kill();
    await collector.ended;
    const builds = readFileSync(join(root, 'builds.log'), 'utf8').split('\n').slice(0, -1);
    const failures = said.filter((line) => line.startsWith('wrong'));
    if (said.filter((line) => line === 'done').length < 2)
      failures.push('a process did not finish');
    const twice = builds.filter((action, index) => builds.indexOf(action) !== index);
    for (const action of twice) failures.push(`${action} was built twice`);
    return { counts: { builds: builds.length }, failures };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

await asCommand(
  import.meta.main,
  'two processes, one store',
  { trials: 400, seed: 1 },
  sharingTrials,
);

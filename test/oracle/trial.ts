// Plays many scripts, and shrinks and saves the first that fails.

import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateScript, sizeOf } from './generate.ts';
import { Random } from './random.ts';
import { type Report, runScript } from './runScript.ts';
import type { Script } from './script.ts';
import { shrink } from './shrink.ts';

/** What to play. */
export interface TrialOptions {
  readonly scripts: number;
  readonly seed: number;
  /** Called after each script. */
  readonly onProgress?: (played: number) => void;
  /** Where a failing script goes. Default: the folder for temporary files. */
  readonly folder?: string;
}

/** What came out. */
export interface TrialResult {
  readonly scripts: number;
  readonly builds: number;
  readonly states: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  readonly failure?: { readonly problems: readonly string[]; readonly file: string };
}

/** Plays scripts until one fails. */
export async function runTrial({
  scripts,
  seed,
  onProgress,
  folder = tmpdir(),
}: TrialOptions): Promise<TrialResult> {
  const seeds = new Random(seed);
  const states: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  let builds = 0;
  for (let number = 0; number < scripts; number++) {
    const script = generateScript(seeds.seed(), sizeOf(number));
    const report = await playScript(script);
    builds += script.steps.length;
    addCounts(states, report.states);
    addCounts(reasons, report.reasons);
    if (report.problems.length > 0) {
      return {
        scripts: number + 1,
        builds,
        states,
        reasons,
        failure: await explainFailure(script, report, folder),
      };
    }
    onProgress?.(number + 1);
  }
  return { scripts, builds, states, reasons };
}

/** Plays one script in a folder of its own. What it throws is a problem like any other. */
export async function playScript(script: Script): Promise<Report> {
  const folder = await mkdtemp(join(await workFolder(), 'cachescope-oracle-'));
  try {
    return await runScript(script, folder);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      problems: [`threw ${message}`],
      states: { fresh: 0, restored: 0, ran: 0, failed: 0, skipped: 0 },
      reasons: {},
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** In memory where there is such a place: a script of ten builds would spend most of its time waiting for a disk. */
async function workFolder(): Promise<string> {
  const inMemory = '/dev/shm';
  return existsSync(inMemory) ? inMemory : await realpath(tmpdir());
}

async function explainFailure(
  script: Script,
  report: Report,
  folder: string,
): Promise<{ problems: readonly string[]; file: string }> {
  const smallest = await shrink(
    script,
    async (candidate) => (await playScript(candidate)).problems.length > 0,
  );
  const { problems } = await playScript(smallest);
  const file = join(folder, `oracle-${script.seed}.json`);
  await writeFile(file, `${JSON.stringify(smallest, undefined, 1)}\n`);
  return {
    problems:
      problems.length > 0
        ? problems
        : [...report.problems, '(not every time: it depends on chance)'],
    file,
  };
}

function addCounts(sum: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
}

/**
 * Worker side: writes outputs. A file is written aside and renamed, so nobody sees half of one, and never through a link that
 * leaves the workspace.
 */
import { copyFileSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { WorkerSetup } from './messages.ts';

let written = 0;

/**
 * Replaces an output as a whole.
 * @throws an error that says what is in the way
 */
export function writeOutput(
  setup: WorkerSetup,
  output: RelativePath,
  data: string | Uint8Array,
): void {
  const target = join(setup.root, output);
  const folder = dirname(target);
  assertInside(setup.root, folder, output);
  mkdirSync(folder, { recursive: true });
  mkdirSync(setup.asideFolder, { recursive: true, mode: 0o700 });
  const aside = join(setup.asideFolder, `${process.pid}-${threadId}-${written++}`);
  try {
    writeFileSync(aside, data, { flag: 'wx' });
    moveInto(aside, target);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The nearest folder that exists decides where new ones would be made. */
function assertInside(root: string, folder: string, output: string): void {
  const realRoot = realpathSync(root);
  const real = realpathOfNearest(folder);
  if (real === realRoot || real.startsWith(realRoot + sep)) return;
  throw new Error(
    `${output} would be written outside of the workspace, to ${real}: a folder above it is a link. Remove the link, or declare another output.`,
  );
}

function realpathOfNearest(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder)
      throw error;
    return realpathOfNearest(dirname(folder));
  }
}

function moveInto(aside: string, target: string): void {
  try {
    renameSync(aside, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // The state folder lies on another disk: then aside is beside the target.
    const beside = `${target}.${process.pid}-${threadId}.tmp`;
    copyFileSync(aside, beside);
    renameSync(beside, target);
  }
}

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
let asideMade = false;

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
  makeFolder(setup.root, dirname(target), output);
  if (!asideMade) mkdirSync(setup.asideFolder, { recursive: true, mode: 0o700 });
  asideMade = true;
  const aside = join(setup.asideFolder, `${process.pid}-${threadId}-${written++}`);
  try {
    writeFileSync(aside, data, { flag: 'wx' });
    moveInto(aside, target);
  } catch (error) {
    rmSync(aside, { force: true });
    // The state folder may have been removed; the next output makes it again.
    asideMade = false;
    throw error;
  }
}

/** Makes the folder of an output. The nearest one that exists decides where it would really be. */
function makeFolder(root: string, folder: string, output: string): void {
  const realRoot = realpathSync.native(root);
  const { real, complete } = realpathOfNearest(folder);
  if (real !== realRoot && !real.startsWith(realRoot + sep)) {
    throw new Error(
      `${output} would be written outside of the workspace, to ${real}: a folder above it is a link. Remove the link, or declare another output.`,
    );
  }
  if (!complete) mkdirSync(folder, { recursive: true });
}

function realpathOfNearest(folder: string): { readonly real: string; readonly complete: boolean } {
  try {
    return { real: realpathSync.native(folder), complete: true };
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    return { real: realpathOfNearest(parent).real, complete: false };
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
    rmSync(aside);
  }
}

// The extension as VS Code gets it, made from the sources by the project's own packing.

import { execFile } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Makes the folder that would be packed. @returns its path, in the one that is given */
export async function stageExtension(parent: string): Promise<string> {
  const folder = join(parent, 'extension');
  await runPackage('--stage', folder);
  return folder;
}

/** Packs the extension. @returns the path of the .vsix, in the folder that is given */
export async function packExtension(parent: string): Promise<string> {
  const file = join(parent, 'cachescope.vsix');
  await runPackage('--out', file);
  return file;
}

async function runPackage(...words: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ['package.mjs', ...words], { cwd: projectRoot });
}

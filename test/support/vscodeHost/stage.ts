// The extension as VS Code gets it, made from the sources by the project's own packing.

import { execFile } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * Makes the folder that would be packed.
 * @param target as package.mjs calls platforms; undefined: this one
 * @returns its path, in the one that is given
 */
export async function stageExtension(parent: string, target?: string): Promise<string> {
  const folder = join(parent, 'extension');
  const words = target === undefined ? [] : ['--target', target];
  await runPackage('--stage', folder, ...words);
  return folder;
}

/** Packs the extension. @returns the path of the .vsix, in the folder that is given */
export async function packExtension(parent: string): Promise<string> {
  const file = join(parent, 'cachescope.vsix');
  await runPackage('--out', file);
  return file;
}

/** Packs it for each platform, into a folder. @returns what was said about those that could not be had */
export async function packForAll(folder: string): Promise<string> {
  try {
    return (await runPackage('--all', '--out', folder)).stderr;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return stderr;
  }
}

async function runPackage(...words: readonly string[]): Promise<{ readonly stderr: string }> {
  const options = { cwd: projectRoot };
  return await promisify(execFile)(process.execPath, ['package.mjs', ...words], options);
}

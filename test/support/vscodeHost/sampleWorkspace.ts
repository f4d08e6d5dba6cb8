// A fresh copy of the sample workspace, with what `npm install` would bring, to be edited and built at will.

import { cp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * Copies the sample.
 *
 * @param parent a folder; the copy is `demo` in it, which is the name that VS Code shows
 * @returns absolute path of the copy
 */
export async function copySample(parent: string): Promise<string> {
  const folder = join(parent, 'demo');
  await cp(join(projectRoot, 'test/workspaces/samples/demo'), folder, { recursive: true });
  const handlebars = 'node_modules/handlebars';
  await cp(join(projectRoot, handlebars), join(folder, handlebars), { recursive: true });
  return folder;
}

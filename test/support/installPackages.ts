// Packages that tests and benchmarks compare with: installed outside of the project, once, in the user's cache folder.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compileCacheFolder } from '../../server/cli/userFolders.ts';

/** The user's cache folder for this program. */
export function userCacheFolder(): string {
  const compiled = compileCacheFolder(process.env, process.platform);
  return compiled === undefined ? join(tmpdir(), 'cachescope') : dirname(compiled);
}

/**
 * Installs packages, unless they are there.
 *
 * @param name of the folder for them
 * @param specs e.g. `madge@8.0.0`
 * @returns absolute path of their node_modules
 * @throws Error where npm fails
 */
export function installPackages(name: string, specs: readonly string[]): string {
  const folder = join(userCacheFolder(), 'bench-peers', name);
  const modules = join(folder, 'node_modules');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return modules;
  console.log(`Installing ${specs.join(', ')} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--save-exact',
    '--legacy-peer-deps',
  ];
  execFileSync('npm', ['install', ...options, ...specs], {
    cwd: folder,
    stdio: 'pipe',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_local_prefix: folder },
  });
  writeFileSync(stamp, '');
  return modules;
}

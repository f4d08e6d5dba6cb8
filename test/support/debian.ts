// Debian packages that tests need and that npm cannot bring: installed where that may be done without asking
// anybody, so that a fresh container needs no preparation.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const installTimeoutMs = 300_000;

/**
 * Installs packages.
 *
 * @param tell gets a line before that, since it takes a while
 * @throws Error that says what to install, where it cannot be done here
 */
export function installDebian(packages: readonly string[], tell: (line: string) => void): void {
  const names = packages.join(' ');
  const sudo = sudoWords();
  if (sudo === undefined) {
    throw new Error(
      `missing: ${names}; install what is missing, e.g. sudo apt-get install ${names}`,
    );
  }
  tell(`installing Debian packages: ${names}`);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if (apt(sudo, install) === undefined) return;
  // The lists of packages may be missing or too old.
  apt(sudo, ['update']);
  const wrong = apt(sudo, install);
  if (wrong !== undefined) throw new Error(`apt-get could not install ${names}:\n${wrong}`);
}

/** @returns what it printed, where it failed */
function apt(sudo: readonly string[], words: readonly string[]): string | undefined {
  const [program = 'apt-get', ...rest] = [...sudo, 'apt-get', '-qq', ...words];
  const { status, stdout, stderr } = spawnSync(program, rest, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    timeout: installTimeoutMs,
  });
  return status === 0 ? undefined : `${stdout}${stderr}`.slice(-4000);
}

// undefined: nothing may be installed here.
function sudoWords(): string[] | undefined {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const isAllowed = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return isAllowed ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'] : undefined;
}

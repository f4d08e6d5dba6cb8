/**
 * Finds a Chromium for tests of pages; where there is none and this machine's package manager can bring one, it is installed, and that is said.
 * It exists because playwright-core brings no browser of its own.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const installTimeoutMs = 300_000;

/** What Chromium needs in containers and on machines without a screen, and what keeps it from talking to the world. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium: the one of the variable CACHESCOPE_CHROMIUM, else one on PATH, else one that is installed now.
 *
 * @throws an error that says what to do, where there is none and none can be installed
 */
export function findChromium(): string {
  const found = process.env.CACHESCOPE_CHROMIUM ?? findOnPath();
  if (found !== undefined) return found;
  installWithApt();
  const installed = findOnPath();
  if (installed !== undefined) return installed;
  throw new Error(
    'There is no Chromium, and it could not be installed. Install it (apt-get install chromium), or name one in CACHESCOPE_CHROMIUM.',
  );
}

/** Starts it. The caller closes it. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...chromiumArguments] });
}

function findOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run: not this one.
    return false;
  }
}

function installWithApt(): void {
  if (process.getuid?.() !== 0) return;
  console.log('Chromium is missing: apt-get installs it.');
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
  if (apt(install)) return;
  apt(['update']);
  apt(install);
}

function apt(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', args, { env, timeout: installTimeoutMs });
  return status === 0;
}

/**
 * Finds a Chromium for tests of pages; where there is none and this machine's package manager can bring one, it is installed, and that is said.
 * It exists because playwright-core brings no browser of its own.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { installDebian } from './debian.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

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
 * Path of a Chromium: the one of the variable CHROMIUM_PATH, else one on PATH, else one that is installed now.
 *
 * @param tell gets a line where one is installed
 * @throws an error that says what to do, where there is none and none can be installed
 */
export function findChromium(tell: (line: string) => void = console.log): string {
  const found = process.env.CHROMIUM_PATH ?? findOnPath();
  if (found !== undefined) return found;
  installDebian(['chromium', 'fonts-dejavu-core'], tell);
  const installed = findOnPath();
  if (installed !== undefined) return installed;
  throw new Error('There is no Chromium: install it, or name one in CHROMIUM_PATH.');
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

// Installs the VS Code that the extension is tested in where no desktop VS Code can be had: the workbench
// and the extension host that the npm package `code-server` ships, in Debian's Chromium.
//
//   node test/support/vscodeHost/installHost.ts     installs what is missing and says where
//
// It is half a gigabyte and takes two minutes, so it lies in a cache folder by the digest of its lock
// files (CACHESCOPE_VSCODE_HOST names another parent than ~/.cache/cachescope) and stays there between runs.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { arch, homedir, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../chromium.ts';
import { installDebian } from '../debian.ts';

/** Where the parts of an installed host are, absolute paths. */
export interface HostInstall {
  /** The Node that it runs on. */
  readonly node: string;
  /** What serves the workbench. */
  readonly serverMain: string;
  /** The command line that installs extensions. */
  readonly commandLine: string;
  /** The browser. */
  readonly chromium: string;
}

const here = dirname(fileURLToPath(import.meta.url));
const steps = ['node', 'server'] as const;
// Written last: without it, an install was interrupted.
const doneFile = 'installed';

// What the native parts of the host need, by the file that shows they are there.
const debianPackages: Readonly<Record<string, readonly string[]>> = {
  'pkg-config': ['/usr/bin/pkg-config'],
  'libkrb5-dev': ['/usr/include/krb5.h', '/usr/include/krb5/krb5.h'],
  'libsecret-1-dev': ['/usr/include/libsecret-1/libsecret/secret.h'],
  'libx11-dev': ['/usr/include/X11/Xlib.h'],
  'libxkbfile-dev': ['/usr/include/X11/extensions/XKBfile.h'],
};

/**
 * Installs the host, or finds it installed.
 *
 * @param tell gets a line for each step that takes time
 * @throws Error that says what is missing and what to do about it
 */
export async function installHost(tell: (line: string) => void): Promise<HostInstall> {
  const folder = hostFolder();
  const isInstalled = existsSync(join(folder, doneFile));
  const chromium = findChromium(tell);
  if (!isInstalled) {
    installHeaders(tell);
    await installInto(folder, tell);
  }
  return { ...partsOf(folder), chromium };
}

function hostFolder(): string {
  const parent = process.env.CACHESCOPE_VSCODE_HOST ?? join(homedir(), '.cache/cachescope');
  const hash = createHash('sha256').update(`${platform()} ${arch()}`);
  for (const step of steps) hash.update(readFileSync(join(here, step, 'package-lock.json')));
  return join(resolve(parent), `vscode-host-${hash.digest('hex').slice(0, 16)}`);
}

function partsOf(folder: string): Omit<HostInstall, 'chromium'> {
  const server = join(folder, 'server/node_modules/code-server');
  return {
    node: join(nodePackage(folder), 'bin/node'),
    serverMain: join(server, 'lib/vscode/out/server-main.js'),
    commandLine: join(server, 'out/node/entry.js'),
  };
}

function nodePackage(folder: string): string {
  return join(folder, `node/node_modules/node-${platform()}-${arch()}`);
}

// Node first, on its own: its headers are what the native parts of the server are built against, and in
// one step the install scripts of both would race.
async function installInto(folder: string, tell: (line: string) => void): Promise<void> {
  if (platform() !== 'linux') {
    throw new Error(
      'the test host exists for Linux only: install VS Code, or set VSCODE_PATH to one',
    );
  }
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  const nodeFolder = nodePackage(scratch);
  const environment = {
    ...process.env,
    PATH: `${join(nodeFolder, 'bin')}:${process.env.PATH ?? ''}`,
    npm_config_nodedir: nodeFolder,
  };
  try {
    for (const step of steps) {
      tell(`installing the test host, step ${step} (about ${step === 'node' ? 10 : 140} s)`);
      await npmInstall(join(here, step), join(scratch, step), environment);
    }
    await writeFile(join(scratch, doneFile), '');
    await rm(folder, { recursive: true, force: true });
    await rename(scratch, folder);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(join(folder, doneFile))) throw error;
  }
}

async function npmInstall(from: string, to: string, env: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(join(from, file), join(to, file));
  }
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: to, env });
}

function installHeaders(tell: (line: string) => void): void {
  const missing = Object.entries(debianPackages)
    .filter(([, files]) => !files.some((file) => existsSync(file)))
    .map(([name]) => name);
  if (missing.length > 0) installDebian(missing, tell);
}

async function run(
  program: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((settle, fail) => {
    child.on('error', fail).on('close', settle);
  });
  if (code !== 0) {
    throw new Error(`${program} ${words.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
  }
}

if (import.meta.main) {
  const start = performance.now();
  const { serverMain } = await installHost((line) => console.log(line));
  console.log(`the test host is in ${dirname(dirname(serverMain))}`);
  console.log(`== timing: test host ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

// Runs the installed test host: a server that ships a whole VS Code to a browser, with its extension host
// beside it. Each one has folders of its own for settings, state and extensions, so none knows of another.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { HostInstall } from './installHost.ts';

/** How a host is to be. */
export interface HostOptions {
  /** An empty folder for all that it keeps. */
  readonly scratch: string;
  /** Whether folders have to be trusted by the user before code of theirs may run; default no. */
  readonly asksForTrust?: boolean | undefined;
  /** Settings of VS Code, besides those that keep it quiet. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Variables for the extension host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A packed extension to install before it starts. */
  readonly vsix?: string | undefined;
  /** Default: one that is free. */
  readonly port?: number | undefined;
}

/** A running host. */
export interface VscodeHost {
  /** E.g. `127.0.0.1:41234`. */
  readonly authority: string;
  /** What it printed so far. */
  output(): string;
  /** Changes settings of open windows as well; the others stay as they were given at the start. */
  change(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Ends it; resolves when every process that it started is gone. */
  stop(): Promise<void>;
}

/** What a window of the development host is opened with, absolute paths. */
export interface DevelopmentWindow {
  /** Neither a folder nor a file of a workspace: an empty window. */
  readonly folder?: string | undefined;
  /** A file of several folders, `*.code-workspace`. */
  readonly workspace?: string | undefined;
  readonly extension?: string | undefined;
  /** A CommonJS module whose `run` is called in the extension host. */
  readonly tests?: string | undefined;
}

// What would cover the workbench, ask something, or look something up.
const quietSettings = {
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  // Where trust is asked for, a window starts in Restricted Mode and waits for no answer.
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
};

const startTimeoutMs = 60_000;
const groupLookMs = 20;

/**
 * Starts a host and waits until it answers.
 *
 * @throws Error with what it printed, where it does not come up
 */
export async function startHost(install: HostInstall, options: HostOptions): Promise<VscodeHost> {
  const folders = foldersIn(options.scratch);
  await mkdir(join(folders.user, 'Machine'), { recursive: true });
  await mkdir(folders.extensions, { recursive: true });
  const change = (settings: Readonly<Record<string, unknown>>): Promise<void> => {
    const all = { ...quietSettings, ...options.settings, ...settings };
    return writeFile(join(folders.user, 'Machine/settings.json'), JSON.stringify(all));
  };
  await change({});
  if (options.vsix !== undefined) await installExtension(install, folders, options.vsix);

  const child = spawn(install.node, [install.serverMain, ...serverWords(folders, options)], {
    // A group of its own: the extension host and its language server end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...options.env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  try {
    const port = await portOf(child);
    const authority = `127.0.0.1:${port}`;
    return { authority, output: () => output, change, stop: () => endGroup(child) };
  } catch (error) {
    await endGroup(child);
    throw new Error(`the test host did not start: ${error}\n${output}`);
  }
}

/** The address that opens a window. */
export function windowAddress(host: VscodeHost, window: DevelopmentWindow): string {
  const remote = (path: string) => `vscode-remote://${host.authority}${encodeURI(path)}`;
  const payload = [['skipWelcome', 'true']];
  if (window.extension !== undefined)
    payload.push(['extensionDevelopmentPath', remote(window.extension)]);
  if (window.tests !== undefined) payload.push(['extensionTestsPath', remote(window.tests)]);
  const query = new URLSearchParams({ ...openedBy(window), payload: JSON.stringify(payload) });
  return `http://${host.authority}/?${query}`;
}

function openedBy({ folder, workspace }: DevelopmentWindow): Record<string, string> {
  if (workspace !== undefined) return { workspace };
  return folder === undefined ? { ew: 'true' } : { folder };
}

interface HostFolders {
  readonly server: string;
  readonly user: string;
  readonly extensions: string;
}

function foldersIn(scratch: string): HostFolders {
  return {
    server: join(scratch, 'server'),
    user: join(scratch, 'user'),
    extensions: join(scratch, 'extensions'),
  };
}

function serverWords(folders: HostFolders, options: HostOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token'],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    // Without it, a built VS Code ignores extension development paths.
    '--enable-smoke-test-driver',
    ...['--server-data-dir', folders.server, '--user-data-dir', folders.user],
    ...['--extensions-dir', folders.extensions],
    ...(options.asksForTrust === true ? [] : ['--disable-workspace-trust']),
  ];
}

async function installExtension(
  install: HostInstall,
  folders: HostFolders,
  vsix: string,
): Promise<void> {
  const words = ['--user-data-dir', folders.user, '--extensions-dir', folders.extensions];
  await promisify(execFile)(
    install.node,
    [install.commandLine, ...words, '--install-extension', vsix],
    { env: { ...cleanEnvironment(), XDG_CONFIG_HOME: folders.server } },
  );
}

// Where the tests themselves run inside of an editor, its variables would reach the host.
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_)/.test(name)),
  );
}

async function portOf(child: ChildProcess): Promise<number> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => fail(new Error('no answer within 60 s')), startTimeoutMs);
    child.once('error', fail).once('exit', (code) => fail(new Error(`exit code ${code}`)));
    if (child.stdout === null) return fail(new Error('no output'));
    createInterface(child.stdout).on('line', (line) => {
      const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      settle(Number(port));
    });
  });
}

// The child's own end is not enough: what it started writes into the host's folders until it is gone itself.
async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  if (await isGroupGone(pid, 5000)) return;
  signalGroup(pid, 'SIGKILL');
  if (await isGroupGone(pid, 5000)) return;
  throw new Error(`processes of the test host's group ${pid} are left, even after SIGKILL`);
}

/** Waits until no process of a group is left. @returns false where some are after that time */
async function isGroupGone(pid: number, patienceMs: number): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (signalGroup(pid, 0)) {
    if (performance.now() > end) return false;
    await wait(groupLookMs);
  }
  return true;
}

/** @returns whether the group has a process; 0 only asks */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    // The whole group is over already.
    return false;
  }
}

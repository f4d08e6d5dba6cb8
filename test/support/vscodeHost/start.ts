// `npm start [folder]`: shows a workspace in VS Code with the extension, made from the sources as they are.
// Without a folder it opens a fresh copy of the sample workspace, which may be edited and built at will.
//
// Where a desktop VS Code is installed (`code` on PATH, or VSCODE_PATH), that one opens. Else the test
// host does the same for a browser: what it prints is the address to open, and it runs until Ctrl+C.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startHost, windowAddress } from './host.ts';
import { installHost } from './installHost.ts';
import { copySample } from './sampleWorkspace.ts';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const isWindows = process.platform === 'win32';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
});

// Its own folder is what the copy is named after in the title bar.
async function folderToOpen(): Promise<string> {
  const [wanted] = positionals;
  // npm starts scripts in the project's folder; this is where the user is.
  if (wanted !== undefined) return resolve(process.env.INIT_CWD ?? '.', wanted);
  const scratch = await mkdtemp(join(await realpath(tmpdir()), 'cachescope-'));
  return copySample(scratch);
}

function buildExtension(): void {
  const words = [join(projectRoot, 'esbuild.mjs')];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed:\n${stderr}`);
}

interface Choice {
  /** Undefined: the browser. */
  readonly code?: string;
  readonly text: string;
}

function choose(): Choice {
  if (options.browser) return { text: 'the browser, because of --browser' };
  const own = process.env.VSCODE_PATH;
  if (own !== undefined) return { code: own, text: `the VS Code of VSCODE_PATH, ${own}` };
  const code = installedCode();
  if (code === undefined) return { text: 'the browser, because there is no code on PATH' };
  return { code, text: `the VS Code that is installed, ${code}` };
}

function installedCode(): string | undefined {
  const names = isWindows ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const mac = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin';
  const known = [...folders, mac].flatMap((folder) => names.map((name) => join(folder, name)));
  return known.find((file) => existsSync(file));
}

/** @returns whether it opened */
function openDesktop(code: string, folder: string): boolean {
  const words = ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, folder];
  const { status } = spawnSync(code, words, { stdio: 'inherit', shell: isWindows });
  if (status !== 0) console.log(`${code} ended with ${status}, so the browser shows it:`);
  return status === 0;
}

async function serve(folder: string): Promise<void> {
  const install = await installHost((line) => console.log(line));
  const scratch = await mkdtemp(join(await realpath(tmpdir()), 'cachescope-host-'));
  const port = Number(options.port);
  const host = await startHost(install, { scratch, port });
  console.log(`Open ${windowAddress(host, { folder, extension: projectRoot })}`);
  console.log('Ctrl+C ends it.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void host.stop().then(() => removeAndExit(scratch)));
  }
}

// The workspace stays: there may be work in it.
async function removeAndExit(scratch: string): Promise<void> {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit(0);
}

const folder = await folderToOpen();
if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
buildExtension();
console.log(`Workspace: ${folder}`);
const { code, text } = choose();
console.log(`It opens in ${text}`);
if (code === undefined || !openDesktop(code, folder)) await serve(folder);

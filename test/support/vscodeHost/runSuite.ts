// Runs the Mocha suite of test/extension/suite inside a real VS Code: the desktop one, by @vscode/test-electron, where
// one is given by VSCODE_PATH or can be downloaded and has a screen; else the test host. The choice and its
// reason are said aloud.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { launchBrowser, newPage, patienceMs } from './browser.ts';
import { startHost, windowAddress } from './host.ts';
import { installHost } from './installHost.ts';
import { resultsVariable, type SuiteReport } from './suiteResults.ts';

const here = dirname(fileURLToPath(import.meta.url));
const projectRoot = resolve(here, '../../..');
// Below the project's folder, so that the bundles find Mocha; ignored by git.
const suiteFolder = join(projectRoot, '.testresults/suite');
const suiteTimeoutMs = 300_000;

/** What is run on what. */
export interface SuiteOptions {
  /** The workspace that is open, absolute. */
  readonly folder: string;
  /** The extension's folder, absolute. */
  readonly extension: string;
  /** An empty folder, absolute. */
  readonly scratch: string;
  /** Gets each line that tells what goes on. */
  readonly tell: (line: string) => void;
}

/**
 * Runs the suite.
 *
 * @throws Error with what was printed, where it did not come to its end
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteReport> {
  await bundleSuite();
  const results = join(options.scratch, 'results.json');
  const run = { ...options, tests: join(suiteFolder, 'index.js'), results };
  const desktop = await findDesktop();
  options.tell(`the suite runs in ${desktop.text}`);
  const printed = 'path' in desktop ? await runOnDesktop(run, desktop.path) : await runInHost(run);
  if (!existsSync(results)) throw new Error(`the suite did not come to its end:\n${printed}`);
  return JSON.parse(await readFile(results, 'utf8'));
}

interface SuiteRun extends SuiteOptions {
  /** The bundle of suite/index.ts. */
  readonly tests: string;
  readonly results: string;
}

type Desktop = { readonly path: string; readonly text: string } | { readonly text: string };

async function bundleSuite(): Promise<void> {
  await mkdir(suiteFolder, { recursive: true });
  const { outputs } = (
    await build({
      absWorkingDir: join(projectRoot, 'test/extension'),
      entryPoints: ['suite/index.ts', 'suite/*.suite.ts'],
      outbase: 'suite',
      outdir: suiteFolder,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22.15',
      external: ['vscode', 'mocha'],
      sourcemap: 'inline',
      metafile: true,
      logLevel: 'warning',
    })
  ).metafile;
  await writeFile(join(suiteFolder, 'package.json'), '{ "type": "commonjs" }\n');
  const names = Object.keys(outputs).map((file) => basename(file));
  if (!names.some((name) => name.endsWith('.suite.js'))) throw new Error('the suite has no tests');
}

async function findDesktop(): Promise<Desktop> {
  const path = process.env.VSCODE_PATH;
  if (path !== undefined) return { path, text: `the VS Code of VSCODE_PATH, ${path}` };
  const isScreenNeeded = process.platform === 'linux';
  const hasScreen = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (isScreenNeeded && !hasScreen) {
    return { text: 'the test host, because there is no screen for a desktop VS Code' };
  }
  try {
    const downloaded = await downloadAndUnzipVSCode({ cachePath: join(suiteFolder, '../vscode') });
    return { path: downloaded, text: 'a downloaded VS Code' };
  } catch (error) {
    return { text: `the test host, because VS Code cannot be downloaded: ${error}` };
  }
}

async function runOnDesktop(run: SuiteRun, path: string): Promise<string> {
  try {
    await runTests({
      vscodeExecutablePath: path,
      extensionDevelopmentPath: run.extension,
      extensionTestsPath: run.tests,
      extensionTestsEnv: { [resultsVariable]: run.results },
      launchArgs: [
        ...[run.folder, '--disable-workspace-trust', '--skip-welcome', '--no-sandbox'],
        ...['--user-data-dir', join(run.scratch, 'user')],
      ],
    });
    return '';
  } catch (error) {
    // Tests that failed are in the results; without results, this is what there is to tell.
    return String(error);
  }
}

async function runInHost(run: SuiteRun): Promise<string> {
  const install = await installHost(run.tell);
  const host = await startHost(install, {
    scratch: join(run.scratch, 'host'),
    env: { [resultsVariable]: run.results },
  });
  const browser = await launchBrowser(install);
  const printed: string[] = [];
  try {
    const page = await newPage(browser, { width: 1280, height: 800 });
    page.setDefaultTimeout(patienceMs);
    page.on('console', (message) => printed.push(message.text()));
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      printed.push(`${type}: ${args.map(String).join(' ')}`);
    });
    let timer: NodeJS.Timeout | undefined;
    const exit = new Promise<void>((settle, fail) => {
      timer = setTimeout(() => fail(new Error('the suite took too long')), suiteTimeoutMs);
      page.exposeFunction('codeAutomationExit', () => settle()).catch(fail);
    });
    await page.goto(windowAddress(host, run));
    await exit.finally(() => clearTimeout(timer));
  } catch (error) {
    printed.push(String(error), host.output());
  } finally {
    await browser.close();
    await host.stop();
  }
  return printed.join('\n');
}

// Takes a picture of the extension in VS Code, as it is in the sources now:
//
//   node test/support/vscodeHost/shot.ts --out tree.png
//   node test/support/vscodeHost/shot.ts --folder ../my-workspace --out overview.png \
//     --theme high-contrast --command "Cachescope: Show overview" --wait 3000
//
//   --folder <path>       workspace to open; default: a fresh copy of the sample workspace
//   --extension <path>    folder of the extension; default: made from the sources, as it would be packed
//   --theme <name>        dark (default), light, high-contrast, high-contrast-light
//   --size <w>x<h>        of the window; default 1280x800
//   --open <file>         file to open, relative to the folder; can be given several times
//   --command <title>     command to run from the palette; can be given several times
//   --click <selector>    element to click before that (Playwright's selectors); can be given several times
//   --text <selector>     print what these elements say, to screen readers where they say it to them
//   --wait <ms>           time between the last of these and the picture; default 2000
//   --untrusted           in Restricted Mode
//   --log                 print what the page and the extension host write to their consoles, and our log
//
// The first time, it installs the test host, which takes three minutes. What the browser shows is what
// the desktop shows, but for the title bar.

import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser, newPage, themes, waitForWorkbench } from './browser.ts';
import { startHost, windowAddress } from './host.ts';
import { installHost } from './installHost.ts';
import { copySample } from './sampleWorkspace.ts';
import { stageExtension } from './stage.ts';
import { openFile, runCommand } from './workbench.ts';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    extension: { type: 'string' },
    out: { type: 'string', default: 'shot.png' },
    theme: { type: 'string', default: 'dark' },
    size: { type: 'string', default: '1280x800' },
    open: { type: 'string', multiple: true, default: [] },
    command: { type: 'string', multiple: true, default: [] },
    click: { type: 'string', multiple: true, default: [] },
    text: { type: 'string', multiple: true, default: [] },
    wait: { type: 'string', default: '2000' },
    untrusted: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
  },
});

function themeName(): string {
  const theme = Object.entries(themes).find(([name]) => name === options.theme)?.[1];
  if (theme !== undefined) return theme;
  throw new Error(`no theme ${options.theme}; there are: ${Object.keys(themes).join(', ')}`);
}

async function takeExtension(scratch: string): Promise<string> {
  return options.extension === undefined ? stageExtension(scratch) : resolve(options.extension);
}

async function takeFolder(scratch: string): Promise<string> {
  return options.folder === undefined ? copySample(scratch) : resolve(options.folder);
}

async function act(page: Page): Promise<void> {
  for (const file of options.open) await openFile(page, file);
  for (const selector of options.click) await page.click(selector);
  for (const title of options.command) await runCommand(page, title);
  await page.waitForTimeout(Number(options.wait));
  for (const selector of options.text) {
    for (const element of await page.locator(selector).all()) {
      console.log((await element.getAttribute('aria-label')) ?? (await element.innerText()));
    }
  }
}

// The output channels of the extension are files, as are those of VS Code itself.
function printLogs(folder: string): void {
  for (const file of globSync('**/logs/**/*achescope*.log', { cwd: folder })) {
    console.log(`== ${file}\n${readFileSync(join(folder, file), 'utf8')}`);
  }
}

async function takeShot(scratch: string): Promise<void> {
  const install = await installHost((line) => console.log(line));
  const window = {
    folder: await takeFolder(scratch),
    extension: await takeExtension(scratch),
  };
  const [width = 1280, height = 800] = options.size.split('x').map(Number);
  const host = await startHost(install, {
    scratch: join(scratch, 'host'),
    asksForTrust: options.untrusted,
    settings: { 'workbench.colorTheme': themeName() },
  });
  const browser = await launchBrowser(install);
  try {
    const page = await newPage(browser, { width, height });
    if (options.log) page.on('console', (message) => console.log(message.text()));
    await page.goto(windowAddress(host, window));
    await waitForWorkbench(page);
    // Where an action finds nothing to act on, the picture shows why.
    await act(page).finally(() => page.screenshot({ path: options.out }));
    console.log(resolve(options.out));
  } finally {
    if (options.log) printLogs(join(scratch, 'host'));
    await browser.close();
    await host.stop();
  }
}

const scratch = await mkdtemp(join(await realpath(tmpdir()), 'cachescope-shot-'));
try {
  await takeShot(scratch);
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

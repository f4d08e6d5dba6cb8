// Modules in a real window, in a folder without any configuration: the Dependencies view, the lens above a file, its dependents, what a change of it
// costs; and the tasks beside them once there are any.

import { ok, strictEqual } from 'node:assert/strict';
import { glob, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFixture } from '../../support/fixture.ts';
import { waitForWorkbench } from '../../support/vscodeHost/browser.ts';
import { openFile, pickEntry, runCommand } from '../../support/vscodeHost/workbench.ts';
import { type Opened, openSession, openViews, row, treeOf, viewOf } from './session.ts';

const plain = `
  //- main.js
  import { area } from './shapes/area.js';
  import './main.css';
  console.log(area);
  //- main.css
  body { color: red }
  //- shapes/area.js
  import { pi } from './pi.js';
  export const area = pi;
  //- shapes/pi.js
  import './area.js';
  export const pi = 3;
  //- shapes/page.vue
  <script>
  import { pi } from './pi.js';
  </script>
`;

async function plainFolder(scratch: string): Promise<Opened> {
  const folder = join(scratch, 'plain');
  await writeFixture(folder, plain);
  return { folder };
}

test('modules of a folder without configuration', async (t) => {
  const session = await openSession(t, { prepare: plainFolder, waitsFor: 'icon' });
  const { page, folder, shot } = session;
  const tree = treeOf(page, 'Dependencies');
  await t.test('the view shows what the active file imports, and what imports it', async () => {
    await openFile(page, 'shapes/pi.js');
    await openViews(page);
    await viewOf(page, 'Dependencies').locator('.pane-header').click();
    await row(tree, /^Imports, and what writes it/).waitFor();
    await row(tree, /area\.js\s*affects 3/).waitFor();
    await row(tree, /page\.vue/).waitFor();
    await shot('modules-view');
  });
  await t.test('what is known is kept, and nothing of it in the folder', async () => {
    const pattern = '**/cachescope.cachescope/modules-*.bin';
    const found: string[] = [];
    // Who asked got the answer first: keeping comes a little later.
    while (found.length === 0) {
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
      for await (const path of glob(pattern, { cwd: session.scratch })) found.push(path);
    }
    strictEqual(found.length, 1);
    ok(!(await readdir(folder)).includes('.cachescope'));
  });
  await t.test('the lens says how many it affects, and leads to its dependents', async () => {
    const lens = page.locator('.codelens-decoration a', { hasText: 'imported by 2' }).first();
    await lens.waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'in a circle' }).first().waitFor();
    await shot('modules-lens');
    await lens.click();
    await pickEntry(page, '3 depend on shapes/pi.js', 'main.js');
    await page.locator('.tab.active', { hasText: 'main.js' }).waitFor();
    await row(tree, /area\.js/).waitFor();
  });
  await t.test('a pointer on an import says what it leads to', async () => {
    await openFile(page, 'shapes/area.js');
    await page.locator('.view-line', { hasText: 'pi.js' }).getByText('./pi.js').hover();
    await page.locator('.monaco-hover', { hasText: 'shapes/pi.js: imported by 2' }).waitFor();
    await shot('modules-hover');
  });
  await t.test('imports of a component lead to their files', async () => {
    await openFile(page, 'shapes/page.vue');
    await page.locator('.detected-link', { hasText: './pi.js' }).first().waitFor();
  });
  await t.test('circles are problems where a setting says so', async () => {
    await openFile(page, 'shapes/pi.js');
    await mkdir(join(folder, '.vscode'));
    const settings = { 'cachescope.modules.diagnostics.cycles': 'warning' };
    await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    await page.locator('.squiggly-warning').first().waitFor();
    await shot('modules-problems');
  });
  await t.test('of very many problems, those of the file that one sees are shown', async () => {
    const lines = Array.from({ length: 1100 }, (_, at) => `import './none${at}.js';`);
    await writeFile(join(folder, 'aaa.js'), lines.join('\n'));
    await writeFile(join(folder, 'zzz.js'), "import './nowhere.js';\n");
    const settings = { 'cachescope.modules.diagnostics.unresolved': 'warning' };
    await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    await openFile(page, 'zzz.js');
    await page.locator('.squiggly-warning').first().waitFor();
    await shot('modules-many-problems');
  });
  await t.test('circles are a document', async () => {
    await runCommand(page, 'Cachescope: Show module cycles');
    const text = page.locator('.editor-instance .view-lines', { hasText: 'Circle 1' });
    await text.waitFor();
    await shot('modules-cycles');
  });
  await t.test('what nothing uses is a document', async () => {
    await runCommand(page, 'Cachescope: Show unused files and exports');
    const text = page.locator('.editor-instance .view-lines', { hasText: 'no entry point' });
    await text.filter({ hasText: 'zzz.js' }).waitFor();
    await shot('modules-unused');
  });
  await t.test('a document that is the first to ask shows what comes of it', async () => {
    await runCommand(page, 'View: Close All Editors');
    await page.reload();
    await waitForWorkbench(page);
    await runCommand(page, 'Cachescope: Show unused files and exports');
    const text = page.locator('.editor-instance .view-lines', { hasText: 'no entry point' });
    await text.filter({ hasText: 'zzz.js' }).waitFor();
  });
  await t.test('what a change costs, once there is a task that reads it', async () => {
    const scripts = { build: 'cp shapes/pi.js out.txt' };
    const tasks = { build: { inputs: ['shapes/**'], outputs: ['out.txt'] } };
    await writeFile(join(folder, 'cachescope.json'), JSON.stringify({ tasks }));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'plain', scripts }));
    await row(treeOf(page, 'Tasks'), /^build/).waitFor();
    await openFile(page, 'shapes/pi.js');
    await row(tree, /#build/).waitFor();
    await runCommand(page, 'Cachescope: What would changing this file cost?');
    await pickEntry(page, 'What would change?', 'This file');
    const text = page.locator('.editor-instance .view-lines', { hasText: 'Tasks that may run' });
    await text.filter({ hasText: /never.ran/ }).waitFor();
    await shot('modules-cost');
  });
});

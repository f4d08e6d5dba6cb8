// Tasks in the editor's own terminal: what compilers complain of is in the Problems panel, colours and the exit code
// are those of the commands, and stopping or closing ends all that was started.

import { deepStrictEqual, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { writeFixture } from '../../support/fixture.ts';
import { pickEntry, runCommand } from '../../support/vscodeHost/workbench.ts';
import { eventually, isGone, textOf } from './processes.ts';
import { type Opened, openSession, openViews, row, treeOf } from './session.ts';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

// The last one starts another process, tells both of their ids, and never ends by itself.
const files = `
  //- package.json
  {
    "name": "shop",
    "private": true,
    "workspaces": ["packages/*"],
    "scripts": {
      "bundle": "esbuild src/entry.js --bundle --outfile=dist/out.js",
      "paint": "node paint.js",
      "copy": "cp notes.txt copied.txt",
      "wait": "node wait.js"
    }
  }
  //- cachescope.json
  {
    "tasks": {
      "types": { "inputs": ["src/**"], "outputs": [] },
      "bundle": { "inputs": ["src/**"], "outputs": ["dist/**"] },
      "paint": { "inputs": ["paint.js"], "outputs": [] },
      "copy": { "inputs": ["notes.txt"], "outputs": ["copied.txt"] },
      "wait": { "inputs": ["wait.js"], "outputs": [] }
    }
  }
  //- packages/lib/package.json
  { "name": "lib", "scripts": { "types": "tsc --noEmit --strict src/bad.ts" } }
  //- packages/lib/src/bad.ts
  export const one = 1;
  export const two: number = 'two';
  //- src/entry.js
  import './missing.js';
  //- paint.js
  console.log('\\u001b[32mall is green\\u001b[39m');
  console.log('NO_COLOR is ' + process.env.NO_COLOR);
  process.exitCode = 3;
  //- notes.txt
  first
  //- wait.js
  const { spawn } = require('node:child_process');
  const { writeFileSync } = require('node:fs');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync('ids.txt', process.pid + ' ' + child.pid + ' ');
  console.log('waiting');
`;

async function prepare(scratch: string): Promise<Opened> {
  const folder = join(scratch, 'shop');
  await writeFixture(folder, files);
  const bin = join(folder, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  await symlink(join(projectRoot, 'node_modules/typescript/bin/tsc'), join(bin, 'tsc'));
  await symlink(join(projectRoot, 'node_modules/esbuild/bin/esbuild'), join(bin, 'esbuild'));
  return { folder };
}

function problem(page: Page, text: RegExp): Locator {
  return page.locator('.markers-panel .monaco-list-row').filter({ hasText: text }).first();
}

async function run(page: Page, task: string, verb: 'Run' | 'Watch' = 'Run'): Promise<void> {
  await runCommand(page, `Cachescope: ${verb} task…`);
  await pickEntry(page, verb, task);
}

/** Runs a task that fails. Its terminal comes to the front when it ends, and would cover what is shown before that. */
async function runToFailure(page: Page, task: string): Promise<void> {
  await run(page, task);
  await row(treeOf(page, 'Tasks'), new RegExp(`^${task}.*1 failed`)).waitFor();
  await page.locator('.terminal-wrapper.active').waitFor();
}

async function idsIn(file: string): Promise<number[]> {
  const text = await eventually(`process ids in ${file}`, () => {
    const known = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
    return known.endsWith(' ') ? known : undefined;
  });
  writeFileSync(file, '');
  return text.trim().split(' ').map(Number);
}

/** What the terminal that has the focus shows; it draws on a canvas, but the window's driver knows. */
async function terminalText(page: Page): Promise<string> {
  await page.waitForSelector('.terminal-wrapper.active .terminal.xterm.focus');
  const lines = await page.evaluate<string[]>(
    "driver.getTerminalBuffer('.terminal-wrapper.active')",
  );
  return lines.join('\n');
}

/**
 * The colours in which that terminal shows a text: numbers of its palette, -1 for the colour of text.
 *
 * @param text a part of a line
 */
async function colorsOf(page: Page, text: string): Promise<number[]> {
  const look = (part: string) => `(() => {
    const { active } = document.querySelector('.terminal-wrapper.active').xterm.buffer;
    for (let y = 0; y < active.length; y++) {
      const line = active.getLine(y);
      const x = line.translateToString().indexOf(${JSON.stringify(part)});
      if (x < 0) continue;
      return Array.from(${JSON.stringify(part)}, (_, at) => line.getCell(x + at))
        .map((cell) => cell.isFgDefault() ? -1 : cell.getFgColor());
    }
    return [];
  })()`;
  return [...new Set(await page.evaluate<number[]>(look(text)))];
}

test('tasks in the terminal', async (t) => {
  const env = { NO_COLOR: '1' };
  const { page, folder, shot } = await openSession(t, { prepare, env });
  const tasks = treeOf(page, 'Tasks');
  await openViews(page);
  await row(tasks, /^types.*1 stale/).waitFor();
  await t.test("the compiler's problems are in the Problems panel", async () => {
    await runToFailure(page, 'types');
    await runCommand(page, 'Problems: Focus on Problems View');
    await problem(page, /bad\.ts\s*packages\/lib\/src/).waitFor();
    await problem(page, /not assignable to type 'number'.*TS2322.*Ln 2, Col 14/).waitFor();
    await shot('problems');
  });
  await t.test("so are the bundler's", async () => {
    await runToFailure(page, 'bundle');
    await runCommand(page, 'Problems: Focus on Problems View');
    await problem(page, /Could not resolve.*esbuild.*Ln 1, Col 7/).waitFor();
  });
  await t.test('they go when the cause is mended', async () => {
    writeFileSync(join(folder, 'packages/lib/src/bad.ts'), 'export const two: number = 2;\n');
    await run(page, 'types');
    await row(tasks, /^types\s*1 action$/).waitFor();
    await problem(page, /TS2322/).waitFor({ state: 'detached' });
  });
  await t.test(
    'colours are kept, the wish for none as well, and a failure says its exit code',
    async () => {
      await runToFailure(page, 'paint');
      await runCommand(page, 'Terminal: Focus Terminal');
      await shot('terminal');
      const text = await terminalText(page);
      // Green is the third of the palette.
      deepStrictEqual(await colorsOf(page, 'all is green'), [2]);
      // The wish reaches the command, and what we say ourselves heeds it.
      match(text, /NO_COLOR is 1/);
      deepStrictEqual(await colorsOf(page, '#paint ended'), [-1]);
      match(text, /\/\/#paint ended with exit code 3\./);
      match(text, /The terminal process terminated with exit code: 1\./);
    },
  );
  await t.test('a watched task runs again with each change, until it is interrupted', async () => {
    // Of several terminals the one of a failure is shown.
    await runCommand(page, 'Terminal: Kill All Terminals');
    await run(page, 'copy', 'Watch');
    await row(tasks, /^copy\s*1 action$/).waitFor();
    for (const text of ['second\n', 'third\n']) {
      writeFileSync(join(folder, 'notes.txt'), text);
      await eventually(`the copy of ${text}`, () =>
        textOf(join(folder, 'copied.txt')) === text ? text : undefined,
      );
    }
    await runCommand(page, 'Terminal: Focus Terminal');
    match(await terminalText(page), /notes\.txt(.|\n)*1 ran(.|\n)*Waiting for changes…\s*$/);
    await shot('watching');
    await page.keyboard.press('Control+KeyC');
    await eventually('the end of watching', async () =>
      /Stopped\./.test(await terminalText(page)) ? true : undefined,
    );
  });
  await t.test('the stop command ends all that a task started', async () => {
    await run(page, 'wait');
    const ids = await idsIn(join(folder, 'ids.txt'));
    await row(tasks, /^wait.*1 running/).waitFor();
    await shot('running');
    await runCommand(page, 'Cachescope: Stop');
    for (const id of ids) await isGone(id);
    await row(tasks, /^wait.*1 running/).waitFor({ state: 'detached' });
  });
  await t.test('so does closing the terminal', async () => {
    await run(page, 'wait');
    const ids = await idsIn(join(folder, 'ids.txt'));
    await row(tasks, /^wait.*1 running/).waitFor();
    await runCommand(page, 'Terminal: Kill All Terminals');
    for (const id of ids) await isGone(id);
    await row(tasks, /^wait.*1 running/).waitFor({ state: 'detached' });
  });
});

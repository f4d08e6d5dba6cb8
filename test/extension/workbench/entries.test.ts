// The Cache view with 100,000 entries in the packed extension: its totals are those of all entries, the last of them is
// reached by the keyboard, and what another process adds shows while one looks.

import { match, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { fillStore, firstStartedAt } from '../../support/filledStore.ts';
import { writeFixture } from '../../support/fixture.ts';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { openSession, openViews, row } from './session.ts';

const entries = 100_000;
const added = 500;
const fixture = `
  //- package.json
  { "name": "one", "scripts": { "build": "cp in.txt out.txt" } }
  //- cachescope.json
  { "tasks": { "build": { "inputs": ["in.txt"], "outputs": ["out.txt"] } } }
  //- in.txt
  text
`;

/** The first of the results, as the view writes the day. */
const firstDay = new Date(firstStartedAt).toLocaleDateString('en-US', { dateStyle: 'medium' });

/** Where the focused row stands among its siblings, as the editor tells screen readers. */
async function place(page: Page): Promise<string> {
  const focused = page.locator('.sidebar .monaco-list-row.focused').first();
  const [at, of] = ['aria-posinset', 'aria-setsize'].map((name) => focused.getAttribute(name));
  return `${await at} of ${await of}`;
}

/** The element that the focus is on, in the words of the page. */
const focus = "(document.activeElement?.getAttribute('aria-activedescendant') ?? '')";

/** Presses a key that moves the focus, and waits until it has. */
async function move(page: Page, key: string): Promise<void> {
  const before = await page.evaluate<string>(focus);
  await page.keyboard.press(key);
  await page.waitForFunction(`${focus} !== ${JSON.stringify(before)}`);
}

/** Moves up from the end until the focused row shows a text. */
async function upTo(page: Page, text: string): Promise<void> {
  await move(page, 'End');
  const focused = page.locator('.sidebar .monaco-list-row.focused').first();
  for (let left = 20; left > 0 && !(await focused.innerText()).includes(text); left--)
    await move(page, 'ArrowUp');
  match(await focused.innerText(), new RegExp(text));
}

test('100,000 entries are counted, opened and scrolled to the last one', async (t) => {
  const prepare = async (scratch: string): Promise<{ readonly folder: string }> => {
    const folder = join(scratch, 'many');
    await writeFixture(folder, fixture);
    fillStore(folder, entries, { actions: 1 });
    return { folder };
  };
  const { page, folder, shot } = await openSession(t, { prepare });
  await page.setViewportSize({ width: 1200, height: 1500 });
  const timed = async (what: string, step: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await step();
    t.diagnostic(`${what}: ${Math.round(performance.now() - start)} ms`);
  };
  await t.test('the view has the totals of all', async () => {
    await openViews(page);
    await timed('the view with its totals', () => row(page, /^traces.*100,000 entries/).waitFor());
  });
  await t.test('a group of all of them opens as ranges, the first with its rows', async () => {
    await runCommand(page, 'Cachescope: Focus on Cache View');
    await row(page, /^traces/).click();
    await page.keyboard.press('ArrowRight');
    await row(page, /^p0#build.*100,000 entries/).waitFor();
    await row(page, /^p0#build/).click();
    await timed('the first page', async () => {
      await page.keyboard.press('ArrowRight');
      await row(page, /^1 to 500$/).waitFor();
      await move(page, 'ArrowRight');
      await move(page, 'ArrowRight');
    });
    strictEqual(await place(page), '1 of 500');
    await shot('entries-first');
  });
  await t.test(
    'the keyboard goes to the end of the list, whose rows are asked for then',
    async () => {
      await timed('to the last entry', async () => {
        await upTo(page, '99,501 to 100,000');
        strictEqual(await place(page), '200 of 200');
        await page.keyboard.press('ArrowRight');
        await row(page, firstDay).waitFor();
        await upTo(page, firstDay);
      });
      strictEqual(await place(page), '500 of 500');
      await shot('entries-last');
    },
  );
  await t.test('the wheel goes back to the first rows', async () => {
    await page.locator('.sidebar .monaco-list-row.focused').first().hover();
    await page.mouse.wheel(0, -50_000);
    await row(page, /^traces/).waitFor();
  });
  await t.test('what another process adds is counted', async () => {
    fillStore(folder, added, { from: entries, actions: 1 });
    await timed('the new total', () => row(page, /^traces.*100,500 entries/).waitFor());
  });
});

/** JSON.md against the code: every kind of reason, every state and every command stands on the page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { commands } from '../../server/cli/commandTable.ts';

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../server/${path}`, import.meta.url), 'utf8');

test('the page names every kind of reason and no other', async () => {
  const page = await read('cli/JSON.md');
  const code = await read('engine/model/reason.ts');
  const kinds = new Set([...code.matchAll(/readonly kind: '([a-z-]+)'/g)].map(([, kind]) => kind));
  const table = page.slice(page.indexOf('**Reason**'), page.indexOf('## `explain`'));
  const rows = [...table.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm)].flatMap(
    ([, cell]) => cell?.match(/[a-z-]+/g) ?? [],
  );
  assert.deepEqual(rows.filter((name) => name !== 'kind').sort(), [...kinds].sort());
});

test('the page names every command', async () => {
  const page = await read('cli/JSON.md');
  for (const { name } of commands) assert.ok(page.includes(`\`${name}\``), name);
});

// The demo is what a newcomer runs first, so it must never tell them something that does not happen.

import { strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const demo = fileURLToPath(new URL('./workspaces/demo.ts', import.meta.url));

test('the demo does what it says', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [demo], { encoding: 'utf8' });
  strictEqual(status, 0, `${stdout}${stderr}`);
});

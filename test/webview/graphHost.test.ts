// The extension's side of the module graph without an editor: what the page may ask for, what it may not, and the node that it is to show.

import { deepEqual, rejects, strictEqual } from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import { wantNode } from '../../client/webviews/graph/wantedNode.ts';
import { commandsRun, filesWritten } from './fakeVscode.ts';

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier === 'vscode' ? new URL('./fakeVscode.ts', import.meta.url).href : specifier,
      context,
    ),
});
const { graphAnswers } = await import('../../client/webviews/graph/graphAnswers.ts');

const shop = 'file:///home/me/shop';

async function ask(
  method: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  return await graphAnswers(shop)[method]?.(params);
}

test('the node that is wanted is given once, to its folder', async () => {
  wantNode(shop, 'file:src/a.ts');
  strictEqual(graphAnswers('file:///home/me/docs')['graph/wanted']?.({}), null);
  strictEqual(await ask('graph/wanted'), 'file:src/a.ts');
  strictEqual(await ask('graph/wanted'), null);
});

test('a file of the folder is opened, and none beside it', async () => {
  await ask('graph/openFile', { path: 'src/a.ts' });
  deepEqual(commandsRun, ['vscode.open file:///home/me/shop/src/a.ts [object Object]']);
  for (const path of [
    '../docs/a.md',
    'src/../../a',
    '/etc/passwd',
    'a\\..\\..\\b',
    '',
    7,
    'x'.repeat(5000),
  ])
    await rejects(ask('graph/openFile', { path }));
  strictEqual(commandsRun.length, 1);
});

test('what is saved has a name without a way out of its folder', async () => {
  await ask('graph/save', { name: '../../modules.svg', bytes: Uint8Array.of(1, 2) });
  deepEqual(filesWritten, ['file:///home/me/shop/.._.._modules.svg 2']);
  await rejects(ask('graph/save', { name: 'modules.svg', bytes: 'text' }));
  await rejects(ask('graph/save', { bytes: Uint8Array.of(1) }));
});

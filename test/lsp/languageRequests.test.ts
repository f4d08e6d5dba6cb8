// Language features through the server: what is asked about an open file is answered on its unsaved text, and
// problems of files that nobody opened are published.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, type TestServer, twoPackages } from './serverFixture.ts';

interface Opened {
  readonly file: string;
  readonly uri: string;
  readonly text: string;
  readonly server: TestServer;
}

async function open(t: TestContext, change: (text: string) => string): Promise<Opened> {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const file = join(root, 'cachescope.json');
  const uri = pathToFileURL(file).href;
  const text = change(await readFile(file, 'utf8'));
  const textDocument = { uri, languageId: 'jsonc', version: 1, text };
  await server.client.sendNotification('textDocument/didOpen', { textDocument });
  return { file, uri, text, server };
}

test('lenses, hover and definition are answered for an open file', async (t) => {
  const { uri, text, server } = await open(t, (same) => same);
  const textDocument = { uri };
  const lenses: { command: { command: string } }[] = await server.client.sendRequest(
    'textDocument/codeLens',
    { textDocument },
  );
  assert.ok(lenses.some(({ command }) => command.command === 'cachescope.run'));
  const position = { line: 0, character: text.indexOf('"build"') + 2 };
  const hover = await server.client.sendRequest('textDocument/hover', { textDocument, position });
  assert.match(JSON.stringify(hover), /build/);
});

test('lenses are off where the settings say so', async (t) => {
  const { uri, server } = await open(t, (same) => same);
  await server.tell('cachescope/settings', { codeLens: false, checkOnChange: true });
  const textDocument = { uri };
  const lenses = await server.client.sendRequest('textDocument/codeLens', { textDocument });
  assert.equal(lenses, null);
});

test('problems are published for a file that is not open, and taken back', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const file = join(root, 'cachescope.json');
  const good = await readFile(file, 'utf8');
  await writeFile(file, good.replace('"outputs"', '"outputz"'));
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const uri = pathToFileURL(file).href;
  const first = await server.diagnostics.next((told) => told.uri === uri);
  assert.ok(first.diagnostics.some(({ code }) => code === 'unknown-key'));
  const from = server.diagnostics.all.length;
  await writeFile(file, good);
  await server.changed('changed', file);
  await server.diagnostics.next((told) => told.uri === uri && told.diagnostics.length === 0, from);
});

test('what is typed is checked before it is saved', async (t) => {
  const { uri, server } = await open(t, (text) => text.replace('"outputs"', '"outputz"'));
  const told = await server.diagnostics.next(
    (one) => one.uri === uri && one.diagnostics.length > 0,
  );
  assert.ok(told.diagnostics.some(({ code }) => code === 'unknown-key'));
});

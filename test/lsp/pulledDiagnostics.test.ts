// Diagnostics that a client asks for: full and unchanged answers, a text that is being typed, questions that are dropped, and
// the whole workspace in one question that stays open.

import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  type DocumentDiagnosticReport,
  ProgressType,
  type ResponseError,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, type TestServer, twoPackages } from './serverFixture.ts';

const wrong = (text: string) => text.replace('"outputs"', '"outputz"');

interface Place {
  readonly server: TestServer;
  readonly file: string;
  readonly uri: string;
  /** As it should be. */
  readonly good: string;
}

async function start(t: TestContext, saved: (text: string) => string): Promise<Place> {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const file = join(root, 'cachescope.json');
  const good = await readFile(file, 'utf8');
  await writeFile(file, saved(good));
  const server = await startTestServer(t, { folders: [root], pulls: true });
  await server.ready();
  return { server, file, uri: pathToFileURL(file).href, good };
}

async function open({ server, uri }: Place, text: string): Promise<void> {
  const textDocument = { uri, languageId: 'jsonc', version: 1, text };
  await server.client.sendNotification('textDocument/didOpen', { textDocument });
}

async function edit({ server, uri }: Place, version: number, text: string): Promise<void> {
  const params = { textDocument: { uri, version }, contentChanges: [{ text }] };
  await server.client.sendNotification('textDocument/didChange', params);
}

function pull(
  { server, uri }: Place,
  previousResultId?: string,
  cancel = new CancellationTokenSource(),
) {
  const params = { textDocument: { uri }, ...(previousResultId && { previousResultId }) };
  const method = 'textDocument/diagnostic';
  return server.client.sendRequest<DocumentDiagnosticReport>(method, params, cancel.token);
}

function codes(report: DocumentDiagnosticReport): unknown {
  return report.kind === 'full' ? report.items.map(({ code }) => code) : report.kind;
}

/** Everything that one question about the workspace is told, and what waits for more. */
function watchWorkspace({ server }: Place, partialResultToken = 'parts') {
  const type = new ProgressType<WorkspaceDiagnosticReport>();
  const told: WorkspaceDiagnosticReport['items'] = [];
  let wake = (): void => undefined;
  server.client.onProgress(type, partialResultToken, ({ items }) => {
    told.push(...items);
    wake();
  });
  const cancel = new CancellationTokenSource();
  const params = { previousResultIds: [], partialResultToken };
  const ended = server.client.sendRequest('workspace/diagnostic', params, cancel.token);
  const next = async (isIt: (item: (typeof told)[number]) => boolean) => {
    for (;;) {
      const found = told.find(isIt);
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { told, next, cancel, ended };
}

test('a document is answered in full, then as unchanged, and nothing is pushed', async (t) => {
  const place = await start(t, wrong);
  await open(place, wrong(place.good));
  const first = await pull(place);
  deepStrictEqual(codes(first), ['no-outputs', 'unknown-key']);
  const again = await pull(place, first.resultId);
  deepStrictEqual(again, { kind: 'unchanged', resultId: first.resultId });
  deepStrictEqual(place.server.diagnostics.all, []);
});

test('a text that is not saved is judged as it stands', async (t) => {
  const place = await start(t, (same) => same);
  await open(place, place.good);
  const before = await pull(place);
  deepStrictEqual(codes(before), []);
  await edit(place, 2, wrong(place.good));
  ok(String(codes(await pull(place, before.resultId))).includes('unknown-key'));
  await edit(place, 3, place.good);
  strictEqual(codes(await pull(place, before.resultId)), 'unchanged');
});

test('a question about a text that is gone is dropped, and asked again', async (t) => {
  const place = await start(t, (same) => same);
  await open(place, place.good);
  await edit(place, 2, wrong(place.good));
  const outdated = pull(place);
  // The client cancels nothing: the edit alone makes the answer worthless.
  const dropped = rejects(outdated, (error: ResponseError<{ retriggerRequest: boolean }>) => {
    deepStrictEqual([error.code, error.data], [-32802, { retriggerRequest: true }]);
    return true;
  });
  await edit(place, 3, place.good);
  await dropped;
  deepStrictEqual(codes(await pull(place)), []);
});

test('of two questions about one text the older is dropped', async (t) => {
  const place = await start(t, (same) => same);
  await open(place, place.good);
  await edit(place, 2, wrong(place.good));
  const older = rejects(pull(place), { code: -32802 });
  const newer = pull(place);
  await older;
  ok(String(codes(await newer)).includes('unknown-key'));
});

test('a question that the client cancels is answered as cancelled', async (t) => {
  const place = await start(t, (same) => same);
  await open(place, place.good);
  await edit(place, 2, wrong(place.good));
  const cancel = new CancellationTokenSource();
  const asked = rejects(pull(place, undefined, cancel), { code: -32800 });
  cancel.cancel();
  await asked;
});

test('the workspace is told of files that nobody opened, and told again when they are saved', async (t) => {
  const place = await start(t, wrong);
  const refreshed = new Promise<void>((resolve) => {
    place.server.client.onRequest('workspace/diagnostic/refresh', () => {
      resolve();
      return null;
    });
  });
  const workspace = watchWorkspace(place);
  const first = await workspace.next(({ uri, kind }) => uri === place.uri && kind === 'full');
  ok(first.kind === 'full' && first.items.some(({ code }) => code === 'unknown-key'));
  strictEqual(first.version, null);
  await writeFile(place.file, place.good);
  await place.server.changed('changed', place.file);
  const last = await workspace.next((item) => item.kind === 'full' && item.items.length === 0);
  strictEqual(last.uri, place.uri);
  await refreshed;
  workspace.cancel.cancel();
  deepStrictEqual(await workspace.ended, { items: [] });
});

test('what is known already is not told again', async (t) => {
  const place = await start(t, wrong);
  const { uri } = place;
  const method = 'workspace/diagnostic';
  const ask = async (value?: string) => {
    const previousResultIds = value === undefined ? [] : [{ uri, value }];
    const { client } = place.server;
    const { items } = await client.sendRequest<WorkspaceDiagnosticReport>(method, {
      previousResultIds,
    });
    return items.find((item) => item.uri === uri);
  };
  const first = await ask();
  strictEqual(first?.kind, 'full');
  const second = await ask(first.resultId);
  deepStrictEqual([second?.kind, second?.resultId], ['unchanged', first.resultId]);
});

test('a folder that is closed takes along what was wrong in it', async (t) => {
  const place = await start(t, wrong);
  const workspace = watchWorkspace(place);
  await workspace.next(({ uri }) => uri === place.uri);
  const removed = [{ uri: place.server.uri(), name: 'w' }];
  const params = { event: { removed, added: [] } };
  await place.server.client.sendNotification('workspace/didChangeWorkspaceFolders', params);
  const told = await workspace.next((item) => item.kind === 'full' && item.items.length === 0);
  strictEqual(told.uri, place.uri);
  workspace.cancel.cancel();
  await workspace.ended;
});

test('a document that is open and not seen is told of while it is edited', async (t) => {
  const place = await start(t, (same) => same);
  const workspace = watchWorkspace(place);
  await open(place, place.good);
  await edit(place, 2, wrong(place.good));
  const told = await workspace.next(({ kind }) => kind === 'full');
  ok(told.kind === 'full' && told.items.some(({ code }) => code === 'unknown-key'));
  strictEqual(told.version, 2);
  workspace.cancel.cancel();
  await workspace.ended;
});

test('a document that is closed unsaved is told as it is saved', async (t) => {
  const place = await start(t, (same) => same);
  const workspace = watchWorkspace(place);
  await open(place, wrong(place.good));
  ok(String(codes(await pull(place))).includes('unknown-key'));
  const params = { textDocument: { uri: place.uri } };
  await place.server.client.sendNotification('textDocument/didClose', params);
  const told = await workspace.next((item) => item.kind === 'full' && item.items.length === 0);
  deepStrictEqual([told.uri, told.version], [place.uri, null]);
  // The next question takes the place of this one.
  const next = watchWorkspace(place, 'others');
  deepStrictEqual(await workspace.ended, { items: [] });
  next.cancel.cancel();
  await next.ended;
});

test('advice moves with a comment that is saved above it', async (t) => {
  const place = await start(t, (text) => text.replace(/, "outputs": \[[^\]]*\]/, ''));
  const workspace = watchWorkspace(place);
  const isAdvice = (item: WorkspaceDiagnosticReport['items'][number]) =>
    item.kind === 'full' && item.uri === place.uri && item.items.length > 0;
  const first = await workspace.next(isAdvice);
  const line = first.kind === 'full' ? first.items[0]?.range.start.line : undefined;
  const saved = `// Nothing else is new.\n${await readFile(place.file, 'utf8')}`;
  await writeFile(place.file, saved);
  await place.server.changed('changed', place.file);
  await open(place, saved);
  const now = await pull(place);
  deepStrictEqual(
    now.kind === 'full' && now.items.map(({ code, range }) => [code, range.start.line]),
    [['no-outputs', (line ?? 0) + 1]],
  );
  workspace.cancel.cancel();
  await workspace.ended;
});

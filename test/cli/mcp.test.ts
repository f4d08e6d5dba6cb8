// The server of the Model Context Protocol: with the official client on the other end of a real process's streams, and with lines that
// no official client sends.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Conversation, type ToolServer } from '../../server/cli/mcp/protocol.ts';
import { makeWorkspace } from './support.ts';

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));

const twoPackages = `
  //- package.json
  { "name": "root", "workspaces": ["packages/*"] }
  //- cachescope.json
  { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": [] } } }
  //- packages/lib/package.json
  { "name": "lib", "scripts": { "build": "cat src/a.txt" } }
  //- packages/lib/src/a.txt
  one
  //- packages/web/package.json
  { "name": "web", "dependencies": { "lib": "*" }, "scripts": { "build": "true" } }
`;

async function connect(t: TestContext, root: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp', '--cwd', root],
    env: { PATH: process.env.PATH ?? '', HOME: root },
  });
  await client.connect(transport);
  t.after(() => client.close());
  return client;
}

async function ask(client: Client, name: string, input: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: input });
  const [part] = content as { type: string; text: string }[];
  return { text: part?.text ?? '', isError: isError === true };
}

test('the official client finds four tools that only read', async (t) => {
  const { root } = await makeWorkspace(t, twoPackages);
  const client = await connect(t, root);
  strictEqual(client.getServerVersion()?.name, 'cachescope');
  match(client.getInstructions() ?? '', /package#task/);
  const { tools } = await client.listTools();
  deepStrictEqual(
    tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
    ['explain_rebuild', 'get_cache_stats', 'get_hot_spots', 'find_dependency_path'].map((name) => [
      name,
      true,
    ]),
  );
  for (const { inputSchema } of tools) strictEqual(inputSchema.type, 'object');
  await client.ping();
});

test('tools answer with what the command line knows', async (t) => {
  const { root, run } = await makeWorkspace(t, twoPackages);
  strictEqual((await run('run', 'build')).code, 0);
  await writeFile(join(root, 'packages/lib/src/a.txt'), 'two');
  const client = await connect(t, root);
  const why = await ask(client, 'explain_rebuild', { action: 'lib#build' });
  match(why.text, /^lib#build would run now, because:\n\n {2}.*src\/a\.txt/);
  const path = await ask(client, 'find_dependency_path', { from: 'web#build', to: 'lib#build' });
  deepStrictEqual(path, { text: 'web#build\n-> lib#build', isError: false });
  match((await ask(client, 'get_cache_stats')).text, /^Hit rate .*over the last 1 run$/m);
  const spots = await ask(client, 'get_hot_spots', { runs: 5 });
  match(spots.text, /^Slowest actions:\n- (?:lib|web)#build: .* each, ran 1 time/m);
  // No colour: nobody reads it on a terminal.
  ok(![why, path, spots].some(({ text }) => text.includes('\u001b')));
});

test('mistakes are results that say what to do', async (t) => {
  const { root } = await makeWorkspace(t, twoPackages);
  const client = await connect(t, root);
  const unknown = await ask(client, 'explain_rebuild', { action: 'lib#biuld' });
  match(unknown.text, /lib#biuld.*lib#build/s);
  const missing = await ask(client, 'explain_rebuild');
  strictEqual(missing.text, '"action" is missing. Pass it as a text.');
  const option = await ask(client, 'explain_rebuild', { action: '--help' });
  match(option.text, /--help/);
  const number = await ask(client, 'get_hot_spots', { runs: 0 });
  strictEqual(number.text, '"runs" must be a whole number from 1 to 1000.');
  for (const { isError } of [unknown, missing, option, number]) ok(isError);
});

test('a folder without a workspace is told as such', async (t) => {
  const { root } = await makeWorkspace(t, '//- readme.txt\nnothing');
  const client = await connect(t, root);
  const { isError, text } = await ask(client, 'get_cache_stats');
  ok(isError, text);
});

/** A conversation with one tool, which the test finishes by hand. */
function converse() {
  const sent: Record<string, unknown>[] = [];
  const calls: ((text: string) => void)[] = [];
  const server: ToolServer = {
    version: '1',
    instructions: '',
    tools: [
      {
        name: 'wait',
        title: 'Wait',
        description: '',
        inputSchema: { type: 'object' },
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
    ],
    call: (_name, _input, cancel) =>
      new Promise((resolve) => {
        calls.push((text) => resolve({ text }));
        cancel.onCancel(() => resolve({ text: 'cancelled' }));
      }),
  };
  const conversation = new Conversation(server, (line) => sent.push(JSON.parse(line)));
  const tell = (message: object): void => conversation.receive(`${JSON.stringify(message)}\n`);
  return { conversation, sent, calls, tell };
}

test('lines come in pieces, and lines that are none are refused', () => {
  const { conversation, sent } = converse();
  conversation.receive('{"jsonrpc":"2.0","id":1,');
  deepStrictEqual(sent, []);
  conversation.receive(
    '"method":"ping"}\n\n[]\n{"id":"x","method":"nothing"}\nnonsense\n{"id":2}\n',
  );
  deepStrictEqual(
    sent.map(({ id, result, error }) => [id, result ?? (error as { code: number }).code]),
    [
      [1, {}],
      [null, -32700],
      ['x', -32601],
      [null, -32700],
      [null, -32600],
    ],
  );
  conversation.receive('x'.repeat(4_000_001));
  match(JSON.stringify(sent.at(-1)), /-32700/);
});

test('a version that is known is kept, for others the newest is offered', () => {
  const { sent, tell } = converse();
  for (const protocolVersion of ['2024-11-05', '1999-01-01'])
    tell({ id: protocolVersion, method: 'initialize', params: { protocolVersion } });
  deepStrictEqual(
    sent.map(({ result }) => (result as { protocolVersion: string }).protocolVersion),
    ['2024-11-05', '2025-11-25'],
  );
});

test('calls are answered in order, and cancelled ones not at all', async () => {
  const { conversation, sent, calls, tell } = converse();
  const call = (id: number) => tell({ id, method: 'tools/call', params: { name: 'wait' } });
  for (const id of [1, 2, 3]) call(id);
  tell({ id: 4, method: 'tools/call', params: { name: 'other' } });
  await Promise.resolve();
  tell({ method: 'notifications/cancelled', params: { requestId: 1 } });
  tell({ method: 'notifications/cancelled', params: { requestId: 2 } });
  while (calls.length < 2) await Promise.resolve();
  calls[1]?.('done');
  await conversation.end();
  deepStrictEqual(
    sent.map(({ id, error }) => [id, error === undefined]),
    [
      [4, false],
      [3, true],
    ],
  );
});

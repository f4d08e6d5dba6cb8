// Language features on configuration files of 5,000 lines, through the whole server: what an editor waits for when somebody
// rests on a name, types, or opens such a file. Part of `npm run bench -- lsp`.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startTestServer, type TestServer } from '../lsp/serverFixture.ts';
import type { CleanupScope } from '../support/tempDir.ts';
import { median } from './measure.ts';

const packages = 100;
const tasksOf = [0, 1, 2, 3, 4, 5, 6];
/** What the server waits for more keys before it looks, in milliseconds; not counted. */
const waitedForKeysMs = 100;
/** The first answers wait for the just-in-time compiler. */
const warmUps = 10;

/** One configuration file that is asked about. */
interface Sample {
  readonly path: string;
  readonly text: string;
}

/** A big cachescope.json, and a big turbo.json beside it whose tasks have other names. */
export async function writeBigConfiguration(root: string): Promise<readonly Sample[]> {
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await put('package.json', '{ "name": "root", "private": true, "workspaces": ["packages/*"] }');
  for (let at = 0; at < packages; at++) {
    const names = tasksOf.flatMap((task) => [`task${task}`, `other${task}`]);
    const scripts = Object.fromEntries(
      names.map((name) => [name, at % 20 === 0 ? 'echo $VARIABLE' : 'true']),
    );
    const dependencies = at === 0 ? {} : { [`p${at - 1}`]: '*' };
    const content = { name: `p${at}`, dependencies, scripts };
    await put(`packages/p${at}/package.json`, JSON.stringify(content, undefined, 2));
    await put(`packages/p${at}/src/index.ts`, `export const value = ${at};\n`);
  }
  const samples = ['cachescope.json', 'turbo.json'].map((path) => ({
    path,
    text: bigFile(path === 'turbo.json' ? 'other' : 'task'),
  }));
  for (const { path, text } of samples) await put(path, text);
  return samples;
}

/** Seven lines a task; each waits for the one before in its package. In some packages there is something to find fault with. */
function bigFile(prefix: string): string {
  const all = Array.from({ length: packages }, (_, at) =>
    tasksOf.map((task) => [at, task] as const),
  );
  const tasks = all.flat().map(
    ([owner, task]) => `    "p${owner}#${prefix}${task}": {
      "dependsOn": ["^${prefix}0"${task === 0 ? '' : `, "${prefix}${task - 1}"`}],
      "inputs": ["src/**/*.ts", "!src/**/*.test.ts"],
      "outputs": ["dist/${prefix}${task}/**"],
      "env": ["NODE_ENV",
        "PATH"]
    }`,
  );
  return `{\n  "tasks": {\n${tasks.join(',\n')}\n  }\n}\n`;
}

/** Prints a row for each file: median and slowest of many answers. */
export async function measureLanguage(root: string, scope: CleanupScope): Promise<void> {
  const samples = await writeBigConfiguration(root);
  const server = await startTestServer(scope, {
    folders: [root],
    settings: { checkOnChange: false },
    pulls: true,
  });
  await server.ready();
  for (const sample of samples) await measureFile(server, root, sample);
}

async function measureFile(server: TestServer, root: string, sample: Sample): Promise<void> {
  const { path, text } = sample;
  const uri = pathToFileURL(join(root, path)).href;
  const textDocument = { uri };
  await server.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'jsonc', version: 1, text },
  });
  const line = Math.floor(text.split('\n').length / 2 / 7) * 7 + 3;
  const character = (text.split('\n')[line] ?? '').lastIndexOf('"') - 1;
  const position = { line, character };
  const questions = {
    completion: ['textDocument/completion', { textDocument, position }],
    hover: ['textDocument/hover', { textDocument, position }],
    definition: ['textDocument/definition', { textDocument, position }],
    references: [
      'textDocument/references',
      { textDocument, position, context: { includeDeclaration: true } },
    ],
    rename: ['textDocument/rename', { textDocument, position, newName: 'renamed' }],
    'code lens': ['textDocument/codeLens', { textDocument }],
  } as const satisfies Readonly<Record<string, readonly [method: string, params: object]>>;
  console.log(`${path}, ${text.split('\n').length} lines, ${packages} packages`);
  for (const [name, [method, params]] of Object.entries(questions)) {
    const ask = () => server.client.sendRequest(method, params);
    for (let at = 0; at < warmUps; at++) await ask();
    const times: number[] = [];
    for (let at = 0; at < 30; at++) times.push(await timed(ask));
    tell(name, times);
  }
  const document = { uri, version: 2 };
  const typed = { completion: questions.completion, hover: questions.hover };
  for (const [name, [method, params]] of Object.entries(typed))
    await measureAfterKey(server, document, name, () => server.client.sendRequest(method, params));
  const diagnostics = () => server.client.sendRequest('textDocument/diagnostic', { textDocument });
  await measureAfterKey(server, document, 'diagnostics', diagnostics, waitedForKeysMs);
}

/** The first answer about a text that is new. @param waitedMs that is not counted */
async function measureAfterKey(
  server: TestServer,
  document: { readonly uri: string; version: number },
  name: string,
  ask: () => Promise<unknown>,
  waitedMs = 0,
): Promise<void> {
  const start = { line: 0, character: 1 };
  const times: number[] = [];
  for (let at = 0; at < warmUps + 20; at++) {
    const isNew = at % 2 === 0;
    const range = { start, end: isNew ? start : { ...start, character: 2 } };
    document.version++;
    await server.client.sendNotification('textDocument/didChange', {
      textDocument: document,
      contentChanges: [{ range, text: isNew ? ' ' : '' }],
    });
    const took = (await timed(ask)) - waitedMs;
    if (at >= warmUps) times.push(took);
  }
  tell(`${name} after a key`, times);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function tell(name: string, times: readonly number[]): void {
  const text = (value: number) => `${value.toFixed(1)} ms`.padStart(9);
  console.log(
    `  ${name.padEnd(24)}median ${text(median(times))}, slowest ${text(Math.max(...times))}`,
  );
}

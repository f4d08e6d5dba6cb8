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
    const scripts = Object.fromEntries(names.map((name) => [name, 'echo $VARIABLE']));
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

/** Seven lines a task; each waits for the one before in its package. */
function bigFile(prefix: string): string {
  const all = Array.from({ length: packages }, (_, at) =>
    tasksOf.map((task) => [at, task] as const),
  );
  const tasks = all.flat().map(
    ([owner, task]) => `    "p${owner}#${prefix}${task}": {
      "dependsOn": ["^${prefix}0", "${prefix}${Math.max(task - 1, 0)}"],
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
  const questions: Readonly<Record<string, [method: string, params: object]>> = {
    completion: ['textDocument/completion', { textDocument, position }],
    hover: ['textDocument/hover', { textDocument, position }],
    definition: ['textDocument/definition', { textDocument, position }],
    references: [
      'textDocument/references',
      { textDocument, position, context: { includeDeclaration: true } },
    ],
    rename: ['textDocument/rename', { textDocument, position, newName: 'renamed' }],
    'code lens': ['textDocument/codeLens', { textDocument }],
  };
  console.log(`${path}, ${text.split('\n').length} lines, ${packages} packages`);
  for (const [name, [method, params]] of Object.entries(questions)) {
    const ask = () => server.client.sendRequest(method, params);
    for (let at = 0; at < warmUps; at++) await ask();
    const times: number[] = [];
    for (let at = 0; at < 30; at++) times.push(await timed(ask));
    tell(name, times);
  }
  let version = 2;
  for (const [name, [method, params]] of [
    ['completion after a key', ['textDocument/completion', { textDocument, position }]],
    ['hover after a key', ['textDocument/hover', { textDocument, position }]],
  ] as const) {
    const times: number[] = [];
    for (let at = 0; at < warmUps + 20; at++) {
      await type(server, uri, version++, { line: 0, character: 1 }, at % 2 === 0 ? ' ' : undefined);
      const took = await timed(() => server.client.sendRequest(method, params));
      if (at >= warmUps) times.push(took);
    }
    tell(name, times);
  }
}

async function type(
  server: TestServer,
  uri: string,
  version: number,
  at: { line: number; character: number },
  text: string | undefined,
): Promise<void> {
  const end = { ...at, character: at.character + (text === undefined ? 1 : 0) };
  await server.client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: at, end }, text: text ?? '' }],
  });
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

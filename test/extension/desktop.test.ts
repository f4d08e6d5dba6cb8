// How a desktop VS Code is chosen and started, by the suite and by `npm start`: real processes, with a stand-in for
// VS Code that writes down what it was started with and ends as it is told to.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeTempDir } from '../support/tempDir.ts';
import { runSuite } from '../support/vscodeHost/runSuite.ts';
import { resultsVariable } from '../support/vscodeHost/suiteResults.ts';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const startFile = join(projectRoot, 'test/support/vscodeHost/start.ts');

interface StandIn {
  readonly path: string;
  /** What it was started with. */
  words(): string[];
}

/** @param report what it writes as the suite's results; absent: nothing */
async function standIn(folder: string, exitCode: number, report?: object): Promise<StandIn> {
  const [path, words] = [join(folder, 'code'), join(folder, 'words.json')];
  const writing =
    report === undefined
      ? ''
      : `fs.writeFileSync(process.env.${resultsVariable}, ${JSON.stringify(JSON.stringify(report))});`;
  const script = `#!${process.execPath}
const fs = require('node:fs');
fs.writeFileSync(${JSON.stringify(words)}, JSON.stringify(process.argv.slice(2)));
${writing}
process.exitCode = ${exitCode};
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return { path, words: () => JSON.parse(readFileSync(words, 'utf8')) };
}

function useDesktop(t: TestContext, path: string): void {
  const before = process.env.VSCODE_PATH;
  process.env.VSCODE_PATH = path;
  t.after(() => {
    if (before === undefined) delete process.env.VSCODE_PATH;
    else process.env.VSCODE_PATH = before;
  });
}

async function suiteIn(t: TestContext, exitCode: number, report?: object) {
  const scratch = await makeTempDir(t);
  const code = await standIn(scratch, exitCode, report);
  useDesktop(t, code.path);
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  const ended = runSuite({ folder: '/workspace', extension: '/extension', scratch, tell });
  return { ended, code, told, scratch };
}

const passed = { results: [{ title: 'a test', state: 'passed', durationMs: 1 }], notes: [] };

test('the suite runs in the VS Code that is given by path, and says so', async (t) => {
  const { ended, code, told, scratch } = await suiteIn(t, 0, passed);
  deepStrictEqual(await ended, passed);
  deepStrictEqual(told, [`the suite runs in the VS Code of VSCODE_PATH, ${code.path}`]);
  const words = code.words();
  for (const word of [
    '/workspace',
    '--extensionDevelopmentPath=/extension',
    '--disable-workspace-trust',
    join(scratch, 'user'),
  ]) {
    ok(words.includes(word), `${word} in ${words.join(' ')}`);
  }
  match(words.join(' '), /--extensionTestsPath=\S+index\.js/);
});

test('where it ends with an exit code, its results count all the same', async (t) => {
  const { ended } = await suiteIn(t, 1, passed);
  deepStrictEqual(await ended, passed);
});

test('where it leaves no results, that is a failure with its exit code', async (t) => {
  const { ended } = await suiteIn(t, 7);
  const message = await ended.then(String, (error: Error) => error.message);
  match(message, /did not come to its end[\s\S]*7/);
});

/** Starts `npm start` and reads what it prints until a line matches, or until it ends. */
async function start(t: TestContext, env: NodeJS.ProcessEnv, folder: string, until?: RegExp) {
  const child = spawn(process.execPath, [startFile, folder], {
    env: { ...process.env, VSCODE_PATH: undefined, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((settle) => child.once('close', settle));
  t.after(async () => {
    child.kill();
    await ended;
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (until?.test(line)) break;
  }
  if (until === undefined) strictEqual(await ended, 0);
  return lines;
}

test('npm start opens the folder in the desktop that is given by path', async (t) => {
  const scratch = await makeTempDir(t);
  const code = await standIn(scratch, 0);
  const lines = await start(t, { VSCODE_PATH: code.path }, scratch);
  deepStrictEqual(lines, [
    `Workspace: ${scratch}`,
    `It opens in the VS Code of VSCODE_PATH, ${code.path}`,
  ]);
  const development = `--extensionDevelopmentPath=${projectRoot}`;
  deepStrictEqual(code.words(), ['--new-window', development, scratch]);
});

test('npm start finds code on PATH, and turns to the browser where that fails', async (t) => {
  const scratch = await makeTempDir(t);
  const bin = join(scratch, 'bin');
  await mkdir(bin);
  const code = await standIn(bin, 3);
  const lines = await start(t, { PATH: `${bin}:${process.env.PATH}` }, scratch, /^Open http/);
  strictEqual(lines[1], `It opens in the VS Code that is installed, ${code.path}`);
  strictEqual(lines[2], `${code.path} ended with 3, so the browser shows it:`);
  match(lines.at(-1) ?? '', /^Open http:\/\/127\.0\.0\.1:\d+\/\?folder=/);
  deepStrictEqual(code.words().at(-1), scratch);
});

/** Runs the command line as a user does: a real process in a real workspace. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { writeFixture } from '../support/fixture.ts';
import type { CleanupScope } from '../support/tempDir.ts';
import { makeTempDir } from '../support/tempDir.ts';

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));

/** What a finished command left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves once standard output holds the text, from where the last wait ended on; rejects when the command ends before. */
  waitFor(text: string): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** A workspace with the command line in it. */
export interface CommandLine {
  readonly root: string;
  /** Runs a command to its end. */
  run(...words: string[]): Promise<Finished>;
  start(...words: string[]): Running;
}

/** Makes a workspace from a fixture. */
export async function makeWorkspace(
  scope: CleanupScope,
  fixture: string,
  environment: Record<string, string> = {},
): Promise<CommandLine> {
  const root = await makeTempDir(scope);
  await writeFixture(root, fixture);
  return commandLineIn(root, environment);
}

/** The command line in a folder. */
export function commandLineIn(root: string, environment: Record<string, string> = {}): CommandLine {
  const start = (...words: string[]): Running => startIn(root, words, environment);
  return { root, start, run: (...words) => start(...words).finished };
}

/** The one JSON object on standard output. */
export function jsonOf({ stdout }: Finished): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

function startIn(
  root: string,
  words: readonly string[],
  environment: Record<string, string>,
): Running {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...environment };
  const child = spawn(process.execPath, [program, ...words], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  let seen = 0;
  let check: () => void = () => undefined;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      check();
    });
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal)
        reject(new Error(`ended by ${signal}; it printed:\n${text.stdout}${text.stderr}`));
      else resolve({ code: code ?? -1, ...text });
    });
  });
  const waitFor = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      check = () => {
        const at = text.stdout.indexOf(wanted, seen);
        if (at === -1) return;
        seen = at + wanted.length;
        resolve();
      };
      const tooEarly = (): void =>
        reject(new Error(`it ended without printing "${wanted}":\n${text.stdout}${text.stderr}`));
      finished.then(tooEarly, reject);
      check();
    });
  return { child, waitFor, finished };
}

/** Two packages, `web` depends on `core`; building joins sources into one file and says so. */
export const twoPackages = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- cachescope.json
  {
    "tasks": {
      "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] },
    }
  }
  //- packages/core/package.json
  { "name": "core", "scripts": { "build": "mkdir -p dist && cat src/* > dist/all.txt && echo building core" } }
  //- packages/core/src/a.txt
  one
  two
  three
  //- packages/web/package.json
  {
    "name": "web",
    "dependencies": { "core": "*" },
    "scripts": { "build": "mkdir -p dist && cat src/* ../core/dist/all.txt > dist/all.txt && echo building web" }
  }
  //- packages/web/src/w.txt
  web
`;

/** The published command line on a Node that is too old: it says so instead of failing somewhere. */
import assert from 'node:assert/strict';
import type { SpawnSyncReturns } from 'node:child_process';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeTempDir } from '../support/tempDir.ts';

const builder = fileURLToPath(new URL('../../esbuild.mjs', import.meta.url));

interface OldNode {
  readonly program: string;
  readonly version: string;
}

/** A Node on the PATH that is older than 22.15; npm puts the project's own, newer one before it. */
function oldNode(): OldNode | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'node');
    if (folder.includes('node_modules') || !existsSync(program)) continue;
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const [, version, major, minor] = /^v((\d+)\.(\d+)\.\d+)/.exec(stdout) ?? [];
    const isOld = Number(major) < 22 || (Number(major) === 22 && Number(minor) < 15);
    if (version !== undefined && isOld) return { program, version };
  }
  return undefined;
}

const old = oldNode();

test('an old Node gets one sentence that says what is needed, and exit code 2', {
  skip: old === undefined && 'no Node older than 22.15 on the PATH',
}, async (t) => {
  assert.ok(old);
  const folder = await makeTempDir(t);
  await promisify(execFile)(process.execPath, [builder, '--outdir', folder]);
  for (const words of [['run', 'build'], ['--version'], []]) {
    const program = join(folder, 'cli.js');
    const ended: SpawnSyncReturns<string> = spawnSync(old.program, [program, ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { status, stdout, stderr } = ended;
    assert.deepEqual(
      { status, stdout, stderr },
      {
        status: 2,
        stdout: '',
        stderr: `cachescope needs Node 22.15 or newer; this is ${old.version}. Install a newer one from https://nodejs.org\n`,
      },
    );
  }
});

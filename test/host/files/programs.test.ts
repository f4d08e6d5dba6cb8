// Programs are found as `execvp` finds them, and count by their bytes; one that comes to stand earlier on the way is noticed.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { NodeFiles } from '../../../server/host/files/nodeFiles.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { at, tablesOf } from './tableFixture.ts';

const binDirs = [at('web/node_modules/.bin'), at('node_modules/.bin')];

interface Place {
  readonly root: string;
  /** Two folders on the PATH. */
  readonly early: string;
  readonly late: string;
  readonly table: NodeFiles;
}

async function makePlace(t: TestContext): Promise<Place> {
  const root = await makeTempDir(t);
  const early = await makeTempDir(t);
  const late = await makeTempDir(t);
  const basePath = [early, join(root, 'absent'), late].join(delimiter);
  return { root, early, late, table: tablesOf(t, root, basePath).open() };
}

function program(path: string, text: string, mode = 0o755): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho ${text}\n`, { mode });
}

function find(table: NodeFiles, name: string, cwd = 'web'): unknown {
  table.newEpoch();
  return table.executable(name, binDirs, at(cwd));
}

function found(path: string, text: string): unknown {
  return { path, digest: `sha256:${hash('sha256', `#!/bin/sh\necho ${text}\n`)}+x` };
}

test('a program that appears nearer is the one that runs, until it goes', async (t) => {
  const { root, late, table } = await makePlace(t);
  strictEqual(find(table, 'tool'), undefined);
  program(join(root, 'node_modules/.bin/tool'), 'root');
  deepStrictEqual(find(table, 'tool'), found('node_modules/.bin/tool', 'root'));
  program(join(root, 'web/node_modules/.bin/tool'), 'web');
  deepStrictEqual(find(table, 'tool'), found('web/node_modules/.bin/tool', 'web'));
  program(join(late, 'other'), 'late');
  deepStrictEqual(find(table, 'other'), found(join(late, 'other'), 'late'));
  rmSync(join(root, 'web/node_modules'), { recursive: true });
  deepStrictEqual(find(table, 'tool'), found('node_modules/.bin/tool', 'root'));
});

test('other bytes are another program', async (t) => {
  const { root, table } = await makePlace(t);
  program(join(root, 'node_modules/.bin/tool'), 'one');
  find(table, 'tool');
  program(join(root, 'node_modules/.bin/tool'), 'two');
  deepStrictEqual(find(table, 'tool'), found('node_modules/.bin/tool', 'two'));
});

test('what cannot be run is passed over, as the system does', async (t) => {
  const { early, late, root, table } = await makePlace(t);
  program(join(early, 'tool'), 'not executable', 0o644);
  mkdirSync(join(root, 'node_modules/.bin/tool'), { recursive: true });
  program(join(late, 'tool'), 'late');
  const PATH = [...binDirs.map((folder) => join(root, folder)), early, late].join(delimiter);
  const { stdout } = spawnSync('tool', { env: { PATH }, encoding: 'utf8' });
  strictEqual(stdout, 'late\n', 'the system itself');
  deepStrictEqual(find(table, 'tool'), found(join(late, 'tool'), 'late'));
});

test('links are followed to the file that counts', async (t) => {
  const { root, table } = await makePlace(t);
  program(join(root, 'node_modules/pkg/cli.js'), 'one');
  mkdirSync(join(root, 'node_modules/.bin'));
  symlinkSync('../pkg/cli.js', join(root, 'node_modules/.bin/tool'));
  deepStrictEqual(find(table, 'tool'), found('node_modules/pkg/cli.js', 'one'));
  program(join(root, 'node_modules/pkg/cli.js'), 'two');
  deepStrictEqual(find(table, 'tool'), found('node_modules/pkg/cli.js', 'two'));
  rmSync(join(root, 'node_modules/pkg'), { recursive: true });
  strictEqual(find(table, 'tool'), undefined);
});

test('a name with a slash is a path from the folder of the action', async (t) => {
  const { root, table } = await makePlace(t);
  strictEqual(find(table, './run.sh'), undefined);
  program(join(root, 'web/run.sh'), 'web');
  program(join(root, 'run.sh'), 'root');
  deepStrictEqual(find(table, './run.sh'), found('web/run.sh', 'web'));
  deepStrictEqual(find(table, '../run.sh'), found('run.sh', 'root'));
  deepStrictEqual(find(table, join(root, 'run.sh')), found('run.sh', 'root'));
});

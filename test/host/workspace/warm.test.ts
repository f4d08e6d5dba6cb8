// A process that lives on warms its memory at the start: going back to a result then asks the disk for none of its bytes.

import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import type { WorkspaceEngine } from '../../../server/host/workspace/workspaceEngine.ts';
import { openWorkspaceEngine } from '../../../server/host/workspace/workspaceEngine.ts';
import { buildRequest } from '../../support/engine/testEngine.ts';
import { writeFixture } from '../../support/fixture.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const workspace = `
//- package.json
{ "name": "one", "scripts": { "build": "mkdir -p dist && cat in.txt > dist/out.txt" } }
//- cachescope.json
{ "tasks": { "build": { "inputs": ["in.txt"], "outputs": ["dist/**"] } } }
//- in.txt
text
`;

async function open(root: string): Promise<WorkspaceEngine> {
  return await openWorkspaceEngine({
    root,
    environment: process.env,
    program: 'test',
    onTrouble: (message) => {
      throw new Error(message);
    },
  });
}

async function stateOfBuild({ engine, workspace }: WorkspaceEngine): Promise<readonly string[]> {
  const { actions } = await engine.build(buildRequest([...workspace.actions.keys()]));
  return actions.map(({ state }) => state);
}

test('after warming, outputs come back from memory', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, workspace);
  const first = await open(root);
  deepEqual(await stateOfBuild(first), ['ran']);
  await first.close();
  const second = await open(root);
  await second.warm(neverCancelled);
  rmSync(join(root, '.cachescope/blobs'), { recursive: true });
  rmSync(join(root, 'dist'), { recursive: true });
  deepEqual(await stateOfBuild(second), ['restored']);
  equal(readFileSync(join(root, 'dist/out.txt'), 'utf8'), 'text\n');
  equal(second.store.memoryStatistics?.()?.misses, 0);
  await second.close();
});

// Failures are remembered until the action succeeds, and tried again by every build.

import { deepStrictEqual } from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BuildRequest } from '../../../server/engine/model/request.ts';
import { action, actionMap } from '../../support/engine/actions.ts';
import { buildRequest, openPorts } from '../../support/engine/testEngine.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const script = 'echo tried; [ ! -f broken ]';
const actions = actionMap([action({ id: 'a#build', script, inputs: ['in'] })]);

/** A build as a process of its own. @returns the action's state, the kinds of its reasons, what it printed */
async function build(root: string, changes: Partial<BuildRequest> = {}): Promise<unknown> {
  const ports = openPorts(root);
  try {
    const engine = ports.engine(actions);
    let printed = '';
    engine.subscribe((event) => {
      if (event.type === 'action-log') printed += Buffer.from(event.chunk.bytes).toString();
    });
    const run = await engine.build(buildRequest(['a#build'], changes));
    return run.actions.map(({ state, reasons }) => [
      state,
      reasons.map(({ kind }) => kind),
      printed,
    ]);
  } finally {
    await ports.close();
  }
}

test('a failure is tried again by every build, and over once the action succeeded', async (t) => {
  const root = await makeTempDir(t);
  writeFileSync(join(root, 'broken'), '');
  deepStrictEqual(await build(root), [['failed', ['never-built'], 'tried\n']]);
  deepStrictEqual(await build(root), [['failed', ['earlier-failure'], 'tried\n']]);
  rmSync(join(root, 'broken'));
  deepStrictEqual(await build(root), [['ran', ['earlier-failure'], 'tried\n']]);
  deepStrictEqual(await build(root), [['fresh', [], '']]);
});

test('a success that is not recorded ends a failure, too', async (t) => {
  const root = await makeTempDir(t);
  writeFileSync(join(root, 'broken'), '');
  await build(root);
  rmSync(join(root, 'broken'));
  deepStrictEqual(await build(root, { noCache: true }), [['ran', ['not-cached'], 'tried\n']]);
  // Nothing was kept of it, so it is as if it had never been built; but it did not fail the last time.
  deepStrictEqual(await build(root), [['ran', ['never-built'], 'tried\n']]);
});

// What other processes do is looked for while somebody looks at the window, at once when somebody does again, and
// when files change.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { TraceStore } from '../../server/engine/ports/store.ts';
import { ForeignActivity } from '../../server/lsp/folder/foreign.ts';
import { commandLineIn } from '../cli/support.ts';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, twoPackages } from './serverFixture.ts';

function watched(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const told: string[] = [];
  let looks = 0;
  let version = 1;
  const foreignActivity = (): number => {
    looks++;
    return version;
  };
  const traces = { foreignActivity } as unknown as TraceStore;
  const foreign = new ForeignActivity(traces, {
    onActivity: () => told.push('activity'),
    onQuiet: () => told.push('quiet'),
  });
  return {
    foreign,
    told: () => told.splice(0),
    looks: () => looks,
    build: () => version++,
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second++) t.mock.timers.tick(1000);
    },
  };
}

test('a build is noticed within a second, and its end', (t) => {
  const { build, pass, told } = watched(t);
  pass(3);
  assert.deepEqual(told(), []);
  build();
  pass(1);
  assert.deepEqual(told(), ['activity']);
  pass(3);
  assert.deepEqual(told(), ['quiet']);
});

test('nobody looks at the window, so nothing is looked for; then at once', (t) => {
  const { foreign, build, pass, told, looks } = watched(t);
  foreign.stop();
  const before = looks();
  build();
  pass(100);
  assert.equal(looks(), before);
  assert.deepEqual(told(), []);
  foreign.start();
  assert.deepEqual(told(), ['activity']);
  pass(1);
  assert.deepEqual(told(), ['quiet']);
  // Told twice, it looks no more often.
  foreign.start();
  const then = looks();
  pass(2);
  assert.equal(looks(), then + 2);
});

test('files that change are a reason to look, also while nobody looks at the window', (t) => {
  const { foreign, build, told } = watched(t);
  foreign.stop();
  build();
  foreign.look();
  assert.deepEqual(told(), ['activity']);
});

test('a window that somebody looks at again shows what was built meanwhile', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.action('app#build', 'stale');
  await server.tell('cachescope/windowActive', { active: false });
  const { code } = await commandLineIn(root).run('run', 'build');
  assert.equal(code, 0);
  const from = server.changes.all.length;
  await server.tell('cachescope/windowActive', { active: true });
  await server.changes.next(({ runs, caches }) => runs && caches, from);
  await server.action('app#build', 'fresh');
});

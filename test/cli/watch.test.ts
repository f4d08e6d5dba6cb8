/** `run --watch` and signals through the real program: it rebuilds on change, not on its own outputs, and ends with its children. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeWorkspace, twoPackages } from './support.ts';

test('watching rebuilds what a change touches, takes new configuration, and never wakes itself', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const running = workspace.start('run', 'build', '--watch');
  await running.waitFor('Waiting for changes');
  await writeFile(join(workspace.root, 'packages/web/src/w.txt'), 'changed\n');
  await running.waitFor('web#build  ran');
  await running.waitFor('Waiting for changes');

  await writeFile(join(workspace.root, 'packages/core/src/b.txt'), 'added\n');
  await running.waitFor('packages/core/src/b.txt was added');
  await running.waitFor('Waiting for changes');

  await writeFile(
    join(workspace.root, 'cachescope.json'),
    '{ "tasks": { "build": { "inptus": [] } } }',
  );
  await running.waitFor('Unknown key "inptus"');
  await running.waitFor('Waiting for changes');
  await writeFile(
    join(workspace.root, 'cachescope.json'),
    '{ "tasks": { "build": { "outputs": ["dist/**"] } } }',
  );
  await running.waitFor('Waiting for changes');

  running.child.kill('SIGINT');
  const { code, stdout } = await running.finished;
  assert.equal(code, 130);
  assert.equal(
    stdout.match(/actions: /g)?.length,
    4,
    `four builds, none of them for its own outputs:\n${stdout}`,
  );
});

test('SIGTERM ends the children, too, and gives 143', async (t) => {
  const workspace = await makeWorkspace(
    t,
    `
    //- package.json
    { "name": "one", "scripts": { "wait": "echo $$ > pid; trap 'touch ended; exit' TERM; echo ready; while :; do sleep 0.05; done" } }
    //- cachescope.json
    { "tasks": { "wait": { "inputs": [], "outputs": [], "persistent": true } } }
    `,
  );
  const running = workspace.start('run', 'wait');
  await running.waitFor('ready');
  running.child.kill('SIGTERM');
  const { code } = await running.finished;
  assert.equal(code, 143);
  assert.ok(
    existsSync(join(workspace.root, 'ended')),
    'the command was asked to end, and waited for',
  );
  const pid = Number(await readFile(join(workspace.root, 'pid'), 'utf8'));
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

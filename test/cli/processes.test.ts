/** Processes of a run, counted by the files that they leave: never more than the limit, and none after the end. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitUntilGone } from '../host/processes/processFixture.ts';
import type { CommandLine } from './support.ts';
import { commandLineIn, jsonOf, makeWorkspace } from './support.ts';

/**
 * Eight actions. Each says in a file how many are under way when it starts; it then goes on until a second one was seen, at most for
 * half a second, so that whatever may run beside it does.
 */
const counted = `
  //- package.json
  { "name": "many" }
  //- count.sh
  mkdir -p pids seen
  name=$(basename "$1")
  echo $$ > pids/$name
  ls pids | wc -l > seen/$name
  for i in 1 2; do test $(ls pids | wc -l) -gt 1 && break; sleep 0.1; done
  sleep 0.05
  rm pids/$name
  cp "$1" "$2"
  //- cachescope.json
  { "rules": { "count": { "each": "in/*.txt", "command": ["sh", "count.sh", "{input}", "{output}"], "outputs": ["out/{name}.txt"] } } }
  ${Array.from({ length: 8 }, (_, at) => `//- in/${at}.txt\n  ${at}`).join('\n  ')}
`;

function mostAtOnce({ root }: CommandLine): number {
  const seen = Array.from({ length: 8 }, (_, at) => join(root, 'seen', `${at}.txt`));
  return Math.max(...seen.map((file) => Number(readFileSync(file, 'utf8'))));
}

const half = Math.max(1, Math.floor(availableParallelism() / 2));

for (const [name, environment, words, limit] of [
  ['--concurrency 3', {}, ['--concurrency', '3'], 3],
  ['--concurrency 1', {}, ['--concurrency', '1'], 1],
  ['--concurrency 50%', {}, ['--concurrency', '50%'], half],
  ['CACHESCOPE_MAX_PROCESSES', { CACHESCOPE_MAX_PROCESSES: '2' }, ['--concurrency', '8'], 2],
] as const) {
  test(`${name}: the limit is reached and never exceeded`, async (t) => {
    const { root } = await makeWorkspace(t, counted);
    const workspace = commandLineIn(root, environment);
    const { code, stderr } = await workspace.run('run', 'count', ...words);
    assert.equal(code, 0, stderr);
    assert.equal(mostAtOnce(workspace), limit);
  });
}

test('"concurrency" of the configuration, unless the command line says otherwise', async (t) => {
  const workspace = await makeWorkspace(
    t,
    counted.replace('{ "rules"', '{ "concurrency": 2, "rules"'),
  );
  assert.equal((await workspace.run('run', 'count')).code, 0);
  assert.equal(mostAtOnce(workspace), 2);
  assert.equal((await workspace.run('run', 'count', '--force', '-c', '4')).code, 0);
  assert.equal(mostAtOnce(workspace), 4);
});

test('above the memory limit actions run one at a time, and all of them run', async (t) => {
  const tight = counted.replace('{ "rules"', '{ "memoryLimit": "1MB", "rules"');
  const workspace = await makeWorkspace(t, tight);
  const finished = await workspace.run('run', 'count', '-c', '4', '--json', '-q');
  assert.equal(finished.code, 0);
  assert.equal((jsonOf(finished).totals as { ran: number }).ran, 8);
  assert.equal(mostAtOnce(workspace), 1);
});

test('a limit that is no number is said, and the setting counts', async (t) => {
  const { root } = await makeWorkspace(t, counted);
  const workspace = commandLineIn(root, { CACHESCOPE_MAX_PROCESSES: 'many' });
  const { code, stderr } = await workspace.run('run', 'count', '-c', '2');
  assert.equal(code, 0);
  assert.match(stderr, /CACHESCOPE_MAX_PROCESSES.*"many"/);
  assert.equal(mostAtOnce(workspace), 2);
});

/** A shell whose child is deaf to SIGTERM and has one of its own; each writes its number. */
const family = `
  //- package.json
  { "name": "one", "scripts": { "wait": "sh parent.sh" } }
  //- parent.sh
  trap '' TERM
  echo $$ >> pids
  sh child.sh &
  wait; wait; wait
  //- child.sh
  trap '' TERM INT
  echo $$ >> pids
  sh -c "trap '' TERM INT; echo \\$\\$ >> pids; echo ready; while :; do sleep 1; done" &
  while :; do wait; sleep 1; done
  //- cachescope.json
  { "tasks": { "wait": { "inputs": [], "outputs": [], "persistent": true } } }
`;

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} ends grandchildren that ignore SIGTERM`, { timeout: 60_000 }, async (t) => {
    const workspace = await makeWorkspace(t, family);
    const running = workspace.start('run', 'wait');
    await running.waitFor('ready');
    const pids = (await readFile(join(workspace.root, 'pids'), 'utf8'))
      .trim()
      .split('\n')
      .map(Number);
    assert.equal(pids.length, 3);
    running.child.kill(signal);
    assert.equal((await running.finished).code, expected);
    // Killing is over when the system says so; one that is left would keep the test waiting until its time is up.
    for (const pid of pids) await waitUntilGone(pid);
  });
}

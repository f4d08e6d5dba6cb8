// Runs that the editor asks for leave profiles as those of the command line do.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { profiledRuns, readRunProfile } from '../../server/host/profiles/runProfiles.ts';
import { runActions } from '../../server/profiles/run/runActions.ts';
import { GrowingRun } from '../../server/profiles/run/runProfile.ts';
import type { RunProfileDelta, RunStep } from '../../server/protocol/profiles.ts';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { runDefaults, startTestServer, type TestServer } from './serverFixture.ts';

test('each run of the editor leaves a profile of its own actions', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(
    root,
    `
    //- package.json
    { "name": "one", "scripts": { "js": "echo > js.txt", "css": "echo > css.txt" } }
    //- cachescope.json
    { "tasks": {
      "js": { "inputs": ["in.txt"], "outputs": ["js.txt"] },
      "css": { "inputs": ["in.txt"], "outputs": ["css.txt"] }
    } }
    //- in.txt
    text
    `,
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.run('js');
  await server.run('css');
  await server.run('js', 'css');
  const folder = join(root, '.cachescope');
  const runs = await profiledRuns(folder);
  strictEqual(runs.length, 2, 'the last run found nothing to do');
  const bound = await Promise.all(runs.map(async (run) => await boundBy(folder, run)));
  deepStrictEqual(bound.sort(), ['//#css', '//#js']);
});

/** A workspace whose one task waits until the test opens the gate. */
async function gated(
  t: TestContext,
): Promise<{ server: TestServer; root: string; open(): Promise<void> }> {
  const gate = join(await makeTempDir(t), 'gate');
  await promisify(execFile)('mkfifo', [gate]);
  const root = await makeTempDir(t);
  await writeFixture(
    root,
    `
    //- package.json
    { "name": "one", "scripts": { "first": "echo 1 > first.txt", "slow": "cat ${gate} > slow.txt" } }
    //- cachescope.json
    { "tasks": {
      "first": { "inputs": ["in.txt"], "outputs": ["first.txt"] },
      "slow": { "dependsOn": ["first"], "inputs": ["in.txt"], "outputs": ["slow.txt"] }
    } }
    //- in.txt
    text
    `,
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  return { server, root, open: () => writeFile(gate, 'text') };
}

/** Asks until something of a run is known, and puts the answers behind each other. */
async function follow(server: TestServer, isEnough: (delta: RunProfileDelta) => boolean, from = 0) {
  const steps: RunStep[] = [];
  for (let since = from; ; ) {
    const params = { folder: server.uri(), run: 'test', since };
    const delta = await server.ask('cachescope/runProfile', params);
    if (delta === null) continue;
    steps.push(...delta.steps);
    since = delta.next;
    if (isEnough(delta)) return { steps, delta };
  }
}

const states = (steps: readonly RunStep[], now?: number) => {
  const run = new GrowingRun();
  run.add(steps);
  const { names, categories } = run.profile({ now, left: 0 }).frames;
  return names.flatMap((name, frame) =>
    name.startsWith('//#') && categories[frame] !== 'waiting' ? `${name} ${categories[frame]}` : [],
  );
};

test('a run under way is shown as far as it is, and ends as its file', async (t) => {
  const { server, root, open } = await gated(t);
  const run = server.run('slow');
  const isSlow = ({ steps }: RunProfileDelta) =>
    steps.some((step) => step.type === 'action-started' && step.action === '//#slow');
  const { steps, delta } = await follow(server, isSlow);
  deepStrictEqual(states(steps, delta.now).sort(), ['//#first ran', '//#slow running']);
  strictEqual(delta.ended, undefined);
  await open();
  await run;
  const last = await follow(server, ({ ended }) => ended !== undefined, delta.next);
  const [kept] = await profiledRuns(join(root, '.cachescope'));
  deepStrictEqual(last.delta.ended, { isKept: true, isStopped: false, run: kept });
  strictEqual(await boundBy(join(root, '.cachescope'), kept ?? ''), '//#first,//#slow');
});

test('what was stopped says so; a run that never was is none', async (t) => {
  const { server } = await gated(t);
  const run = server.run('slow');
  await follow(server, ({ steps }) => steps.some(({ type }) => type === 'action-started'));
  await server.ask('cachescope/stop', { folder: server.uri(), run: runDefaults.run });
  await run;
  const { delta } = await follow(server, ({ ended }) => ended !== undefined);
  strictEqual(delta.ended?.isStopped, true);
  await server.run('no such task');
  const refused = await follow(server, () => true);
  const { refused: problems, ...ended } = refused.delta.ended ?? {};
  deepStrictEqual(ended, { isKept: false, isStopped: false });
  deepStrictEqual(
    problems?.map(({ message }) => message),
    ['There is nothing called "no such task" to run.'],
  );
  const other = { folder: server.uri(), run: 'other', since: 0 };
  strictEqual(await server.ask('cachescope/runProfile', other), null);
});

test('who shows a run that Restricted Mode forbids is told so', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, '//- package.json\n{ "scripts": { "build": "true" } }\n');
  const server = await startTestServer(t, { folders: [root], trusted: false });
  await server.ready(0, 'restricted');
  await server.run('build');
  const { delta } = await follow(server, () => true);
  match(delta.ended?.refused?.[0]?.message ?? '', /trust/i);
});

async function boundBy(folder: string, run: string): Promise<string> {
  const profile = await readRunProfile(folder, run);
  ok(profile !== undefined && !('problem' in profile));
  return runActions(profile)
    .actions.flatMap(({ id, isCritical }) => (isCritical ? [id] : []))
    .join();
}

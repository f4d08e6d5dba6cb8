// Commands that the helper starts keep the contract; and what only the helper can do wrong: outlive the engine, die under its commands,
// fill the memory, stay for ever, or be there when it is not needed.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import { ReadingGate } from '../../../server/host/processes/readingGate.ts';
import { Spawner } from '../../../server/host/processes/spawner.ts';
import {
  changedEnvironment,
  environmentChange,
} from '../../../server/host/processes/spawnerMessages.ts';
import { spawnerMode } from '../../../server/host/processes/starter.ts';
import {
  actionWith,
  bundleProgram,
  engineProgram,
  type ProcessWorkspace,
  processWorkspace,
  toCommand,
  waitUntilGone,
} from './processFixture.ts';
import { runnerContract } from './runnerContract.ts';

// As it ships: from the sources, each start of one takes several times as long. Some tests below start it from there, too.
let shippedHelper = '';
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cachescope-test-'));
  shippedHelper = await bundleProgram('server/host/processes/spawner.worker.ts', folder);
});
after(() => rm(folder, { recursive: true, force: true }));

runnerContract('always', () => shippedHelper);

const linuxOnly = { skip: process.platform !== 'linux' };

function helperPid({ runner }: ProcessWorkspace): number {
  const { pid } = runner.helper();
  ok(pid !== undefined);
  return pid;
}

// Deaf to SIGTERM, its grandchild, too.
const deaf = `trap '' TERM; echo $PPID $$; sleep 1000 & echo $!; while :; do wait; done`;

test('helper: nothing outlives an engine that is killed', async () => {
  const program = spawn(
    process.execPath,
    ['--input-type=module', '-e', engineProgram('always', '', deaf)],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let text = '';
  for await (const bytes of program.stdout) {
    text += bytes;
    if (text.trim().split('\n').length === 2) break;
  }
  const pids = text.trim().split(/\s+/).map(Number);
  equal(pids.length, 3);
  ok(!pids.includes(program.pid ?? 0));
  program.kill('SIGKILL');
  await once(program, 'exit');
  for (const pid of pids) await waitUntilGone(pid);
});

test('helper: when it dies, its commands fail and end, and the next has a new one', async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'always', graceMs: 50 });
  let killed = 0;
  const { result, stdout } = await workspace.run(deaf, {
    onOutput: (text) => {
      if (killed > 0 || text.trim().split('\n').length < 2) return;
      killed = helperPid(workspace);
      process.kill(killed, 'SIGKILL');
    },
  });
  equal(result.type, 'not-started');
  match(
    'message' in result ? result.message : '',
    /^web#build was cut off: the helper process .* ended unexpectedly \(signal SIGKILL\), .* not recorded\. Build again/,
  );
  for (const pid of stdout.trim().split(/\s+/)) await waitUntilGone(Number(pid));
  const next = await workspace.run('echo $PPID');
  equal(Number(next.stdout), helperPid(workspace));
  ok(Number(next.stdout) !== killed);
  equal(workspace.runner.statistics().running, 0);
});

test('helper: a program that is not there is told, and is no reason to hang', async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'always', spawnerFile: '/no/such/file' });
  const { result } = await workspace.run('true');
  match('message' in result ? result.message : '', /ended unexpectedly \(exit code 1\)/);
});

test('helper: without one that works, commands are started directly', async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'auto', spawnerFile: '/no/such/file' });
  workspace.runner.expect(100);
  for (let count = 0; count < 10; count++) {
    const { stdout } = await workspace.run('echo $PPID');
    equal(Number(stdout), process.pid);
  }
});

test('helper: few commands do without, many begin without and go on with it', async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'auto' });
  workspace.runner.expect(1);
  equal(Number((await workspace.run('echo $PPID')).stdout), process.pid);
  equal(workspace.runner.helper().pid, undefined);
  workspace.runner.expect(8);
  const pid = helperPid(workspace);
  equal(Number((await workspace.run('echo $PPID')).stdout), process.pid);
  while (!workspace.runner.helper().ready) await new Promise(setImmediate);
  equal(Number((await workspace.run('echo $PPID')).stdout), pid);
});

test('helper: without work it ends', async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'always', spawnerIdleMs: 1 });
  const { stdout } = await workspace.run('echo $PPID');
  await waitUntilGone(Number(stdout));
  equal((await workspace.run('echo again')).stdout, 'again\n');
});

test('helper: it does not keep the engine running', async () => {
  const text = engineProgram('always', '', 'echo $PPID');
  const program = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [first] = (await once(program.stdout, 'data')) as [Buffer];
  const [code] = (await once(program, 'exit')) as [number | null];
  equal(code, 0);
  await waitUntilGone(Number(first.toString()));
});

test("helper: Ctrl+C in the terminal is the engine's to decide on", linuxOnly, async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'always' });
  const { stdout } = await workspace.run('ps -o pgid= -p $PPID; echo $PPID');
  const [group, pid] = stdout.trim().split(/\s+/);
  equal(group, pid);
});

function residentKb(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}

test(
  'helper: much output at a slow engine stays in the pipe, not in memory',
  linuxOnly,
  async (t) => {
    const workspace = await processWorkspace(t, { spawner: 'always', spawnerFile: shippedHelper });
    await workspace.run('true');
    const pid = helperPid(workspace);
    const initial = residentKb(pid);
    let peak = 0;
    let bytes = 0;
    let chunks = 0;
    const result = await workspace.runner.run({
      action: actionWith(),
      command: toCommand('head -c 200000000 /dev/zero; echo end >&2'),
      onLog: (chunk) => {
        bytes += chunk.bytes.length;
        // The engine is busy with something else for a while, so that the helper is ahead.
        if (chunks++ % 100 === 0) {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
          peak = Math.max(peak, residentKb(pid));
        }
      },
      cancel: neverCancelled,
    });
    deepEqual(result, { type: 'exited', exitCode: 0, signal: undefined });
    equal(bytes, 200_000_004);
    ok(peak - initial < 40_000, `${initial} kB before, ${peak} kB at most`);
  },
);

test('helper: its memory counts', linuxOnly, async (t) => {
  const workspace = await processWorkspace(t, { spawner: 'always' });
  await workspace.run('true');
  const own = process.memoryUsage.rss();
  const helper = residentKb(helperPid(workspace)) * 1024;
  const used = workspace.runner.memoryUsed();
  ok(used > own + helper / 2, `${used} used, of that ${own} own and ${helper} the helper's`);
});

test('helper: it ends with those who wait for it', async (t) => {
  const spawner = new Spawner({ base: {}, graceMs: 50, gate: new ReadingGate() });
  t.after(() => spawner.stop());
  const request = {
    line: { file: '/bin/sh', args: ['-c', 'sleep 1000'], verbatim: false },
    cwd: '/',
    environment: {},
    onLog: () => {},
    gate: new ReadingGate(),
  };
  // Asked for, but not yet started when the end comes: it must not be forgotten.
  const starting = spawner.start(request);
  await spawner.stop();
  const started = await starting;
  deepEqual(await started.exit, { code: null, signal: 'SIGTERM' });
  await waitUntilGone(started.pid);
});

test('helper: environments go there and back', () => {
  const base = { PATH: '/bin', LANG: 'C', HOME: '/home/x' };
  const environment = { PATH: '/own:/bin', HOME: '/home/x', MODE: '' };
  const change = environmentChange(base, environment);
  deepEqual(change, { set: { PATH: '/own:/bin', MODE: '' }, unset: ['LANG'] });
  deepEqual(changedEnvironment(base, change), environment);
});

test('helper: the variable decides, and systems without fork do without', () => {
  equal(spawnerMode({}, 'linux'), 'auto');
  equal(spawnerMode({ CACHESCOPE_SPAWNER: 'often' }, 'linux'), 'auto');
  equal(spawnerMode({ CACHESCOPE_SPAWNER: 'never' }, 'linux'), 'never');
  for (const platform of ['win32', 'darwin'] as const) {
    equal(spawnerMode({}, platform), 'never');
    equal(spawnerMode({ CACHESCOPE_SPAWNER: 'always' }, platform), 'always');
  }
});

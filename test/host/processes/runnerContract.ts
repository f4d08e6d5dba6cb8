// What every way of starting commands has to keep, tried with real commands: how they end, what they see of the environment, and that
// nothing of them is left behind.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CancelSource } from '../../../server/host/platform/cancelSource.ts';
import { ReadingGate } from '../../../server/host/processes/readingGate.ts';
import type { NodeProcessRunnerOptions } from '../../../server/host/processes/runner.ts';
import { settledCount } from '../../support/settledCount.ts';
import type { CleanupScope } from '../../support/tempDir.ts';
import {
  engineProgram,
  isRunning,
  type ProcessWorkspace,
  processWorkspace,
  waitUntilGone,
} from './processFixture.ts';

/** Says that it has begun, and waits to be let go on. */
const waiting = 'echo 0 > count; while [ ! -e go ]; do sleep 0.02; done;';
/** Prints 6 MB, and writes down how much of them. */
const talking =
  'i=0; while [ $i -lt 60 ]; do head -c 100000 /dev/zero | tr "\\0" x; i=$((i+1)); echo $i > count; done';

/** Who starts the commands, see `spawnerMode`. */
export type ContractMode = 'never' | 'always';

const fine = { type: 'exited', exitCode: 0, signal: undefined };

const notStarted: readonly (readonly [name: string, argv: readonly string[], message: RegExp])[] = [
  [
    'a missing program',
    ['no-such-program'],
    /^web#build could not start: the program "no-such-program" is not in bin or on PATH\. Install it.*cachescope\.json:7/,
  ],
  [
    'a missing path',
    ['./missing.sh'],
    /there is no program at \.\/missing\.sh\. Install it, or correct the command/,
  ],
  [
    'a file without the executable bit',
    ['./plain.sh'],
    /"\.\/plain\.sh" may not be executed\. Give it the executable bit/,
  ],
  [
    'a missing interpreter',
    ['./odd.sh'],
    /the first line of "\.\/odd\.sh" names "\/no\/such\/sh", which is not there/,
  ],
  ['an empty list', [], /The command is an empty list/],
  ['a NUL character', ['echo', 'a\0b'], /has an argument with a NUL character/],
  ['too long arguments', ['echo', 'x'.repeat(3_000_000)], /longer than the system allows/],
];

// Grandchildren in the background, one of them deaf to SIGTERM; each says its process id.
const family =
  'sleep 1000 & echo pid $!; sh -c "trap : TERM; echo pid \\$\\$; while :; do sleep 1000; done" & wait; wait; wait';

const endings: readonly (readonly [
  name: string,
  code: string,
  signal: NodeJS.Signals | undefined,
])[] = [
  ['process.exit', 'process.exit(0);', undefined],
  ['an uncaught error', "throw new Error('bug');", undefined],
  ['SIGTERM', '', 'SIGTERM'],
  ['SIGINT', '', 'SIGINT'],
];

/**
 * Tries a runner that starts its commands in one way.
 * @param helper the helper's program, once the tests run
 */
export function runnerContract(mode: ContractMode, helper?: () => string): void {
  const workspace = (
    scope: CleanupScope,
    options: Partial<NodeProcessRunnerOptions> = {},
  ): Promise<ProcessWorkspace> =>
    processWorkspace(scope, {
      ...options,
      spawner: mode,
      ...(helper === undefined ? {} : { spawnerFile: helper() }),
    });

  test(`${mode}: output, streams and exit code come back`, async (t) => {
    const { run } = await workspace(t);
    deepEqual(await run('echo out; echo err >&2; exit 3'), {
      result: { type: 'exited', exitCode: 3, signal: undefined },
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test(`${mode}: a signal is told, with the exit code that shells report`, async (t) => {
    const { run } = await workspace(t);
    deepEqual((await run('kill -9 $$')).result, {
      type: 'exited',
      exitCode: 137,
      signal: 'SIGKILL',
    });
  });

  test(`${mode}: arguments of a list never meet a shell`, async (t) => {
    const { run } = await workspace(t);
    const hostile = ['$(touch x)', '; rm -rf .', "it's", '-n', 'two\nlines', 'ünï', ''];
    const { stdout } = await run([
      process.execPath,
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...hostile,
    ]);
    deepEqual(JSON.parse(stdout), hostile);
  });

  test(`${mode}: all output arrives, however much`, async (t) => {
    const { run } = await workspace(t);
    const { stdout, result } = await run(
      'i=0; while [ $i -lt 20 ]; do head -c 100000 /dev/zero | tr "\\0" x; i=$((i+1)); done',
    );
    deepEqual(result, fine);
    equal(stdout.length, 2_000_000);
  });

  for (const [name, end] of [
    ['commands wait with it', ''],
    ['what they leave in the background waits with it', '& exit 0'],
  ] as const)
    test(`${mode}: while nobody takes output, ${name}`, async (t) => {
      const gate = new ReadingGate();
      const { root, run } = await workspace(t, { gate });
      const count = join(root, 'count');
      let seen = 0;
      const ended = run(`${waiting} (${talking}) ${end}`, {
        onOutput: (text) => (seen = text.length),
      });
      await settledCount(count);
      gate.close();
      writeFileSync(join(root, 'go'), '');
      ok((await settledCount(count, 1)) < 60, 'it waits for its reader');
      ok(seen < 1e6, `${seen} bytes were passed on`);
      gate.open();
      const { stdout, result } = await ended;
      deepEqual(result, fine);
      // What goes on in the background is waited for only for a while.
      if (end === '') equal(stdout.length, 6_000_000);
    });

  test(`${mode}: while nobody takes output, no command starts`, async (t) => {
    const gate = new ReadingGate();
    const { root, run } = await workspace(t, { gate });
    const witness = await workspace(t);
    // Whatever starts commands is up, so that one that is let through would run at once.
    for (const each of [run, witness.run]) deepEqual((await each('true')).result, fine);
    gate.close();
    const source = new CancelSource();
    source.onCancel(() => gate.open());
    const first = run('echo started > here');
    const second = run('echo started > there', { cancel: source });
    // Where output is taken, commands that were asked for later came to their ends meanwhile.
    for (let round = 0; round < 3; round++) deepEqual((await witness.run('true')).result, fine);
    deepEqual(readdirSync(root), []);
    source.cancel('stopped by the test');
    equal((await second).result.type, 'cancelled');
    deepEqual((await first).result, fine);
    deepEqual(readdirSync(root), ['here']);
  });

  test(`${mode}: cancelled while nobody takes output, a command ends`, async (t) => {
    const gate = new ReadingGate();
    const { root, run } = await workspace(t, { gate });
    const source = new CancelSource();
    source.onCancel(() => gate.open());
    const ended = run(`${waiting} yes`, { cancel: source });
    await settledCount(join(root, 'count'));
    gate.close();
    writeFileSync(join(root, 'go'), '');
    source.cancel('stopped by the test');
    equal((await ended).result.type, 'cancelled');
  });

  test(`${mode}: nothing can be read from standard input`, async (t) => {
    const { run } = await workspace(t);
    equal((await run('cat; echo end')).stdout, 'end\n');
  });

  test(`${mode}: commands see the base variables, what is declared, and nothing else`, async (t) => {
    const base = {
      PATH: process.env.PATH,
      LANG: 'C',
      LC_TIME: 'C',
      SECRET: 's3cret',
      KEPT: 'kept',
      npm_config_registry: 'x',
    };
    const { run, root } = await workspace(t, { environment: base });
    mkdirSync(join(root, 'packages/web'), { recursive: true });
    const { stdout } = await run('env', {
      action: {
        cwd: 'packages/web' as never,
        environment: { MODE: 'fast', LANG: undefined },
        fixedEnvironment: { npm_package_name: 'web' },
        binDirs: ['packages/web/node_modules/.bin', 'node_modules/.bin'] as never,
        passThrough: ['KEPT', 'NOT_SET'],
      },
    });
    const lines = stdout.trim().split('\n').sort();
    deepEqual(
      lines.filter((line) => !/^(_|SHLVL|OLDPWD)=/.test(line)),
      [
        `INIT_CWD=${root}/packages/web`,
        'KEPT=kept',
        'LC_TIME=C',
        'MODE=fast',
        `NODE=${process.execPath}`,
        `PATH=${root}/packages/web/node_modules/.bin:${root}/node_modules/.bin:${base.PATH}`,
        `PWD=${root}/packages/web`,
        'npm_command=run-script',
        'npm_lifecycle_event=build',
        'npm_lifecycle_script=env',
        `npm_node_execpath=${process.execPath}`,
        `npm_package_json=${root}/packages/web/package.json`,
        'npm_package_name=web',
      ].sort(),
    );
  });

  test(`${mode}: programs of the package come before those of PATH`, async (t) => {
    const { run, root } = await workspace(t);
    const bin = join(root, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'ls'), '#!/bin/sh\necho own\n', { mode: 0o755 });
    const action = { binDirs: ['node_modules/.bin'] as never };
    equal((await run('ls', { action })).stdout, 'own\n');
    equal((await run(['ls'], { action })).stdout, 'own\n');
  });

  for (const [name, argv, message] of notStarted) {
    test(`${mode}: ${name} is told`, async (t) => {
      const { run, root } = await workspace(t);
      writeFileSync(join(root, 'plain.sh'), '#!/bin/sh\n');
      writeFileSync(join(root, 'odd.sh'), '#!/no/such/sh\n');
      chmodSync(join(root, 'odd.sh'), 0o755);
      const { result } = await run(argv, { action: { binDirs: ['bin'] as never } });
      equal(result.type, 'not-started');
      match('message' in result ? result.message : '', message);
    });
  }

  test(`${mode}: a missing folder is told`, async (t) => {
    const { run } = await workspace(t);
    const { result } = await run('true', { action: { cwd: 'gone' as never } });
    match('message' in result ? result.message : '', /its folder .*\/gone does not exist/);
  });

  test(`${mode}: cancelling ends the whole tree, also those deaf to SIGTERM`, async (t) => {
    const { run, runner } = await workspace(t, { graceMs: 100 });
    const cancel = new CancelSource();
    const onOutput = (text: string): void => {
      if (text.match(/pid/g)?.length === 2) cancel.cancel('enough');
    };
    const { result, stdout } = await run(family, { cancel, onOutput });
    deepEqual(result, { type: 'cancelled' });
    const pids = [...stdout.matchAll(/pid (\d+)/g)].map((found) => Number(found[1]));
    equal(pids.length, 2);
    deepEqual(pids.filter(isRunning), []);
    equal(runner.statistics().running, 0);
  });

  test(`${mode}: SIGTERM comes first, so that a command can clean up`, async (t) => {
    const { run } = await workspace(t);
    const cancel = new CancelSource();
    const onOutput = (text: string): void => {
      if (text.includes('ready')) cancel.cancel('enough');
    };
    const { stdout, result } = await run(
      'trap "echo cleaned; exit 0" TERM; echo ready; sleep 1000 & wait',
      { cancel, onOutput },
    );
    equal(stdout, 'ready\ncleaned\n');
    equal(result.type, 'cancelled');
  });

  test(`${mode}: cancelled before its turn, a command never starts`, async (t) => {
    const { run, root, runner } = await workspace(t, { limit: 1 });
    const first = new CancelSource();
    const second = new CancelSource();
    const started = Promise.withResolvers<void>();
    const running = run('echo ready; sleep 1000', {
      cancel: first,
      onOutput: () => started.resolve(),
    });
    await started.promise;
    const waiting = run(`touch ${root}/ran`, { cancel: second });
    equal(runner.statistics().waiting, 1);
    second.cancel('not wanted');
    equal((await waiting).result.type, 'cancelled');
    first.cancel('enough');
    equal((await running).result.type, 'cancelled');
    equal((await run('ls')).stdout, '');
  });

  test(`${mode}: what a command leaves in the background is not waited for`, async (t) => {
    const { run } = await workspace(t);
    const { result, stdout, stderr } = await run('sleep 1000 & echo $!');
    t.after(() => process.kill(Number(stdout), 'SIGKILL'));
    deepEqual(result, fine);
    match(stderr, /left processes in the background/);
    ok(isRunning(Number(stdout)));
  });

  test(`${mode}: never more than the limit at once`, async (t) => {
    const { run, runner } = await workspace(t, { limit: 2 });
    const ends = await Promise.all(Array.from({ length: 8 }, () => run('true')));
    deepEqual(
      ends.map((end) => end.result.type),
      Array(8).fill('exited'),
    );
    const { peak, running, waiting } = runner.statistics();
    deepEqual({ peak, running, waiting }, { peak: 2, running: 0, waiting: 0 });
  });

  test(`${mode}: memory counts children of children`, {
    skip: process.platform !== 'linux',
  }, async (t) => {
    const { run, runner } = await workspace(t);
    const before = runner.memoryUsed();
    const cancel = new CancelSource();
    let during = 0;
    const eater = `${process.execPath} -e "global.x = Buffer.alloc(200e6, 1); console.log('full'); setInterval(() => {}, 1000)"`;
    await run(`sh -c '${eater.replaceAll("'", "'\\''")}'; true`, {
      cancel,
      onOutput: () => {
        during = runner.memoryUsed();
        cancel.cancel('enough');
      },
    });
    ok(during > before + 150e6, `${before} before, ${during} during`);
  });

  for (const [name, code, signal] of endings) {
    test(`${mode}: no command outlives an engine that ends by ${name}`, async () => {
      const program = spawn(
        process.execPath,
        ['--input-type=module', '-e', engineProgram(mode, code)],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      const [first] = (await once(program.stdout, 'data')) as [Buffer];
      if (signal !== undefined) program.kill(signal);
      const [, endSignal] = (await once(program, 'exit')) as [number | null, string | null];
      equal(endSignal ?? undefined, signal);
      const pid = Number(first.toString());
      ok(pid > 0);
      await waitUntilGone(pid);
    });
  }

  test(`${mode}: cancelled at once, a command ends all the same`, async (t) => {
    const { run, runner } = await workspace(t);
    const cancel = new CancelSource();
    const running = run('sleep 1000', { cancel });
    cancel.cancel('not wanted');
    deepEqual((await running).result, { type: 'cancelled' });
    equal(runner.statistics().running, 0);
  });

  test(`${mode}: ended with the runner, a command tells its end`, async (t) => {
    const { run, runner } = await workspace(t, { graceMs: 100 });
    const started = Promise.withResolvers<void>();
    // What runs in the background says itself that it is there: before its exec, the signal could miss it.
    const script = `trap "echo cleaned; exit 3" TERM; sh -c 'echo ready; exec sleep 1000' & wait`;
    const running = run(script, { onOutput: () => started.resolve() });
    await started.promise;
    await runner.dispose();
    deepEqual(await running, {
      result: { type: 'exited', exitCode: 3, signal: undefined },
      stdout: 'ready\ncleaned\n',
      stderr: '',
    });
  });

  test(`${mode}: commands are children of whom they should be`, async (t) => {
    const { run, runner } = await workspace(t);
    const { stdout } = await run('echo $PPID');
    equal(Number(stdout), mode === 'always' ? runner.helper().pid : process.pid);
  });
}

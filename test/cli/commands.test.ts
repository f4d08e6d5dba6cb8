/** Every command but `run` through the real program: explain, graph, stats, cache, doctor, completion, help, and mistakes of all kinds. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { commands } from '../../server/cli/commandTable.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { commandLineIn, jsonOf, makeWorkspace, twoPackages } from './support.ts';

test('explain follows the chain back to the file that a person changed, and shows its difference', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await writeFile(join(workspace.root, 'packages/core/src/a.txt'), 'one\n2\nthree\n');
  const run = jsonOf(await workspace.run('run', 'build', '--json'));
  await workspace.run('run', 'build');
  for (const words of [[], ['--run', String(run.id)]]) {
    const answer = jsonOf(
      await workspace.run('explain', 'web#build', '--diff', '--json', ...words),
    );
    assert.deepEqual(
      [answer.version, answer.command, answer.run, answer.state],
      [1, 'explain', run.id, 'ran'],
    );
    const chain = answer.chain as { action: string; reason: { kind: string } }[];
    assert.deepEqual(
      chain.map(({ action, reason }) => `${action} ${reason.kind}`),
      ['web#build dependency-changed', 'core#build input-changed'],
    );
    assert.equal(answer.changedFile, 'packages/core/src/a.txt');
    const [difference] = answer.diff as { patch: string }[];
    assert.equal(
      difference?.patch,
      '--- packages/core/src/a.txt\n+++ packages/core/src/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three',
    );
  }
  const { stdout } = await workspace.run('explain', 'web#build', '--diff');
  assert.match(stdout, /web#build ran in run .*\n\n {2}Outputs of core#build changed\n/);
  assert.match(stdout, /\n-two\n\+2\n/);
});

test('explain says what would happen now, and that nothing would', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  assert.match(
    (await workspace.run('explain', 'web#build')).stdout,
    /web#build would run now, because:\n\n {2}Never built before/,
  );
  const unknown = await workspace.run('explain', 'web#build', '--run', 'nope');
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /There is no run nope/);
  const group = await workspace.run('explain', 'build');
  assert.match(group.stderr, /no action "build"\. Name one action: core#build, web#build\./);
});

test('graph: trees both ways, a path, and the formats', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  assert.equal((await workspace.run('graph')).stdout, 'web#build\n└─ core#build\n');
  assert.equal(
    (await workspace.run('graph', 'core#build', '--dependents')).stdout,
    'core#build\n└─ web#build\n',
  );
  assert.equal(
    (await workspace.run('graph', '--path', 'web#build', 'core#build')).stdout,
    'web#build\n-> core#build\n',
  );
  assert.match(
    (await workspace.run('graph', '--path', 'core#build', 'web#build')).stdout,
    /does not depend on web#build.*other way round/,
  );
  assert.match(
    (await workspace.run('graph', '--format', 'dot')).stdout,
    /^digraph actions \{.*"web#build" -> "core#build";\n\}\n$/s,
  );
  assert.match((await workspace.run('graph', '--format', 'mermaid')).stdout, /^flowchart LR\n/);
  const json = jsonOf(await workspace.run('graph', '--json'));
  assert.deepEqual(json.edges, [{ from: 'web#build', to: 'core#build' }]);
  assert.deepEqual(
    (await readdir(workspace.root)).includes('.cachescope'),
    false,
    'looking leaves no trace',
  );
});

test('stats counts the runs; the cache can be listed, shown, verified, warmed, removed and pruned', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await workspace.run('run', 'build');
  const stats = jsonOf(await workspace.run('stats', '--json'));
  assert.deepEqual([(stats.runs as unknown[]).length, stats.hitRate], [2, 0.5]);
  assert.match((await workspace.run('stats')).stdout, /Hit rate {2}50 % over the last 2 runs/);

  const list = jsonOf(await workspace.run('cache', 'ls', 'web', '--json'));
  assert.deepEqual(
    (list.items as { name: string }[]).map(({ name }) => name),
    ['web#build'],
  );
  const shown = jsonOf(await workspace.run('cache', 'show', 'web#build', '--json')) as {
    result: { outputs: { path: string }[] };
  };
  assert.deepEqual(
    shown.result.outputs.map(({ path }) => path),
    ['packages/web/dist/all.txt'],
  );
  assert.match((await workspace.run('cache', 'verify')).stdout, /Everything is intact/);
  assert.deepEqual(jsonOf(await workspace.run('cache', 'warm', '--json')).entries, 2);

  const preview = jsonOf(await workspace.run('cache', 'rm', 'core#build', '--dry-run', '--json'));
  assert.deepEqual([preview.deleted, preview.entries], [false, 1]);
  const removed = jsonOf(await workspace.run('cache', 'rm', 'core#build', '--json'));
  assert.deepEqual([removed.deleted, removed.entries], [true, 1]);
  const again = jsonOf(await workspace.run('run', 'build', '--json')) as {
    actions: { id: string; state: string }[];
  };
  assert.deepEqual(
    again.actions.map(({ id, state }) => `${id} ${state}`),
    ['core#build ran', 'web#build fresh'],
  );
  assert.equal((await workspace.run('cache', 'rm')).code, 2);
  assert.equal(
    jsonOf(await workspace.run('cache', 'prune', '--older-than', '1d', '--json')).entries,
    0,
  );
});

test('verify finds damage, gives exit code 1, and --repair leaves the store clean', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const blobs = join(workspace.root, '.cachescope/blobs');
  const files = (await readdir(blobs, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const [first] = files;
  assert.ok(first);
  await writeFile(join(first.parentPath, first.name), 'damaged');
  const found = await workspace.run('cache', 'verify', '--json');
  assert.equal(found.code, 1);
  assert.ok((jsonOf(found).findings as unknown[]).length > 0);
  assert.equal((await workspace.run('cache', 'verify', '--repair')).code, 0);
  assert.equal((await workspace.run('cache', 'verify')).code, 0);
});

test('doctor names what a command cannot see and what never caches', async (t) => {
  const workspace = await makeWorkspace(
    t,
    `
    //- package.json
    { "name": "one", "scripts": { "build": "echo $API_URL $HOME > out.txt" } }
    `,
  );
  const report = jsonOf(await workspace.run('doctor', '--json')) as {
    problems: { code: string; message: string }[];
  };
  assert.deepEqual(report.problems.map(({ code }) => code).sort(), [
    'no-outputs',
    'undeclared-variable',
  ]);
  assert.match(
    report.problems.find(({ code }) => code === 'undeclared-variable')?.message ?? '',
    /mentions API_URL/,
  );
  assert.match((await workspace.run('doctor')).stdout, /node:sqlite is there/);
});

test('doctor tells many warnings of one kind in one line, and none of scripts that run with others', async (t) => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const scripts = [...names, 'prea', 'postb', 'prepare', 'postinstall', 'prettier'];
  const workspace = await makeWorkspace(
    t,
    `
    //- package.json
    { "scripts": {
        ${scripts.map((name) => `"${name}": "true"`).join(',\n        ')}
    } }
    `,
  );
  const linesOf = async (...words: string[]): Promise<string[]> =>
    (await workspace.run('doctor', ...words)).stdout
      .split('\n')
      .filter((line) => line.includes('outputs'));
  const advice = 'Declare "outputs" in cachescope.json; [] if it writes nothing.';
  assert.deepEqual(await linesOf(), [
    `warning: 6 tasks do not declare their outputs, so they run every time: //#a, //#b, //#c and 3 more. ${advice} All of them: --verbose.`,
  ]);
  const all = await linesOf('--verbose');
  assert.deepEqual(
    all.map((line) => /: warning: (\S+) does not/.exec(line)?.[1]),
    ['//#a', '//#b', '//#c', '//#d', '//#e', '//#prettier'],
  );
  const report = jsonOf(await workspace.run('doctor', '--json')) as { problems: unknown[] };
  assert.equal(report.problems.length, 6);
});

const mistakes: readonly (readonly [words: readonly string[], stderr: RegExp])[] = [
  [['rnu', 'build'], /There is no command "rnu".*Did you mean "run"\?|There is no command "rnu"/],
  [
    ['run', 'build', '--fliter', 'web'],
    /There is no option --fliter for "run"\. Did you mean "--filter"\?/,
  ],
  [['run'], /"run" needs a target/],
  [['run', 'nothing'], /There is nothing called "nothing" to run/],
  [['run', 'build', '--filter'], /--filter needs a value/],
  [['run', 'build', '--filter', '--json'], /--filter needs a value|"code": "bad-option"/],
  [['run', 'build', '--force=yes'], /--force takes no value/],
  [['run', 'build', '--concurrency', '0'], /--concurrency is a number of 1 or more/],
  [['run', 'build', '--output', 'some'], /--output is one of full, errors, none/],
  [['run', 'build', '--watch', '--json'], /--watch goes on for ever/],
  [['graph', '--path', 'web#build'], /--path needs two tasks, or two files/],
  [['graph', 'web#buld'], /Did you mean "web#build"\?/],
  [['cache'], /"cache" needs a command\. It is one of ls, show/],
  [['cache', 'lss'], /Did you mean "ls"\?/],
  [['stats', 'extra'], /"stats" does not take the argument "extra"/],
  [['cache', 'prune', '--older-than', 'soon'], /--older-than is something like 12h/],
];

test('mistakes on the command line: a sentence with what to do next, and exit code 2', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  for (const [words, expected] of mistakes) {
    const { code, stdout, stderr } = await workspace.run(...words);
    assert.deepEqual([words.join(' '), code], [words.join(' '), 2]);
    assert.match(stdout + stderr, expected);
  }
});

test('with --json a mistake is one object, too', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const unknown = await workspace.run('run', 'nothing', '--json');
  assert.deepEqual([unknown.code, unknown.stderr], [2, '']);
  const { version, command, error } = jsonOf(unknown) as {
    version: number;
    command: string;
    error: { code: string };
  };
  assert.deepEqual([version, command, error.code], [1, 'run', 'unknown-target']);

  await writeFile(
    join(workspace.root, 'cachescope.json'),
    '{ "tasks": { "build": { "output": [] } } }',
  );
  const broken = await workspace.run('run', 'build', '--json');
  assert.equal(broken.code, 2);
  const problems = (jsonOf(broken) as { error: { problems: Record<string, unknown>[] } }).error
    .problems;
  assert.deepEqual(problems[0]?.location, { file: 'cachescope.json', line: 1, column: 25 });
  assert.match(String(problems[0]?.suggestion), /outputs/);
  assert.match(
    (await workspace.run('run', 'build')).stderr,
    /^cachescope\.json:1:25: error: Unknown key "output"/,
  );
});

test('a cycle is named and nothing runs', async (t) => {
  const workspace = await makeWorkspace(
    t,
    `
    //- package.json
    { "name": "one", "scripts": { "a": "touch ran", "b": "touch ran" } }
    //- cachescope.json
    { "tasks": { "a": { "dependsOn": ["b"], "outputs": [] }, "b": { "dependsOn": ["a"], "outputs": [] } } }
    `,
  );
  const { code, stderr } = await workspace.run('run', 'a');
  assert.equal(code, 2);
  assert.match(stderr, /wait for each other: .*#a -> .*#b -> .*#a/);
  await assert.rejects(readFile(join(workspace.root, 'ran')), { code: 'ENOENT' });
});

test('the workspace is found from a folder inside it, and outside there is a clear message', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const inside = commandLineIn(join(workspace.root, 'packages/web/src'));
  assert.match((await inside.run('graph')).stdout, /web#build/);
  const outside = commandLineIn(await makeTempDir(t));
  assert.match((await outside.run('--cwd', workspace.root, 'graph')).stdout, /web#build/);
  const lost = await outside.run('run', 'build');
  assert.equal(lost.code, 2);
  assert.match(lost.stderr, /is in no workspace.*--cwd DIR/);
});

test('help lists every command and every option, and examples that the parser understands', async (t) => {
  const anywhere = commandLineIn(await makeTempDir(t));
  const overview = await anywhere.run('--help');
  assert.match(overview.stdout, /CACHESCOPE_MAX_PROCESSES.*CACHESCOPE_SPAWNER/s);
  assert.equal(overview.code, 0);
  for (const { name } of commands) assert.ok(overview.stdout.includes(`  ${name} `), name);
  const run = await anywhere.run('run', '--help');
  for (const { name } of commands[0]?.options ?? [])
    assert.ok(run.stdout.includes(`--${name}`), name);
  assert.match(run.stdout, /Examples:\n {2}# build every package\n {2}cachescope run build\n/);
  assert.match((await anywhere.run('cache', '--help')).stdout, /cache verify/);
  assert.equal(
    (await anywhere.run('help', 'graph')).stdout,
    (await anywhere.run('graph', '--help')).stdout,
  );
  assert.match((await anywhere.run('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
  const nothing = await anywhere.run();
  assert.deepEqual([nothing.code, nothing.stdout], [2, '']);
});

test('completion offers commands, options, choices, targets and actions', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const offered = async (...words: string[]): Promise<string[]> =>
    (await workspace.run('__complete', ...words)).stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t')[0] ?? '');
  assert.deepEqual(await offered('r'), ['run']);
  assert.deepEqual(await offered('cache', 'v'), ['verify']);
  assert.deepEqual(await offered('run', '--con'), ['--continue', '--concurrency']);
  assert.deepEqual(await offered('run', 'build', '--output', ''), ['full', 'errors', 'none']);
  assert.deepEqual(await offered('run', ''), ['build', 'core#build', 'web#build']);
  assert.deepEqual(await offered('explain', 'w'), ['web#build']);
  assert.match((await workspace.run('completion', 'zsh')).stdout, /^#compdef cachescope\n/);
});

test('the bash completion script works in bash', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const bin = join(workspace.root, 'bin');
  await mkdir(bin);
  const program = join(import.meta.dirname, '../../server/cli/main.ts');
  await writeFile(
    join(bin, 'cachescope'),
    `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`,
    { mode: 0o755 },
  );
  await symlink('/bin/bash', join(bin, 'bash'));
  const { stdout: script } = await workspace.run('completion', 'bash');
  await writeFile(
    join(workspace.root, 'try.sh'),
    `${script}\nPATH="${bin}:$PATH"\nCOMP_WORDS=(cachescope explain we)\nCOMP_CWORD=2\n_cachescope\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`,
  );
  const { execFile } = await import('node:child_process');
  const printed = await new Promise<string>((resolve, reject) => {
    execFile('/bin/bash', ['try.sh'], { cwd: workspace.root }, (error, text) =>
      error ? reject(error) : resolve(text),
    );
  });
  assert.equal(printed, 'web#build\n');
});

test('a reader that goes away ends the program quietly', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const running = workspace.start('graph', '--json');
  running.child.stdout?.destroy();
  const { stderr } = await running.finished;
  assert.equal(stderr, '');
});

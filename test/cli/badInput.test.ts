/** Mistakes in configuration: told with file, line, column and what to do; exit code 2; nothing is run, nothing that was built is lost. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeWorkspace, twoPackages } from './support.ts';

interface Mistake {
  readonly name: string;
  /** Entries of `tasks`, or the whole file. */
  readonly text: string;
  readonly targets?: readonly string[];
  readonly told: readonly string[];
}

const build = '"build": { "inputs": ["src/**"], "outputs": ["dist/**"] }';
const oneError = 'cachescope: 1 error in the configuration; nothing was run.';
const twoErrors = 'cachescope: 2 errors in the configuration; nothing was run.';

const mistakes: readonly Mistake[] = [
  {
    name: 'broken JSON',
    text: '{\n  "tasks": {\n    "build": { "outputs": ["dist/**" }\n  }\n}\n',
    told: [
      'cachescope.json:3:38: error: Not valid JSON: expected a comma, or the end of the list or object.',
      oneError,
    ],
  },
  {
    name: 'JSON that ends too early',
    text: '{ "tasks": ',
    told: ['cachescope.json:1:12: error: Not valid JSON: expected a value.', oneError],
  },
  {
    name: 'unknown keys',
    text: '{\n  "taks": {},\n  "tasks": { "build": { "outpts": [] } }\n}',
    told: [
      'cachescope.json:2:3: error: Unknown key "taks". Did you mean "tasks"?',
      'cachescope.json:3:25: error: Unknown key "outpts" in "tasks" > "build". Did you mean "outputs"?',
      twoErrors,
    ],
  },
  {
    name: 'a cycle',
    text: `{ "tasks": {
      "build": { "dependsOn": ["lint"], "outputs": ["dist/**"] },
      "lint": { "command": "touch ran", "dependsOn": ["build"] }
    } }`,
    targets: ['core#build'],
    told: [
      'cachescope.json:2:7: error: These actions wait for each other: core#build -> core#lint -> core#build. Remove one of these dependencies.',
      oneError,
    ],
  },
  {
    name: 'a dependency on nothing',
    text: `{ "tasks": { ${build},
      "pack": { "command": "touch ran", "dependsOn": ["biuld"] } } }`,
    targets: ['pack'],
    told: [
      'cachescope.json:2:55: error: "biuld" in "dependsOn" names nothing: there is not a task "biuld" in any package. Did you mean "build"?',
      oneError,
    ],
  },
  {
    name: 'a task without a command',
    text: `{ "tasks": { ${build},
      "core#deploy": { "outputs": [] } } }`,
    told: [
      'cachescope.json:2:22: error: "core#deploy" has no command: the package has no script "deploy". Add "command" here, or the script to packages/core/package.json.',
      oneError,
    ],
  },
  {
    name: 'a task that no package has',
    text: `{ "tasks": { ${build},
      "deploy": { "outputs": [] } } }`,
    targets: ['build', 'deploy'],
    told: [
      'cachescope.json:2:17: error: The task "deploy" has no command: no package has a script of that name. Add "command" to it, or the script to the packages that should have it.',
      'cachescope: Nothing was run.',
    ],
  },
  {
    name: 'outputs that two actions share',
    text: `{ "tasks": { ${build},
      "pack": { "command": "touch ran", "inputs": ["src/**"], "outputs": ["dist/pack/**"] } } }`,
    targets: ['core#build', 'core#pack'],
    told: [
      'cachescope.json:2:7: error: Two actions write the same files: core#build and core#pack ("packages/core/dist/**" and "packages/core/dist/pack/**"). Give each a folder of its own, or exclude the files of one with "!".',
      oneError,
    ],
  },
  {
    name: 'outputs outside of the workspace',
    text: '{ "tasks": { "build": { "inputs": ["src/**"], "outputs": ["../../../out/**"] } } }',
    targets: ['core#build'],
    told: [
      'cachescope.json:1:14: error: The output "../../../out/**" of core#build lies outside the workspace. Keep it below the workspace folder.',
      oneError,
    ],
  },
  {
    name: 'an absolute output',
    text: '{ "tasks": { "build": { "outputs": ["/tmp/x"] } } }',
    told: [
      'cachescope.json:1:37: error: "tasks" > "build" > "outputs"[0] must not be an absolute path. Patterns are relative to the package.',
      oneError,
    ],
  },
  {
    name: "inputs that are another's outputs without a dependency",
    text: `{ "tasks": { ${build},
      "pack": { "command": "touch ran", "inputs": ["dist/**"], "outputs": ["pack/**"] } } }`,
    targets: ['core#build', 'core#pack'],
    told: [
      'cachescope.json:2:7: error: core#pack reads "packages/core/dist/**", which core#build writes, without depending on it. Add "core#build" to its "dependsOn".',
      oneError,
    ],
  },
];

for (const { name, text, targets = ['build'], told } of mistakes) {
  test(`${name}: nothing runs, nothing is lost`, async (t) => {
    const workspace = await makeWorkspace(t, twoPackages);
    const file = join(workspace.root, 'cachescope.json');
    const right = await readFile(file, 'utf8');
    assert.equal((await workspace.run('run', 'build')).code, 0);

    await writeFile(file, text);
    const wrong = await workspace.run('run', ...targets);
    assert.deepEqual(wrong.stderr.trimEnd().split('\n'), told);
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.equal(existsSync(join(workspace.root, 'packages/core/ran')), false);
    assert.equal(existsSync(join(workspace.root, 'packages/core/dist/all.txt')), true);

    await writeFile(file, right);
    const again = await workspace.run('run', 'build');
    assert.match(again.stdout, /2 actions: 2 fresh/);
  });
}

test('a target with letters that changed places', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const { code, stderr } = await workspace.run('run', 'biuld');
  assert.equal(code, 2);
  assert.equal(
    stderr,
    'cachescope: There is nothing called "biuld" to run. Did you mean "build"?\n',
  );
});

test('graph shows what there is, and tells of mistakes beside it', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await writeFile(join(workspace.root, 'cachescope.json'), '{ "taks": {} }');
  const { code, stdout, stderr } = await workspace.run('graph');
  assert.deepEqual([code, stdout], [0, 'core#build\nweb#build\n']);
  assert.equal(stderr, 'cachescope.json:1:3: error: Unknown key "taks". Did you mean "tasks"?\n');
  assert.equal((await workspace.run('graph', '--quiet')).stderr, '');
});

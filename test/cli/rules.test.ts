/** Per-file rules through the real program: a builder module with tracked reads, and a command with a depfile. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { jsonOf, makeWorkspace } from './support.ts';

const fixture = `
  //- package.json
  { "name": "one", "type": "module" }
  //- cachescope.json
  {
    "rules": {
      "pages": { "each": "pages/*.txt", "builder": "./build/page.js", "outputs": ["dist/{name}.html"] },
      "joined": {
        "each": "lists/*.list",
        "command": ["node", "build/join.js", "{input}", "{output}", "{depfile}"],
        "outputs": ["dist/{name}.joined"],
        "dependencies": "depfile"
      }
    }
  }
  //- build/page.js
  export async function build(context) {
    const text = await context.read(context.input);
    const header = context.exists("pages/header.inc") ? await context.read("pages/header.inc") : '';
    context.write(0, header + text);
  }
  //- build/join.js
  import { readFileSync, writeFileSync } from 'node:fs';
  const [input, output, depfile] = process.argv.slice(2);
  const parts = readFileSync(input, 'utf8').trim().split('\\n');
  writeFileSync(output, parts.map((part) => readFileSync(part, 'utf8')).join(''));
  writeFileSync(depfile, output + ': ' + [input, ...parts].join(' ') + '\\n');
  //- pages/a.txt
  page a
  //- pages/b.txt
  page b
  //- lists/all.list
  parts/one.txt
  parts/two.txt
  //- parts/one.txt
  1
  //- parts/two.txt
  2
`;

test('only the files that a change touches are made again, with the reason', async (t) => {
  const workspace = await makeWorkspace(t, fixture);
  const log = async (): Promise<string[]> => {
    const finished = await workspace.run('run', 'pages', 'joined', '--json');
    const { actions } = jsonOf(finished) as {
      actions?: { id: string; state: string; reasons: { text: string }[]; message?: string }[];
    };
    assert.ok(actions, finished.stdout);
    return actions
      .map(({ id, state, reasons, message }) =>
        [id, state, message ?? reasons[0]?.text].filter(Boolean).join(' '),
      )
      .sort();
  };
  const write = (path: string, text: string): Promise<void> =>
    writeFile(join(workspace.root, path), text);
  assert.deepEqual(await log(), [
    'joined:lists/all.list ran Never built before',
    'pages:pages/a.txt ran Never built before',
    'pages:pages/b.txt ran Never built before',
  ]);
  assert.equal(await readFile(join(workspace.root, 'dist/all.joined'), 'utf8'), '1\n2\n');

  await write('pages/a.txt', 'new a\n');
  await write('parts/two.txt', 'two\n');
  assert.deepEqual(await log(), [
    'joined:lists/all.list ran parts/two.txt changed',
    'pages:pages/a.txt ran pages/a.txt changed',
    'pages:pages/b.txt fresh',
  ]);

  await write('pages/header.inc', 'header\n');
  assert.deepEqual(await log(), [
    'joined:lists/all.list fresh',
    'pages:pages/a.txt ran pages/header.inc was added',
    'pages:pages/b.txt ran pages/header.inc was added',
  ]);
  assert.equal(await readFile(join(workspace.root, 'dist/a.html'), 'utf8'), 'header\nnew a\n');
});

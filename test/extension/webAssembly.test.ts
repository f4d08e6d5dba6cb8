// The universal package, which runs as WebAssembly where there are no native files: that it finds out the same, in real files, and how much
// slower that is.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { asWebAssembly, type BuiltModules, modulesBuilt } from '../support/builtModules.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { stageExtension } from '../support/vscodeHost/stage.ts';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

// Sources of our own, and what compilers and bundlers made of others'.
const sources = ['server', 'client', 'webview'];
const packages = [
  'vscode-languageserver-protocol',
  'mocha',
  'handlebars',
  'graphology',
  'vscode-languageclient',
];
const note =
  /^No native parser can be loaded on \S+: modules are read by its WebAssembly build, which takes several times as long\.$/;
/** At most so many times as long: more would be another cause than WebAssembly. */
const ratioMax = 20;

async function copySources(root: string): Promise<void> {
  await mkdir(join(root, 'packages'), { recursive: true });
  for (const name of sources)
    await cp(join(projectRoot, name), join(root, name), { recursive: true });
  for (const name of packages) {
    const [from, to] = [join(projectRoot, 'node_modules', name), join(root, 'packages', name)];
    await cp(from, to, {
      recursive: true,
      filter: (file) => !file.slice(from.length).includes('node_modules'),
    });
  }
  // What packages of a workspace look like to each other: by links that lead on from the root of the disk, and by ones that do not.
  await mkdir(join(root, 'node_modules'));
  await symlink(join(root, 'packages/mocha'), join(root, 'node_modules/linked'));
  await symlink('../packages/handlebars', join(root, 'node_modules/beside'));
  await writeFile(
    join(root, 'linked.js'),
    "import 'linked'; import 'beside'; import 'mocha'; import 'missing';",
  );
}

function sorted({ modules }: BuiltModules): [string, unknown][] {
  return [...modules].sort(([one], [other]) => (one < other ? -1 : 1));
}

test('WebAssembly finds out the same', async (t) => {
  const scratch = await makeTempDir(t);
  const native = join(await stageExtension(join(scratch, 'native')), 'dist');
  const universal = join(await stageExtension(join(scratch, 'universal'), 'universal'), 'dist');

  await t.test('in real files', async (inner) => {
    const root = join(scratch, 'real');
    await copySources(root);
    const first = await modulesBuilt(native, root, { scratch });
    const second = await modulesBuilt(universal, root, { scratch, env: asWebAssembly });
    ok(first.modules.size > 700, `${first.modules.size} modules`);
    deepStrictEqual(sorted(second), sorted(first));
    deepStrictEqual(first.notes, []);
    strictEqual(second.notes.length, 1);
    ok(note.test(second.notes[0] ?? ''), second.notes[0]);
    const { resolutions } = first.modules.get('linked.js') as { resolutions: { path?: string }[] };
    deepStrictEqual(
      resolutions.map(({ path }) => path?.startsWith('packages/')),
      [true, true, undefined, undefined],
    );
    const ratio = second.durationMs / first.durationMs;
    inner.diagnostic(
      `${first.modules.size} modules: native ${first.durationMs.toFixed(0)} ms, WebAssembly ${second.durationMs.toFixed(0)} ms, ${ratio.toFixed(1)} times`,
    );
    ok(ratio < ratioMax, `${ratio} times as long`);
  });

  await t.test('in all files beside one that is too much for it', async () => {
    const root = join(scratch, 'deep');
    await mkdir(root);
    for (let index = 0; index < 100; index++)
      await writeFile(join(root, `a${index}.ts`), `import './a${(index + 1) % 100}';\n`);
    const levels = 100_000;
    const deep = `export const a = ${'('.repeat(levels)}1${')'.repeat(levels)};\n`;
    await writeFile(join(root, 'a50deep.ts'), deep);
    const first = await modulesBuilt(native, root, { scratch });
    const second = await modulesBuilt(universal, root, { scratch, env: asWebAssembly });
    deepStrictEqual(sorted(second), sorted(first));
    strictEqual(second.modules.size, 101);
    const { facts } = second.modules.get('a50deep.ts') as { facts: { problems: unknown[] } };
    deepStrictEqual(facts.problems, [
      {
        message: 'a50deep.ts is nested too deeply to be read. Its imports are not known.',
        start: 0,
        end: 0,
      },
    ]);
  });
});

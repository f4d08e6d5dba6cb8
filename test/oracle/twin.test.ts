// The oracle computes what its commands do instead of running them. Here both are done, and compared.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTempDir } from '../support/tempDir.ts';
import { toolFolder } from './actions.ts';
import { posixChecksum } from './checksum.ts';
import { type Ending, evaluate, scriptOf, type Tree } from './command.ts';
import { generateScript } from './generate.ts';
import { inRegion } from './model.ts';
import { packageFolder } from './script.ts';
import { readTree, subtree } from './tree.ts';
import { World } from './world.ts';

test('the checksum is that of the program cksum', () => {
  for (const content of ['', 'a', 'hello\n', 'x'.repeat(70_000)]) {
    const [printed] = execFileSync('cksum', { input: content, encoding: 'latin1' }).split(' ');
    strictEqual(posixChecksum(content), Number(printed));
  }
});

test('a command does what the oracle says it does', async (t) => {
  const root = await makeTempDir(t);
  let failures = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const script = generateScript(seed, { actionsMin: 4, actionsMax: 9, steps: 4 });
    const folder = join(root, String(seed));
    mkdirSync(folder);
    const world = new World(folder, script);
    for (const edit of script.steps.flatMap(({ edits }) => edits))
      if (edit.type !== 'output') world.apply(edit);
    failures += compareAll(world);
  }
  strictEqual(failures > 0, true, 'some command must fail, or the test of failures tests nothing');
});

/** Runs every action once, in order, and compares. @returns how many failed, as they should */
function compareAll(world: World): number {
  const endings: Ending[] = [];
  const outputsOf = (index: number): Tree => endings[index]?.outputs ?? new Map();
  for (const [index, spec] of world.specs.entries()) {
    const expected = evaluate(index, {
      specs: world.specs,
      sources: world.sources,
      tool: world.tool,
      outputsOf,
    });
    endings.push(expected);
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', scriptOf(world.specs, index)], {
      cwd: join(world.root, packageFolder(spec.pkg)),
      env: {
        PATH: `${join(world.root, toolFolder)}:/usr/bin:/bin`,
        LC_ALL: 'C',
        ...(spec.mode === null ? {} : { MODE: spec.mode }),
      },
      encoding: 'latin1',
    });
    const outputs = subtree(readTree(world.root), inRegion(spec, index));
    deepStrictEqual(
      { status, stdout, stderr, outputs: [...outputs].sort() },
      {
        status: expected.failed ? 1 : 0,
        stdout: expected.stdout,
        stderr: '',
        outputs: [...expected.outputs].sort(),
      },
    );
  }
  return endings.filter(({ failed }) => failed).length;
}

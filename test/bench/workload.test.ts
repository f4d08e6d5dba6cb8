// The workspace of the benchmark knows what every output must be. Here its own commands are run one by
// one, with no tool in between, to show that it knows right, and that it sees what is wrong.

import { match, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTempDir } from '../support/tempDir.ts';
import { addBytes, cksumText, emptySum } from './cksum.ts';
import { median } from './measure.ts';
import { Plan, type ToolFiles, WorkspaceCopy } from './workload.ts';

const plainFiles: ToolFiles = { packageJson: () => ({}), rootFiles: () => ({}) };

/** A full build without any tool: in the order of the plan, dependencies come first. */
function buildAll(plan: Plan, folder: string): void {
  for (const entry of plan.packages) {
    const cwd = join(folder, 'packages', entry.name);
    execFileSync('sh', ['-c', plan.command(entry)], { cwd });
  }
}

test('sums are those of the program cksum', () => {
  for (const text of ['', 'a', 'cachescope\n', 'x'.repeat(70_000)]) {
    const printed = execFileSync('cksum', { input: text, encoding: 'utf8' }).trim();
    strictEqual(cksumText(addBytes(emptySum, Buffer.from(text))), printed);
  }
});

test('a sum may be made in parts', () => {
  const [first, second] = [Buffer.from('cache'), Buffer.from('scope')];
  const whole = addBytes(emptySum, Buffer.concat([first, second]));
  strictEqual(cksumText(addBytes(addBytes(emptySum, first), second)), cksumText(whole));
});

test('right outputs pass, others are found', async (t) => {
  const plan = new Plan({ packages: 12, files: 2 });
  const copy = new WorkspaceCopy(plan, join(await makeTempDir(t), 'copy'), []);
  copy.write(plainFiles);
  match(copy.wrongOutput() ?? '', /has no output/);
  buildAll(plan, copy.folder);
  strictEqual(copy.wrongOutput(), undefined);
  strictEqual(copy.takeRanCount(), 12);

  copy.editComment(plan.mostUsed, 'nothing new');
  strictEqual(copy.wrongOutput(), undefined);
  copy.editCode(plan.mostUsed, 'something new');
  match(copy.wrongOutput() ?? '', new RegExp(plan.name(plan.mostUsed)));
  buildAll(plan, copy.folder);
  strictEqual(copy.wrongOutput(), undefined);

  appendFileSync(join(copy.folder, 'packages', plan.name(plan.leaf), 'dist/out.txt'), 'x');
  match(copy.wrongOutput() ?? '', new RegExp(plan.name(plan.leaf)));
  copy.deleteOutputs();
  match(copy.wrongOutput() ?? '', /has no output/);
});

test('the most used package has the most dependents, the leaf has none', () => {
  const { packages, leaf, mostUsed } = new Plan({ packages: 60, files: 1 });
  const dependents = new Set([mostUsed]);
  for (const [index, { dependencies }] of packages.entries()) {
    if (dependencies.some((dependency) => dependents.has(dependency))) dependents.add(index);
  }
  strictEqual(dependents.size > 20, true, `${dependents.size} of 60`);
  strictEqual(
    packages.some(({ dependencies }) => dependencies.includes(leaf)),
    false,
  );
});

test('the median is the middle, or the mean of the middle two', () => {
  strictEqual(median([3, 1, 2]), 2);
  strictEqual(median([4, 1, 2, 3]), 2.5);
  strictEqual(median([7]), 7);
});

// Whoever analyses modules is never held long by it, whether they are analysed for the first time, kept, or taken up again: a workspace of 250 packages that import
// each other by name, each with a tsconfig.json of its own, so that there is as much to be resolved as to be read.

import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { patternsOf } from '../../../server/engine/config/workspacePatterns.ts';
import type { PackStore } from '../../../server/host/files/packedRows.ts';
import { openModules } from '../../../server/host/modules/analysis.ts';
import { HeldMeter } from '../../support/heldMeter.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { type Files, imports, write } from './openedModules.ts';

const heldMsMax = 50;
const packages = 250;
const modulesEach = 18;

function workspace(): Files {
  const files: Record<string, string> = {
    'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
  };
  for (let at = 0; at < packages; at++) {
    const folder = `packages/p${at}`;
    const members = [1, 2, 3, 4].map((step) => `@own/p${(at * 7 + step * 31) % packages}`);
    files[`${folder}/package.json`] = JSON.stringify({
      name: `@own/p${at}`,
      exports: { '.': './dist/m0.js', './parts/*': './dist/*.js' },
    });
    files[`${folder}/tsconfig.json`] = JSON.stringify({
      compilerOptions: { outDir: 'dist', rootDir: 'src', paths: { '~/*': ['./src/*'] } },
    });
    for (let module = 0; module < modulesEach; module++) {
      const names = [
        `./m${(module + 1) % modulesEach}.ts`,
        `~/m${(module + 5) % modulesEach}`,
        ...members,
        `${members[0]}/parts/m${module % 3}`,
        `not-installed-${module % 3}`,
      ];
      files[`${folder}/src/m${module}.ts`] = `${imports(...names)}\nexport const value = ${at};\n`;
    }
  }
  return files;
}

/** Keeps rows in memory, and tells when there are some. */
function rowsInMemory(): PackStore & { readonly kept: Promise<void> } {
  const rows = new Map<string, Uint8Array>();
  const { promise: kept, resolve } = Promise.withResolvers<void>();
  return {
    kept,
    loadAll: () => rows,
    save(packs) {
      for (const [name, bytes] of packs) rows.set(name, bytes);
      resolve();
    },
  };
}

test('no turn takes 50 ms while 4,500 modules are analysed, kept and taken up again', async (t) => {
  const root = await makeTempDir(t);
  write(root, workspace());
  const rows = rowsInMemory();
  const meter = new HeldMeter();
  t.after(() => meter.stop());
  const held: [string, number][] = [];
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    meter.reset();
    const result = await work();
    held.push([what, meter.mostMs]);
    return result;
  };
  const options = { root, rows, threads: 2, patterns: patternsOf };
  const first = await step('analysed', () => openModules(options));
  await step('kept', () => rows.kept);
  const records = [...first.records().keys()].sort();
  await first.close();
  const second = await step('taken up again', () => openModules(options));
  t.after(() => second.close());
  const text = held.map(([what, ms]) => `${what} ${ms.toFixed(1)}`).join(', ');
  t.diagnostic(`processor time of the longest turns, in ms: ${text}`);
  deepEqual([...second.records().keys()].sort(), records);
  deepEqual(records.length, packages * (modulesEach + 2) + 1);
  deepEqual(
    held.filter(([, ms]) => ms >= heldMsMax),
    [],
  );
});

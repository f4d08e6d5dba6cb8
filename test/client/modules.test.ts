// What the editor says of modules: the import under a pointer, the sentence above a file, reports with their links.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cyclesReport } from '../../client/documents/cyclesReport.ts';
import { readAddress, writeAddress } from '../../client/documents/documentAddress.ts';
import { impactReport } from '../../client/documents/impactReport.ts';
import { kindsToLink } from '../../client/modules/moduleLanguages.ts';
import { moduleSummary } from '../../client/modules/moduleTexts.ts';
import { specifierAt } from '../../client/modules/specifierAt.ts';
import type { ModuleInfo } from '../../server/protocol/modules.ts';
import { folder } from './fakeServer.ts';
import { ready } from './moduleStatus.ts';

/** The specifier at `|`. */
function at(text: string): string | undefined {
  return specifierAt(text.replace('|', ''), text.indexOf('|'))?.text;
}

suite('the import under the pointer', () => {
  test('in every way of importing', () => {
    const lines = [
      "import { a } from './x|.ts';",
      'import |"./x.ts"',
      "export * from './x.ts|'",
      "const a = require( './|x.ts')",
      "await import('./x|.ts')",
      "new URL('./x|.ts', import.meta.url)",
      "@import './x|.ts';",
      '@use "./|x.ts" as y;',
      "} from './x|.ts';",
    ];
    deepStrictEqual(
      lines.map(at),
      lines.map(() => './x.ts'),
    );
  });

  test('not in other texts, nor beside it', () => {
    deepStrictEqual(
      ["call('./x|.ts')", "import| { a } from './x.ts'", "import a from './x.ts'; f('|y')"].map(at),
      [undefined, undefined, undefined],
    );
  });

  test('a line of a million characters takes no time', () => {
    const from = performance.now();
    strictEqual(specifierAt(`import '${'"\\'.repeat(400_000)}`, 20), undefined);
    strictEqual(performance.now() - from < 50, true);
  });
});

const row = {
  path: 'a.ts',
  packageName: '',
  importers: 14,
  imports: 2,
  affected: 203,
  inCycle: false,
};
const impact = { actions: 3, unknown: 0, expectedMs: 12_000 };

function summary(
  change: Partial<ModuleInfo['row']>,
  of: Partial<ModuleInfo['impact']> = {},
): string {
  return moduleSummary({
    row: { ...row, ...change },
    impact: { ...impact, ...of },
    unresolved: [],
  });
}

test('the sentence above a file', () => {
  strictEqual(summary({}), 'imported by 14, affects 203 files, 3 tasks, about 12 s');
  strictEqual(
    summary({ importers: 0, affected: 0 }, { actions: 1, unknown: 1 }),
    'imported by none, 1 task',
  );
  strictEqual(summary({ importers: 1, affected: 1 }, { actions: 0 }), 'imported by 1');
});

test('links only where the editor has none of its own', () => {
  strictEqual(kindsToLink('/a/b.css', 'css'), undefined);
  deepStrictEqual([...(kindsToLink('/a/b.ts', 'typescript') ?? [])], ['url', 'glob']);
  strictEqual(kindsToLink('/a/b.vue', 'plaintext')?.has('static'), true);
});

test('what a change costs, with links to files and tasks', () => {
  const report = impactReport(folder, 'src/[a](b).ts', {
    files: ['src/[a](b).ts'],
    modules: 203,
    actions: [
      {
        id: 'ui#build',
        likelihood: 1,
        expectedMs: 2000,
        via: { type: 'file', path: 'src/[a](b).ts' },
      },
      { id: 'web#build', likelihood: 0.254, via: { type: 'action', id: 'ui#build' } },
    ],
    expectedMs: 2000,
    workMs: 2000,
    unknown: 1,
  });
  strictEqual(
    report.text,
    `# Cachescope: what changing src/[a](b).ts would cost

Files that depend on it: 203
Tasks that may run: 2
Time on this machine: about 2 s
Work: 2 s

## Tasks

- ui#build: 100%, 2 s, reads src/[a](b).ts
- web#build: 25%, never ran, after ui#build

Tasks that never ran have no time yet; they are not part of the sum.

How likely a task is to run follows from how often it was spared in earlier runs.
`,
  );
  deepStrictEqual(
    report.links.map(({ target }) => target.command),
    ['cachescope.explain', 'cachescope.openFile', 'cachescope.explain', 'cachescope.explain'],
  );
});

test('circles, each once round', () => {
  const rows = [{ members: 5, shortest: ['a.ts', 'b.ts'] }];
  const status = { ...ready, cycles: 1 };
  const page = { rows, total: 1, offset: 0 };
  const report = cyclesReport(folder, undefined, { status, page });
  strictEqual(
    report.text,
    `# Cachescope: circles of imports

There is one.

## Circle 1

- a.ts
- b.ts
- and back to a.ts

It is the shortest among 5 files that all reach each other.
`,
  );
  strictEqual(report.links.length, 3);
});

test('the address of such a document says all that it needs', () => {
  const address = { kind: 'impact', folder, paths: '["a.ts","b.ts"]' } as const;
  const { path, query } = writeAddress(address, 'Cost of a.ts');
  strictEqual(path, '/Cost of a.ts');
  deepStrictEqual(readAddress(query), address);
});

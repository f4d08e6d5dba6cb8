// The Mocha suite in `suite/`, run inside a real VS Code: each of its tests is one here as well, so that
// they count, and are told, like all others.

import { ok } from 'node:assert/strict';
import { test } from 'node:test';
import { makeTempDir } from '../support/tempDir.ts';
import { runSuite } from '../support/vscodeHost/runSuite.ts';
import { copySample } from '../support/vscodeHost/sampleWorkspace.ts';
import { stageExtension } from '../support/vscodeHost/stage.ts';

// What VS Code loads, so that it is found: suite/index.ts, and the files of tests beside it.
const suiteFiles = [
  './suite/index.ts',
  './suite/activation.suite.ts',
  './suite/models.suite.ts',
  './suite/tasks.suite.ts',
];

test('in VS Code', async (t) => {
  const scratch = await makeTempDir(t);
  const report = await runSuite({
    folder: await copySample(scratch),
    extension: await stageExtension(scratch),
    scratch,
    tell: (line) => t.diagnostic(line),
  });
  for (const note of report.notes) t.diagnostic(note);
  for (const { title, state, error } of report.results) {
    await t.test(title, (inner) => {
      if (state === 'skipped') inner.skip();
      if (state === 'failed') throw new Error(error);
    });
  }
  ok(report.results.length >= suiteFiles.length, 'the suite has tests');
});

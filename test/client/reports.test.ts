// The readable documents: what they say, and that each link lies where its text is.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { cyclesReport } from '../../client/documents/cyclesReport.ts';
import { doctorReport } from '../../client/documents/doctorReport.ts';
import { entryReport } from '../../client/documents/entryReport.ts';
import { explainReport } from '../../client/documents/explainReport.ts';
import { fileLink, linkedText } from '../../client/documents/links.ts';
import type { Report } from '../../client/documents/report.ts';
import { runReport } from '../../client/documents/runReport.ts';
import { unusedReport } from '../../client/documents/unusedReport.ts';
import type { ModuleStatus, UnusedPage } from '../../server/protocol/modules.ts';
import { action, entry, folder, run } from './fakeServer.ts';
import { ready } from './moduleStatus.ts';

const nasty = '# <img src=x onerror=alert(1)>\n## [x](command:y).ts';

/** The texts that links lie on, with what they do. */
function linksOf({ text, links }: Report): string[] {
  const lines = text.split('\n');
  return links.map(
    ({ line, from, to, target }) => `${lines[line]?.slice(from, to)} -> ${target.command}`,
  );
}

const changed = { kind: 'input-changed', text: 'src/a.ts changed', path: 'src/a.ts' };

test('why: reasons, the way back, and the difference', () => {
  const report = explainReport(
    { folder, action: 'web#build', row: action('web#build', { status: 'stale' }) },
    {
      action: 'web#build',
      state: 'ran',
      reasons: [{ kind: 'dependency-changed', text: 'ui#build ran', action: 'ui#build' }],
      chain: [{ action: 'ui#build', state: 'ran', reason: changed }],
      changedFile: 'src/a.ts',
      hasDifference: true,
    },
  );
  strictEqual(
    report.text,
    `# Cachescope: why web#build

State: stale
Command: node build.js

It would run.

## Reasons

- ui#build ran

## Back to the first cause

- ui#build: src/a.ts changed

## The file that changed

src/a.ts — show the difference
`,
  );
  deepStrictEqual(linksOf(report), [
    'ui#build -> cachescope.explain',
    'ui#build -> cachescope.explain',
    'src/a.ts -> cachescope.openFile',
    'src/a.ts -> cachescope.openFile',
    'show the difference -> cachescope.showDifference',
  ]);
  strictEqual(report.links.at(-1)?.target.subject.action, 'ui#build');
});

test('a link lies on the name itself, and behind a sentence that has it only in another name', () => {
  const link = fileLink(folder, 'a.ts');
  deepStrictEqual(linkedText('Output a.ts was edited', link), ['Output ', link, ' was edited']);
  deepStrictEqual(linkedText('src/a.ts and a.ts', link), ['src/a.ts and ', link]);
  deepStrictEqual(linkedText('src/a.ts changed', link), ['src/a.ts changed', ' — ', link]);
});

test('a name with line breaks and markup stays one name on one line', () => {
  const report = explainReport({ folder, action: nasty }, { message: 'Nothing is known.' });
  const shown = '# <img src=x onerror=alert(1)>⏎## [x](command:y).ts';
  strictEqual(report.text, `# Cachescope: why ${shown}\n\n\nNothing is known.\n`);
  deepStrictEqual(report.links, []);
});

test('an entry: files with what became of them, and what was printed', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const report = entryReport(folder, {
    entry: entry(1, { current: true }),
    result: {
      action: 'web#build',
      startedAt: 0,
      durationMs: 10,
      inputs: [{ path: 'a.ts', digest }],
      outputs: [{ path: 'dist/a.js', digest, bytes: 2000, now: 'changed' }],
      log: '\u001b[31mred\u001b[39m\n## no heading',
    },
  });
  const lines = report.text.split('\n');
  strictEqual(lines.includes('State: fresh'), true);
  const [output] = lines.filter((line) => line.startsWith('- dist'));
  strictEqual(output, '- dist/a.js, 2 kB, sha256:000000000000, now different — compare');
  deepStrictEqual(lines.slice(-3), ['  red', '  ## no heading', '']);
  strictEqual(linksOf(report).at(-2), 'compare -> cachescope.compareOutput');
  strictEqual(entryReport(folder, null).text.includes('gone'), true);
});

test('a run: failures first, long lists cut', () => {
  const results = Array.from({ length: 2500 }, (_, index) => ({
    id: `a${index}`,
    state: index === 0 ? ('failed' as const) : ('ran' as const),
    reasons: [changed],
    durationMs: 10,
    savedMs: 0,
    ...(index === 0 ? { message: 'exit code 1' } : {}),
  }));
  const lines = runReport(folder, { summary: run({ failed: 1 }), results }).text.split('\n');
  const failed = lines.indexOf('## Failed');
  strictEqual(lines[failed + 2], '- a0: failed, 10 ms — exit code 1');
  strictEqual(lines.at(-2), '… and 500 more');
  strictEqual(runReport(folder, null).text.includes('no longer'), true);
});

test('doctor: problems with what to do and where', () => {
  const problem = {
    severity: 'warning',
    code: 'x',
    message: 'This is slow.',
    suggestion: 'Do that.',
    place: { path: 'cachescope.json', line: 2, column: 1 },
  } as const;
  const report = doctorReport(folder, 'shop', {
    facts: [{ name: 'Node', value: '24' }],
    problems: [problem],
  });
  strictEqual(report.text.includes('- warning: This is slow. Do that. — cachescope.json:2'), true);
  deepStrictEqual(linksOf(report), ['cachescope.json:2 -> cachescope.openFile']);
  const short = { ...problem, message: 'It runs every time' };
  const other = doctorReport(folder, 'shop', { facts: [], problems: [short] });
  strictEqual(other.text.includes('It runs every time. Do that.'), true);
  strictEqual(other.text.includes('Facts'), false);
});

function unused(rows: UnusedPage['rows'], total = rows.length): UnusedPage {
  return {
    rows,
    total,
    offset: 0,
    missing: ['.nuxt/tsconfig.json', 'b/.nuxt/tsconfig.json'],
    entries: 1,
  };
}

test('what nothing uses: files, exports, and what makes them more than they are', () => {
  const report = unusedReport(folder, {
    status: ready,
    files: unused([{ path: 'src/dead.ts' }, { path: nasty }], 700),
    exports: unused([{ path: 'src/a.ts', name: 'spare', line: 3 }]),
  });
  strictEqual(
    report.text,
    `# Cachescope: what nothing uses

.nuxt/tsconfig.json is not there, and 1 more. What is imported only by names that stand in it counts as unused: start or build once what writes it.

## Files that no entry point leads to

2 of 700 are shown.

- src/dead.ts
- # <img src=x onerror=alert(1)>⏎## [x](command:y).ts

## Exports that no import names

There is one.

- src/a.ts:3 spare
`,
  );
  deepStrictEqual(linksOf(report), [
    'src/dead.ts -> cachescope.openFile',
    '# <img src=x onerror=alert(1)>⏎## [x](command:y).ts -> cachescope.openFile',
    'src/a.ts:3 -> cachescope.openFile',
  ]);
});

test('where nothing is used from outside, that is said', () => {
  const page = { ...unused([{ path: 'a.js' }]), missing: [], entries: 0 };
  const { text } = unusedReport(folder, { status: ready, files: page, exports: page });
  match(text, /^No file was found that is used from outside, so all count as unused\. Name/m);
});

test('while modules are not known, no report says that there is nothing', () => {
  const none = { rows: [], total: 0, offset: 0, missing: [], entries: 0 };
  const status: ModuleStatus = { ...ready, state: 'analysing' };
  const text = 'The modules of this folder are being analysed.';
  strictEqual(
    unusedReport(folder, { status, files: none, exports: none }).text,
    `# Cachescope: what nothing uses\n\n${text}\n`,
  );
  strictEqual(
    cyclesReport(folder, undefined, { status, page: none }).text,
    `# Cachescope: circles of imports\n\n${text}\n`,
  );
});

// The small parts of the client that need no editor: arguments of commands, file changes, restarts, states, redaction, the status bar.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { placeOfSetting } from '../../client/configurationText.ts';
import { readAddress, writeAddress } from '../../client/documents/documentAddress.ts';
import { FileChangeBatch, isIgnoredPath } from '../../client/fileChanges.ts';
import { LatestWork } from '../../client/latestWork.ts';
import { redact } from '../../client/redact.ts';
import { RestartPolicy } from '../../client/restartPolicy.ts';
import { fromWorkspace, outcomeLines, problemLine, terminalText } from '../../client/runText.ts';
import { statusItem } from '../../client/statusText.ts';
import { subjectOf, subjectOfArguments, subjectsOf } from '../../client/subject.ts';
import { windowState } from '../../client/windowState.ts';
import { folder, run, status } from './fakeServer.ts';

test('a subject is read from rows, JSON and texts, and nothing else of them', () => {
  const row = { subject: { folder, action: 'web#build', evil: 1, line: 'x' } };
  deepStrictEqual(subjectOf(row), { folder, action: 'web#build' });
  deepStrictEqual(subjectOf({ folder, targets: ['a', 1] }), { folder });
  deepStrictEqual(subjectOf({ folder, targets: ['a'], select: { ids: ['1'], group: 2 } }), {
    folder,
    targets: ['a'],
    select: { ids: ['1'] },
  });
  deepStrictEqual(subjectOfArguments([folder, 'web#build'], 'action'), {
    folder,
    action: 'web#build',
  });
  deepStrictEqual(subjectOfArguments([], 'run'), {});
  deepStrictEqual(subjectsOf(row, [row, { subject: { folder, action: 'b' } }]).length, 2);
  deepStrictEqual(subjectsOf(row, undefined), [{ folder, action: 'web#build' }]);
});

test('a setting is found in the text of the configuration, or what is nearest to it', () => {
  const text = `{
  "tasks": { "build": { "inputs": ["cache"] } },
  "cache": { "dir": "memory", "memory": { "size": "1GB", "entries" : 5 } }
}`;
  const found = (path: string) => {
    const { start, end } = placeOfSetting(text, path);
    return [text.slice(start, end), text.slice(end, end + 5)];
  };
  deepStrictEqual(found('cache.memory.entries'), ['"entries"', ' : 5 ']);
  deepStrictEqual(found('cache.memory.none'), ['"memory"', ': { "']);
  deepStrictEqual(found('none.memory'), ['', text.slice(0, 5)]);
});

test('file changes are sent together, one a file', () => {
  const sent: unknown[] = [];
  let work = () => {};
  const batch = new FileChangeBatch(
    (changes) => sent.push(changes),
    (later) => {
      work = later;
    },
  );
  batch.add('file:///a', 3);
  batch.add('file:///a', 1);
  batch.add('file:///b', 1);
  batch.add('file:///b', 2);
  strictEqual(sent.length, 0);
  work();
  deepStrictEqual(sent, [
    [
      { uri: 'file:///a', type: 2 },
      { uri: 'file:///b', type: 1 },
    ],
  ]);
  batch.flush();
  strictEqual(sent.length, 1);
});

test('what tools keep for themselves is ignored, and only that', () => {
  const paths = [
    '/w/node_modules/x',
    '/w/a/.git/HEAD',
    '/w/.cachescope',
    '/w/.github/a',
    '/w/git/a',
  ];
  deepStrictEqual(paths.map(isIgnoredPath), [true, true, true, false, false]);
});

test('a server that dies often stays off, one that dies seldom does not', () => {
  const often = new RestartPolicy();
  deepStrictEqual(
    [0, 1, 2, 3].map((now) => often.shallRestart(now)),
    [true, true, true, false],
  );
  often.reset();
  strictEqual(often.shallRestart(4), true);
  const seldom = new RestartPolicy();
  strictEqual(
    [0, 1e6, 2e6, 3e6, 4e6, 5e6].every((now) => seldom.shallRestart(now)),
    true,
  );
});

test('work asked for while it is done is done once more', async () => {
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const work = new LatestWork((key) => {
    log.push(key);
    return new Promise((resolve) => ends.push(resolve));
  });
  work.ask('a');
  work.ask('a');
  work.ask('a');
  work.ask('b');
  deepStrictEqual(log, ['a', 'b']);
  for (const end of ends.splice(0)) end();
  await new Promise((resolve) => setImmediate(resolve));
  deepStrictEqual(log, ['a', 'b', 'a']);
});

test('the state of the window follows folders, trust and server', () => {
  const facts = { schemes: ['file'], isTrusted: true, server: 'running', folders: [] } as const;
  const ready = [status({ state: 'ready' })];
  const states = [
    windowState({ ...facts, schemes: [] }),
    windowState({ ...facts, schemes: ['vscode-vfs'] }),
    windowState(facts),
    windowState({ ...facts, server: 'failed' }),
    windowState({ ...facts, isTrusted: false }),
    windowState({ ...facts, folders: [status({ state: 'empty' })] }),
    windowState({ ...facts, folders: [status({ state: 'failed' })] }),
    windowState({ ...facts, folders: [status({ state: 'empty' }), ...ready] }),
  ];
  deepStrictEqual(states, [
    'noFolder',
    'virtual',
    'starting',
    'failed',
    'untrusted',
    'empty',
    'failed',
    'ready',
  ]);
});

test('the status bar says the last run, work under way, and trouble', () => {
  const item = (change: Parameters<typeof status>[0]) => statusItem('running', [status(change)]);
  strictEqual(item({ state: 'starting' }), undefined);
  strictEqual(item({})?.text, '$(layers) Cachescope');
  strictEqual(item({ lastRun: run({ hitRate: 0.87 }) })?.text, '$(layers) 87% hits');
  strictEqual(item({ lastRun: run({ failed: 2 }) })?.text, '$(layers) 2 failed');
  strictEqual(item({ running: ['1'] })?.text, '$(sync~spin) Building');
  const trouble = item({ state: 'failed', message: 'The disk is full.' });
  deepStrictEqual(
    [trouble?.hasTrouble, trouble?.tooltip],
    [true, [{ type: 'line', text: 'The disk is full.' }]],
  );
  strictEqual(statusItem('failed', [])?.hasTrouble, true);
});

test('errors of the configuration are told before the last run, but not while something runs', () => {
  const item = (change: Parameters<typeof status>[0]) =>
    statusItem('running', [status({ errors: 3, warnings: 1, lastRun: run({}), ...change })]);
  strictEqual(item({})?.text, '$(warning) 3 errors');
  strictEqual(item({})?.hasTrouble, true);
  const problems = (shown: ReturnType<typeof item>) =>
    shown?.tooltip.find((part) => part.type === 'fact' && part.name === 'Problems');
  const expected = { type: 'fact', name: 'Problems', value: '3 errors, 1 warning' };
  deepStrictEqual(problems(item({})), expected);
  strictEqual(item({ running: ['1'] })?.text, '$(sync~spin) Building');
  strictEqual(item({ errors: 0 })?.hasTrouble, false);
});

test('addresses of documents come back as they were, and others are none', () => {
  const address = { kind: 'explain', folder, action: 'a/b#build' } as const;
  const { path, query } = writeAddress(address, 'Why a/b#build');
  deepStrictEqual(readAddress(query), address);
  strictEqual(path.lastIndexOf('/'), 0);
  deepStrictEqual(['', '{', '{}', '{"kind":"x","folder":"f"}', 'null'].map(readAddress), [
    ...Array(5).fill(undefined),
  ]);
});

test('diagnostics say nothing of whose machine it is', () => {
  const text = JSON.stringify({
    a: '/home/ann/work/shop/src',
    b: 'file:///home/ann/work/shop',
    c: '/home/ann/.cache',
    d: 'C:\\Users\\ann\\x',
  });
  const clean = redact(text, ['/home/ann/work/shop']);
  strictEqual(clean.includes('ann'), false);
  strictEqual(clean.includes('<folder 1>/src'), true);
  strictEqual(redact('/root/.npm /root/a', ['/root/a'], '/root'), '<home>/.npm <folder 1>');
});

test('diagnostics say no secrets', () => {
  const secrets = [
    'NPM_TOKEN=hunter2 npm publish',
    'deploy --password hunter2 --dry',
    'https://ann:hunter2@example.org/x',
    JSON.stringify({ apiKey: 'hunter2', also: JSON.stringify({ secret: 'hunter2' }) }),
  ];
  for (const text of secrets) strictEqual(redact(text, []).includes('hunter2'), false, text);
  // Words that only name one stay.
  const plain = '"tokens": 3, tokenize src/token.ts';
  strictEqual(redact(plain, []), plain);
});

test('places that a command prints are places in the workspace', () => {
  const cases = [
    ['src/a.ts(2,14): error TS1: x', 'p/web/src/a.ts(2,14): error TS1: x'],
    [
      '\u001b[96msrc/a.ts\u001b[0m:\u001b[93m2\u001b[0m:1 - error',
      '\u001b[96mp/web/src/a.ts\u001b[0m:\u001b[93m2\u001b[0m:1 - error',
    ],
    ['x\n    ./a.js:1:7:', 'x\n    p/web/a.js:1:7:'],
    ['../b.ts:1:2', 'p/web/../b.ts:1:2'],
    ['p/web/a.ts:1:2', 'p/web/a.ts:1:2'],
    ['/abs/a.ts:1:2', '/abs/a.ts:1:2'],
    ['/home/shop/p/web/src/a.ts(2,14): error', 'p/web/src/a.ts(2,14): error'],
    ['/home/shopping/a.ts:1:2', '/home/shopping/a.ts:1:2'],
    ['C:\\a.ts:1:2', 'C:\\a.ts:1:2'],
    ['at a.ts:1:2', 'at a.ts:1:2'],
    ['took 1.5 s, 12:30:01', 'took 1.5 s, 12:30:01'],
  ];
  const root = '/home/shop';
  for (const [text = '', expected] of cases) {
    strictEqual(fromWorkspace(text, { cwd: 'p/web', root }), expected);
  }
  strictEqual(fromWorkspace('a.ts:1:2', { cwd: '', root }), 'a.ts:1:2');
  strictEqual(fromWorkspace('/home/shop/a.ts:1:2', { cwd: '', root }), 'a.ts:1:2');
});

test('problems in a terminal have the form that the problem matcher reads', () => {
  const line = problemLine({
    severity: 'error',
    code: 'config/unknown-task',
    message: 'There is no task x.',
    suggestion: 'Did you mean y?',
    place: { path: 'cachescope.json', line: 3, column: 5 },
  });
  const told = 'error config/unknown-task: There is no task x. Did you mean y?';
  strictEqual(line, `cachescope.json:3:5: ${told}`);
  strictEqual(terminalText('a\nb\r\nc'), 'a\r\nb\r\nc');
  const ended = outcomeLines({
    type: 'ended',
    summary: run({ ran: 1, fresh: 2, hitRate: 0.5 }),
    results: [],
  });
  deepStrictEqual(ended, ['', '1 ran, 2 fresh, 50% hits, 1.5 s']);
});

test('what a terminal says of failures is red, but not against the wish for no colours', (t) => {
  const failed = {
    id: 'a#build',
    state: 'failed',
    durationMs: 1,
    savedMs: 0,
    reasons: [],
  } as const;
  const lines = (wish: string | undefined) => {
    if (wish === undefined) delete process.env.NO_COLOR;
    else process.env.NO_COLOR = wish;
    return outcomeLines({ type: 'ended', summary: run({ failed: 1 }), results: [failed] })[1];
  };
  const before = process.env.NO_COLOR;
  t.after(() => lines(before));
  strictEqual(lines(undefined), '\u001b[31ma#build: failed\u001b[39m');
  strictEqual(lines(''), '\u001b[31ma#build: failed\u001b[39m');
  strictEqual(lines('1'), 'a#build: failed');
});

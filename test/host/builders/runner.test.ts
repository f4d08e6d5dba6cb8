// Builders in real worker threads, on real files: what they observe, how they fail, and when they are loaded again.

import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CancelSource } from '../../../server/host/platform/cancelSource.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import {
  builderWorkspace,
  builderWorkspaceAt,
  dependencyLines,
  digestIn,
  path,
} from './builderFixture.ts';

/** A workspace whose builder has this body. */
function withBody(body: string): string {
  const module = `export async function build(context) { ${body} }`;
  return `//- build/builder.mjs\n${module}\n//- a.txt\nalpha\n//- dir/b.txt\nbeta\n`;
}

function messageOf(result: { readonly type: string; readonly message?: string }): string {
  equal(result.type, 'failed');
  return result.message ?? '';
}

test('builders: what is read is recorded in order, and what is written appears', async (t) => {
  const body = `
    const text = await context.read(context.input);
    const b = context.readBytesSync('dir/b.txt');
    await context.read('a.txt');
    context.emit(text.toUpperCase() + b.length);
  `;
  const workspace = await builderWorkspace(t, withBody(body));
  const result = await workspace.build('a.txt');
  deepEqual(dependencyLines(result), ['file a.txt', 'file dir/b.txt']);
  equal(digestIn(result, 'a.txt'), `sha256:${hash('sha256', 'alpha\n', 'hex')}`);
  equal(readFileSync(join(workspace.root, 'out/a.txt'), 'utf8'), 'ALPHA\n5');
  deepEqual(readdirSync(join(workspace.root, '.cachescope/aside')), []);
});

test('builders: looking for files counts, found or not', async (t) => {
  const body = `
    const seen = [context.exists('a.txt'), context.exists('none.txt'), context.exists('dir'), context.exists('dir/b.txt')];
    context.readSync('dir/b.txt');
    try { context.readSync('gone.txt'); } catch (error) { seen.push(error.code); }
    seen.push(...await context.glob('**/*.txt', { exclude: ['out/**'] }));
    context.emit(JSON.stringify(seen));
  `;
  const workspace = await builderWorkspace(t, withBody(body));
  deepEqual(dependencyLines(await workspace.build('a.txt')), [
    'glob a.txt = a.txt',
    'absent none.txt',
    'absent dir',
    'file dir/b.txt',
    'absent gone.txt',
    'glob **/*.txt = a.txt dir/b.txt',
  ]);
  equal(
    readFileSync(join(workspace.root, 'out/a.txt'), 'utf8'),
    '[true,false,false,true,"ENOENT","a.txt","dir/b.txt"]',
  );
});

test('builders: files read by a tool can be reported by path, absolute path and URL', async (t) => {
  const outside = join(await makeTempDir(t), 'x.h');
  writeFileSync(outside, 'x');
  const body = `
    context.dependsOn('dir/b.txt');
    context.dependsOn(context.root + '/a.txt');
    context.dependsOn(new URL('missing.txt', 'file://' + context.root + '/'));
    context.dependsOn('dir');
    context.dependsOn(${JSON.stringify(outside)});
    context.emit('');
  `;
  const workspace = await builderWorkspace(t, withBody(body));
  deepEqual(dependencyLines(await workspace.build('a.txt')), [
    'file dir/b.txt',
    'file a.txt',
    'absent missing.txt',
    `executable ${outside}`,
  ]);
});

test('builders: a link counts with the file it leads to', async (t) => {
  const workspace = await builderWorkspace(t, withBody("context.emit(context.readSync('link'));"));
  symlinkSync('dir/b.txt', join(workspace.root, 'link'));
  deepEqual(dependencyLines(await workspace.build('a.txt')), ['file link', 'file dir/b.txt']);
});

test('builders: a file that changes between two reads can satisfy no later check', async (t) => {
  const body = `
    context.readSync('a.txt');
    (await import('node:fs')).writeFileSync(context.root + '/a.txt', 'changed');
    context.readSync('a.txt');
    context.emit('');
  `;
  const workspace = await builderWorkspace(t, withBody(body));
  deepEqual(dependencyLines(await workspace.build('a.txt')), ['file a.txt', 'file a.txt']);
});

const refusals: readonly (readonly [name: string, body: string, message: RegExp])[] = [
  [
    'an error',
    "throw new TypeError('bad colour');",
    /^rule:a\.txt: build\/builder\.mjs failed: TypeError: bad colour\n\s+at .*build\/builder\.mjs:1:\d+/,
  ],
  ['a rejected promise', "await Promise.reject(new Error('later'));", /failed: Error: later/],
  ['a thrown text', "throw 'plain';", /failed: plain$/],
  [
    'an undeclared output',
    "context.write('out/other.txt', '');",
    /out\/other\.txt is not an output .* may write: out\/a\.txt/,
  ],
  ['an output by a wrong index', 'context.write(1, "");', /output 1 is not an output/],
  ['an output outside', "context.write('../x', '');", /outside of the workspace/],
  [
    'an input outside',
    "context.readSync('/etc/hostname');",
    /\/etc\/hostname is outside of the workspace/,
  ],
  [
    'its own output as input',
    "context.readSync('out/a.txt');",
    /out\/a\.txt is an output of this action/,
  ],
  ['an undeclared variable', "context.env('TOKEN');", /TOKEN is not declared\. Add it to "env"/],
  ['process.exit', 'process.exit(3);', /did not finish: its worker ended with exit code 3/],
  ['a promise that is never settled', 'await new Promise(() => {});', /never settled/],
  [
    'an uncaught error beside it',
    "setImmediate(() => { throw new Error('beside'); }); await new Promise((r) => setTimeout(r, 10_000));",
    /uncaught Error: beside/,
  ],
];

for (const [name, body, message] of refusals) {
  test(`builders: ${name} fails that item alone`, async (t) => {
    const fixture = `${withBody(`if (context.input === 'dir/b.txt') return context.emit('fine'); ${body}`)}`;
    const workspace = await builderWorkspace(t, fixture);
    match(messageOf(await workspace.build('a.txt')), message);
    ok(!existsSync(join(workspace.root, 'out/a.txt')));
    equal((await workspace.build('dir/b.txt')).type, 'built');
  });
}

test('builders: running out of memory fails that item alone', async (t) => {
  const body =
    "if (context.input === 'dir/b.txt') return context.emit(''); const all = []; for (;;) all.push(new Array(10_000).fill({}));";
  const workspace = await builderWorkspace(t, withBody(body), { heapLimitMb: 24 });
  match(messageOf(await workspace.build('a.txt')), /more memory than a worker may have/);
  equal((await workspace.build('dir/b.txt')).type, 'built');
});

test('builders: an endless loop ends when it is cancelled', async (t) => {
  const body =
    "if (context.input === 'dir/b.txt') return context.emit(''); console.log('busy'); for (;;);";
  const workspace = await builderWorkspace(t, withBody(body));
  const cancel = new CancelSource();
  const onLog = (): void => cancel.cancel('enough');
  equal((await workspace.build('a.txt', { cancel, onLog })).type, 'cancelled');
  equal((await workspace.build('dir/b.txt')).type, 'built');
});

test('builders: who waits for a worker can be cancelled', async (t) => {
  const workspace = await builderWorkspace(t, withBody("console.log('busy'); for (;;);"));
  const first = new CancelSource();
  const second = new CancelSource();
  const started = Promise.withResolvers<void>();
  const running = workspace.build('a.txt', { cancel: first, onLog: () => started.resolve() });
  await started.promise;
  const waiting = workspace.build('dir/b.txt', { cancel: second });
  second.cancel('not wanted');
  equal((await waiting).type, 'cancelled');
  first.cancel('enough');
  equal((await running).type, 'cancelled');
});

test('builders: what is printed belongs to the item', async (t) => {
  const body =
    "console.log('one', { two: 2 }); console.error('bad'); context.log('three', 3); process.stdout.write('raw'); context.emit('');";
  const workspace = await builderWorkspace(t, withBody(body));
  await workspace.build('a.txt');
  equal(workspace.printed(), 'stdout: one { two: 2 }\nstderr: bad\nstdout: three 3\nstdout: raw');
});

test('builders: only declared variables are seen', async (t) => {
  const body =
    'context.emit(JSON.stringify([context.env("MODE"), context.env("UNSET") ?? null, process.env.SECRET ?? null, process.env.LANG]));';
  const workspace = await builderWorkspace(t, withBody(body), {
    environment: { SECRET: 'x', LANG: 'C' },
  });
  await workspace.build('a.txt', { environment: { MODE: 'fast', UNSET: undefined } });
  equal(readFileSync(join(workspace.root, 'out/a.txt'), 'utf8'), '["fast",null,null,"C"]');
});

test('builders: outputs never leave the workspace through a link', async (t) => {
  const elsewhere = await makeTempDir(t);
  const workspace = await builderWorkspace(t, withBody("context.emit('x');"));
  symlinkSync(elsewhere, join(workspace.root, 'out'));
  match(
    messageOf(await workspace.build('a.txt')),
    /outside of the workspace, to .*a folder above it is a link/,
  );
  match(
    messageOf(await workspace.build('dir/b.txt', { outputs: ['out/new/deep/x'] })),
    /outside of the workspace/,
  );
  deepEqual(readdirSync(elsewhere), []);
});

test('builders: a folder in the place of an output is an error', async (t) => {
  const workspace = await builderWorkspace(t, withBody("context.emit('x');"));
  mkdirSync(join(workspace.root, 'out/a.txt/full'), { recursive: true });
  match(messageOf(await workspace.build('a.txt')), /failed: Error: E(?:ISDIR|NOTEMPTY|EXIST)/);
});

const importing = `
  //- package.json
  { "type": "module", "version": "1.0.0" }
  //- build/builder.mjs
  import { shout } from './shout.mjs';
  import { tail } from 'tails';
  export function build(context) { context.emit(shout(context.readSync(context.input)) + tail); }
  //- build/shout.mjs
  export const shout = (text) => text.toUpperCase();
  //- node_modules/tails/package.json
  { "name": "tails", "version": "1.0.0", "main": "index.js" }
  //- node_modules/tails/index.js
  exports.tail = require('./lib/tail.js');
  //- node_modules/tails/lib/tail.js
  module.exports = '!';
  //- a.txt
  alpha
`;

async function digestText(workspace: {
  readonly runner: { digest(module: never): Promise<object> };
}): Promise<string> {
  return JSON.stringify(await workspace.runner.digest(path('build/builder.mjs') as never));
}

const edits: readonly (readonly [file: string, text: string | undefined, changes: boolean])[] = [
  ['build/builder.mjs', 'export function build() {}', true],
  ['build/shout.mjs', 'export const shout = (text) => text;', true],
  ['node_modules/tails/index.js', "exports.tail = '?';", true],
  ['node_modules/tails/lib/tail.js', "module.exports = '?';", true],
  ['node_modules/tails/package.json', '{ "name": "tails", "main": "lib/../index.js" }', true],
  [
    'build/node_modules/tails/package.json',
    '{ "name": "tails", "type": "module", "exports": "./other.js" }',
    true,
  ],
  [
    'node_modules/tails/package.json',
    '{ "name": "tails", "version": "2.0.0", "main": "index.js" }',
    false,
  ],
  ['package.json', '{ "type": "module", "version": "2.0.0", "scripts": {} }', false],
  ['a.txt', 'other', false],
  ['build/unrelated.mjs', '', false],
];

for (const [file, text, changes] of edits) {
  test(`builder digest: an edit of ${file} ${changes ? 'counts' : 'does not count'} (${text})`, async (t) => {
    const workspace = await builderWorkspace(t, importing);
    const before = await digestText(workspace);
    match(before, /"digest":"sha256:/);
    mkdirSync(join(workspace.root, file, '..'), { recursive: true });
    writeFileSync(join(workspace.root, file), text ?? '');
    if (file.startsWith('build/node_modules')) {
      writeFileSync(
        join(workspace.root, 'build/node_modules/tails/other.js'),
        "export const tail = '?';",
      );
    }
    const after = await digestText(workspace);
    equal(after !== before, changes);
  });
}

test('builder digest: known files need no worker', async (t) => {
  const first = await builderWorkspace(t, importing);
  const before = await digestText(first);
  equal(first.runner.workerCount, 1);
  const cache = { get: (key: string) => first.cache.get(key), set: () => undefined };
  const second = builderWorkspaceAt(t, first.root, { cache });
  equal(await digestText(second), before);
  equal(second.runner.workerCount, 0);
});

test('builder digest: a stored list that is damaged is learned anew', async (t) => {
  const first = await builderWorkspace(t, importing);
  const before = await digestText(first);
  for (const text of [
    '',
    '{',
    '[]',
    '[1]',
    '[["x"]]',
    '{"__proto__":1}',
    '[["build/builder.mjs","sha256:00"]]',
  ]) {
    const second = builderWorkspaceAt(t, first.root, {
      cache: { get: () => text, set: () => undefined },
    });
    equal(await digestText(second), before);
  }
});

test('builder digest: callers at the same time share one load', async (t) => {
  const workspace = await builderWorkspace(t, importing, { concurrency: 4 });
  const answers = await Promise.all([1, 2, 3].map(() => digestText(workspace)));
  equal(new Set(answers).size, 1);
  equal(workspace.runner.workerCount, 1);
});

test('builder digest: modules that cannot be loaded say why', async (t) => {
  const workspace = await builderWorkspace(
    t,
    `
    //- syntax.mjs
    export const = 1;
    //- throws.mjs
    throw new Error('at load');
    //- nothing.mjs
    export const other = 1;
    //- exits.mjs
    process.exit(4);
    //- missing.mjs
    import './not-there.mjs';
  `,
  );
  const expected: readonly (readonly [module: string, message: RegExp])[] = [
    ['syntax.mjs', /syntax\.mjs failed: SyntaxError/],
    ['throws.mjs', /throws\.mjs failed: Error: at load/],
    ['nothing.mjs', /exports no function "build"/],
    ['exits.mjs', /exits\.mjs could not be loaded: its worker ended with exit code 4/],
    ['missing.mjs', /Cannot find module 'not-there\.mjs'|Cannot find module '.*not-there\.mjs'/],
    ['absent.mjs', /The builder absent\.mjs does not exist/],
  ];
  for (const [module, message] of expected) {
    const answer = await workspace.runner.digest(path(module));
    match('message' in answer ? answer.message : 'no message', message);
  }
  writeFileSync(join(workspace.root, 'throws.mjs'), 'export default () => {};');
  ok('digest' in (await workspace.runner.digest(path('throws.mjs'))));
});

test('builders: an edited module is loaded again, unchanged ones stay warm', async (t) => {
  const workspace = await builderWorkspace(
    t,
    `
    //- build/builder.mjs
    import { word } from './word.mjs';
    let builds = 0;
    export default { build(context) { context.emit(word + ++builds); } };
    //- build/word.mjs
    export const word = 'old';
    //- a.txt
  `,
  );
  const output = (): string => readFileSync(join(workspace.root, 'out/a.txt'), 'utf8');
  await workspace.build('a.txt');
  await workspace.build('a.txt');
  equal(output(), 'old2');
  writeFileSync(join(workspace.root, 'build/word.mjs'), "export const word = 'new';");
  await digestText(workspace);
  await workspace.build('a.txt');
  equal(output(), 'new1');
});

test('builders: a module edited after its digest was taken is seen to have raced', async (t) => {
  const workspace = await builderWorkspace(t, importing, { concurrency: 1 });
  await digestText(workspace);
  const cache = { get: (key: string) => workspace.cache.get(key), set: () => undefined };
  const second = builderWorkspaceAt(t, workspace.root, { cache });
  await digestText(second);
  const old = hash('sha256', readFileSync(join(workspace.root, 'build/shout.mjs')), 'hex');
  writeFileSync(join(workspace.root, 'build/shout.mjs'), 'export const shout = (text) => text;');
  const result = await second.build('a.txt');
  deepEqual(dependencyLines(result), ['file a.txt', 'file build/shout.mjs']);
  equal(digestIn(result, 'build/shout.mjs'), `sha256:${old}`);
});

test('builders: what is imported during a build counts for it and for later ones of that worker', async (t) => {
  const workspace = await builderWorkspace(
    t,
    `
    //- build/builder.mjs
    export async function build(context) {
      const { word } = await import('./late.mjs');
      context.emit(word);
    }
    //- build/late.mjs
    export { word } from './later.mjs';
    //- build/later.mjs
    export const word = 'old';
    //- a.txt
  `,
  );
  const late = ['file build/late.mjs', 'file build/later.mjs'];
  deepEqual(dependencyLines(await workspace.build('a.txt')), late);
  deepEqual(dependencyLines(await workspace.build('a.txt')), late);
  writeFileSync(join(workspace.root, 'build/later.mjs'), "export const word = 'new';");
  await workspace.build('a.txt');
  equal(readFileSync(join(workspace.root, 'out/a.txt'), 'utf8'), 'new');
});

test('builders: two modules share a worker, and an edit of a file that both import reaches both', async (t) => {
  const workspace = await builderWorkspace(
    t,
    `
    //- one.mjs
    import { word } from './word.mjs';
    export const build = (context) => context.emit('one ' + word);
    //- two.mjs
    import { word } from './word.mjs';
    export const build = (context) => context.emit('two ' + word);
    //- word.mjs
    export const word = 'old';
    //- a.txt
  `,
  );
  const both = async (): Promise<string[]> => {
    const texts: string[] = [];
    for (const module of ['one.mjs', 'two.mjs']) {
      ok('digest' in (await workspace.runner.digest(path(module))));
      equal((await workspace.build('a.txt', { module })).type, 'built');
      texts.push(readFileSync(join(workspace.root, 'out/a.txt'), 'utf8'));
    }
    return texts;
  };
  deepEqual(await both(), ['one old', 'two old']);
  equal(workspace.runner.workerCount, 1);
  const second = await workspace.runner.digest(path('two.mjs'));
  writeFileSync(join(workspace.root, 'word.mjs'), "export const word = 'new';");
  notEqual(JSON.stringify(await workspace.runner.digest(path('two.mjs'))), JSON.stringify(second));
  deepEqual(await both(), ['one new', 'two new']);
});

test('builders: as many at once as allowed, and no more', async (t) => {
  // Each waits until another one runs beside it, so that two must run at once; they come in pairs. Each takes the next
  // number when it starts: whoever counts later than that may count one of the next pair, and would wait for its other.
  const body = `
    const fs = await import('node:fs');
    const folder = context.root + '/started';
    fs.mkdirSync(folder, { recursive: true });
    const isMine = (number) => {
      try { fs.writeFileSync(folder + '/' + number, '', { flag: 'wx' }); return true; }
      catch (error) { if (error.code !== 'EEXIST') throw error; return false; }
    };
    let number = 1;
    while (!isMine(number)) number++;
    const pair = number + number % 2;
    while (!fs.existsSync(folder + '/' + pair)) await new Promise(setImmediate);
    context.emit('');
  `.replaceAll('\n', ' ');
  const workspace = await builderWorkspace(t, withBody(body), { concurrency: 2 });
  const results = await Promise.all(['1', '2', '3', '4'].map((name) => workspace.build(name)));
  deepEqual(
    results.map((result) => result.type),
    ['built', 'built', 'built', 'built'],
  );
  equal(workspace.runner.workerCount, 2);
});

test('builders: a builder in TypeScript runs as it is', async (t) => {
  const workspace = await builderWorkspace(
    t,
    `
    //- build/builder.ts
    export function build(context: { emit(text: string): void }): void { context.emit('typed' satisfies string); }
    //- a.txt
  `,
  );
  equal((await workspace.build('a.txt', { module: 'build/builder.ts' })).type, 'built');
  equal(workspace.printed(), '');
});

test('builders: a builder that was removed is a message', async (t) => {
  const workspace = await builderWorkspace(t, withBody("context.emit('');"));
  await workspace.build('a.txt');
  rmSync(join(workspace.root, 'build/builder.mjs'));
  match(JSON.stringify(await workspace.runner.digest(path('build/builder.mjs'))), /does not exist/);
});

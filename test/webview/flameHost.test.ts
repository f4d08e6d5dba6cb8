// The extension's side of the flame chart without an editor: what a page may ask for, what it may not, and where a place of a generated file comes from.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { FlameHost, type FlameServices } from '../../client/webviews/flame/flameHost.ts';
import { mapOf, originalPlace } from '../../client/webviews/flame/sourceMap.ts';
import type { HostMessage, PageStart } from '../../server/protocol/webview.ts';

const start: PageStart = {
  page: 'flame',
  folder: '',
  locale: 'en',
  texts: {},
  profile: { name: 'a.trace.json' },
};

/** Sends a message as a page would. @returns what was asked of the services, and what the page got */
async function ask(message: unknown, change: Partial<FlameServices> = {}) {
  const asked: unknown[] = [];
  const answer = Promise.withResolvers<HostMessage>();
  const services: FlameServices = {
    bytes: async (offset) => {
      asked.push(['bytes', offset]);
      return Uint8Array.of(1, 2);
    },
    openSource: async (place) => void asked.push(['open', place]),
    save: async (name, bytes) => void asked.push(['save', name, bytes.length]),
    ...change,
  };
  new FlameHost({ start: () => start, services, post: answer.resolve }).receive(message);
  return { asked, answer: await answer.promise };
}

const request = (method: string, params: unknown) => ({ type: 'request', id: 7, method, params });

test('a page that is ready is told what to show', async () => {
  deepEqual((await ask({ type: 'ready' })).answer, { type: 'start', start });
});

test('it gets bytes of its file', async () => {
  const { asked, answer } = await ask(request('profile/bytes', { offset: 5 }));
  deepEqual(asked, [['bytes', 5]]);
  deepEqual(answer, { type: 'result', id: 7, result: Uint8Array.of(1, 2) });
});

test('a place in a source is opened, whatever else came along', async () => {
  const place = { file: 'src/a.ts', line: 3, column: 0, aside: true };
  deepEqual((await ask(request('profile/openSource', { ...place, command: 'x' }))).asked, [
    ['open', place],
  ]);
});

test('what is saved has a name without a way out of its folder', async () => {
  const params = { name: '../../.bashrc', bytes: Uint8Array.of(1, 2, 3) };
  deepEqual((await ask(request('profile/save', params))).asked, [['save', '.._.._.bashrc', 3]]);
});

test('of a run under way it gets what happened since', async () => {
  const live = async (since: number) => ({ delta: { next: since + 1 } });
  const { answer } = await ask(request('profile/live', { since: 4 }), { live });
  deepEqual(answer, { type: 'result', id: 7, result: { delta: { next: 5 } } });
});

test('anything else is refused, with a reason', async () => {
  const odd: readonly [string, unknown][] = [
    ['profile/bytes', { offset: -1 }],
    ['profile/bytes', { offset: '0' }],
    ['profile/bytes', null],
    ['profile/openSource', { file: 'x'.repeat(5000), line: 1, column: 1 }],
    ['profile/openSource', { file: 'a', line: 0.5, column: 1 }],
    ['profile/save', { name: 'a', bytes: 'text' }],
    ['profile/live', { since: 0 }],
    ['constructor', {}],
    ['cachescope/overview', {}],
  ];
  for (const [method, params] of odd) {
    const { asked, answer } = await ask(request(method, params));
    deepEqual(asked, []);
    strictEqual(answer.type, 'error', method);
  }
});

test('the page of a run may ask about an action, and for the profile of another run', async () => {
  const asked: unknown[] = [];
  const posted: HostMessage[] = [];
  const wanted = ['r1'];
  const { promise, resolve } = Promise.withResolvers<void>();
  const host = new FlameHost({
    start: () => start,
    services: {
      bytes: async () => Uint8Array.of(1),
      openSource: async () => {},
      save: async () => {},
      ofRun: () => ({
        explain: (action) => asked.push(['explain', action]),
        openEntry: (action) => asked.push(['entry', action]),
        pickRun: async () => null,
        wantedRun: () => wanted.pop() ?? null,
        otherProfile: async (name) => ({ name }),
        otherBytes: async (run, offset) => Uint8Array.of(run.length, offset),
      }),
    },
    post: (message) => {
      posted.push(message);
      if (posted.length === 5) resolve();
    },
  });
  const command = (name: string, ...args: unknown[]) =>
    host.receive({ type: 'command', command: `cachescope.${name}`, arguments: args });
  command('explain', 'a#build');
  command('openEntry', 'a#build');
  for (const args of [[], [''], [3], ['a', 'b'], ['x'.repeat(5000)]]) command('explain', ...args);
  command('purge', 'a#build');
  host.receive(request('profile/wantedRun', {}));
  host.receive(request('profile/wantedRun', {}));
  host.receive(request('profile/ofRun', { run: 'r1' }));
  host.receive(request('profile/bytes', { run: 'r1', offset: 3 }));
  host.receive(request('profile/ofRun', { run: 3 }));
  await promise;
  deepEqual(asked, [
    ['explain', 'a#build'],
    ['entry', 'a#build'],
  ]);
  const results = posted.map((one) => (one.type === 'result' ? one.result : one.type));
  deepEqual(new Set(results), new Set(['r1', null, { name: 'r1' }, Uint8Array.of(2, 3), 'error']));
});

test('of what is no run, nothing of a run can be asked', async () => {
  strictEqual((await ask(request('profile/pickRun', {}))).answer.type, 'error');
  strictEqual((await ask(request('profile/bytes', { offset: 0, run: 'r1' }))).answer.type, 'error');
  const { answer } = await ask(request('profile/wantedRun', {}));
  deepEqual(answer, { type: 'result', id: 7, result: null });
});

test('what goes wrong is told to the page', async () => {
  const fail = async () => {
    throw new Error('src/a.ts is not on this machine.');
  };
  const place = { file: 'src/a.ts', line: 1, column: 1, aside: false };
  const { answer } = await ask(request('profile/openSource', place), { openSource: fail });
  deepEqual(answer, { type: 'error', id: 7, message: 'src/a.ts is not on this machine.' });
});

test('a place of a bundle is found in its source', async () => {
  const source = 'const unused = 1;\n\nexport function slow(): number {\n  return Date.now();\n}\n';
  const { outputFiles } = await build({
    stdin: { contents: source, sourcefile: 'slow.ts', loader: 'ts', resolveDir: '/' },
    ...{ write: false, bundle: true, format: 'esm', sourcemap: 'external', outfile: 'out.js' },
  });
  const [map, code] = ['.map', '.js'].map(
    (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '',
  );
  const lines = code?.split('\n') ?? [];
  const line = lines.findIndex((text) => text.includes('function slow')) + 1;
  const found = originalPlace(map ?? '', { line, column: 1 });
  match(found?.source ?? '', /slow\.ts$/);
  strictEqual(found?.line, 3);
  strictEqual(originalPlace(map ?? '', { line: 9999, column: 1 }), undefined);
});

const slowSource = 'export function slow(): number {\n  return Date.now();\n}\n';

async function slowBundle(sourcemap: 'inline' | 'linked'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: slowSource, sourcefile: 'slow.ts', loader: 'ts', resolveDir: '/' },
    ...{ write: false, bundle: true, format: 'esm', sourcemap, outfile: 'out.js' },
  });
  return outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
}

test('a generated file says where its map is, or has it in itself', async () => {
  deepEqual(mapOf(await slowBundle('linked')), { path: 'out.js.map' });
  const inner = mapOf(await slowBundle('inline'));
  ok(inner !== undefined && 'text' in inner);
  match(originalPlace(inner.text, { line: 2, column: 1 })?.source ?? '', /slow\.ts$/);
  const style = 'a {}\n/*# sourceMappingURL=style%20sheet.css.map */\n';
  deepEqual(mapOf(style), { path: 'style sheet.css.map' });
  const percent = `1;\n//# sourceMappingURL=data:application/json,${encodeURIComponent('{"ü":1}')}`;
  deepEqual(mapOf(percent), { text: '{"ü":1}' });
  for (const none of [
    'const text = "no map";',
    '//# sourceMappingURL=https://example.com/out.js.map',
    '//# sourceMappingURL=data:application/json;base64,%%%',
    '//# sourceMappingURL=%',
    '//# sourceMappingURL=old.map\n\ncode();',
  ])
    strictEqual(mapOf(none), undefined, none);
});

test('a map in sections is looked up in the section that holds the place', () => {
  // Line 1, column 1 of each section is line 1 of its source.
  const section = (line: number, column: number, source: string) => ({
    offset: { line, column },
    map: { version: 3, sources: [source], mappings: 'AAAA;AACA' },
  });
  const map = JSON.stringify({
    version: 3,
    sections: [section(0, 0, 'a.ts'), section(2, 10, 'b.ts'), section(4, 0, 'c.ts')],
  });
  const at = (line: number, column: number) => originalPlace(map, { line, column })?.source;
  deepEqual(
    [at(1, 1), at(2, 5), at(3, 9), at(3, 11), at(4, 1), at(5, 1)],
    ['a.ts', 'a.ts', undefined, 'b.ts', 'b.ts', 'c.ts'],
  );
  strictEqual(originalPlace(map, { line: 4, column: 1 })?.line, 2);
});

test('a map that is none says nothing', () => {
  for (const text of [
    '',
    '{',
    '[]',
    '{"mappings":3,"sources":[]}',
    '{"mappings":"!!","sources":["a"]}',
    '{"sections":[]}',
    '{"sections":[{"offset":{},"map":3}, null]}',
    '{"sections":[{"offset":{"line":0,"column":0},"map":{"sections":[]}}]}',
  ]) {
    strictEqual(originalPlace(text, { line: 1, column: 1 }), undefined);
  }
});

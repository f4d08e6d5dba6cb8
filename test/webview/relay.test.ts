// The relay between a page and the server: what a page may ask for, whose folder it gets, what becomes of answers that nobody waits for.

import { deepEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ChangeKind,
  type OwnAnswer,
  Relay,
  type ServerLink,
} from '../../client/webviews/relay.ts';
import type { HostMessage, PageStart } from '../../server/protocol/webview.ts';

const start = { page: 'overview', folder: 'file:///a', locale: 'en', texts: {} } as const;

/** A relay whose server answers when the test says so. */
function makeRelay(of: Partial<PageStart> = {}, own?: Readonly<Record<string, OwnAnswer>>) {
  const posted: HostMessage[] = [];
  const ran: string[] = [];
  const asked: { params: unknown; cancelled: () => boolean }[] = [];
  const answers: { resolve: (value: never) => void; reject: (error: Error) => void }[] = [];
  let change: (folder: string, what?: ChangeKind) => void = () => {};
  const link: ServerLink = {
    request: (_method, params, token) => {
      asked.push({ params, cancelled: () => token.isCancellationRequested });
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    onChanged: (listener) => {
      change = listener;
      return {
        dispose: () => {
          change = () => {};
        },
      };
    },
  };
  const relay = new Relay({
    start: { ...start, ...of },
    ...(own && { answers: own }),
    link,
    post: (message) => void posted.push(message),
    runCommand: (command, args) => void ran.push([command, ...args].join(' ')),
    newCancel: () => {
      const token = {
        isCancellationRequested: false,
        onCancellationRequested: () => ({ dispose() {} }),
      };
      const cancel = () => {
        token.isCancellationRequested = true;
      };
      return { token, cancel, dispose() {} };
    },
  });
  return {
    relay,
    posted,
    ran,
    asked,
    answers,
    change: (folder: string, what?: ChangeKind) => change(folder, what),
  };
}

function request(id: number, method: string, params: unknown = {}) {
  return { type: 'request', id, method, params };
}

// Promises that are settled have told everybody once this has run.
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('ready is answered by what the page is opened with', () => {
  const { relay, posted } = makeRelay();
  relay.receive({ type: 'ready' });
  deepEqual(posted, [{ type: 'start', start }]);
});

test('a request gets the folder of its panel, whatever folder it names', async () => {
  const { relay, posted, asked, answers } = makeRelay();
  relay.receive(request(7, 'cachescope/overview', { folder: 'file:///other' }));
  deepEqual(asked[0]?.params, { folder: 'file:///a' });
  answers[0]?.resolve(42 as never);
  await settled();
  deepEqual(posted, [{ type: 'result', id: 7, result: 42 }]);
});

test('a failure is told in its words', async () => {
  const { relay, posted, answers } = makeRelay();
  relay.receive(request(1, 'cachescope/overview'));
  answers[0]?.reject(new Error('The server is not running.'));
  await settled();
  deepEqual(posted, [{ type: 'error', id: 1, message: 'The server is not running.' }]);
});

test('methods that the page does not need are refused, and ask nothing', () => {
  const { relay, posted, asked } = makeRelay();
  for (const method of ['cachescope/run', 'cachescope/purge', 'shutdown', '__proto__']) {
    relay.receive(request(1, method));
  }
  strictEqual(asked.length, 0);
  deepEqual(
    posted.map(({ type }) => type),
    ['error', 'error', 'error', 'error'],
  );
});

test('what is no message is dropped', () => {
  const { relay, posted, asked, ran } = makeRelay();
  const others = [undefined, 'ready', { type: 'request', id: '1' }, { type: 'command' }, []];
  for (const value of others) relay.receive(value);
  deepEqual([posted, asked, ran], [[], [], []]);
});

test('commands run if they are on the list, with texts alone', () => {
  const { relay, ran } = makeRelay();
  const command = (name: string, ...args: unknown[]) =>
    relay.receive({ type: 'command', command: name, arguments: args });
  command('cachescope.explain', 'web#build');
  command('cachescope.showLog');
  command('workbench.trust.manage');
  command('cachescope.explain');
  command('cachescope.explain', { folder: 'file:///other' });
  command('cachescope.explain', 'web#build', 'more');
  command('cachescope.explain', 'x'.repeat(5000));
  command('cachescope.purge');
  command('workbench.action.terminal.sendSequence', 'rm');
  command('toString');
  deepEqual(ran, [
    'cachescope.explain file:///a web#build',
    'cachescope.showLog file:///a',
    'workbench.trust.manage',
  ]);
});

test('a request that the page gives up is cancelled', () => {
  const { relay, asked } = makeRelay();
  relay.receive(request(1, 'cachescope/overview'));
  relay.receive(request(2, 'cachescope/overview'));
  relay.receive({ type: 'cancel', id: 2 });
  deepEqual(
    asked.map(({ cancelled }) => cancelled()),
    [false, true],
  );
});

test('a page that was loaded anew gets no answers to what it asked before', async () => {
  const { relay, posted, asked, answers } = makeRelay();
  relay.receive(request(1, 'cachescope/overview'));
  relay.receive({ type: 'ready' });
  strictEqual(asked[0]?.cancelled(), true);
  relay.receive(request(1, 'cachescope/overview'));
  answers[0]?.resolve('old' as never);
  answers[1]?.resolve('new' as never);
  await settled();
  deepEqual(posted.slice(1), [{ type: 'result', id: 1, result: 'new' }]);
});

test('changes are told of the own folder, and only while the page is there', () => {
  const { relay, posted, change } = makeRelay();
  change('file:///a');
  relay.receive({ type: 'ready' });
  change('file:///other');
  change('file:///a');
  relay.suspend();
  change('file:///a');
  relay.receive({ type: 'ready' });
  relay.dispose();
  change('file:///a');
  deepEqual(
    posted.map(({ type }) => type),
    ['start', 'changed', 'start'],
  );
});

test('a page is told of what it shows alone', () => {
  const overview = makeRelay();
  const graph = makeRelay({ page: 'graph' });
  for (const { relay, change } of [overview, graph]) {
    relay.receive({ type: 'ready' });
    change('file:///a', 'graph');
    change('file:///a', 'graph');
    change('file:///a', 'figures');
    change('file:///a');
  }
  const told = ({ posted }: typeof graph) => posted.filter(({ type }) => type === 'changed').length;
  deepEqual([told(overview), told(graph)], [2, 3]);
});

test('questions to the extension itself are answered, and never reach the server', async () => {
  const answers = {
    'graph/wanted': () => 'file:a.ts',
    'graph/openFile': async () => {
      throw new Error('No such file.');
    },
  };
  const { relay, posted, asked } = makeRelay({ page: 'graph' }, answers);
  for (const [id, method] of [
    'graph/wanted',
    'graph/openFile',
    'graph/other',
    'toString',
  ].entries())
    relay.receive(request(id, method));
  await settled();
  strictEqual(asked.length, 0);
  deepEqual(
    posted.toSorted((a, b) => ('id' in a && 'id' in b ? a.id - b.id : 0)),
    [
      { type: 'result', id: 0, result: 'file:a.ts' },
      { type: 'error', id: 1, message: 'No such file.' },
      { type: 'error', id: 2, message: 'This page may not ask for graph/other.' },
      { type: 'error', id: 3, message: 'This page may not ask for toString.' },
    ],
  );
});

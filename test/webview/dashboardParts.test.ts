// What the dashboard is made of, without a browser: when it asks, what it remembers, what its charts are made of.

import { deepEqual, ok, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { edgesOf, History, type Sample } from '../../webview/dashboard/history.ts';

function sampleAt(at: number, change: Partial<Sample> = {}): Sample {
  const sums = { actionHits: 0, actionMisses: 0, cacheHits: 0, cacheMisses: 0, operations: 0 };
  return { at, epoch: 1, ...sums, heapBytes: 1, rssBytes: 2, ...change };
}

/** A history of one sample a second. */
function historyOf(seconds: number): History {
  const history = new History();
  for (let second = 0; second < seconds; second++) {
    history.add(sampleAt(second * 1000, { operations: second * 3 }));
  }
  return history;
}

test('a day of samples is some hundred, all of the last minutes among them', () => {
  const { samples } = historyOf(86_400);
  ok(samples.length < 1000, `${samples.length} samples`);
  const end = 86_399_000;
  const young = samples.filter(({ at }) => at > end - 60_000);
  strictEqual(young.length, 60);
  for (const [at, sample] of samples.entries()) {
    const next = samples[at + 1];
    if (next) ok(next.at - sample.at <= 1000 + ((end - sample.at) * 2) / 100 + 2000);
  }
  strictEqual(samples[0]?.at, 0);
});

test('samples that come faster than once a second replace the last one', () => {
  const history = new History();
  for (const at of [0, 100, 200, 300, 1000, 1100, 1200]) history.add(sampleAt(at));
  deepEqual(
    history.samples.map(({ at }) => at),
    [0, 1000, 1200],
  );
});

test('a clock that is set back leaves no samples ahead of it', () => {
  const history = historyOf(10);
  history.add(sampleAt(4500));
  deepEqual(
    history.samples.map(({ at }) => at),
    [0, 1000, 2000, 3000, 4000, 4500],
  );
});

test('what is saved is small, and comes back', () => {
  const history = historyOf(86_400);
  const saved = JSON.parse(JSON.stringify(history.save()));
  ok(JSON.stringify(saved).length < 20_000, `${JSON.stringify(saved).length} characters`);
  const back = new History();
  back.restore(saved);
  deepEqual(back.samples.at(-1), history.samples.at(-1));
  deepEqual(back.save(), saved);
});

test('what has another form is not restored', () => {
  const history = new History();
  for (const saved of [undefined, 'x', {}, [[1, 2]], [null], [Array(9).fill('1')]]) {
    history.restore(saved);
    deepEqual(history.samples, []);
  }
});

test('between samples sums grow evenly; where nobody looked there is nothing', () => {
  const samples = [0, 1000, 2000, 60_000, 61_000].map((at) => sampleAt(at, { operations: at }));
  const { times, samples: found } = edgesOf(samples, 61_000, 122);
  const sums = found.map((sample) => sample?.operations);
  strictEqual(times.length, 123);
  deepEqual(sums.slice(0, 6), [0, 500, 1000, 1500, 2000, undefined]);
  deepEqual(sums.slice(-4), [undefined, 60_000, 60_500, 61_000]);
});

test('sums of two servers are not mixed', () => {
  const samples = [
    sampleAt(0, { operations: 900 }),
    sampleAt(1000, { operations: 5, epoch: 2 }),
    sampleAt(2000, { operations: 6, epoch: 2 }),
  ];
  const { samples: found } = edgesOf(samples, 2000, 4);
  deepEqual(
    found.map((sample) => sample?.operations),
    [900, undefined, 5, 5.5, 6],
  );
});

/** A page that is seen or not, with a clock that the test moves. */
async function pacerOn(t: TestContext, isBusy = true) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const page = new EventTarget() as EventTarget & { visibilityState: string };
  page.visibilityState = 'visible';
  const names = { document: page, window: globalThis };
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.after(() => Reflect.deleteProperty(globalThis, name));
  }
  const { Pacer } = await import('../../webview/dashboard/pacer.ts');
  let asked = 0;
  const pacer = new Pacer(async () => {
    asked++;
    return isBusy;
  });
  pacer.start();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      await settle();
      t.mock.timers.tick(50);
    }
    await settle();
  };
  const show = (visibilityState: string) => {
    page.visibilityState = visibilityState;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { pacer, pass, show, asked: () => asked };
}

test('it asks once a second while something goes on and it is seen, and not at all while it is not', async (t) => {
  const { pacer, pass, show, asked } = await pacerOn(t);
  await pass(10_000);
  const first = asked();
  ok(first >= 10 && first <= 11, `${first}`);
  show('hidden');
  pacer.wish();
  await pass(10_000);
  strictEqual(asked(), first);
  show('visible');
  await pass(50);
  strictEqual(asked(), first + 1);
  await pass(5000);
  ok(asked() - first >= 5 && asked() - first <= 7);
});

test('it asks in a while once nothing goes on, and at once after a change', async (t) => {
  const { pacer, pass, asked } = await pacerOn(t, false);
  await pass(50_000);
  const first = asked();
  ok(first >= 4 && first <= 5, `${first}`);
  pacer.wish();
  await pass(0);
  strictEqual(asked(), first + 1);
});

test('a change is asked for at once, and a hundred changes as one', async (t) => {
  const { pacer, pass, asked } = await pacerOn(t);
  await pass(500);
  strictEqual(asked(), 1);
  for (let i = 0; i < 100; i++) pacer.wish();
  await pass(0);
  strictEqual(asked(), 2);
  await pass(150);
  strictEqual(asked(), 3);
  await pass(400);
  strictEqual(asked(), 3);
});

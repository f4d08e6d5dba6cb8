// What a change costs, on workspaces of a few actions whose answers can be worked out by hand.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Action } from '../../../server/engine/model/action.ts';
import type {
  ActionId,
  DurationMs,
  EpochMs,
  RelativePath,
} from '../../../server/engine/model/brand.ts';
import type { Reason } from '../../../server/engine/model/reason.ts';
import type { ActionState, RunRecord } from '../../../server/engine/model/run.ts';
import { Cutoffs, type Impact, impactOf } from '../../../server/modules/graph/impact.ts';

interface Sample {
  /** `build < lib lint`: build depends on lib and lint. `(all) < build`: it does nothing itself. `~` before a name: only the order matters. */
  readonly actions: readonly string[];
  readonly readers: Readonly<Record<string, readonly string[]>>;
  readonly durations: Readonly<Record<string, number>>;
  readonly runs?: readonly RunRecord[];
  readonly concurrency?: number;
}

function actionOf(line: string): Action {
  const [name = '', ...dependencies] = line.split(/[ <]+/).filter(Boolean);
  const isGroup = name.startsWith('(');
  return {
    id: name.replace(/[()]/g, '') as ActionId,
    work: isGroup ? { type: 'none' } : { type: 'commands', commands: [] },
    persistent: name === 'serve',
    dependsOn: dependencies.map((one) => ({
      action: one.replace('~', '') as ActionId,
      readsOutputs: !one.startsWith('~'),
    })),
  } as Partial<Action> as Action;
}

function predict(changed: readonly string[], sample: Sample): Impact {
  const actions = new Map(sample.actions.map(actionOf).map((action) => [action.id, action]));
  return impactOf(changed as RelativePath[], {
    actions,
    readersOf: (path) => (sample.readers[path] ?? []) as ActionId[],
    durations: (ids) =>
      new Map(
        ids.flatMap((id) => {
          const ms = sample.durations[id];
          return ms === undefined ? [] : [[id, ms] as const];
        }),
      ),
    cutoffs: new Cutoffs(sample.runs ?? [], actions),
    concurrency: sample.concurrency ?? 8,
  });
}

/** `lib ran`, `web fresh`, `web ran by itself`. */
function runOf(...results: readonly string[]): RunRecord {
  const ofDependency: Reason = {
    kind: 'dependency-changed',
    action: 'x' as ActionId,
    before: undefined,
    after: undefined,
  };
  return {
    id: 'run',
    startedAt: 0 as EpochMs,
    duration: 0 as DurationMs,
    targets: [],
    actions: results.map((line) => {
      const [id, state, ...itself] = line.split(' ');
      return {
        id: id as ActionId,
        state: state as ActionState,
        reasons:
          state === 'ran' ? [itself.length > 0 ? { kind: 'never-built' } : ofDependency] : [],
        duration: 0 as DurationMs,
        saved: 0 as DurationMs,
        unchanged: false,
        key: undefined,
      };
    }),
  };
}

function list({ actions }: Impact): string[] {
  return actions.map(({ id, likelihood, via }) => {
    const cause = via.type === 'file' ? via.path : via.id;
    return `${id} ${Math.round(likelihood * 100)}% ${cause}`;
  });
}

const chain: Sample = {
  actions: ['lib', 'web < lib', 'deploy < web', 'lint', 'docs < ~lib'],
  readers: { 'lib/a.ts': ['lib', 'lint'], 'web/b.ts': ['web'] },
  durations: { lib: 1000, web: 2000, deploy: 500, lint: 300 },
};

suite('what would run', () => {
  test('those that read the file, and what is behind them; nothing else', () => {
    deepEqual(list(predict(['lib/a.ts'], chain)), [
      'lib 100% lib/a.ts',
      'lint 100% lib/a.ts',
      'web 100% lib',
      'deploy 100% web',
    ]);
    deepEqual(list(predict(['web/b.ts'], chain)), ['web 100% web/b.ts', 'deploy 100% web']);
  });

  test('nothing, for a file that nobody reads', () => {
    deepEqual(predict(['README.md'], chain), { actions: [], expectedMs: 0, workMs: 0, unknown: 0 });
  });

  test('through an action that only stands for others, which is not listed itself', () => {
    const sample = { ...chain, actions: ['lib', '(all) < lib', 'web < all'] };
    deepEqual(list(predict(['lib/a.ts'], sample)), ['lib 100% lib/a.ts', 'web 100% all']);
  });

  test('not one that never ends', () => {
    const sample = { ...chain, actions: ['lib', 'serve < lib'] };
    deepEqual(list(predict(['lib/a.ts'], sample)), ['lib 100% lib/a.ts']);
  });
});

suite('how likely', () => {
  test('the share of runs in which early cutoff did not spare it, and one run more', () => {
    const runs = [
      runOf('lib ran', 'web fresh', 'deploy fresh'),
      runOf('lib ran', 'web fresh', 'deploy fresh'),
      runOf('lib ran', 'web ran', 'deploy fresh'),
    ];
    // web: ran once, spared twice. deploy: web ran once, and it was spared.
    deepEqual(list(predict(['lib/a.ts'], { ...chain, runs })), [
      'lib 100% lib/a.ts',
      'lint 100% lib/a.ts',
      'web 50% lib',
      'deploy 25% web',
    ]);
  });

  test('says nothing of runs for other reasons, of hits, or where nothing before it ran', () => {
    const runs = [
      runOf('lib ran', 'web ran by itself'),
      runOf('lib fresh', 'web fresh'),
      runOf('lib ran', 'web restored'),
    ];
    equal(
      predict(['lib/a.ts'], { ...chain, runs }).actions.find(({ id }) => id === 'web')?.likelihood,
      1,
    );
  });

  test('of several before it, that any of them changes what it writes', () => {
    const sample: Sample = {
      actions: ['a', 'b', 'left < a', 'right < b', 'end < left right'],
      readers: { f: ['a', 'b'] },
      durations: {},
      runs: [runOf('a ran', 'left fresh'), runOf('b ran', 'right fresh')],
    };
    equal(predict(['f'], sample).actions.find(({ id }) => id === 'end')?.likelihood, 0.75);
  });
});

suite('how long', () => {
  test('the longest way where there are slots enough, the sum for the work', () => {
    const { expectedMs, workMs, unknown } = predict(['lib/a.ts'], chain);
    deepEqual({ expectedMs, workMs, unknown }, { expectedMs: 3500, workMs: 3800, unknown: 0 });
  });

  test('the sum with one slot', () => {
    equal(predict(['lib/a.ts'], { ...chain, concurrency: 1 }).expectedMs, 3800);
  });

  test('as lists are scheduled with two: the longest way first', () => {
    const sample: Sample = {
      actions: ['a', 'b', 'c', 'd < c'],
      readers: { f: ['a', 'b', 'c'] },
      durations: { a: 2, b: 2, c: 1, d: 3 },
      concurrency: 2,
    };
    const found = predict(['f'], sample);
    deepEqual(
      found.actions.map(({ id }) => id),
      ['c', 'a', 'd', 'b'],
    );
    equal(found.expectedMs, 4);
  });

  test('weighed by how likely each is; what never ran is counted as unknown', () => {
    const found = predict(['lib/a.ts'], {
      ...chain,
      durations: { lib: 1000, web: 2000 },
      runs: [runOf('lib ran', 'web fresh')],
    });
    deepEqual([found.expectedMs, found.workMs, found.unknown], [2000, 2000, 2]);
  });

  test('10,000 actions in well under a second', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `r${at}`);
    const sample: Sample = {
      actions: [...names, `all < ${names.join(' ')}`],
      readers: { layout: names },
      durations: Object.fromEntries(names.map((name) => [name, 1])),
      concurrency: 2,
    };
    const from = performance.now();
    equal(predict(['layout'], sample).expectedMs, 5000);
    ok(performance.now() - from < 3000);
  });
});

// What a run was bound by, against a model that tries every chain.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { criticalPath, type TimedAction } from '../../server/profiles/run/criticalPath.ts';

/** Each depends on some of those before it. */
function graphsOf(duration: fc.Arbitrary<number>): fc.Arbitrary<readonly TimedAction[]> {
  const action = fc.record({
    duration,
    edges: fc.array(fc.nat(20), { maxLength: 3 }),
    place: fc.nat(),
  });
  return fc.array(action, { maxLength: 9 }).map((made) => {
    const actions = made.map(({ duration, edges }, at) => {
      const before = at === 0 ? [] : edges.map((edge) => `a${edge % at}`);
      return { id: `a${at}`, duration, dependsOn: [...new Set(before)] };
    });
    // In any order: actions of a run are not sorted by what they need.
    const placeOf = ({ id }: TimedAction) => made[Number(id.slice(1))]?.place ?? 0;
    return actions.sort((a, b) => placeOf(a) - placeOf(b));
  });
}

/** Whole numbers, so that sums are exact. */
const graphs = graphsOf(fc.nat(9));
/** What a clock gives: sums of them differ in their last digits by the order in which they are added. */
const measuredGraphs = graphsOf(
  fc.oneof(
    fc.nat(1e9).map((part) => part / 1e9),
    fc.nat(1e9).map((part) => part / 3e4),
  ),
);

/** Every chain of dependencies, each action once at its end and going back. */
function chains(actions: readonly TimedAction[]): string[][] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const endingAt = (id: string): string[][] => {
    const before = (byId.get(id)?.dependsOn ?? []).flatMap(endingAt);
    return [[id], ...before.map((chain) => [...chain, id])];
  };
  return actions.flatMap(({ id }) => endingAt(id));
}

function weigh(
  chain: readonly string[],
  actions: readonly TimedAction[],
  without?: string,
): number {
  return chain
    .filter((id) => id !== without)
    .reduce((sum, id) => sum + (actions.find((action) => action.id === id)?.duration ?? 0), 0);
}

test('length, slack and savings are those of the model that tries every chain', () => {
  fc.assert(
    fc.property(graphs, (actions) => {
      const all = chains(actions);
      const longest = (without?: string) =>
        Math.max(0, ...all.map((chain) => weigh(chain, actions, without)));
      const result = criticalPath(actions);
      strictEqual(result.length, longest());
      for (const { id } of actions) {
        const through = all
          .filter((chain) => chain.includes(id))
          .map((chain) => weigh(chain, actions));
        strictEqual(result.slack.get(id), longest() - Math.max(...through), `slack of ${id}`);
        strictEqual(result.wouldSave.get(id), longest() - longest(id), `savings of ${id}`);
      }
      strictEqual(weigh(result.path, actions), result.length);
      for (const [at, id] of result.path.entries()) {
        const next = result.path[at + 1];
        const isChain = all.some(
          (chain) =>
            chain.includes(id) && (next === undefined || chain.indexOf(next) > chain.indexOf(id)),
        );
        ok(isChain && result.slack.get(id) === 0);
      }
    }),
    { numRuns: 500 },
  );
});

test('with times as they are measured, the path is whole and savings are found', () => {
  fc.assert(
    fc.property(measuredGraphs, (actions) => {
      const all = chains(actions);
      const longest = (without?: string) =>
        Math.max(0, ...all.map((chain) => weigh(chain, actions, without)));
      const result = criticalPath(actions);
      const isNear = (actual: number | undefined, expected: number, what: string) =>
        ok(
          Math.abs((actual ?? Number.NaN) - expected) < 1e-6,
          `${what}: ${actual}, not ${expected}`,
        );
      isNear(result.length, longest(), 'length');
      isNear(weigh(result.path, actions), longest(), `path ${result.path.join()}`);
      for (const { id } of actions) {
        const through = all.filter((chain) => chain.includes(id));
        const most = Math.max(...through.map((chain) => weigh(chain, actions)));
        isNear(result.slack.get(id), longest() - most, `slack of ${id}`);
        isNear(result.wouldSave.get(id), longest() - longest(id), `savings of ${id}`);
        ok((result.slack.get(id) ?? -1) >= 0);
      }
    }),
    { numRuns: 1000 },
  );
});

test('dependencies outside of the run, and circles, count for nothing', () => {
  const { path, length } = criticalPath([
    { id: 'a', dependsOn: ['b', 'gone'], duration: 2 },
    { id: 'b', dependsOn: ['a'], duration: 3 },
  ]);
  deepStrictEqual([path, length], [['b', 'a'], 5]);
  deepStrictEqual(criticalPath([]).path, []);
});

test('a chain of 20,000 actions is walked without recursion', () => {
  const actions = Array.from({ length: 20_000 }, (_, at) => {
    return {
      id: `a${at}`,
      dependsOn: at === 0 ? [] : [`a${at - 1}`],
      duration: at % 1000 === 0 ? 1 : 0,
    };
  });
  strictEqual(criticalPath(actions).path.length, 20);
});

test('savings of a path of 20,000 actions take no longer than finding it', () => {
  const actions = Array.from({ length: 20_000 }, (_, at) => {
    return { id: `a${at}`, dependsOn: at === 0 ? [] : [`a${at - 1}`], duration: 1 + (at % 7) };
  });
  const start = performance.now();
  const { wouldSave, path } = criticalPath(actions);
  const ms = performance.now() - start;
  strictEqual(path.length, actions.length);
  for (const { id, duration } of actions) strictEqual(wouldSave.get(id), duration);
  // 0.1 s here; 13 s where every action of the path is tried by itself.
  ok(ms < 3000, `${Math.round(ms)} ms`);
});

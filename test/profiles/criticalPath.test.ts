// What a run was bound by, against a model that tries every chain.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { criticalPath, type TimedAction } from '../../server/profiles/run/criticalPath.ts';

/** Whole numbers, so that sums are exact; each depends on some of those before it. */
const graphs: fc.Arbitrary<readonly TimedAction[]> = fc
  .array(
    fc.record({
      duration: fc.nat(9),
      edges: fc.array(fc.nat(20), { maxLength: 3 }),
      place: fc.nat(),
    }),
    { maxLength: 9 },
  )
  .map((made) => {
    const actions = made.map(({ duration, edges }, at) => {
      const before = at === 0 ? [] : edges.map((edge) => `a${edge % at}`);
      return { id: `a${at}`, duration, dependsOn: [...new Set(before)] };
    });
    // In any order: actions of a run are not sorted by what they need.
    return actions.sort(
      (a, b) =>
        (made[Number(a.id.slice(1))]?.place ?? 0) - (made[Number(b.id.slice(1))]?.place ?? 0),
    );
  });

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

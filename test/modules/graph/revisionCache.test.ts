// Answers that are kept for one revision: asked again they cost a look-up, after a change they are computed anew.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { ModuleAnswers } from '../../../server/modules/graph/answers.ts';
import type { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import { RevisionCache } from '../../../server/modules/graph/revisionCache.ts';
import { graphOf, recordOf } from './sampleGraph.ts';

test('an answer is computed once a revision', () => {
  let revision = 1;
  let computed = 0;
  const cache = new RevisionCache(() => revision);
  const ask = (): number => cache.get('a', () => ++computed);
  deepEqual([ask(), ask()], [1, 1]);
  revision = 2;
  deepEqual([ask(), ask()], [2, 2]);
  equal(cache.peek('b'), undefined);
});

test('what was computed in turns for an older revision is not kept', () => {
  let revision = 1;
  const cache = new RevisionCache(() => revision);
  const { revision: begun } = cache;
  revision = 2;
  cache.put('a', 'old', begun);
  equal(cache.peek('a'), undefined);
  cache.put('a', 'new', revision);
  equal(cache.peek('a'), 'new');
});

test('no more answers are kept than the limit says', () => {
  const cache = new RevisionCache(() => 1, 2);
  for (const name of ['a', 'b', 'c']) cache.get(name, () => name);
  deepEqual([cache.peek('a'), cache.peek('b'), cache.peek('c')], [undefined, 'b', 'c']);
});

/** Modules of which each imports the two at half and a third of its number. */
function sample(modules: number): ModuleGraph {
  return graphOf(
    ...Array.from({ length: modules }, (_, at) => `m${at} -> m${at >> 1} m${Math.floor(at / 3)}`),
  );
}

function answersOf(graph: ModuleGraph): ModuleAnswers {
  const none = () => new Map();
  return new ModuleAnswers({ graph, records: none, read: () => undefined, ofActions: () => [] });
}

/** Milliseconds of one call, the least of several rounds. @param prepare is not timed */
function timeOf(work: () => unknown, calls: number, prepare: () => void = () => undefined): number {
  let best = Infinity;
  for (let round = 0; round < 15; round++) {
    prepare();
    const from = performance.now();
    for (let call = 0; call < calls; call++) work();
    best = Math.min(best, (performance.now() - from) / calls);
  }
  return best;
}

suite('asked again, answers come at least 100 times faster', () => {
  for (const modules of [50, 100, 10_000]) {
    const lookUps: Readonly<Record<string, (answers: ModuleAnswers) => unknown>> = {
      'one by index': (answers) => answers.figures('m1' as RelativePath),
      'all of a kind': (answers) => atOnce(answers.circles()),
      'all reached': (answers) => answers.reached('m1', 'dependents'),
    };
    for (const [name, look] of Object.entries(lookUps))
      test(`${name} of ${modules}`, (t) => {
        const graph = sample(modules);
        const answers = answersOf(graph);
        const change = { changed: [], removed: [] };
        const computed = timeOf(
          () => look(answers),
          1,
          () => {
            graph.touch();
            graph.apply(change);
          },
        );
        look(answers);
        const again = timeOf(() => look(answers), 2000);
        const times = Math.round(computed / again);
        t.diagnostic(
          `${(computed * 1000).toFixed(1)} µs, again ${(again * 1e6).toFixed(0)} ns: ${times} times`,
        );
        ok(times >= 100, `${times} times`);
      });
  }
});

test('one module that changes drops what was known of all', () => {
  const graph = graphOf('a -> b', 'b -> c');
  const answers = answersOf(graph);
  equal(answers.figures('c' as RelativePath)?.affected, 2);
  graph.apply({ changed: [recordOf('a', [])], removed: [] });
  equal(answers.figures('c' as RelativePath)?.affected, 1);
});

// Answers about the graph of modules against a model that is too simple to be wrong: sets of names, followed one by one.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { ModuleAnswers } from '../../../server/modules/graph/answers.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import type { ModuleRecord } from '../../../server/modules/model.ts';
import { type Edge, edges, graphOf, nameOf, recordsWith } from './sampleGraph.ts';

const modules = 12;

function answersOf(graph: ModuleGraph, records: readonly ModuleRecord[] = []): ModuleAnswers {
  return new ModuleAnswers({
    graph,
    records: () => new Map(records.map((record) => [record.path, record])),
    read: () => undefined,
    ofActions: () => [],
  });
}

/** The simple model. */
class Model {
  readonly all: readonly Edge[];

  constructor(all: readonly Edge[]) {
    this.all = all;
  }

  next(node: number, isBack: boolean, isValue = false): number[] {
    const found = this.all
      .filter(({ kind }) => !isValue || kind !== 'type')
      .filter(({ from, to }) => (isBack ? to : from) === node)
      .map(({ from, to }) => (isBack ? from : to));
    return [...new Set(found)];
  }

  /** Without the node itself. */
  reached(node: number, isBack: boolean): Set<number> {
    const found = new Set([node]);
    for (const one of found) for (const other of this.next(one, isBack)) found.add(other);
    found.delete(node);
    return found;
  }

  /** Steps from one to another over imports that stay at run time; 0 steps are none. */
  steps(from: number, to: number, isValue: boolean): number | undefined {
    let level = new Set([from]);
    for (let step = 1; step <= modules; step++) {
      level = new Set([...level].flatMap((node) => this.next(node, false, isValue)));
      if (level.has(to)) return step;
    }
    return undefined;
  }

  /** Members of each circle, and the length of the shortest in it. */
  circles(): { readonly members: string[]; readonly length: number }[] {
    const found: { members: string[]; length: number }[] = [];
    const seen = new Set<number>();
    for (let node = 0; node < modules; node++) {
      if (seen.has(node) || this.steps(node, node, true) === undefined) continue;
      const members = Array.from({ length: modules }, (_, other) => other).filter(
        (other) =>
          other === node ||
          (this.steps(node, other, true) !== undefined &&
            this.steps(other, node, true) !== undefined),
      );
      for (const member of members) seen.add(member);
      const lengths = members.map((member) => this.steps(member, member, true) ?? Infinity);
      found.push({ members: members.map(nameOf).sort(), length: Math.min(...lengths) });
    }
    return found;
  }
}

const scenario = edges(modules);
const runs = { numRuns: 300 };

suite('answers equal those of a simple model', () => {
  test('neighbours and everything reached, both ways', () => {
    fc.assert(
      fc.property(scenario, (all) => {
        const [answers, model] = [answersOf(graphFrom(all)), new Model(all)];
        for (let node = 0; node < modules; node++)
          for (const direction of ['dependencies', 'dependents'] as const) {
            const isBack = direction === 'dependents';
            deepEqual(
              answers.neighbours(nameOf(node), direction),
              namesOf(model.next(node, isBack)),
            );
            const reached = answers.graph.pathsOf(answers.reached(nameOf(node), direction));
            deepEqual(reached.sort(), namesOf(model.reached(node, isBack)));
          }
      }),
      runs,
    );
  });

  test('how many each one reaches, counted for all at once', () => {
    fc.assert(
      fc.property(scenario, (all) => {
        const [answers, model] = [answersOf(graphFrom(all)), new Model(all)];
        for (const direction of ['dependencies', 'dependents'] as const) {
          const counts = atOnce(answers.counts(direction));
          for (let node = 0; node < modules; node++) {
            const number = answers.graph.numberOf(nameOf(node)) ?? -1;
            equal(counts[number], model.reached(node, direction === 'dependents').size);
          }
        }
      }),
      runs,
    );
  });

  test('circles and a shortest one in each', () => {
    fc.assert(
      fc.property(scenario, (all) => {
        const [answers, model] = [answersOf(graphFrom(all)), new Model(all)];
        const found = atOnce(answers.circles()).map(({ members, shortest }) => ({
          members: answers.graph.pathsOf(members).sort(),
          length: shortest.length,
        }));
        equal(answers.circleCount, found.length);
        deepEqual(byMembers(found), byMembers(model.circles()));
        for (const { shortest } of atOnce(answers.circles()))
          ok(
            shortest.every((node, at) =>
              answers.graph
                .next(node, 'dependencies', 'values')
                .includes(shortest[(at + 1) % shortest.length] ?? -1),
            ),
          );
      }),
      runs,
    );
  });

  test('the shortest way between two', () => {
    fc.assert(
      fc.property(scenario, fc.nat(modules - 1), fc.nat(modules - 1), (all, from, to) => {
        const way = answersOf(graphFrom(all)).way(nameOf(from), nameOf(to));
        const steps = from === to ? 0 : new Model(all).steps(from, to, false);
        equal(way?.length, steps === undefined ? undefined : steps + 1);
      }),
      runs,
    );
  });
});

test('a graph that followed changes equals one that is made of what there is now', () => {
  const script = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('edit' as const), node: fc.nat(modules - 1), all: scenario }),
      fc.record({ type: fc.constant('remove' as const), node: fc.nat(modules - 1) }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(scenario, script, (all, steps) => {
      const followed = graphFrom(all);
      const now = new Map(
        recordsWith(modules, all).map((record) => [record.path as string, record]),
      );
      for (const step of steps) {
        const path = nameOf(step.node) as RelativePath;
        if (step.type === 'remove') {
          now.delete(path);
          followed.apply({ changed: [], removed: [path] });
          continue;
        }
        const record = recordsWith(modules, step.all)[step.node];
        if (record === undefined) continue;
        now.set(path, record);
        followed.apply({ changed: [record], removed: [] });
      }
      const made = new ModuleGraph();
      made.apply({ changed: [...now.values()], removed: [] });
      deepEqual(listOf(followed), listOf(made));
      equal(followed.modules, made.modules);
    }),
    runs,
  );
});

test('an analysis that changes nothing leaves the revision, and with it all answers', () => {
  const graph = graphOf('a -> b', 'b -> c');
  const answers = answersOf(graph);
  const reached = answers.reached('a', 'dependencies');
  equal(graph.apply({ changed: recordsWith(0, []), removed: [] }), false);
  equal(graph.apply({ changed: [], removed: ['nowhere' as RelativePath] }), false);
  equal(answers.reached('a', 'dependencies'), reached, 'the same answer, not one computed again');
});

test('a circle through type-only imports is none', () => {
  const answers = answersOf(graphOf('a -> b', 'b ~> a'));
  deepEqual(atOnce(answers.circles()), []);
  equal(answers.figures('a' as RelativePath)?.inCycle, false);
  deepEqual(answers.neighbours('a', 'dependents'), ['b'], 'and still an import');
});

test('a circle through imports of what are types alone is none, as long as they are', () => {
  const exported = (name: string, isType: boolean) => ({ name, isType, start: 0, end: 0 });
  const moduleOf = (
    path: string,
    to: string,
    names: readonly string[],
    exports: readonly ReturnType<typeof exported>[],
  ): ModuleRecord => ({
    path: path as RelativePath,
    facts: {
      imports: [{ kind: 'static', specifier: to, start: 0, end: 0, names }],
      exports,
      problems: [],
    },
    resolutions: [{ type: 'file', path: to as RelativePath }],
  });
  const all = new Map<RelativePath, ModuleRecord>();
  const graph = new ModuleGraph();
  const answers = new ModuleAnswers({
    graph,
    records: () => all,
    read: () => undefined,
    ofActions: () => [],
  });
  const put = (...records: ModuleRecord[]): void => {
    for (const record of records) all.set(record.path, record);
    graph.apply({ changed: records, removed: [] });
  };
  const check = (count: number, what: string): void => {
    equal(atOnce(answers.circles()).length, count, what);
    equal(answers.circleCount, count, what);
    equal(answers.figures('a' as RelativePath)?.inCycle, count > 0, what);
  };
  const car = exported('Car', true);
  put(moduleOf('a', 'b', ['act'], [car, exported('run', false)]));
  put(moduleOf('b', 'a', ['Car'], [exported('act', false)]));
  check(0, 'an interface');
  put(moduleOf('a', 'b', ['act'], [exported('Car', false), exported('run', false)]));
  check(1, 'it became a class');
  put(moduleOf('a', 'b', ['act'], [car, exported('Car', false), exported('run', false)]));
  check(1, 'an interface and a constant of one name');
  put(moduleOf('a', 'b', ['act'], [car, exported('run', false)]));
  check(0, 'an interface again');
  for (const names of [['Car', 'run'], ['*'], []]) {
    put(moduleOf('b', 'a', names, [exported('act', false)]));
    check(1, `imports ${names}`);
  }
  put(moduleOf('b', 'a', ['Car'], [exported('act', false)]));
  check(0, 'the type alone');
  const b = moduleOf('b', 'a', ['Car'], [exported('act', false)]);
  const reference = { kind: 'reference', specifier: './a', start: 0, end: 0, names: [] } as const;
  const imports = [...b.facts.imports, reference];
  put({ ...b, facts: { ...b.facts, imports }, resolutions: [...b.resolutions, ...b.resolutions] });
  check(0, 'the type, and a reference');
  deepEqual(answers.neighbours('a', 'dependents'), ['b'], 'and still an import');
});

test('a file that is gone and imported by nobody is not there any more', () => {
  const graph = graphOf('a -> b');
  graph.apply({ changed: [], removed: ['b' as RelativePath] });
  ok(graph.numberOf('b') !== undefined, 'a still imports it');
  graph.apply({ changed: recordsWith(1, []), removed: ['a' as RelativePath] });
  equal(graph.numberOf('a'), undefined);
  equal(graph.numberOf('b'), undefined);
  equal(graph.modules, 1);
});

test('the longest way down, a circle being one place', () => {
  const answers = answersOf(graphOf('a -> b', 'b -> c', 'c -> b d', 'd -> e'));
  const depthOf = (path: string) => answers.depths[answers.graph.numberOf(path) ?? -1];
  deepEqual(['a', 'b', 'c', 'd', 'e'].map(depthOf), [3, 2, 2, 1, 0]);
});

test('a chain of 50,000 modules, and a circle of 20,000, fit the stack', () => {
  const length = 50_000;
  const chain = Array.from({ length }, (_, at) => `m${at} -> m${at + 1}`);
  const answers = answersOf(graphOf(...chain));
  equal(answers.reached('m0', 'dependencies').length, length);
  equal(atOnce(answers.counts('dependents'))[answers.graph.numberOf(`m${length}`) ?? -1], length);
  const ring = Array.from({ length: 20_000 }, (_, at) => `m${at} -> m${(at + 1) % 20_000}`);
  equal(atOnce(answersOf(graphOf(...ring)).circles())[0]?.shortest.length, 20_000);
});

function graphFrom(all: readonly Edge[]): ModuleGraph {
  const graph = new ModuleGraph();
  graph.apply({ changed: recordsWith(modules, all), removed: [] });
  return graph;
}

function namesOf(numbers: Iterable<number>): string[] {
  return [...numbers].map(nameOf).sort();
}

function byMembers<Item extends { readonly members: readonly string[] }>(items: Item[]): Item[] {
  return items.sort((a, b) => (a.members.join() < b.members.join() ? -1 : 1));
}

/** All edges with their number of imports, by name. */
function listOf(graph: ModuleGraph): string[] {
  const lines: string[] = [];
  for (const choice of ['all', 'values'] as const)
    for (const node of graph.present()) {
      const { starts, targets, imports } = graph.edges('dependents', choice);
      for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++)
        lines.push(
          `${choice} ${graph.pathOf(node)} ${graph.pathOf(targets[edge] ?? 0)} ${imports[edge]}`,
        );
    }
  return lines.sort();
}

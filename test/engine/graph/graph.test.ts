/** The graph look-ups against a dumb model: random graphs, with cycles, of up to 30 nodes; and their cost on 10,000 nodes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findCycles } from '../../../server/engine/graph/cycles.ts';
import type { ActionGraph, GraphAction } from '../../../server/engine/graph/graph.ts';
import {
  buildGraph,
  reachable,
  shortestPath,
  subgraph,
  topologicalOrder,
} from '../../../server/engine/graph/graph.ts';
import { priorities } from '../../../server/engine/graph/priorities.ts';
import type { ActionId, DurationMs } from '../../../server/engine/model/brand.ts';

const id = (n: number): ActionId => `p${n}#build` as ActionId;
const ms = (n: number): DurationMs => n as DurationMs;

/** Edges `[from, to]`: from depends on to. */
type Edges = readonly (readonly [number, number])[];

function actionsOf(nodes: number, edges: Edges): Map<ActionId, GraphAction> {
  const actions = new Map<ActionId, GraphAction>();
  for (let n = 0; n < nodes; n++) {
    const dependsOn = edges
      .filter(([from]) => from === n)
      .map(([, to]) => ({ action: id(to), readsOutputs: true }));
    actions.set(id(n), { dependsOn });
  }
  return actions;
}

/** reach[a][b]: b is reachable from a in one or more steps. Floyd and Warshall: slow, and plainly right. */
function closure(nodes: number, edges: Edges): boolean[][] {
  const reach = Array.from({ length: nodes }, () => new Array<boolean>(nodes).fill(false));
  for (const [from, to] of edges) if (reach[from]) reach[from][to] = true;
  for (let k = 0; k < nodes; k++)
    for (const row of reach)
      if (row[k]) for (let j = 0; j < nodes; j++) row[j] ||= reach[k]?.[j] ?? false;
  return reach;
}

const anyGraph = fc.integer({ min: 1, max: 30 }).chain((nodes) =>
  fc.record({
    nodes: fc.constant(nodes),
    edges: fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: nodes * 2 }),
  }),
);

const anyAcyclicGraph = anyGraph.map(({ nodes, edges }) => ({
  nodes,
  edges: edges
    .filter(([from, to]) => from !== to)
    .map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const),
}));

test('reachable equals the closure of the edges, both ways', () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const graph = buildGraph(actionsOf(nodes, edges));
      const reach = closure(nodes, edges);
      for (let n = 0; n < nodes; n++) {
        const down = Array.from({ length: nodes }, (_, m) => m).filter((m) => reach[n]?.[m]);
        const up = Array.from({ length: nodes }, (_, m) => m).filter((m) => reach[m]?.[n]);
        assert.deepEqual(
          [...reachable(graph, [id(n)], 'dependencies')].sort(),
          down.map(id).sort(),
        );
        assert.deepEqual([...reachable(graph, [id(n)], 'dependents')].sort(), up.map(id).sort());
      }
    }),
  );
});

test('a shortest path exists exactly where the end is reachable, follows edges, and no shorter one does', () => {
  fc.assert(
    fc.property(anyGraph, fc.nat(29), fc.nat(29), ({ nodes, edges }, a, b) => {
      const [from, to] = [id(a % nodes), id(b % nodes)];
      const graph = buildGraph(actionsOf(nodes, edges));
      const path = shortestPath(graph, from, to);
      const layers = layersFrom(graph, from);
      assert.equal(path?.length, layers.get(to));
      if (!path) return;
      assert.deepEqual([path[0], path.at(-1)], [from, to]);
      path.slice(1).forEach((next, at) => {
        const here = path[at];
        assert.ok(here && graph.dependencies.get(here)?.includes(next));
      });
    }),
  );
});

/** Number of nodes on a shortest path, by repeated widening of the set of found nodes. */
function layersFrom(graph: ActionGraph, from: ActionId): Map<ActionId, number> {
  const layers = new Map<ActionId, number>([[from, 1]]);
  for (let layer = 1, grew = true; grew; layer++) {
    grew = false;
    for (const [node, at] of [...layers]) {
      if (at !== layer) continue;
      for (const next of graph.dependencies.get(node) ?? []) {
        if (layers.has(next)) continue;
        layers.set(next, layer + 1);
        grew = true;
      }
    }
  }
  return layers;
}

test('the topological order has every action after its dependencies and leaves out only what a cycle holds back', () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const graph = buildGraph(actionsOf(nodes, edges));
      const order = topologicalOrder(graph);
      const place = new Map(order.map((node, at) => [node, at]));
      const reach = closure(nodes, edges);
      for (let n = 0; n < nodes; n++) {
        const held = [
          n,
          ...Array.from({ length: nodes }, (_, m) => m).filter((m) => reach[n]?.[m]),
        ].some((m) => reach[m]?.[m]);
        assert.equal(place.has(id(n)), !held);
        for (const need of held ? [] : (graph.dependencies.get(id(n)) ?? []))
          assert.ok((place.get(need) ?? Infinity) < (place.get(id(n)) ?? -1));
      }
    }),
  );
});

test('every group of actions that depend on each other is named by one real cycle', () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const graph = buildGraph(actionsOf(nodes, edges));
      const reach = closure(nodes, edges);
      const onCycle = Array.from({ length: nodes }, (_, n) => n).filter((n) => reach[n]?.[n]);
      const groups = new Set(
        onCycle.map((n) => onCycle.filter((m) => reach[n]?.[m] && reach[m]?.[n]).join()),
      );
      const cycles = findCycles(graph);
      assert.equal(cycles.length, groups.size);
      for (const cycle of cycles) {
        assert.equal(cycle[0], cycle.at(-1));
        assert.equal(new Set(cycle).size, cycle.length - 1);
        cycle.slice(1).forEach((next, at) => {
          const here = cycle[at];
          assert.ok(here && graph.dependencies.get(here)?.includes(next));
        });
      }
    }),
  );
});

test('a priority is the duration of the longest chain to the end of the build', () => {
  fc.assert(
    fc.property(
      anyAcyclicGraph,
      fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 30, maxLength: 30 }),
      ({ nodes, edges }, times) => {
        const durations = new Map(times.slice(0, nodes).map((time, n) => [id(n), ms(time)]));
        const longest = (n: number): number =>
          (times[n] ?? 0) +
          Math.max(0, ...edges.filter(([, to]) => to === n).map(([from]) => longest(from)));
        fc.pre(nodes <= 12);
        const found = priorities(actionsOf(nodes, edges), durations);
        for (let n = 0; n < nodes; n++) assert.equal(found.get(id(n)), longest(n));
      },
    ),
  );
});

test('an action without history counts as the mean of the others', () => {
  const actions = actionsOf(3, [[1, 0]]);
  assert.deepEqual(
    [
      ...priorities(
        actions,
        new Map([
          [id(0), ms(10)],
          [id(2), ms(30)],
        ]),
      ),
    ],
    [
      [id(0), 30],
      [id(1), 20],
      [id(2), 30],
    ],
  );
  assert.deepEqual([...priorities(actions, new Map()).values()], [2, 1, 1]);
});

test('edges to unknown actions and doubled edges are left out', () => {
  const graph = buildGraph(
    actionsOf(2, [
      [0, 1],
      [0, 1],
      [0, 7],
    ]),
  );
  assert.deepEqual(graph.dependencies.get(id(0)), [id(1)]);
  assert.deepEqual(graph.dependents.get(id(1)), [id(0)]);
  assert.deepEqual([...subgraph(graph, new Set([id(0)])).dependencies], [[id(0), []]]);
});

test('a chain of 20,000 actions needs no recursion', () => {
  const nodes = 20_000;
  const actions = new Map<ActionId, GraphAction>();
  for (let n = 0; n < nodes; n++)
    actions.set(id(n), { dependsOn: [{ action: id((n + 1) % nodes), readsOutputs: true }] });
  const ring = buildGraph(actions);
  assert.equal(findCycles(ring)[0]?.length, nodes + 1);
  assert.equal(shortestPath(ring, id(0), id(nodes - 1))?.length, nodes);
  actions.set(id(nodes - 1), { dependsOn: [] });
  assert.equal(topologicalOrder(buildGraph(actions)).length, nodes);
  assert.equal(priorities(actions, new Map()).get(id(nodes - 1)), nodes);
});

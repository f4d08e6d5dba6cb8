/** The graph's text forms: exact output for a small graph, and names that try to break out of their quotes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphFormat } from '../../../server/engine/graph/formats.ts';
import { formatGraph } from '../../../server/engine/graph/formats.ts';
import type { Direction } from '../../../server/engine/graph/graph.ts';
import { buildGraph } from '../../../server/engine/graph/graph.ts';
import type { ActionId } from '../../../server/engine/model/brand.ts';

/** `{ app: ['web', 'core'], web: ['core'], core: [] }` */
function format(
  needs: Record<string, readonly string[]>,
  kind: GraphFormat,
  roots: readonly string[],
  direction: Direction,
): string {
  const actions = new Map(
    Object.entries(needs).map(([id, targets]) => [
      id as ActionId,
      { dependsOn: targets.map((target) => ({ action: target as ActionId, readsOutputs: true })) },
    ]),
  );
  return formatGraph(
    {
      graph: buildGraph(actions),
      roots: roots as readonly ActionId[],
      direction,
      visible: (text) => text.replace('\n', '\\n'),
    },
    kind,
  );
}

const small = { app: ['web', 'core', 'log'], web: ['core'], core: ['log'], log: [] };

test('the tree prints each subtree once', () => {
  assert.equal(
    format(small, 'text', ['app'], 'dependencies'),
    ['app', '├─ core', '│  └─ log', '├─ log', '└─ web', '   └─ core (above)', ''].join('\n'),
  );
  assert.equal(format(small, 'text', ['web'], 'dependents'), 'web\n└─ app\n');
});

test('a cycle in the tree ends where it comes round', () => {
  assert.equal(
    format({ a: ['b'], b: ['a'] }, 'text', ['a'], 'dependencies'),
    'a\n└─ b\n   └─ a (above)\n',
  );
});

test('JSON, DOT and Mermaid list the same nodes and edges, sorted', () => {
  const graph = { web: ['core'], core: [] };
  assert.deepEqual(JSON.parse(format(graph, 'json', [], 'dependencies')), {
    nodes: ['core', 'web'],
    edges: [{ from: 'web', to: 'core' }],
  });
  assert.equal(
    format(graph, 'dot', [], 'dependencies'),
    'digraph actions {\n  rankdir = "LR";\n  node [shape = "box"];\n  "core";\n  "web";\n  "web" -> "core";\n}\n',
  );
  assert.equal(
    format(graph, 'mermaid', [], 'dependencies'),
    'flowchart LR\n  n0["core"]\n  n1["web"]\n  n1 --> n0\n',
  );
});

test('hostile names stay inside their quotes', () => {
  const graph = { 'a"];evil\\\n[b': [] };
  const dot = format(graph, 'dot', [], 'dependencies');
  assert.ok(dot.includes('  "a\\"];evil\\\\\\n[b";\n'), dot);
  const mermaid = format(graph, 'mermaid', [], 'dependencies');
  assert.ok(mermaid.includes('  n0["a#34;#93;#59;evil#92;#10;#91;b"]\n'), mermaid);
  assert.equal(format(graph, 'text', Object.keys(graph), 'dependencies'), 'a"];evil\\\\n[b\n');
});

// The decision for one action: recorded dependencies of every kind, checked in the order in which they were observed.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FileDigest, RelativePath } from '../../../server/engine/model/brand.ts';
import type { Reason } from '../../../server/engine/model/reason.ts';
import type { Dependency } from '../../../server/engine/model/trace.ts';
import { action, patterns } from '../../support/engine/actions.ts';
import { FakeWorld, told } from '../../support/engine/fakeEngine.ts';
import { fakeHasher } from '../../support/engine/fakeHasher.ts';

const page = action({
  id: 'pages:a',
  kind: 'rule',
  work: { type: 'builder', module: 'b.ts' as RelativePath, input: 'a' as RelativePath },
  discovery: { type: 'tracked' },
  inputs: null,
  outputs: ['out'],
});

/** What a builder observes when it looks at a path in one of its ways. */
function observed(world: FakeWorld, path: string, isNames: boolean): Dependency {
  const name = path as RelativePath;
  if (isNames) {
    const names = patterns(path, ['*']);
    return { kind: 'glob', patterns: names, matches: world.files.glob(names) };
  }
  const text = world.disk.get(path);
  if (text === undefined) return { kind: 'absent', path: name };
  return { kind: 'file', path: name, digest: fakeHasher.digest(text) as FileDigest };
}

/** Which of the places the reasons speak of, each once. A list of names shows as the names that came and went. */
function placesOf(reasons: readonly Reason[], places: readonly string[]): string[] {
  const found = reasons.map((reason) => {
    const path = 'path' in reason ? String(reason.path) : reason.kind;
    return places.includes(path) ? path : (path.split('/')[0] ?? '');
  });
  return [...new Set(found)];
}

const places = ['a', 'b', 'c', 'd/x', 'd/y', 'e/x'];
const place = fc.constantFrom(...places);
const look = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map((path) => ({ path, isNames: false })),
  fc.constantFrom('d', 'e').map((path) => ({ path, isNames: true })),
);
const edit = fc.record({
  path: place,
  text: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
});

function apply(world: FakeWorld, path: string, text: string | undefined): void {
  if (text === undefined) world.disk.delete(path);
  else world.disk.set(path, text);
}

test('files, absent files and lists of names hold or do not, in the order observed', async () => {
  const all = fc.record({
    before: fc.array(edit, { maxLength: 6 }),
    looks: fc.uniqueArray(look, { minLength: 1, maxLength: 6, selector: ({ path }) => path }),
    edits: fc.array(edit, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(all, async ({ before, looks, edits }) => {
      const world = new FakeWorld();
      for (const { path, text } of before) apply(world, path, text);
      const seen = (): string[] =>
        looks.map(({ path, isNames }) => JSON.stringify(observed(world, path, isNames)));
      world.reads.set(page.id, () =>
        looks.map(({ path, isNames }) => observed(world, path, isNames)),
      );
      deepStrictEqual(told(await world.build([page])), ['ran: never-built']);
      deepStrictEqual(told(await world.build([page])), ['fresh']);
      const was = seen();
      for (const { path, text } of edits) apply(world, path, text);
      const changed = looks.filter((_, at) => seen()[at] !== was[at]);
      const [result] = await world.build([page]);
      strictEqual(result?.state, changed.length === 0 ? 'fresh' : 'ran');
      const order = looks.map(({ path }): string => path);
      deepStrictEqual(
        placesOf(result?.reasons ?? [], order),
        changed.map(({ path }) => path),
        'all that changed and nothing else, in the order observed',
      );
      deepStrictEqual(told(await world.build([page])), ['fresh']);
    }),
    { numRuns: 150 },
  );
});

const copy = action({ id: 'copy', inputs: ['in'], outputs: ['out'] });

/** A world in which `copy` copies. */
function copying(): FakeWorld {
  const world = new FakeWorld();
  world.commands.set('copy', (disk) => disk.set('out', disk.get('in') ?? ''));
  world.disk.set('in', '1');
  return world;
}

test('going back to any earlier state is a hit, and says what changed', async () => {
  const world = copying();
  const states = ['1', '2', '3', '4'];
  for (const state of states) {
    world.disk.set('in', state);
    await world.build([copy]);
  }
  for (const state of [...states, '2', '4', '1']) {
    world.disk.set('in', state);
    deepStrictEqual(told(await world.build([copy])), ['restored: input-changed']);
    strictEqual(world.disk.get('out'), state);
    deepStrictEqual(told(await world.build([copy])), ['fresh']);
  }
});

test('an action of which nothing is kept any more has expired; one that never succeeded was never built', async () => {
  const world = copying();
  deepStrictEqual(told(await world.build([copy])), ['ran: never-built']);
  world.traces.expire();
  deepStrictEqual(told(await world.build([copy])), ['ran: expired']);
});

test('outputs that are gone, edited or too many are put right without running', async () => {
  const world = copying();
  const wide = action({ id: 'copy', inputs: ['in'], outputs: ['out', 'more/**'] });
  await world.build([wide]);
  const damages: Readonly<Record<string, () => void>> = {
    'output-missing': () => world.disk.delete('out'),
    'output-edited': () => world.disk.set('out', 'mine'),
    'output-added': () => world.disk.set('more/mine', ''),
  };
  for (const [kind, damage] of Object.entries(damages)) {
    damage();
    deepStrictEqual(told(await world.build([wide])), [`restored: ${kind}`]);
    deepStrictEqual(
      [...world.disk],
      [
        ['in', '1'],
        ['out', '1'],
      ],
    );
    strictEqual(world.calls.includes('start copy'), false);
  }
});

test('outputs that came out as before leave what is behind fresh', async () => {
  const world = new FakeWorld();
  const chain = [
    action({ id: 'a', inputs: ['in'], outputs: ['a.out'] }),
    action({ id: 'b', dependsOn: ['a'], outputs: ['b.out'] }),
    action({ id: 'c', dependsOn: ['b'], outputs: ['c.out'] }),
  ];
  world.commands.set('a', (disk) => disk.set('a.out', disk.get('in')?.slice(0, 1) ?? ''));
  world.commands.set('b', (disk) => disk.set('b.out', disk.get('a.out')?.toLowerCase() ?? ''));
  world.commands.set('c', (disk) => disk.set('c.out', disk.get('b.out') ?? ''));
  world.disk.set('in', 'x1');
  await world.build(chain);
  world.disk.set('in', 'x2');
  const [a, b, c] = await world.build(chain);
  deepStrictEqual([a?.state, a?.unchanged, b?.state, c?.state], ['ran', true, 'fresh', 'fresh']);
  // Everything behind counts, not only what b wrote: c could have read a's output through it.
  world.disk.set('in', 'X');
  deepStrictEqual(told(await world.build(chain)), [
    'ran: input-changed',
    'ran: dependency-changed',
    'ran: dependency-changed',
  ]);
});

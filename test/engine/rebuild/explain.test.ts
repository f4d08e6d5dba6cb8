// From "it ran" back to the file that a person changed.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { ActionId, RelativePath } from '../../../server/engine/model/brand.ts';
import type { Reason } from '../../../server/engine/model/reason.ts';
import type { Explanation } from '../../../server/engine/model/request.ts';
import type { ActionResult } from '../../../server/engine/model/run.ts';
import { type Chain, chainFrom } from '../../../server/engine/rebuild/explain.ts';
import { OutputOwners } from '../../../server/engine/rebuild/owners.ts';
import { action } from '../../support/engine/actions.ts';
import { FakeWorld } from '../../support/engine/fakeEngine.ts';

const chain = [
  action({ id: 'core', inputs: ['core.src'], outputs: ['core.out'] }),
  action({ id: 'ui', dependsOn: ['core'], outputs: ['ui.out'] }),
  action({ id: 'app', dependsOn: ['ui'], outputs: ['app.out'] }),
];

/** Each writes what the one before wrote, and its own name. */
function makeWorld(): FakeWorld {
  const world = new FakeWorld();
  world.disk.set('core.src', '1');
  for (const [id, from] of [
    ['core', 'core.src'],
    ['ui', 'core.out'],
    ['app', 'ui.out'],
  ] as const)
    world.commands.set(id, (disk) => disk.set(`${id}.out`, `${id} ${disk.get(from)}`));
  return world;
}

async function explain(world: FakeWorld, id: string): Promise<Explanation> {
  const answer = await world.engine(chain).explain(id as ActionId);
  if ('message' in answer) throw new Error(answer.message);
  return answer;
}

test('the way back ends in the file that no action writes', async () => {
  const world = makeWorld();
  await world.build(chain);
  world.disk.set('core.src', '2');
  await world.build(chain);
  const { chain: links, changedFile } = await explain(world, 'app');
  deepStrictEqual(
    links.map((link) => [link.action, link.reason.kind]),
    [
      ['app', 'dependency-changed'],
      ['ui', 'dependency-changed'],
      ['core', 'input-changed'],
    ],
  );
  strictEqual(changedFile, 'core.src');
});

test('it speaks of what was decided then, though the file is another one by now', async () => {
  const world = makeWorld();
  await world.build(chain);
  world.disk.set('core.src', '2');
  await world.build(chain);
  const before = await explain(world, 'app');
  await world.build(chain);
  const after = await explain(world, 'app');
  deepStrictEqual(after.chain, before.chain, 'a build in which nothing happened changes nothing');
});

const owners = new OutputOwners(chain);
const fixed = { key: undefined, duration: 0, saved: 0, unchanged: false };

function result(id: string, ...reasons: readonly unknown[]): ActionResult {
  return { ...fixed, id, state: 'ran', reasons } as unknown as ActionResult;
}

function follow(start: ActionResult, ...others: readonly ActionResult[]): Chain {
  return chainFrom(start, (id) => others.find((each) => each.id === id), owners);
}

const changed = (path: string): Reason => ({
  kind: 'input-added',
  path: path as RelativePath,
  after: undefined,
});
const behind = (id: string): Reason => ({
  kind: 'dependency-changed',
  action: id as ActionId,
  before: undefined,
  after: undefined,
});

test('an input that another action writes leads to that action', () => {
  const { links, changedFile } = follow(
    result('app', changed('core.out')),
    result('core', changed('core.src')),
  );
  deepStrictEqual(
    links.map((link) => link.action),
    ['app', 'core'],
  );
  strictEqual(changedFile, 'core.src');
});

test('"failed the last time" gives way to the reason behind it', () => {
  const { links } = follow(result('app', { kind: 'earlier-failure' }, changed('x')));
  deepStrictEqual(
    links.map((link) => link.reason.kind),
    ['input-added'],
  );
  const alone = follow(result('app', { kind: 'earlier-failure' }));
  deepStrictEqual(
    alone.links.map((link) => link.reason.kind),
    ['earlier-failure'],
  );
  strictEqual(alone.changedFile, undefined);
});

test('a circle of recorded causes ends, and so does a way into what no run knows', () => {
  const circle = follow(result('app', behind('ui')), result('ui', behind('app')), result('app'));
  deepStrictEqual(
    circle.links.map((link) => link.action),
    ['app', 'ui'],
  );
  const lost = follow(result('app', behind('gone')));
  deepStrictEqual(
    lost.links.map((link) => link.action),
    ['app'],
  );
  strictEqual(lost.changedFile, undefined);
});

test('a way of 10,000 actions is followed to its end', () => {
  const results = Array.from({ length: 10_000 }, (_, at) =>
    at === 9999 ? result(`n${at}`, changed('x')) : result(`n${at}`, behind(`n${at + 1}`)),
  );
  const byId = new Map(results.map((each) => [each.id, each]));
  const [first] = results;
  if (!first) throw new Error('nothing to start from');
  const { links, changedFile } = chainFrom(first, (id) => byId.get(id), owners);
  strictEqual(links.length, 10_000);
  strictEqual(changedFile, 'x');
});

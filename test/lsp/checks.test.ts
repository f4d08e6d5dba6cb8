// What a check found must not stand in for what a run did meanwhile. The engine is one whose answers are held back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActionId } from '../../server/engine/model/brand.ts';
import { ActionTable } from '../../server/lsp/folder/actions.ts';
import { Checks } from '../../server/lsp/folder/checks.ts';

const id = 'web#build' as ActionId;
const stale = { id, state: 'ran', reasons: [{ kind: 'never-built' }] };

interface Held {
  readonly checks: Checks;
  readonly table: ActionTable;
  readonly inRun: Set<ActionId>;
  /** Waits until a check has begun. */
  begun(): Promise<void>;
  /** Ends it. */
  answer(): Promise<void>;
}

function held(): Held {
  const inRun = new Set<ActionId>();
  let begin = (): void => undefined;
  let answer = (_record: unknown): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const build = () =>
    new Promise((resolve) => {
      answer = resolve;
      begin();
    });
  const workspace = { actions: new Map([[id, {}]]), settings: { cache: { disable: [] } } };
  const session = { workspace, store: {}, questions: { build }, concurrency: 1 };
  const table = new ActionTable(
    session as never,
    {} as never,
    () => ({ action: () => undefined }) as never,
  );
  const checks = new Checks({
    session: session as never,
    table,
    quiet: async () => undefined,
    isInRun: (action) => inRun.has(action),
    onTrouble: (message) => assert.fail(message),
  });
  const ended = async () => {
    answer({ actions: [stale] });
    await checks.done();
  };
  return { checks, table, inRun, begun: () => begun, answer: ended };
}

test('a check says how an action stands', async () => {
  const { checks, table, begun, answer } = held();
  checks.add([id]);
  await begun();
  await answer();
  assert.equal(table.status(id), 'stale');
});

test('a check that began before a run and ends after it says nothing', async () => {
  const { checks, table, begun, answer } = held();
  checks.add([id]);
  await begun();
  table.settle(id, 'fresh', []);
  await answer();
  assert.equal(table.status(id), 'fresh');
});

test('nor does one while a run is about to settle the action', async () => {
  const { checks, table, inRun, begun, answer } = held();
  checks.add([id]);
  await begun();
  inRun.add(id);
  table.mark(id, 'running');
  await answer();
  assert.equal(table.status(id), 'running');
});

test('one that begins after a run counts', async () => {
  const { checks, table, begun, answer } = held();
  table.settle(id, 'fresh', []);
  checks.add([id]);
  await begun();
  await answer();
  assert.equal(table.status(id), 'stale');
});

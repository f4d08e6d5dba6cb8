/** Batches of changes, with a pause that the test ends by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { ChangeBatch } from '../../../server/host/watcher/changeBatch.ts';
import type { PathChange } from '../../../server/host/watcher/folderWatcher.ts';

const change = (path: string, type: PathChange['type'] = 'update'): PathChange => ({
  path: path as RelativePath,
  type,
});

/** A batch and the pauses it asked for. */
function collect(): { readonly batch: ChangeBatch; pause(): Promise<() => void> } {
  const started: (() => void)[] = [];
  let tell: () => void = () => undefined;
  const batch = new ChangeBatch(
    () =>
      new Promise<void>((resolve) => {
        started.push(resolve);
        tell();
      }),
    50,
  );
  const pause = async (): Promise<() => void> => {
    while (started.length === 0) await new Promise<void>((resolve) => (tell = resolve));
    return started.shift() ?? (() => undefined);
  };
  return { batch, pause };
}

test('a batch ends when a pause passes in which nothing came; paths are named once', async () => {
  const { batch, pause } = collect();
  const next = batch.next();
  batch.add([change('a'), change('b')]);
  const first = await pause();
  batch.add([change('a', 'delete')]);
  first();
  (await pause())();
  assert.deepEqual(await next, [change('a', 'delete'), change('b')]);
});

test('what comes between two batches is in the next one; a new file that is written again is still new', async () => {
  const { batch, pause } = collect();
  batch.add([change('a', 'create'), change('a')]);
  const next = batch.next();
  (await pause())();
  assert.deepEqual(await next, [change('a', 'create')]);
});

test('ending wakes a waiting reader, and one in a pause', async () => {
  const waiting = collect();
  const idle = waiting.batch.next();
  waiting.batch.end();
  assert.equal(await idle, undefined);

  const { batch, pause } = collect();
  batch.add([change('a')]);
  const next = batch.next();
  await pause();
  batch.end();
  assert.equal(await next, undefined);
});

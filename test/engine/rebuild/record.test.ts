// What is written down, and when: blob, then row, then the acknowledgement; nothing of a run that raced with an edit, nothing where
// the disk refuses.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { action } from '../../support/engine/actions.ts';
import { FakeWorld, told } from '../../support/engine/fakeEngine.ts';

const copy = action({ id: 'copy', inputs: ['in'], outputs: ['out', 'out2'] });

function copying(): FakeWorld {
  const world = new FakeWorld();
  world.commands.set('copy', (disk, { onLog }) => {
    onLog({ stream: 'stdout', bytes: Buffer.from('copied\n') });
    disk.set('out', disk.get('in') ?? '').set('out2', '');
  });
  world.disk.set('in', '1');
  return world;
}

test('every blob, then the row, then the acknowledgement', async () => {
  const world = copying();
  await world.build([copy]);
  deepStrictEqual(world.calls, [
    'start copy',
    'blob out',
    'blob out2',
    'blob log',
    'row copy',
    'told copy ran',
    'run',
  ]);
});

test('a restore brings every byte before it is told, and writes no row', async () => {
  const world = copying();
  await world.build([copy]);
  world.disk.delete('out');
  await world.build([copy]);
  deepStrictEqual(world.calls, ['restore out', 'told copy restored', 'run']);
});

test('a failure is written before it is told, and leaves no row', async () => {
  const world = copying();
  world.commands.set('copy', () => 3);
  await world.build([copy]);
  deepStrictEqual(world.calls, ['start copy', 'failure copy', 'told copy failed', 'run']);
  strictEqual(world.traces.rows.length, 0);
});

test('where a blob cannot be kept there is no row; the build goes on and says so', async () => {
  const world = copying();
  world.blobs.refuse = { type: 'io', message: 'The disk is full' };
  deepStrictEqual(told(await world.build([copy])), ['ran: never-built']);
  deepStrictEqual(world.calls, ['start copy', 'blob out', 'told copy ran', 'run']);
  const trouble = world.events.flatMap((event) =>
    event.type === 'cache-trouble' ? event.message : [],
  );
  deepStrictEqual(trouble, ['The disk is full']);
  world.blobs.refuse = undefined;
  deepStrictEqual(told(await world.build([copy])), ['ran: never-built']);
  deepStrictEqual(told(await world.build([copy])), ['fresh']);
});

test('an input that changes while the command runs: nothing is recorded of that run, and it runs again', async () => {
  const world = copying();
  world.commands.set('copy', (disk) => {
    disk.set('out', disk.get('in') ?? '').set('out2', '');
    if (disk.get('in') === '1') disk.set('in', '2');
  });
  deepStrictEqual(told(await world.build([copy])), ['ran: never-built']);
  deepStrictEqual(
    world.calls.filter((call) => /^(start|row)/.test(call)),
    ['start copy', 'start copy', 'row copy'],
  );
  strictEqual(world.disk.get('out'), '2');
  deepStrictEqual(told(await world.build([copy])), ['fresh']);
  // The state that was there when the first attempt began was never recorded.
  world.disk.set('in', '1');
  world.commands.set('copy', (disk) => disk.set('out', disk.get('in') ?? '').set('out2', ''));
  deepStrictEqual(told(await world.build([copy])), ['ran: input-changed']);
});

test('an input that never stops changing: the result stands, unrecorded, with the reason', async () => {
  const world = copying();
  let edits = 0;
  world.commands.set('copy', (disk) => disk.set('in', `edit ${++edits}`));
  deepStrictEqual(told(await world.build([copy])), ['ran: never-built raced']);
  strictEqual(world.traces.rows.length, 0);
  const raced = world.events.filter(({ type }) => type === 'action-raced').length;
  strictEqual(edits, raced + 1, 'each attempt but the last is told');
  deepStrictEqual(told(await world.build([copy])), ['ran: never-built raced']);
});

test('an input that another file joins, or that goes, while the command runs is a race, too', async () => {
  for (const race of ['added', 'removed']) {
    const world = new FakeWorld();
    const all = action({ id: 'all', inputs: ['src/**'], outputs: ['out'] });
    world.disk.set('src/a', '1').set('src/b', '1');
    world.commands.set('all', (disk) => {
      disk.set('out', [...disk.keys()].filter((path) => path.startsWith('src/')).join());
      if (race === 'added') disk.set('src/c', '1');
      else disk.delete('src/b');
    });
    await world.build([all]);
    strictEqual(world.disk.get('out'), race === 'added' ? 'src/a,src/b,src/c' : 'src/a');
    strictEqual(world.traces.rows.length, 1, race);
  }
});

test('with caching off nothing is read or written', async () => {
  const world = copying();
  await world.build([copy]);
  deepStrictEqual(told(await world.build([copy], { noCache: true })), ['ran: not-cached']);
  deepStrictEqual(world.calls, ['start copy', 'told copy ran', 'run']);
  const off = { ...copy, cacheable: false };
  deepStrictEqual(told(await world.build([off])), ['ran: not-cached']);
  deepStrictEqual(world.calls, ['start copy', 'told copy ran', 'run']);
});

test('a dry run writes nothing and starts nothing', async () => {
  const world = copying();
  deepStrictEqual(told(await world.build([copy], { dryRun: true })), ['ran: never-built']);
  deepStrictEqual(
    world.calls.filter((call) => !call.startsWith('told')),
    [],
  );
});

// What the flame chart makes of a run's profile, without its page: its actions, what the run was bound by, and what changed between two runs.

import { deepEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '../../server/profiles/profile.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';
import { actionOfSpan, markSubtrees, runActions } from '../../server/profiles/run/runActions.ts';
import { compareRuns, sumOfChanges } from '../../webview/flame/model/compareRuns.ts';
import { timeLayout } from '../../webview/flame/model/layout.ts';
import { criticalSpans, overlayMarks, overlayOf } from '../../webview/flame/model/overlay.ts';
import { sampleTrace } from './flameSamples.ts';
import { runBefore, runNow, runTrace } from './runSamples.ts';

async function read(text: string): Promise<Profile> {
  const bytes = new TextEncoder().encode(text);
  const profile = await readProfile(ReadableStream.from([bytes]), { name: 'a.trace.json' });
  if ('problem' in profile) throw new Error(profile.problem);
  return profile;
}

const [now, before] = [await read(runNow), await read(runBefore)];

test('actions of a run are read with what is said of them; other profiles have none', async () => {
  const { actions, fresh } = runActions(now);
  deepEqual(
    actions.map(({ id, duration, isCritical, slack }) => [id, duration, isCritical, slack]),
    [
      ['core#build', 100_000, true, 0],
      ['docs#build', 200_000, false, 300_000],
      ['web#build', 400_000, true, 0],
      ['api#build', 60_000, false, 240_000],
      ['new#build', 40_000, false, 200_000],
    ],
  );
  deepEqual(fresh, ['icons#build']);
  deepEqual(runActions(await read(sampleTrace)), { actions: [], fresh: [] });
});

test('a phase belongs to the action around it, and what waits to the action that it is named for', () => {
  const { names, categories } = now.frames;
  const actionsOf = (name: string, category: string) =>
    [...now.spans.frames.keys()]
      .filter((span) => {
        const frame = now.spans.frames[span] ?? -1;
        return names[frame] === name && categories[frame] === category;
      })
      .map((span) => actionOfSpan(now, span));
  deepEqual(actionsOf('Run', 'phase'), [
    ...['core#build', 'web#build'],
    ...['docs#build', 'api#build', 'new#build'],
  ]);
  deepEqual(actionsOf('web#build', 'waiting'), ['web#build']);
});

test('the overlay keeps what the run was bound by, with all below it, and dims the rest', () => {
  const layout = timeLayout(now);
  const marked = criticalSpans(runActions(now).actions);
  const roots = marked.map(({ span, mark }) => [span, mark] as const);
  const { marks, outlined } = overlayOf(layout, markSubtrees(now, roots), marked);
  const nameAt = (position: number) => now.frames.names[layout.frames[position] ?? 0];
  deepEqual(outlined.map(nameAt), ['core#build', 'web#build']);
  const kept = [...marks.keys()].filter((position) => marks[position] === overlayMarks.own);
  deepEqual(kept.map(nameAt), ['core#build', 'web#build', 'Run', 'Run']);
});

test('two runs are compared action by action, what cost most first', () => {
  const changes = compareRuns(runActions(now), runActions(before));
  deepEqual(
    changes.map(({ id, kind, cost }) => [id, kind, cost / 1000]),
    [
      ['web#build', 'slower', 250],
      ['api#build', 'missed', 60],
      ['new#build', 'new', 40],
      ['core#build', 'same', 2],
      ['icons#build', 'hit', -25],
      ['old#build', 'gone', -30],
      ['docs#build', 'faster', -40],
    ],
  );
  const { counts, cost } = sumOfChanges(changes);
  strictEqual(cost, 257_000);
  strictEqual(
    Object.values(counts).reduce((sum, count) => sum + count),
    changes.length,
  );
  deepEqual(changes[1]?.now?.reasons, ['tsconfig.json changed']);
});

test('what was restored and ran now is a miss, and a run beside itself has no changes', async () => {
  const action = { id: 'a', slot: 1, from: 0, to: 50 };
  const restored = runActions(await read(runTrace([{ ...action, state: 'restored', to: 5 }])));
  const ran = runActions(await read(runTrace([action])));
  const kinds = (one: typeof ran, other: typeof ran) =>
    compareRuns(one, other).map(({ kind }) => kind);
  deepEqual(kinds(ran, restored), ['missed']);
  deepEqual(kinds(restored, ran), ['hit']);
  deepEqual(new Set(kinds(runActions(now), runActions(now))), new Set(['same']));
});

test('a small difference is none, unless it is a large part', async () => {
  const took = async (to: number) =>
    runActions(await read(runTrace([{ id: 'a', slot: 1, from: 0, to }])));
  const kind = async (one: number, other: number) =>
    compareRuns(await took(one), await took(other))[0]?.kind;
  strictEqual(await kind(1009, 1000), 'same');
  strictEqual(await kind(1049, 1000), 'same');
  strictEqual(await kind(1050, 1000), 'slower');
  strictEqual(await kind(11, 1), 'slower');
  strictEqual(await kind(1, 11), 'faster');
});

// The profile of a run from its events: lanes, phases, waiting, instants, counters, and what the run was bound by.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EngineEvent } from '../../server/engine/events.ts';
import type { ActionId } from '../../server/engine/model/brand.ts';
import type { ActionState } from '../../server/engine/model/run.ts';
import type { Profile } from '../../server/profiles/profile.ts';
import { actionOfSpan, runActions } from '../../server/profiles/run/runActions.ts';
import { RunEvents } from '../../server/profiles/run/runEvents.ts';
import {
  GrowingRun,
  type ProcessProfile,
  runProfile,
} from '../../server/profiles/run/runProfile.ts';
import { allSteps, stepsSince } from '../../server/profiles/run/runSteps.ts';
import { writeChromeTrace } from '../../server/profiles/write/chromeTrace.ts';
import { checkInvariants, drawProfile, readText } from './profileText.ts';

/** Events as short lines: milliseconds, type, action, and what else there is. */
function eventsOf(text: string): readonly EngineEvent[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [at, type, id, more] = line.trim().split(' ');
      return { at: Number(at), ...bodyOf(type ?? '', id as ActionId, more ?? '') } as EngineEvent;
    });
}

function bodyOf(type: string, action: ActionId, more: string): object {
  if (type === 'run-started')
    return { type, targets: ['build'], actions: [action, ...more.split(',')] };
  if (type === 'action-started') return { type, action, slot: Number(more), reasons: [] };
  if (type === 'action-queued') return { type, action, cause: 'it is stale' };
  if (type === 'action-ended')
    return { type, result: resultOf(action, more as ActionState), slot: 0 };
  if (type.startsWith('phase-')) return { type, phase: action, ...(more && { action: more }) };
  if (type === 'cache-set') return { type, cache: action, tier: 'disk', bytes: Number(more) };
  if (type === 'run-ended') return { type, run: { id: 'r', targets: [action], actions: [] } };
  return { type, cache: action, tier: 'memory' };
}

function resultOf(id: ActionId, state: ActionState): object {
  return { id, state, reasons: [{ kind: 'never-built' }], duration: 0, saved: 0 };
}

const run = `
  0 run-started lib#build app#build,tool#build
  1 phase-started prepare
  4 phase-ended prepare
  6 action-queued lib#build
  6 action-queued tool#build
  7 action-started lib#build 0
  8 cache-hit texts
  9 action-started tool#build 1
  15 phase-started check lib#build
  16 phase-ended check lib#build
  16 phase-started store lib#build
  18 phase-ended store lib#build
  18 cache-set texts 100
  19 action-ended tool#build restored
  20 action-ended lib#build ran
  20 action-queued app#build
  21 action-started app#build 0
  40 action-ended app#build failed
  41 phase-started save
  42 phase-ended save
`;

const dependencies: Readonly<Record<string, readonly string[]>> = {
  'app#build': ['lib#build', 'tool#build'],
};

function profileOf(text: string, processes: readonly ProcessProfile[] = []) {
  const events = new RunEvents();
  for (const event of eventsOf(text)) events.onEvent(event);
  const dependenciesOf = (id: string) => dependencies[id] ?? [];
  const graph = { actions: [...events.actions], dependenciesOf };
  return runProfile({ steps: allSteps(events.events), left: 0, processes, graph });
}

/** The profile of a process that calls one function. @param endTime microseconds; it begins after 5,000 */
function spinning(endTime: number) {
  const callFrame = { functionName: 'spin', url: 'a.js', lineNumber: 0, columnNumber: 0 };
  const nodes = [{ id: 1, callFrame }];
  return readText({ nodes, startTime: 0, endTime, samples: [1], timeDeltas: [5000] });
}

test('a run is lanes, phases, waiting, instants and counters', () => {
  const profile = profileOf(run);
  checkInvariants(profile);
  const details =
    /\{"action":"(\S+?)","state":"\w+","reasons":\["[^"]*"\],"critical":(\w+),"slackMs":(\d+),"wouldHaveSavedMs":(\d+),"waitedMs":(\d+)\}/g;
  const drawn = drawProfile(profile).replace(details, '<$2 $3 $4 $5>');
  strictEqual(
    drawn,
    `chrome-trace 41000 from 1000
cachescope / Engine
  Discover[phase] 0+3000
  Decide[phase] 3000+2000
  Save[phase] 40000+1000
cachescope / Slot 1
  lib#build[ran] 6000+13000 <true 0 3 1>
    Run[phase] 6000+8000
    Hash[phase] 14000+1000
    Store[phase] 15000+2000
  app#build[failed] 20000+19000 <true 0 19 1>
    Run[phase] 20000+19000
cachescope / Slot 2
  tool#build[restored] 8000+10000 <false 3 0 3>
    Run[phase] 8000+10000
cachescope / Waiting
  lib#build[waiting] 5000+1000 {"cause":"it is stale"}
  app#build[waiting] 19000+1000 {"cause":"it is stale"}
cachescope / Waiting 2
  tool#build[waiting] 5000+3000 {"cause":"it is stale"}
! 7000 Hit[cache] {"cache":"texts","tier":"memory"}
! 18000 Cache hit[cache] {"action":"tool#build"}
! 19000 Cache miss[cache] {"action":"lib#build"}
! 39000 Cache miss[cache] {"action":"app#build"}
# cachescope / Waiting: 5000=1 5000=2 6000=1 8000=0 19000=1 20000=0
# cachescope / Running: 6000=1 8000=2 18000=1 19000=0 20000=1 39000=0
# cachescope / Put into caches: 17000=100
> lib#build[ran] 6000+13000 <true 0 3 1> -> app#build[failed] 20000+19000 <true 0 19 1>`,
  );
});

test('what the run was bound by is read back from the written file', async () => {
  const profile = await readText([...writeChromeTrace(profileOf(run))].join(''));
  deepStrictEqual(
    runActions(profile)
      .actions.filter(({ isCritical }) => isCritical)
      .map(({ id, duration, state }) => [id, duration / 1000, state]),
    [
      ['lib#build', 13, 'ran'],
      ['app#build', 19, 'failed'],
    ],
  );
});

test('what a process did lies below its action, and beside it where two ran at once', async () => {
  const profile = await spinning(30_000);
  const action = 'app#build';
  const made = profileOf(run, [
    { action, profile, startedAt: 22 },
    { action, profile, startedAt: 30 },
    { action, profile, startedAt: 9999 },
    { action: 'gone#build', profile, startedAt: 22 },
  ]);
  checkInvariants(made);
  const lines = drawProfile(made)
    .split('\n')
    .filter((line) => /spin|Slot 1|\[process\]/.test(line));
  deepStrictEqual(lines, [
    'cachescope / Slot 1',
    '      spin[process](a.js:1:1) 20000+19000',
    'cachescope / Slot 1 row 2',
    '  app#build[process] 21000+18000 {"action":"app#build"}',
    '    spin[process](a.js:1:1) 21000+18000',
    'cachescope / Slot 1 row 3',
    '  app#build[process] 29000+10000 {"action":"app#build"}',
    '    spin[process](a.js:1:1) 29000+10000',
  ]);
  deepStrictEqual(
    runActions(made).actions.map(({ id }) => id),
    runActions(profileOf(run)).actions.map(({ id }) => id),
  );
  const { frames, spans } = made;
  const spins = [...spans.frames.keys()].filter(
    (span) => frames.names[spans.frames[span] ?? -1] === 'spin',
  );
  deepStrictEqual(
    spins.map((span) => actionOfSpan(made, span)),
    [action, action, action],
  );
});

test('a command that ran again, or after what could not be restored, has its processes where they ran', async () => {
  const profile = await spinning(10_000);
  const text = `
  0 run-started app#build tool#build
  20 action-started app#build 0
  21 phase-started restore app#build
  25 phase-ended restore app#build
  40 phase-started check app#build
  41 phase-ended check app#build
  60 phase-started check app#build
  61 phase-ended check app#build
  62 phase-started store app#build
  63 phase-ended store app#build
  70 action-ended app#build ran
  `;
  const action = 'app#build';
  const processes = [27, 42, 65].map((startedAt) => ({ action, profile, startedAt }));
  const made = profileOf(text, processes);
  checkInvariants(made);
  const lines = drawProfile(made)
    .split('\n')
    .filter((line) => /spin|Run\[|Slot/.test(line));
  deepStrictEqual(lines, [
    'cachescope / Slot 1',
    '    Run[phase] 0+1000',
    '    Run[phase] 5000+15000',
    '      spin[process](a.js:1:1) 7000+5000',
    '    Run[phase] 21000+19000',
    '      spin[process](a.js:1:1) 22000+5000',
    '      spin[process](a.js:1:1) 40000+0',
  ]);
});

test('what was fresh is named once, so that runs can be compared', () => {
  const events = new RunEvents();
  const actions = [
    { id: 'lib#build', state: 'ran' },
    { id: 'app#build', state: 'fresh' },
    { id: 'tool#build', state: 'fresh' },
  ];
  for (const event of eventsOf(run)) events.onEvent(event);
  const ended = { type: 'run-ended', at: 43, run: { id: 'r', targets: ['build'], actions } };
  events.onEvent(ended as unknown as EngineEvent);
  const profile = runProfile({ steps: allSteps(events.events), left: 0 });
  checkInvariants(profile);
  const marks = drawProfile(profile)
    .split('\n')
    .filter((line) => line.includes('Fresh'));
  deepStrictEqual(marks, ['! 18000 Fresh[cache] {"fresh":["app#build","tool#build"]}']);
});

test('what has not ended lasts until now', () => {
  const events = new RunEvents();
  const text = `${run.slice(0, run.indexOf('  20 action-ended'))}20 action-queued app#build`;
  for (const event of eventsOf(text)) events.onEvent(event);
  const growing = new GrowingRun();
  growing.add(allSteps(events.events));
  const profile = growing.profile({ now: 25, left: 0 });
  checkInvariants(profile);
  const drawn = drawProfile(profile).split('\n');
  deepStrictEqual(
    drawn.filter((line) => line.includes('[running]') || line.includes('app#build')),
    [
      '  lib#build[running] 6000+18000 {"action":"lib#build","state":"running","reasons":[],"waitedMs":1}',
      '  app#build[waiting] 19000+5000 {"cause":"it is stale"}',
    ],
  );
});

/** A run of some actions, with whatever happens between. Numbers choose what comes next. */
function randomRun(choices: readonly number[]): readonly EngineEvent[] {
  const ids = Array.from({ length: 12 }, (_, at) => `p${at}#build`);
  const lines = ['0 phase-started prepare'];
  const stages = new Map(ids.map((id) => [id, 0]));
  const next = (id: string, at: number): readonly string[] => {
    const slot = ids.indexOf(id) % 3;
    const stage = stages.get(id) ?? 0;
    stages.set(id, stage + 1);
    if (stage === 0) return [`${at} action-queued ${id}`];
    if (stage === 1) return [`${at} action-started ${id} ${slot}`];
    if (stage === 2) return [`${at} phase-started store ${id}`, `${at} cache-set texts ${at}`];
    if (stage === 3) return [`${at} phase-ended store ${id}`];
    return stage === 4 ? [`${at} action-ended ${id} ran`] : [`${at} cache-miss texts`];
  };
  for (const [at, choice] of choices.entries())
    lines.push(...next(ids[choice % ids.length] ?? '', at));
  const [first, ...others] = ids;
  return eventsOf([`0 run-started ${first} ${others.join()}`, ...lines].join('\n'));
}

/** All of a profile but the numbers of its texts and names, which follow from the order in which they came up. */
function looksOf(profile: Profile): readonly unknown[] {
  const { names, categories } = profile.frames;
  const seen = names.map((name, frame) => `${name} ${categories[frame]}`).sort();
  const { length, base, lanes, notes } = profile;
  return [drawProfile(profile), seen, length, base, lanes, notes];
}

test('whenever one asks, the profile is that of a look at the whole run so far, and at last that of its file', () => {
  const choices = fc.array(fc.nat(200), { minLength: 1, maxLength: 150 });
  const polls = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
  const property = fc.property(choices, polls, fc.boolean(), (chosen, waits, hasMemory) => {
    const events = new RunEvents(hasMemory ? () => 7 : undefined);
    const growing = new GrowingRun();
    let next = 0;
    const poll = (now: number | undefined) => {
      const answer = stepsSince(events, next);
      // As it goes over the wire.
      growing.add(JSON.parse(JSON.stringify(answer.steps)));
      next = answer.next;
      const made = growing.profile({ now, left: answer.left });
      const whole = new GrowingRun();
      whole.add(allSteps(events.events));
      deepStrictEqual(looksOf(made), looksOf(whole.profile({ now, left: 0 })));
      if (now === undefined)
        deepStrictEqual(
          looksOf(made),
          looksOf(runProfile({ steps: allSteps(events.events), left: 0 })),
        );
      checkInvariants(made);
    };
    const all = randomRun(chosen);
    let at = 0;
    for (const wait of waits) {
      for (const event of all.slice(at, at + wait)) events.onEvent(event);
      at += wait;
      poll(all[Math.min(at, all.length) - 1]?.at);
    }
    for (const event of all.slice(at)) events.onEvent(event);
    poll(undefined);
    deepStrictEqual(stepsSince(events, next).steps, []);
  });
  fc.assert(property, { numRuns: 60 });
});

test('of ten thousand that wait at once, some have rows, a counter has all, and each says how long', () => {
  const ids = Array.from({ length: 10_000 }, (_, at) => `a${at}`);
  const run = new GrowingRun();
  run.add(ids.map((action) => ({ at: 1, type: 'action-queued', action, cause: 'it is stale' })));
  const profile = run.profile({ now: 3, left: 0 });
  checkInvariants(profile);
  deepStrictEqual(
    profile.lanes.map(({ name, count }) => [name, count]),
    Array.from({ length: 16 }, (_, at) => [at === 0 ? 'Waiting' : `Waiting ${at + 1}`, 1]),
  );
  const [waiting] = profile.counters;
  deepStrictEqual([waiting?.name, waiting?.values.at(-1)], ['Waiting', 10_000]);
  run.add([
    { at: 4, type: 'action-started', action: 'a9999', reasons: [], slot: 0 },
    { at: 5, type: 'action-ended', action: 'a9999', state: 'ran', reasons: [] },
  ]);
  const { details, spans, counters, lanes } = run.profile({ now: 6, left: 0 });
  const [slot] = lanes;
  strictEqual(slot?.name, 'Slot 1');
  match(details[spans.details[slot.first] ?? 0] ?? '', /"action":"a9999".*"waitedMs":3/);
  strictEqual(counters[0]?.values.at(-1), 9999);
});

test('an answer is bounded, and the next goes on behind it', () => {
  const events = new RunEvents();
  const ids = Array.from({ length: 3000 }, (_, at) => `a${at}`);
  for (const event of eventsOf(`0 run-started a0 ${ids.join()}`)) events.onEvent(event);
  for (const id of ids)
    for (const event of eventsOf(`1 action-queued ${id}`)) events.onEvent(event);
  const first = stepsSince(events, 0);
  const second = stepsSince(events, first.next);
  deepStrictEqual([first.steps.length, first.hasMore], [2000, true]);
  deepStrictEqual([second.steps.length, second.hasMore, second.next], [1001, false, 3001]);
  deepStrictEqual(stepsSince(events, 99_999).steps, []);
});

test('long texts make an answer shorter', () => {
  const message = 'x'.repeat(200_000);
  const ended = {
    type: 'action-ended',
    at: 1,
    result: { ...resultOf('a' as ActionId, 'failed'), message },
  };
  const events = Array.from({ length: 10 }, () => ended as unknown as EngineEvent);
  deepStrictEqual(stepsSince({ events, left: 4 }, 0).steps.length, 3);
  deepStrictEqual(stepsSince({ events, left: 4 }, 9), {
    ...{ steps: stepsSince({ events, left: 4 }, 9).steps, next: 10, hasMore: false, left: 4 },
  });
});

test('a run that finds nothing to do keeps next to nothing', () => {
  const events = new RunEvents(() => 1);
  const ids = Array.from({ length: 1000 }, (_, at) => `a${at}`);
  for (const event of eventsOf(`0 run-started a0 ${ids.join()}`)) events.onEvent(event);
  for (const id of ids)
    for (const event of eventsOf(`1 action-ended ${id} fresh`)) events.onEvent(event);
  deepStrictEqual([events.hasWork, events.events.length], [false, 1]);
});

test('of runs beside each other, the one that was seen to start is kept', () => {
  const events = new RunEvents();
  const text = `
    0 run-started a#build b#build
    1 run-started x#build y#build
    2 action-started x#build 1
    3 action-started a#build 0
    4 action-ended x#build ran
    5 run-ended other
    6 action-ended a#build ran
    7 run-ended build
    8 run-started x#build y#build
  `;
  for (const event of eventsOf(text.trim())) {
    events.onEvent(event);
    if (event.at === 5) strictEqual(events.hasWork, false);
    if (event.at === 7) strictEqual(events.events.length, 4);
  }
  deepStrictEqual([events.hasWork, events.events.length], [false, 1]);
});

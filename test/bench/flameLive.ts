// The flame chart of a run under way in Chromium, while a run of many small actions goes on:
//
//   npm run bench -- flame --live                       10,000 actions in 20 seconds
//   npm run bench -- flame --live --actions 20000
//
// An update is an answer that the page showed before it asked for the next one. Steps are those that the engine tells of an action that ran.

import type { Browser } from 'playwright-core';
import type { RunProfileDelta, RunStep } from '../../server/protocol/profiles.ts';
import { startChromium } from '../support/chromium.ts';
import { openFlame } from '../webview/flameHarness.ts';
import { machine, tableText } from './measure.ts';

const lengthMs = 20_000;
const slots = 8;
const stepsOfAnswer = 2000;

/** Runs it. @returns exit code */
export async function measureLive(actions: number): Promise<number> {
  console.log(JSON.stringify(machine()));
  console.log(`\n${actions.toLocaleString('en')} actions in ${lengthMs / 1000} s`);
  const browser = await startChromium();
  try {
    const quarters = await follow(browser, stepsOf(actions));
    const rows = [['', 'updates/s', 'longest wait', 'tasks over 50 ms', 'longest task']];
    for (const [at, { updates, waitMs, tasks }] of quarters.entries()) {
      const longest = Math.max(0, ...tasks);
      const cells = [`${waitMs.toFixed(0)} ms`, String(tasks.length), `${longest.toFixed(0)} ms`];
      rows.push([`quarter ${at + 1}`, (updates / (lengthMs / 4000)).toFixed(1), ...cells]);
    }
    console.log(tableText(rows));
  } finally {
    await browser.close();
  }
  return 0;
}

/** What happened in a quarter of the run. */
interface Quarter {
  updates: number;
  waitMs: number;
  /** Lengths in milliseconds. */
  tasks: number[];
}

// Kept in the page from its beginning.
const watch = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      tasks.push([performance.timeOrigin + startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
`;

async function follow(browser: Browser, steps: readonly RunStep[]): Promise<Quarter[]> {
  const quarters = [0, 1, 2, 3].map((): Quarter => ({ updates: 0, waitMs: 0, tasks: [] }));
  const over = Promise.withResolvers<void>();
  let startedAt = 0;
  let updatedAt = 0;
  let hadMore = false;
  const quarterAt = (ms: number) => quarters[Math.floor((ms / lengthMs) * 4)];
  const answer = async (since: number) => {
    startedAt ||= Date.now();
    const now = Date.now() - startedAt;
    const quarter = quarterAt(now);
    if (quarter === undefined) over.resolve();
    else if (!hadMore && since > 0) {
      quarter.updates++;
      quarter.waitMs = Math.max(quarter.waitMs, now - updatedAt);
      updatedAt = now;
    }
    const delta = deltaOf(steps, since, now);
    hadMore = delta.hasMore;
    return { delta };
  };
  const opened = await openFlame({
    ...{ browser, file: { name: 'bench' }, live: answer, initScript: watch },
  });
  await over.promise;
  const tasks: [number, number][] = await opened.page.evaluate('tasks');
  for (const [at, duration] of tasks) quarterAt(at - startedAt)?.tasks.push(duration);
  await opened.close();
  if (opened.troubles.length > 0) throw new Error(opened.troubles.join('\n'));
  return quarters;
}

function deltaOf(steps: readonly RunStep[], since: number, now: number): RunProfileDelta {
  let next = since;
  const end = Math.min(steps.length, since + stepsOfAnswer);
  while (next < end && (steps[next]?.at ?? 0) <= now) next++;
  const hasMore = next === end && (steps[next]?.at ?? Number.POSITIVE_INFINITY) <= now;
  return { steps: steps.slice(since, next), next, hasMore, now, left: 0 };
}

/** All steps of a run whose slots are busy all the time, by time. */
function stepsOf(actions: number): RunStep[] {
  const steps: RunStep[] = [{ at: 0, type: 'started', targets: ['build'] }];
  const ms = (lengthMs * slots) / actions;
  for (let at = 0; at < actions; at++) {
    const slot = at % slots;
    // Slots begin one after the other.
    const from = (Math.floor(at / slots) + slot / slots) * ms;
    steps.push(...stepsOfAction(`package-${at}#build`, { slot, from, ms }));
  }
  for (let at = 0; at < lengthMs; at += 20) {
    steps.push({ at, type: 'memory', bytes: 1e8 + (at % 1000) * 1e4 });
  }
  return steps.sort((a, b) => a.at - b.at);
}

function stepsOfAction(
  action: string,
  { slot, from, ms }: { readonly slot: number; readonly from: number; readonly ms: number },
): RunStep[] {
  const at = (part: number) => ({ at: from + part * ms });
  const reasons = [`packages/${action}/src/index.ts changed`];
  return [
    // Nothing waits for another action.
    { at: 1, type: 'action-queued', action, cause: 'build' },
    { ...at(0), type: 'moment', name: 'Miss', about: { cache: 'traces' } },
    { ...at(0.01), type: 'action-started', action, reasons, slot },
    { ...at(0.7), type: 'phase-started', phase: 'check', action },
    { ...at(0.8), type: 'phase-ended', phase: 'check', action },
    { ...at(0.8), type: 'phase-started', phase: 'store', action },
    { ...at(0.85), type: 'stored', bytes: 2000 },
    { ...at(0.9), type: 'phase-ended', phase: 'store', action },
    { ...at(0.95), type: 'action-ended', action, state: 'ran', reasons },
  ];
}

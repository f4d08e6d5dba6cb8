/**
 * Steps: events of a run as far as its profile is made of them, as plain values that go over the wire. They are made when they are asked for, so that a run that
 * nobody looks at pays for none.
 */
import type { EngineEvent } from '../../engine/events.ts';
import { reasonText } from '../../engine/model/reason.ts';
import type { ActionResult } from '../../engine/model/run.ts';
import type { RunStep, RunStepBody } from '../../protocol/profiles.ts';
import type { RecordedEvent, RunEvents } from './runEvents.ts';

/** Steps of one answer, and about how many characters they have together. */
const stepsMax = 2000;
const charactersMax = 500_000;

/** Some steps of a run, in order. */
export interface StepsSince {
  readonly steps: readonly RunStep[];
  /** Where to go on. */
  readonly next: number;
  readonly hasMore: boolean;
  /** Events beyond what is kept. */
  readonly left: number;
}

/** All steps of a run. */
export function* allSteps(events: Iterable<RecordedEvent>): Generator<RunStep, void, void> {
  for (const event of events) {
    const body = stepOf(event);
    if (body !== undefined) yield { at: event.at, ...body };
  }
}

/** What happened since the one who asks asked the last time. It costs what is new, and no more. */
export function stepsSince(
  { events, left }: Pick<RunEvents, 'events' | 'left'>,
  since: number,
): StepsSince {
  const steps: RunStep[] = [];
  let next = Math.min(since, events.length);
  for (let size = 0; next < events.length; next++) {
    if (steps.length >= stepsMax || size >= charactersMax) break;
    const event = events[next];
    const body = event && stepOf(event);
    if (event === undefined || body === undefined) continue;
    steps.push({ at: event.at, ...body });
    size += sizeOf(body);
  }
  return { steps, next, hasMore: next < events.length, left };
}

function sizeOf(body: RunStepBody): number {
  const isLong = body.type === 'action-ended' || body.type === 'ended' || body.type === 'moment';
  return isLong ? JSON.stringify(body).length : 100;
}

/** What a profile needs to know of an event; undefined: nothing. */
function stepOf(event: RecordedEvent): RunStepBody | undefined {
  switch (event.type) {
    case 'memory':
      return { type: 'memory', bytes: event.bytes };
    case 'run-started':
      return { type: 'started', targets: event.targets };
    case 'run-ended': {
      const fresh = event.run.actions.filter(({ state }) => state === 'fresh');
      return { type: 'ended', fresh: fresh.map(({ id }) => id) };
    }
    case 'phase-started':
    case 'phase-ended': {
      const { type, phase, action } = event;
      return { type, phase, ...(action === undefined ? {} : { action }) };
    }
    case 'action-queued':
      return { type: 'action-queued', action: event.action, cause: event.cause };
    case 'action-started': {
      const { type, action, slot, reasons } = event;
      return { type, action, slot, reasons: reasons.map(reasonText) };
    }
    case 'action-ended':
      return endOf(event.result);
    default:
      return momentOf(event);
  }
}

function endOf({ id, state, reasons, exitCode, message }: ActionResult): RunStepBody {
  return {
    type: 'action-ended',
    ...{ action: id, state, reasons: reasons.map(reasonText) },
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(message === undefined ? {} : { message }),
  };
}

/** What has no length. */
function momentOf(event: EngineEvent): RunStepBody | undefined {
  const moment = (name: string, about: Readonly<Record<string, string>>) =>
    ({ type: 'moment', name, about }) as const;
  switch (event.type) {
    case 'action-raced':
      return moment('Raced', { action: event.action, reason: reasonText(event.reason) });
    case 'action-waiting':
      return moment('Waiting', { action: event.action, why: event.why });
    case 'cache-trouble':
      return moment('Cache trouble', { cache: event.cache, message: event.message });
    case 'cache-hit':
      return moment('Hit', { cache: event.cache, tier: event.tier });
    case 'cache-miss':
      return moment('Miss', { cache: event.cache });
    case 'cache-set':
      return { type: 'stored', bytes: event.bytes };
    case 'cache-deleted':
    case 'cache-evicted':
      return { type: 'stored', bytes: -event.bytes };
    default:
      return undefined;
  }
}

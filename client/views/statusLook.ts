/** How states look and what they are called: never a colour alone, always a shape and a word, too. */
import type { ActionRow, ActionStatus, ResultRow } from '../../server/protocol/tasks.ts';
import { t } from '../texts.ts';
import type { NodeIcon } from './node.ts';

/** A state for people. */
export interface Look {
  readonly icon: NodeIcon;
  readonly text: string;
}

/** A dashed circle, as large as the circles of the other states. */
export const unlooked = 'issue-draft';
const waiting = 'testing.iconQueued';
/** Those of charts stand out on light backgrounds as well; the green of tests is hard to see there. */
export const good = 'charts.green';
/** The colour of what failed. */
export const bad = 'testing.iconFailed';

/** The look of an action. */
export function lookOfStatus(status: ActionStatus): Look {
  switch (status) {
    case 'unknown':
      return { icon: { id: unlooked }, text: t('not checked') };
    case 'dirty':
      return { icon: { id: 'circle-large-outline', color: waiting }, text: t('dirty') };
    case 'stale':
      return { icon: { id: 'circle-large-filled', color: waiting }, text: t('stale') };
    case 'restorable':
      return { icon: { id: 'archive', color: 'charts.blue' }, text: t('restorable') };
    case 'fresh':
      return { icon: { id: 'pass', color: good }, text: t('fresh') };
    case 'queued':
      return { icon: { id: 'watch' }, text: t('queued') };
    case 'running':
      return { icon: { id: 'loading~spin' }, text: t('running') };
    case 'failed':
      return { icon: { id: 'error', color: bad }, text: t('failed') };
    case 'uncached':
      return { icon: { id: 'circle-slash' }, text: t('never cached') };
    default:
      return unknownState(status);
  }
}

/** The look of an action in a list of actions: where nobody looked, what became of it the last time. */
export function lookOfAction({ status, lastOutcome }: ActionRow): Look {
  if (status !== 'unknown' || lastOutcome === undefined) return lookOfStatus(status);
  // In the colour of text: the state of now is not known.
  return lastOutcome === 'failed'
    ? { icon: { id: 'error' }, text: t('failed the last time') }
    : { icon: { id: unlooked }, text: t('succeeded the last time') };
}

/** The look of what became of an action in a run. */
export function lookOfResult(state: ResultRow['state']): Look {
  switch (state) {
    case 'fresh':
      return { icon: { id: 'pass', color: good }, text: t('fresh') };
    case 'restored':
      return { icon: { id: 'archive', color: 'charts.blue' }, text: t('restored') };
    case 'ran':
      return { icon: { id: 'play' }, text: t('ran') };
    case 'failed':
      return { icon: { id: 'error', color: bad }, text: t('failed') };
    case 'skipped':
      return { icon: { id: 'debug-step-over' }, text: t('skipped') };
    default:
      return unknownState(state);
  }
}

// A server that is newer than this client may know more states.
function unknownState(state: never): Look {
  return { icon: { id: 'question' }, text: String(state) };
}

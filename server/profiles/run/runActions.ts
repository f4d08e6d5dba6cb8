/** Actions of a run, out of its profile: what the run's own writer says about each in the arguments of its span. Profiles of other programs have none. */
import type { Profile } from '../profile.ts';

/** An action that did something in the run. Times are microseconds. */
export interface RunAction {
  /** Equal in all runs. */
  readonly id: string;
  /** `ran`, `restored`, `failed`. */
  readonly state: string;
  /** Why it was not fresh; the first one decided. */
  readonly reasons: readonly string[];
  /** Number of its span. */
  readonly span: number;
  readonly start: number;
  readonly duration: number;
  readonly isCritical: boolean;
  /** By how much longer it could take before the critical path grew. */
  readonly slack: number;
  /** By how much shorter the critical path were, had it taken no time. */
  readonly wouldSave: number;
}

/** All actions of a run, by start, and the ids of those that were fresh. */
export interface RunActions {
  readonly actions: readonly RunAction[];
  readonly fresh: readonly string[];
}

/** Reads them. */
export function runActions(profile: Profile): RunActions {
  const { spans, details } = profile;
  const known = details.map(aboutAction);
  const actions: RunAction[] = [];
  for (let span = 0; span < spans.details.length; span++) {
    const about = known[spans.details[span] ?? 0];
    if (about === undefined) continue;
    const [start, duration] = [spans.starts[span] ?? 0, spans.durations[span] ?? 0];
    actions.push({ ...about, span, start, duration });
  }
  actions.sort((a, b) => a.start - b.start);
  return { actions, fresh: details.flatMap(freshIds) };
}

/** The action that a span belongs to: its own, or that of a span around it; '' for none. */
export function actionOfSpan({ spans, details, frames }: Profile, span: number): string {
  for (let at = span; at >= 0; at = spans.parents[at] ?? -1) {
    const args = parse(details[spans.details[at] ?? 0] ?? '');
    if (typeof args?.action === 'string') return args.action;
    // What waits has the name of its action.
    if (typeof args?.cause === 'string') return frames.names[spans.frames[at] ?? 0] ?? '';
  }
  return '';
}

/**
 * Gives spans and all below them a number.
 *
 * @param roots numbers of spans, with the number that each one and what is below it gets
 * @returns by span; 0 for the others
 */
export function markSubtrees(
  { spans }: Profile,
  roots: readonly (readonly [span: number, mark: number])[],
): Uint8Array<ArrayBuffer> {
  const marks = new Uint8Array(spans.starts.length);
  for (const [span, mark] of roots) marks[span] = mark;
  // A parent stands before its children.
  for (let span = 0; span < marks.length; span++) {
    const parent = spans.parents[span] ?? -1;
    if (marks[span] === 0 && parent >= 0) marks[span] = marks[parent] ?? 0;
  }
  return marks;
}

function aboutAction(text: string): Omit<RunAction, 'span' | 'start' | 'duration'> | undefined {
  if (!text.includes('"critical":')) return undefined;
  const { action, state, critical, reasons, slackMs, wouldHaveSavedMs } = parse(text) ?? {};
  if (typeof action !== 'string' || typeof state !== 'string') return undefined;
  if (typeof critical !== 'boolean') return undefined;
  const micros = (ms: unknown) => (typeof ms === 'number' ? ms * 1000 : 0);
  return {
    ...{ id: action, state, isCritical: critical, reasons: texts(reasons) },
    ...{ slack: micros(slackMs), wouldSave: micros(wouldHaveSavedMs) },
  };
}

function freshIds(text: string): readonly string[] {
  return text.startsWith('{"fresh":') ? texts(parse(text)?.fresh) : [];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // Cut off, or arguments of another program.
    return undefined;
  }
}

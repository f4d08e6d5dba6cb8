/** What a run was bound by, read back from its profile: the marks that runProfile.ts leaves on spans of actions. */
import type { Profile } from '../profile.ts';

/** An action on the critical path. */
export interface BoundAction {
  readonly action: string;
  readonly state: string;
  readonly durationMs: number;
  /** How much shorter the run were, had it taken no time. */
  readonly wouldHaveSavedMs: number;
}

/** The critical path, in order of time; empty for profiles of other programs. */
export function boundActions({ spans, details }: Profile): readonly BoundAction[] {
  const found: { readonly at: number; readonly action: BoundAction }[] = [];
  const known = new Map<number, Omit<BoundAction, 'durationMs'> | undefined>();
  spans.details.forEach((detail, span) => {
    if (detail === 0) return;
    if (!known.has(detail)) known.set(detail, parse(details[detail] ?? ''));
    const action = known.get(detail);
    if (action === undefined) return;
    const durationMs = (spans.durations[span] ?? 0) / 1000;
    found.push({ at: spans.starts[span] ?? 0, action: { ...action, durationMs } });
  });
  return found.sort((a, b) => a.at - b.at).map(({ action }) => action);
}

function parse(text: string): Omit<BoundAction, 'durationMs'> | undefined {
  if (!text.includes('"critical":true')) return undefined;
  try {
    const { action, state, critical, wouldHaveSavedMs } = JSON.parse(text) as Record<
      string,
      unknown
    >;
    if (critical !== true || typeof action !== 'string') return undefined;
    return { action, state: String(state), wouldHaveSavedMs: Number(wouldHaveSavedMs) || 0 };
  } catch {
    // Arguments of another program that happen to hold the word.
    return undefined;
  }
}

/** An arrow in a file leads to a moment, and means the innermost span there; so a moment is needed at which the span is the innermost. */
import type { Profile } from '../profile.ts';

/** A moment in a span outside of its children; its start where they cover it wholly. */
export function innermostMoment({ spans }: Profile, span: number): number {
  const { starts, durations, parents } = spans;
  const start = starts[span] ?? 0;
  const end = start + (durations[span] ?? 0);
  let from = start;
  for (let at = span + 1; at < starts.length && (starts[at] ?? end) < end; at++) {
    if (parents[at] !== span) {
      // Behind the last descendant comes what is no descendant.
      if ((parents[at] ?? -1) < span) break;
      continue;
    }
    const childStart = starts[at] ?? 0;
    if (childStart > from) return (from + childStart) / 2;
    from = Math.max(from, childStart + (durations[at] ?? 0));
  }
  return end > from ? (from + end) / 2 : start;
}

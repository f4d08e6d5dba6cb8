/** Answers the page's questions about a profile. Pure: a profile and a question in, a value out. */
import type { Profile } from '../../../server/profiles/profile.ts';
import { actionOfSpan, markSubtrees, runActions } from '../../../server/profiles/run/runActions.ts';
import { writeSpeedscope } from '../../../server/profiles/write/speedscope.ts';
import { type ColorMode, colorClasses } from '../model/colorClasses.ts';
import { frameOrder } from '../model/frameOrder.ts';
import { frameTotals } from '../model/frameTotals.ts';
import { instantLayout } from '../model/layout.ts';
import { packTexts } from '../model/packedTexts.ts';
import { matchFrames } from '../model/search.ts';
import { leftHeavyLayout, sandwichLayout } from '../model/tree.ts';
import { bytesOf } from './bytes.ts';
import type { ProfileHead, QuestionName, Questions } from './messages.ts';

type Answer<Name extends QuestionName> = (
  profile: Profile,
  params: Questions[Name]['params'],
) => Questions[Name]['answer'];

const answers: { readonly [Name in QuestionName]: Answer<Name> } = {
  heavy: (profile) => leftHeavyLayout(profile),
  sandwich: (profile, { frame, names }) => sandwichLayout(profile, frame, names),
  totals: (profile, { stretch }) => frameTotals(profile, stretch),
  order: (profile, { sort, matches }) =>
    frameOrder(profile.frames.names, frameTotals(profile), sort, matches),
  search: ({ frames }, { query }) => matchFrames(frames, query),
  colors: ({ frames }, { mode }) => colorClasses(frames, mode),
  details: ({ spans, details }, { span }) => details[spans.details[span] ?? 0] ?? '',
  markDetails: ({ instants, details }, { mark }) => details[instants.details[mark] ?? 0] ?? '',
  actions: (profile) => runActions(profile),
  actionOf: (profile, { span }) => actionOfSpan(profile, span),
  marks: (profile, { roots }) => markSubtrees(profile, roots),
  speedscope: (profile) => bytesOf(writeSpeedscope(profile)),
};

/** Answers. */
export function answer<Name extends QuestionName>(
  profile: Profile,
  question: Name,
  params: Questions[Name]['params'],
): Questions[Name]['answer'] {
  return answers[question](profile, params);
}

/** What the page needs to begin with. */
export function headOf(profile: Profile, mode: ColorMode): ProfileHead {
  const { name, format, unit, length, notes, frames, counters, spans, lanes } = profile;
  return {
    name,
    format,
    unit,
    length,
    notes,
    spanCount: spans.starts.length,
    laneCount: lanes.filter(({ count }) => count > 0).length,
    names: packTexts(frames.names),
    categories: packTexts(frames.categories),
    files: packTexts(frames.files),
    lines: frames.lines,
    columns: frames.columns,
    counters,
    instants: instantLayout(profile),
    colors: colorClasses(frames, mode),
    mode,
  };
}

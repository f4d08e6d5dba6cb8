/**
 * Writes speedscope's format, https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources: one profile for each lane. It has no
 * place for arguments, instants, counters and arrows; these are left out.
 */
import type { Lane, Profile, ProfileUnit } from '../profile.ts';
import { inPieces } from './pieces.ts';

const units: Readonly<Record<ProfileUnit, string>> = {
  time: 'microseconds',
  bytes: 'bytes',
  count: 'none',
};

/** Writes a profile. @returns the text in pieces */
export function writeSpeedscope(profile: Profile): Generator<string, void, void> {
  return inPieces(texts(profile));
}

function* texts(profile: Profile): Generator<string, void, void> {
  yield '{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"cachescope",';
  yield `"name":${JSON.stringify(profile.name)},"activeProfileIndex":0,"shared":{"frames":[`;
  yield* frames(profile);
  yield ']},"profiles":[';
  let separator = '';
  for (const lane of profile.lanes) {
    if (lane.count === 0) continue;
    yield separator;
    yield* laneTexts(profile, lane);
    separator = ',';
  }
  yield '\n]}\n';
}

function* frames({ frames: table }: Profile): Generator<string, void, void> {
  for (const [at, name] of table.names.entries()) {
    const file = table.files[at];
    const [line, col] = [table.lines[at], table.columns[at]];
    const frame = { name, ...(file && { file }), ...(line && { line }), ...(col && { col }) };
    yield `${at === 0 ? '\n' : ',\n'}${JSON.stringify(frame)}`;
  }
}

/** Names of lanes are shown without their group, so it stands in front. */
function* laneTexts(profile: Profile, lane: Lane): Generator<string, void, void> {
  const name = JSON.stringify(lane.group === '' ? lane.name : `${lane.group}: ${lane.name}`);
  const unit = units[profile.unit];
  yield `\n{"type":"evented","name":${name},"unit":"${unit}","startValue":0,"endValue":${profile.length},"events":[`;
  yield* laneEvents(profile, lane);
  yield ']}';
}

/** Moments may not go back, so what was rounded apart is put together. */
function* laneEvents({ spans }: Profile, { first, count }: Lane): Generator<string, void, void> {
  const { starts, durations, depths, frames: frameOf } = spans;
  const open: { readonly frame: number; readonly end: number }[] = [];
  let last = 0;
  let separator = '\n';
  const event = (type: 'O' | 'C', frame: number, at: number): string => {
    last = Math.max(last, at);
    const text = `${separator}{"type":"${type}","frame":${frame},"at":${last}}`;
    separator = ',\n';
    return text;
  };
  for (let span = first; span < first + count; span++) {
    while (open.length > (depths[span] ?? 0)) {
      const { frame, end } = open.pop() ?? { frame: 0, end: 0 };
      yield event('C', frame, end);
    }
    const start = starts[span] ?? 0;
    const [frame, around] = [frameOf[span] ?? 0, open.at(-1)?.end ?? Number.POSITIVE_INFINITY];
    open.push({ frame, end: Math.min(around, start + (durations[span] ?? 0)) });
    yield event('O', frame, start);
  }
  for (const { frame, end } of open.reverse()) yield event('C', frame, end);
}

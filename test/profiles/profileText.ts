// A profile as text, for tests to compare; short ways to read one; and what holds for every profile, whatever was read.

import { ok, strictEqual } from 'node:assert/strict';
import type { Lane, Profile, UnreadableProfile } from '../../server/profiles/profile.ts';
import type { ReadOptions } from '../../server/profiles/readBy.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';

/** An event of a Chrome trace that is complete: times are microseconds. */
export const span = (name: string, ts: number, dur: number, more: object = {}): object => ({
  name,
  ph: 'X',
  ts,
  dur,
  pid: 1,
  tid: 1,
  ...more,
});

/** How a test reads. */
export interface TestReadOptions extends Partial<ReadOptions> {
  /** Bytes of each chunk; all at once unless given. */
  readonly chunk?: number;
}

/** Reads bytes. */
export async function readAny(
  bytes: Uint8Array,
  { chunk = bytes.length, name = 'test', ...more }: TestReadOptions = {},
): Promise<Profile | UnreadableProfile> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.slice(at, at + chunk);
  }
  return await readProfile(chunks(), { name, ...more });
}

/** Reads bytes that must be a profile, and checks what holds for every one. */
export async function readBytes(bytes: Uint8Array, options?: TestReadOptions): Promise<Profile> {
  const profile = await readAny(bytes, options);
  if ('problem' in profile) throw new Error(profile.problem);
  checkInvariants(profile);
  return profile;
}

/** Reads a text, or a value as JSON. */
export async function readText(content: unknown, options?: TestReadOptions): Promise<Profile> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return await readBytes(new TextEncoder().encode(text), options);
}

/** Reads and compares with what is drawn; the indentation that all lines share is taken off. */
export async function checkProfile(
  content: unknown,
  expected: string,
  options?: TestReadOptions,
): Promise<void> {
  strictEqual(drawProfile(await readText(content, options)), withoutIndent(expected));
}

function withoutIndent(text: string): string {
  const lines = text.replace(/^\n|\n\s*$/g, '').split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

/** A profile as text: a line each for itself, its lanes, spans, instants, counters, arrows and notes. */
export function drawProfile(profile: Profile): string {
  const { format, unit, length, base, instants, counters, flows, spans, notes } = profile;
  const lines = [`${format} ${num(length)}${unit === 'time' ? ` from ${num(base)}` : ` ${unit}`}`];
  for (const lane of profile.lanes) {
    lines.push(laneTitle(lane));
    for (let span = lane.first; span < lane.first + lane.count; span++)
      lines.push(`${'  '.repeat((spans.depths[span] ?? 0) + 1)}${spanText(profile, span)}`);
  }
  instants.times.forEach((time, at) => {
    const lane = profile.lanes[instants.lanes[at] ?? -1];
    const where = lane === undefined ? '' : ` on ${lane.name}`;
    const what = frameText(profile, instants.frames[at] ?? -1);
    lines.push(`! ${num(time)} ${what}${where}${detailText(profile, instants.details[at])}`);
  });
  for (const { name, group, times, values } of counters) {
    const points = [...times].map((time, at) => `${num(time)}=${num(values[at] ?? 0)}`);
    lines.push(`# ${group} / ${name}: ${points.join(' ')}`);
  }
  flows.from.forEach((from, at) => {
    lines.push(`> ${spanText(profile, from)} -> ${spanText(profile, flows.to[at] ?? -1)}`);
  });
  return [...lines, ...notes.map((note) => `* ${note}`)].join('\n');
}

function laneTitle({ group, name }: Lane): string {
  return `${group} / ${name}`;
}

function spanText(profile: Profile, span: number): string {
  const { starts, durations, frames, details } = profile.spans;
  const time = `${num(starts[span] ?? -1)}+${num(durations[span] ?? -1)}`;
  return `${frameText(profile, frames[span] ?? -1)} ${time}${detailText(profile, details[span])}`;
}

function frameText({ frames }: Profile, frame: number): string {
  const category = frames.categories[frame] ? `[${frames.categories[frame]}]` : '';
  const file = frames.files[frame] ?? '';
  const numbers = [frames.lines[frame], frames.columns[frame]].filter((number) => number !== 0);
  const place = file || numbers.length > 0 ? `(${[file, ...numbers].join(':')})` : '';
  return `${frames.names[frame] ?? '?'}${category}${place}`;
}

function detailText({ details }: Profile, detail: number | undefined): string {
  return detail ? ` ${details[detail]}` : '';
}

function num(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Fails where a profile is not as profile.ts says. */
export function checkInvariants(profile: Profile): void {
  checkSpans(profile);
  checkRest(profile);
  for (const detail of profile.details.slice(1)) if (detail !== '') JSON.parse(detail);
  strictEqual(profile.details[0], '');
  for (const [, note] of profile.notes.entries())
    ok(note.length > 10 && !/(?<!\S)#(?!\S)/.test(note), note);
}

function checkSpans({ spans, lanes, frames, details, length, unit, base }: Profile): void {
  const { starts, durations, depths, parents } = spans;
  const slack = Math.max(unit === 'time' ? 0.001 : 0, (Math.abs(base) + length) * 2 ** -49);
  let first = 0;
  ok(Number.isFinite(length) && Number.isFinite(base), `length ${length} from ${base}`);
  for (const lane of lanes) {
    strictEqual(lane.first, first);
    let depth = 0;
    for (let span = first; span < first + lane.count; span++) {
      const [start = Number.NaN, duration = Number.NaN] = [starts[span], durations[span]];
      ok(start >= 0 && duration >= 0 && start + duration <= length, `span ${span} is out of range`);
      const parent = parents[span] ?? -2;
      const isRoot = parent === -1;
      ok(isRoot || (parent >= first && parent < span), `parent ${parent} of span ${span}`);
      strictEqual(depths[span], isRoot ? 0 : (depths[parent] ?? -1) + 1);
      if (!isRoot) {
        const end = (starts[parent] ?? 0) + (durations[parent] ?? 0);
        ok(start >= (starts[parent] ?? 0) && start + duration <= end + 2 * slack);
      }
      if (span > first) {
        const before = starts[span - 1] ?? 0;
        ok(before < start || (before === start && (durations[span - 1] ?? 0) >= duration));
      }
      ok((spans.frames[span] ?? -1) < frames.names.length);
      ok((spans.details[span] ?? -1) < details.length);
      depth = Math.max(depth, (depths[span] ?? 0) + 1);
    }
    strictEqual(lane.depth, depth);
    first += lane.count;
  }
  strictEqual(starts.length, first);
  for (const column of [durations, spans.frames, depths, parents, spans.details])
    strictEqual(column.length, first);
}

function checkRest({ frames, instants, counters, flows, lanes, length, spans }: Profile): void {
  const frameCount = frames.names.length;
  for (const column of [frames.categories, frames.files, frames.lines, frames.columns])
    strictEqual(column.length, frameCount);
  checkAscending(instants.times, length);
  for (const column of [instants.frames, instants.lanes, instants.details])
    strictEqual(column.length, instants.times.length);
  ok(instants.frames.every((frame) => frame < frameCount));
  ok(instants.lanes.every((lane) => lane >= -1 && lane < lanes.length));
  for (const { times, values } of counters) {
    checkAscending(times, length);
    strictEqual(values.length, times.length);
    ok(values.every(Number.isFinite));
  }
  strictEqual(flows.from.length, flows.to.length);
  for (const column of [flows.from, flows.to])
    ok(column.every((span) => span < spans.starts.length));
}

function checkAscending(times: Float64Array, length: number): void {
  ok(times.every((time, at) => time >= (times[at - 1] ?? 0) && time <= length));
}

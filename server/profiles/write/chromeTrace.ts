/**
 * Writes Chrome Trace Event JSON, the format that chrome://tracing, Perfetto and most profile viewers open.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: times are microseconds from any start, and groups of lanes
 * are processes. What is written reads back the same, but for arrows that lead back in time and for what is shorter than a nanosecond:
 * Perfetto counts in whole ones, and leaves out a span whose end lies behind that of the span around it even by one.
 */
import type { CounterSeries, Profile } from '../profile.ts';
import { type ChainLink, chainsOf } from './chains.ts';
import { innermostMoment } from './innermost.ts';
import { inPieces } from './pieces.ts';

/** Numbers of processes by group, in the order of the lanes. */
type Processes = ReadonlyMap<string, number>;

/**
 * Writes a profile.
 * @param about facts about the profile as a whole, e.g. the run's name
 * @returns the text in pieces
 */
export function writeChromeTrace(
  profile: Profile,
  about: Readonly<Record<string, string>> = {},
): Generator<string, void, void> {
  return inPieces(texts(profile, about));
}

function* texts(
  profile: Profile,
  about: Readonly<Record<string, string>>,
): Generator<string, void, void> {
  const otherData = profile.notes.length === 0 ? about : { ...about, notes: profile.notes };
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)},"traceEvents":[\n`;
  let separator = '';
  for (const event of events(profile)) {
    yield separator;
    yield event;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* events(profile: Profile): Generator<string, void, void> {
  const processes = processesOf(profile);
  yield* metadata(profile, processes);
  const { links, others } = chainsOf(profile);
  yield* spans(profile, processes, links);
  yield* instants(profile, processes);
  for (const series of profile.counters) yield* counter(series, processes.get(series.group) ?? 0);
  yield* flows(profile, processes, others);
}

function processesOf({ lanes, counters }: Profile): Processes {
  const groups = new Set([...lanes, ...counters].map(({ group }) => group));
  return new Map([...groups].map((group, at) => [group, at + 1]));
}

function* metadata({ lanes }: Profile, processes: Processes): Generator<string, void, void> {
  for (const [name, pid] of processes) {
    yield JSON.stringify({ ph: 'M', pid, tid: 0, name: 'process_name', args: { name } });
    const args = { sort_index: pid };
    yield JSON.stringify({ ph: 'M', pid, tid: 0, name: 'process_sort_index', args });
  }
  for (const [lane, { name, group }] of lanes.entries()) {
    const thread = { ph: 'M', pid: processes.get(group) ?? 0, tid: lane + 1 };
    yield JSON.stringify({ ...thread, name: 'thread_name', args: { name } });
    yield JSON.stringify({ ...thread, name: 'thread_sort_index', args: { sort_index: lane + 1 } });
  }
}

/** What a frame is, as members of an event; each is made once. */
function frameTexts({ frames }: Profile): string[] {
  return frames.names.map((name, at) => {
    const members: string[] = [`"name":${JSON.stringify(name)}`];
    const category = frames.categories[at] ?? '';
    const file = frames.files[at] ?? '';
    if (category !== '') members.push(`"cat":${JSON.stringify(category)}`);
    if (file !== '') members.push(`".file":${JSON.stringify(file)}`);
    if (frames.lines[at]) members.push(`".line":${frames.lines[at]}`);
    if (frames.columns[at]) members.push(`".column":${frames.columns[at]}`);
    return members.join(',');
  });
}

function* spans(
  profile: Profile,
  processes: Processes,
  links: ReadonlyMap<number, ChainLink>,
): Generator<string, void, void> {
  const { starts, durations, frames, details } = profile.spans;
  const names = frameTexts(profile);
  for (const [at, lane] of profile.lanes.entries()) {
    const place = `"pid":${processes.get(lane.group) ?? 0},"tid":${at + 1}`;
    for (let span = lane.first; span < lane.first + lane.count; span++) {
      const args = argsText(profile, details[span]);
      const time = timeText(starts[span] ?? 0, durations[span] ?? 0);
      const link = links.size === 0 ? '' : linkText(links.get(span));
      yield `{"ph":"X",${names[frames[span] ?? 0]},${time},${place}${link}${args}}`;
    }
  }
}

function linkText(link: ChainLink | undefined): string {
  if (link === undefined) return '';
  const { chain, hasNext, hasPrevious } = link;
  const ends = `${hasPrevious ? ',"flow_in":true' : ''}${hasNext ? ',"flow_out":true' : ''}`;
  return `,"bind_id":"0x${chain.toString(16)}"${ends}`;
}

/** Both ends are rounded, and not the duration: so what lies inside of another still does. */
function timeText(start: number, duration: number): string {
  const from = Math.round(start * 1000);
  const to = Math.round((start + duration) * 1000);
  return `"ts":${from / 1000},"dur":${(to - from) / 1000}`;
}

function argsText({ details }: Profile, detail = 0): string {
  const text = details[detail] ?? '';
  return text === '' ? '' : `,"args":${text}`;
}

function* instants(profile: Profile, processes: Processes): Generator<string, void, void> {
  const { times, frames, lanes, details } = profile.instants;
  const names = frameTexts(profile);
  for (let at = 0; at < times.length; at++) {
    const lane = profile.lanes[lanes[at] ?? -1];
    const pid = lane === undefined ? 1 : (processes.get(lane.group) ?? 0);
    const place = `"s":"${lane === undefined ? 'g' : 't'}","pid":${pid},"tid":${(lanes[at] ?? -1) + 1}`;
    const args = argsText(profile, details[at]);
    yield `{"ph":"i",${names[frames[at] ?? 0]},"ts":${times[at]},${place}${args}}`;
  }
}

function* counter(
  { name, times, values, unit }: CounterSeries,
  pid: number,
): Generator<string, void, void> {
  const key = unit === 'bytes' ? 'bytes' : 'value';
  const head = `{"ph":"C","name":${JSON.stringify(name)},"pid":${pid},"tid":0`;
  for (let at = 0; at < times.length; at++)
    yield `${head},"ts":${times[at]},"args":{"${key}":${values[at]}}}`;
}

function* flows(
  profile: Profile,
  processes: Processes,
  arrows: readonly number[],
): Generator<string, void, void> {
  const { from, to } = profile.flows;
  for (const at of arrows) {
    const [source, target] = [from[at] ?? 0, to[at] ?? 0];
    const [out, into] = [innermostMoment(profile, source), innermostMoment(profile, target)];
    if (into < out) continue;
    const start = placeOf(profile, processes, source);
    const end = placeOf(profile, processes, target);
    yield `{"ph":"s","name":"then","cat":"flow","id":${at + 1},"ts":${out},${start}}`;
    yield `{"ph":"f","bp":"e","name":"then","cat":"flow","id":${at + 1},"ts":${into},${end}}`;
  }
}

function placeOf({ lanes }: Profile, processes: Processes, span: number): string {
  const at = lanes.findIndex(({ first, count }) => span >= first && span < first + count);
  return `"pid":${processes.get(lanes[at]?.group ?? '') ?? 0},"tid":${at + 1}`;
}

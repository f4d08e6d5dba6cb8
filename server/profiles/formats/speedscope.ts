/**
 * Reads speedscope's own format, https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources: frames once, and profiles that are
 * lists of events (frame opened, frame closed) or of samples with weights. Each profile has an axis of its own and becomes a lane.
 */
import type { JsonWalk } from '../json/jsonWalk.ts';
import { Float64Column, Uint32Column } from '../layout/columns.ts';
import { StackSpans } from '../layout/stackSpans.ts';
import type { Profile, ProfileUnit, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadJson, noteBroken } from './fileReader.ts';

/** Reads the file. */
export async function readSpeedscope(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const walk = await loadJson(file);
  const reader = new SpeedscopeReader(file, walk);
  const isRead = reader.read();
  if (!isRead) noteBroken(file);
  file.window.release();
  const { unit } = reader;
  // Each lane has an axis of its own, which starts where the file says.
  return file.builder.finish({ name: file.name, format: 'speedscope', unit }, 'zero');
}

/** Kind of axis, and how many of ours one of theirs is. */
const units: ReadonlyMap<string, { readonly unit: ProfileUnit; readonly factor: number }> = new Map(
  Object.entries({
    nanoseconds: { unit: 'time', factor: 1e-3 },
    microseconds: { unit: 'time', factor: 1 },
    milliseconds: { unit: 'time', factor: 1e3 },
    seconds: { unit: 'time', factor: 1e6 },
    bytes: { unit: 'bytes', factor: 1 },
    none: { unit: 'count', factor: 1 },
  }),
);

/** One of `profiles`, with where its long lists start; -1 where it has none. */
interface ProfileHeader {
  name: string;
  unit: string;
  start: number;
  end: number;
  events: number;
  samples: number;
  weights: number;
}

class SpeedscopeReader {
  unit: ProfileUnit = 'time';
  readonly #file: FileToRead;
  readonly #walk: JsonWalk;
  readonly #frames = new Uint32Column();
  #isFirst = true;

  constructor(file: FileToRead, walk: JsonWalk) {
    this.#file = file;
    this.#walk = walk;
  }

  /** Frames may come after the profiles that name them, so they are looked for first. */
  read(): boolean {
    const walk = this.#walk;
    let profiles = -1;
    let shared = -1;
    const isWhole = walk.members((key) => {
      if (key === 'shared') shared = walk.cursor.at;
      if (key === 'profiles') profiles = walk.cursor.at;
      return walk.cursor.skip();
    });
    const brokenAt = walk.cursor.at;
    const isRead =
      this.#at(shared, () => this.#readShared()) && this.#at(profiles, () => this.#readProfiles());
    if (isRead) walk.cursor.at = brokenAt;
    return isRead && isWhole;
  }

  #at(place: number, read: () => boolean): boolean {
    if (place < 0) return true;
    this.#walk.cursor.at = place;
    return read();
  }

  #readShared(): boolean {
    const walk = this.#walk;
    return walk.members((key) =>
      key === 'frames' ? walk.elements(() => this.#readFrame()) : walk.cursor.skip(),
    );
  }

  #readFrame(): boolean {
    const walk = this.#walk;
    const { texts, frames } = this.#file.builder;
    let name = 0;
    const place = { file: 0, line: 0, column: 0 };
    const isRead = walk.members((key) => {
      if (key === 'name')
        return walk.interned(texts, (text) => {
          name = text;
        });
      if (key === 'file')
        return walk.interned(texts, (text) => {
          place.file = text;
        });
      if (key === 'line')
        return walk.number((line) => {
          place.line = whole(line);
        });
      if (key !== 'col') return walk.cursor.skip();
      return walk.number((column) => {
        place.column = whole(column);
      });
    });
    this.#frames.push(frames.number(name, 0, place));
    return isRead;
  }

  #readProfiles(): boolean {
    return this.#walk.elements(() => {
      const header = this.#readHeader();
      const end = this.#walk.cursor.at;
      const isRead = this.#readLists(header);
      if (isRead) this.#walk.cursor.at = end;
      return isRead && header.isWhole;
    });
  }

  #readHeader(): ProfileHeader & { readonly isWhole: boolean } {
    const walk = this.#walk;
    const header: ProfileHeader = {
      name: '',
      unit: 'none',
      start: 0,
      end: Number.NaN,
      events: -1,
      samples: -1,
      weights: -1,
    };
    const isWhole = walk.members((key) => {
      if (key === 'name' || key === 'unit')
        return walk.text((text) => {
          header[key] = text;
        });
      if (key === 'startValue')
        return walk.number((value) => {
          header.start = Number.isFinite(value) ? value : 0;
        });
      if (key === 'endValue')
        return walk.number((value) => {
          header.end = value;
        });
      if (key === 'events' || key === 'samples' || key === 'weights') header[key] = walk.cursor.at;
      return walk.cursor.skip();
    });
    return { ...header, isWhole };
  }

  #readLists(header: ProfileHeader): boolean {
    const { builder, name } = this.#file;
    const { unit, factor } = units.get(header.unit) ?? { unit: 'count' as const, factor: 1 };
    if (this.#isFirst) this.unit = unit;
    this.#isFirst = false;
    if (unit !== this.unit) {
      builder.notes.add(
        `# profiles are left out: they count ${header.unit}, and the first one does not.`,
      );
      return true;
    }
    const spans = new StackSpans(builder, builder.lane(header.name || 'Profile', name));
    const scale = (value: number) => (value - header.start) * factor;
    if (header.events >= 0) return this.#readEvents(header, spans, scale);
    return header.samples < 0 || this.#readSamples(header, spans, scale);
  }

  #readEvents(
    { events, end }: ProfileHeader,
    spans: StackSpans,
    scale: (value: number) => number,
  ): boolean {
    const walk = this.#walk;
    walk.cursor.at = events;
    let last = 0;
    let isOpening = false;
    let frame = Number.NaN;
    let at = Number.NaN;
    const isRead = walk.elements(() => {
      frame = Number.NaN;
      at = Number.NaN;
      const isEvent = walk.members((key) => {
        if (key === 'type') {
          if (walk.cursor.next() !== 0x22 || !walk.cursor.text()) return walk.cursor.skip();
          isOpening = walk.cursor.bytes[walk.cursor.textStart] === 0x4f;
          return true;
        }
        if (key === 'frame')
          return walk.number((value) => {
            frame = value;
          });
        if (key !== 'at') return walk.cursor.skip();
        return walk.number((value) => {
          at = scale(value);
        });
      });
      if (!isEvent) return false;
      last = this.#event(spans, { isOpening, frame, at: Math.max(last, 0) > at ? last : at, last });
      return true;
    });
    const scaledEnd = scale(end);
    if (spans.depth > 0 && isRead)
      this.#file.builder.notes.add(
        '# spans have no end; they are closed at the end of the profile.',
        spans.depth,
      );
    spans.end(scaledEnd > last ? scaledEnd : last);
    return isRead;
  }

  /** @returns the moment of the event, or the one before where it has none */
  #event(
    spans: StackSpans,
    { isOpening, frame, at, last }: { isOpening: boolean; frame: number; at: number; last: number },
  ): number {
    const { notes } = this.#file.builder;
    const known =
      frame >= 0 && frame < this.#frames.length
        ? this.#frames.values[Math.trunc(frame)]
        : undefined;
    if (known === undefined || !Number.isFinite(at)) {
      notes.add(
        '# events have no moment, or a frame that the file does not have; they are left out.',
      );
      return last;
    }
    if (isOpening) spans.open(at, known);
    else if (spans.top === known) spans.close(at);
    else notes.add('# ends of spans do not fit the span that is open and are left out.');
    return at;
  }

  #readSamples(
    { samples, weights }: ProfileHeader,
    spans: StackSpans,
    scale: (value: number) => number,
  ): boolean {
    const walk = this.#walk;
    const numbers = new Float64Column();
    const areWeightsRead = this.#at(weights, () =>
      walk.elements(() => walk.number((value) => numbers.push(value))),
    );
    walk.cursor.at = samples;
    const stack: number[] = [];
    let number = 0;
    let time = 0;
    const factor = scale(1) - scale(0);
    const isRead = walk.elements(() => {
      stack.length = 0;
      if (!walk.elements(() => walk.number((frame) => this.#pushFrame(stack, frame)))) return false;
      const weight = number < numbers.length ? (numbers.values[number] as number) : 1;
      number++;
      if (weight < 0)
        this.#file.builder.notes.add('# samples have a negative weight and are left out.');
      if (!(weight > 0)) return true;
      spans.sample(time, stack);
      time += weight * factor;
      return true;
    });
    spans.end(time);
    return isRead && areWeightsRead;
  }

  #pushFrame(stack: number[], frame: number): void {
    const known =
      frame >= 0 && frame < this.#frames.length
        ? this.#frames.values[Math.trunc(frame)]
        : undefined;
    if (known !== undefined) stack.push(known);
    else this.#file.builder.notes.add('# samples name a frame that the file does not have.');
  }
}

function whole(number: number): number {
  return number >= 1 && number < 2 ** 31 ? Math.trunc(number) : 0;
}

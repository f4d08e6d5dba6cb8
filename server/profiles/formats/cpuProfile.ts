/**
 * Reads .cpuprofile, which V8 writes: `{nodes, startTime, endTime, samples, timeDeltas}`, or of old `{head, startTime, endTime, samples,
 * timestamps}`; https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile. Times are microseconds (seconds of old) of a
 * clock that is not the wall's.
 */
import type { JsonWalk } from '../json/jsonWalk.ts';
import { Float64Column } from '../layout/columns.ts';
import type { Profile, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadJson, noteBroken } from './fileReader.ts';
import { emitNodeSamples } from './nodeSamples.ts';
import { V8Tree } from './v8Tree.ts';

/** Reads the file. */
export async function readCpuProfile(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const walk = await loadJson(file);
  const reader = new CpuProfileReader(file, walk);
  if (!reader.read()) noteBroken(file);
  file.window.release();
  reader.emit();
  return file.builder.finish({ name: file.name, format: 'cpuprofile', unit: 'time' });
}

class CpuProfileReader {
  readonly #file: FileToRead;
  readonly #walk: JsonWalk;
  readonly #tree: V8Tree;
  readonly #samples = new Float64Column();
  readonly #deltas = new Float64Column();
  readonly #timestamps = new Float64Column();
  #startTime = Number.NaN;
  #endTime = Number.NaN;

  constructor(file: FileToRead, walk: JsonWalk) {
    this.#file = file;
    this.#walk = walk;
    this.#tree = new V8Tree(walk, file.builder);
  }

  read(): boolean {
    return this.#walk.members((key) => this.#member(key));
  }

  emit(): void {
    const { builder, name } = this.#file;
    const times = this.#times();
    emitNodeSamples(builder, builder.lane('Main', name), {
      tree: this.#tree,
      ids: this.#samples.values.subarray(0, this.#samples.length),
      times,
      end: this.#endTime,
    });
  }

  #member(key: string): boolean {
    const walk = this.#walk;
    if (key === 'nodes') return this.#tree.readFlat();
    if (key === 'head') return this.#tree.readNested();
    if (key === 'samples') return walk.elements(() => walk.number((id) => this.#samples.push(id)));
    if (key === 'timeDeltas')
      return walk.elements(() => walk.number((delta) => this.#deltas.push(delta)));
    if (key === 'timestamps')
      return walk.elements(() => walk.number((time) => this.#timestamps.push(time)));
    if (key === 'startTime')
      return walk.number((time) => {
        this.#startTime = time;
      });
    if (key !== 'endTime') return walk.cursor.skip();
    return walk.number((time) => {
      this.#endTime = time;
    });
  }

  /** Moment of each sample. */
  #times(): Float64Array {
    if (this.#deltas.length === 0 && this.#timestamps.length > 0) {
      // Of old, start and end are seconds, and the moments of samples microseconds.
      const isSeconds = this.#endTime * 1e5 < (this.#timestamps.values[0] as number);
      if (isSeconds) this.#endTime *= 1e6;
      return finite(this.#timestamps.toArray());
    }
    // In place: there may be tens of millions.
    const times = this.#deltas.values.subarray(0, this.#deltas.length);
    let time = Number.isFinite(this.#startTime) ? this.#startTime : 0;
    for (let at = 0; at < times.length; at++) {
      const delta = times[at] as number;
      time += Number.isFinite(delta) ? delta : 0;
      times[at] = time;
    }
    return times;
  }
}

function finite(times: Float64Array): Float64Array {
  let last = 0;
  return times.map((time) => {
    last = Number.isFinite(time) ? time : last;
    return last;
  });
}

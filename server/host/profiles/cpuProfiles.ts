/**
 * Has the Node.js processes that actions start write down what they spend their time on, each action in a folder of its own, and reads
 * that when the run has ended. Nothing of it is part of a key: the options change no result.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionId } from '../../engine/model/brand.ts';
import { readCpuProfile } from '../../profiles/formats/cpuProfile.ts';
import { readBy } from '../../profiles/readBy.ts';
import type { ProcessProfile, ProcessProfiles } from '../../profiles/run/runProfile.ts';

/** Profiles that are shown of one run; each worker of each process writes one. */
const profilesMax = 200;

/** Collects profiles of one run's processes. */
export class CpuProfiles {
  readonly #folder: string;
  readonly #numbers = new Map<ActionId, number>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder for them. */
  static async open(): Promise<CpuProfiles> {
    return new CpuProfiles(await mkdtemp(join(tmpdir(), 'cachescope-cpu-')));
  }

  /** Variables of an action's command, to be given to the runner of processes. */
  readonly variables = (
    action: ActionId,
    { NODE_OPTIONS }: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> => {
    const number = this.#numbers.get(action) ?? this.#numbers.size;
    this.#numbers.set(action, number);
    const folder = join(this.#folder, String(number)).replace(/[\\"]/g, '\\$&');
    const options = `--cpu-prof "--cpu-prof-dir=${folder}"`;
    return { NODE_OPTIONS: NODE_OPTIONS ? `${NODE_OPTIONS} ${options}` : options };
  };

  /**
   * Reads what was written.
   * @param elapsed milliseconds now, as in events; their clock is set against that of the profiles, which is the system's
   */
  async read(elapsed: number): Promise<ProcessProfiles> {
    const offset = Number(process.hrtime.bigint()) / 1e6 - elapsed;
    const processes: ProcessProfile[] = [];
    const notes: string[] = [];
    const files = await this.#files();
    for (const { action, file } of files.slice(0, profilesMax)) {
      const profile = await readBy(createReadStream(file), { name: action }, () => readCpuProfile);
      if ('problem' in profile) notes.push(`${action}: ${profile.problem}`);
      else processes.push({ action, profile, startedAt: profile.base / 1000 - offset });
    }
    const left = files.length - profilesMax;
    if (left > 0)
      notes.push(`${left} processor profiles are left out: a run shows at most ${profilesMax}.`);
    const lacking = [...this.#numbers.keys()].filter((id) => !files.some((of) => of.action === id));
    if (lacking.length > 0) notes.push(lackingText(lacking));
    return { processes, notes };
  }

  async #files(): Promise<{ readonly action: ActionId; readonly file: string }[]> {
    const all: { readonly action: ActionId; readonly file: string }[] = [];
    for (const [action, number] of this.#numbers)
      for (const file of await profilesIn(join(this.#folder, String(number))))
        all.push({ action, file });
    return all;
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function lackingText(actions: readonly ActionId[]): string {
  const some = actions.slice(0, 5).join(', ');
  const more = actions.length > 5 ? ` and ${actions.length - 5} more` : '';
  return `No processor profile was left by ${some}${more}: a command that starts no Node.js leaves none, nor does one that is ended by force.`;
}

async function profilesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.cpuprofile')).map((name) => join(folder, name));
  } catch {
    // The command was no Node.js, or never started.
    return [];
  }
}

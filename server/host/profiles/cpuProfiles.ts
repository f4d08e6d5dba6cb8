/**
 * Has the Node.js processes that actions start write down what they spend their time on, each action in a folder of its own, and reads
 * that when the run has ended. Nothing of it is part of a key: the options change no result.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionId } from '../../engine/model/brand.ts';
import { readProfile } from '../../profiles/readProfile.ts';
import type { ProcessProfile } from '../../profiles/run/runProfile.ts';

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
  async read(elapsed: number): Promise<readonly ProcessProfile[]> {
    const offset = Number(process.hrtime.bigint()) / 1e6 - elapsed;
    const found: ProcessProfile[] = [];
    for (const [action, number] of this.#numbers)
      for (const file of await profilesIn(join(this.#folder, String(number)))) {
        if (found.length >= profilesMax) return found;
        const profile = await readProfile(createReadStream(file), { name: action });
        if ('problem' in profile) continue;
        found.push({ action, profile, startedAt: profile.base / 1000 - offset });
      }
    return found;
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
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

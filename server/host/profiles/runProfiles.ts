/**
 * Profiles of the last runs, below `.cachescope/profiles`: Chrome traces, packed, so that any viewer opens them. A run that found nothing
 * to do leaves none, and costs nothing.
 *
 *     const profiles = new RunProfiles(session);
 *     const run = await session.engine.build(...);
 *     await profiles.keep(run);
 */
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EventListener } from '../../engine/events.ts';
import type { Action } from '../../engine/model/action.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { Profile, UnreadableProfile } from '../../profiles/profile.ts';
import { RunEvents } from '../../profiles/run/runEvents.ts';
import type { ProcessProfiles } from '../../profiles/run/runProfile.ts';
import type { StepsSince } from '../../profiles/run/runSteps.ts';
import {
  profileEnding as ending,
  keptProfiles,
  profileFiles,
  removeProfiles,
} from '../store/profileFiles.ts';

/** Names of runs, and nothing that leads out of the folder. */
const safeName = /^[\w-]{1,100}$/;

/** The workspace whose runs are profiled. */
export interface ProfiledWorkspace {
  /** Events of the engine and of caches. */
  subscribe(listener: EventListener): () => void;
  /** Absolute path of `.cachescope`; undefined where nothing is kept. */
  readonly store: { readonly folder?: string };
  readonly workspace: { readonly actions: ReadonlyMap<ActionId, Pick<Action, 'dependsOn'>> };
}

/** See above. */
export class RunProfiles {
  readonly #workspace: ProfiledWorkspace;
  readonly #events = new RunEvents(() => process.memoryUsage.rss());
  readonly #stop: () => void;
  #isKept = false;

  constructor(workspace: ProfiledWorkspace) {
    this.#workspace = workspace;
    this.#stop = workspace.subscribe(this.#events.onEvent);
  }

  /** Whether the run that ended last did anything. */
  get hasWork(): boolean {
    return this.#events.hasWork;
  }

  /** The profile of the run that ended last. @param of what its processes did */
  async profile(of: Partial<ProcessProfiles> = {}): Promise<Profile> {
    const { runProfile } = await import('../../profiles/run/runProfile.ts');
    const { allSteps } = await import('../../profiles/run/runSteps.ts');
    const known: ReadonlyMap<string, Pick<Action, 'dependsOn'>> = this.#workspace.workspace.actions;
    const { events, left, actions } = this.#events;
    const dependenciesOf = (id: string) =>
      known.get(id)?.dependsOn.map(({ action }) => action) ?? [];
    const graph = { actions: [...actions], dependenciesOf };
    return runProfile({ ...of, steps: allSteps(events), left, graph });
  }

  /** What happened in the run so far, since it was asked the last time. @param since `next` of then; 0: all of it */
  async since(since: number): Promise<StepsSince> {
    const { stepsSince } = await import('../../profiles/run/runSteps.ts');
    return stepsSince(this.#events, since);
  }

  /** Whether the profile of the run that ended last is a file now. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /**
   * Keeps the profile of the run that ended last, if anything was done in it, in place of the oldest.
   * @returns what went wrong, in a sentence; the run itself is as good without
   */
  async keep(run: RunRecord, made?: Profile): Promise<string | undefined> {
    const { folder } = this.#workspace.store;
    if (folder === undefined || !this.#events.hasWork || !safeName.test(run.id)) return undefined;
    try {
      await writeProfile(join(folder, 'profiles'), run, made ?? (await this.profile()));
      this.#isKept = true;
      return undefined;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return `The profile of this run could not be kept: ${detail}.`;
    }
  }

  /** Ends listening. */
  stop(): void {
    this.#stop();
  }
}

/** Names of the runs that have a profile, newest first. */
export async function profiledRuns(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(join(folder, 'profiles'));
    const runs = names.filter((name) => name.endsWith(ending));
    return runs.map((name) => name.slice(0, -ending.length)).sort((a, b) => (a < b ? 1 : -1));
  } catch {
    // The folder is made by the first run that keeps one.
    return [];
  }
}

/** Reads the profile of a run; undefined where it has none. */
export async function readRunProfile(
  folder: string,
  run: string,
): Promise<Profile | UnreadableProfile | undefined> {
  if (!safeName.test(run) || !(await profiledRuns(folder)).includes(run)) return undefined;
  const { readBy } = await import('../../profiles/readBy.ts');
  const { readTrace } = await import('../../profiles/chrome/readTrace.ts');
  const stream = createReadStream(join(folder, 'profiles', run + ending));
  return await readBy(stream, { name: run }, () => readTrace);
}

/** What a written profile says about its run. */
export function aboutRun(run: RunRecord): Readonly<Record<string, string>> {
  return {
    run: run.id,
    targets: run.targets.join(' '),
    startedAt: new Date(run.startedAt).toISOString(),
  };
}

async function writeProfile(folder: string, run: RunRecord, profile: Profile): Promise<void> {
  const { writeChromeTrace } = await import('../../profiles/write/chromeTrace.ts');
  const text = [...writeChromeTrace(profile, aboutRun(run))].join('');
  // Fast and not small: it is written while a user waits, and 20 of them are kept.
  const { gzipSync } = await import('node:zlib');
  const bytes = gzipSync(text, { level: 1 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = join(folder, `${run.id}.${process.pid}.aside`);
  await writeFile(aside, bytes, { mode: 0o600 });
  await rename(aside, join(folder, run.id + ending));
  removeProfiles(profileFiles(dirname(folder)).slice(keptProfiles));
}

/**
 * Looks at the disk from a second thread while the first reads the configuration: in a large workspace with nothing to do, looking at
 * every file is half of the work. The thread asks a file table of its own, on the same rows, which of its kept answers still hold.
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Survey, SurveyUnderWay } from '../files/fileTable.ts';
import type { FileDigestStore } from '../store/digestTable.ts';
import { indexFile } from '../store/schema.ts';
import { stateFolderName } from '../store/stateFolder.ts';

/** Rows smaller than this are looked through faster than a thread starts; about 2,000 files. */
const worthThreadBytes = 256 * 1024;
/** An index of which this is true has such rows, or so much else that a thread more does not matter. */
const worthThreadIndexBytes = 4 * 1024 * 1024;

/** What the thread is given. */
export interface SurveyTask {
  /** Absolute workspace root. */
  readonly root: string;
}

/** Threads do not take over where compiled code is kept. */
function withCompileCache(): NodeJS.ProcessEnv {
  const folder = process.getBuiltinModule('node:module').getCompileCacheDir();
  return folder === undefined
    ? process.env
    : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

/** A survey that has begun. */
export interface StartedSurvey {
  readonly root: string;
  /** Where the thread failed there is nothing, and whoever waits looks for itself. */
  readonly found: SurveyUnderWay;
}

/**
 * Starts a survey before anything else of the program is loaded, which takes about as long as the thread needs to start. Of the
 * workspace nothing is known yet; where it proves to be another one, the survey is not used.
 * @param folder absolute path of the folder that a command starts in
 */
export function surveyAhead(folder: string): StartedSurvey | undefined {
  for (let root = folder; ; root = dirname(root)) {
    const index = statSync(join(root, stateFolderName, indexFile), { throwIfNoEntry: false });
    if (index) return index.size < worthThreadIndexBytes ? undefined : startSurvey(root);
    if (dirname(root) === root) return undefined;
  }
}

/**
 * A survey for a workspace, if it is worth a thread.
 * @param root absolute workspace root
 * @param ahead one that may be for this workspace
 */
export function surveyFor(
  root: string,
  rows: FileDigestStore,
  ahead: StartedSurvey | undefined,
): SurveyUnderWay | undefined {
  if (ahead?.root === root) return ahead.found;
  return rows.size() < worthThreadBytes ? undefined : startSurvey(root)?.found;
}

function startSurvey(root: string): StartedSurvey | undefined {
  if (availableParallelism() < 2) return undefined;
  // Loaded only here: small workspaces never need it.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workerData: SurveyTask = { root };
  const worker = new Worker(new URL(`./survey.worker.${extension}`, import.meta.url), {
    workerData,
    env: withCompileCache(),
    // It lives for one look: room for garbage would only be memory.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  // A command that needs no answer does not wait for it.
  worker.unref();
  const found = new Promise<Survey | undefined>((resolve) => {
    worker.once('message', (survey: Survey) => resolve(survey));
    // The first thread then meets whatever went wrong, and tells it.
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
  return {
    root,
    found: () => {
      worker.ref();
      return found;
    },
  };
}

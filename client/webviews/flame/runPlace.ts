/** Which run a profile is of, by where its file lies. Only of those can be asked why something ran, or what changed since another one. */
import { Uri, workspace } from 'vscode';

/** A run of a folder. */
export interface RunPlace {
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly run: string;
}

/** Names of runs, and nothing that leads out of the folder of profiles. */
const safeName = /^[\w-]{1,100}$/;
const ending = '.trace.json.gz';

/** Where the profile of a run lies; undefined where that is no name of a run. */
export function profileOfRun({ folder, run }: RunPlace): Uri | undefined {
  if (!safeName.test(run)) return undefined;
  return Uri.joinPath(Uri.parse(folder), '.cachescope', 'profiles', run + ending);
}

/** The run that a file is the profile of; undefined for other files. */
export function runOfProfile(file: Uri): RunPlace | undefined {
  const name = file.path.split('/').at(-1) ?? '';
  const folder = workspace.getWorkspaceFolder(file)?.uri.toString();
  if (folder === undefined || !name.endsWith(ending)) return undefined;
  const place = { folder, run: name.slice(0, -ending.length) };
  return profileOfRun(place)?.path === file.path ? place : undefined;
}

/** Runs of a folder that have a profile, newest first. */
export async function runsWithProfile(folder: string): Promise<readonly string[]> {
  const profiles = Uri.joinPath(Uri.parse(folder), '.cachescope', 'profiles');
  try {
    const names = (await workspace.fs.readDirectory(profiles)).map(([name]) => name);
    const runs = names.filter((name) => name.endsWith(ending));
    return runs.map((name) => name.slice(0, -ending.length)).sort((a, b) => (a < b ? 1 : -1));
  } catch {
    // The folder is made by the first run that keeps one.
    return [];
  }
}

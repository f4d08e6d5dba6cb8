/** Everything about one kept thing: what a result read, wrote and printed, and whether the files on disk are still so. */
import type { ActionId, FileDigest, KeyDigest, RelativePath } from '../../engine/model/brand.ts';
import type { Dependency, OutputEntry } from '../../engine/model/trace.ts';
import type { StoredTrace } from '../../engine/ports/store.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type {
  EntryDetails,
  EntryRow,
  FileRow,
  OutputTextRequest,
  OutputTextResult,
} from '../../protocol/cache.ts';
import type { EntryIndex } from './entries.ts';
import { printedText } from './printed.ts';
import type { Entry } from './selection.ts';

/** Longer texts are cut, in bytes. */
const textBytesMax = 100_000;
/** Larger outputs are not compared as text, in bytes. */
const outputBytesMax = 5_000_000;
/** Lists of files are cut: nobody reads more, and the current state of each is looked at. */
const filesMax = 2000;

type Session = Pick<WorkspaceEngine, 'store' | 'digestNow'>;

/** @returns undefined where it is gone */
export async function entryDetails(
  id: string,
  {
    session,
    entries,
    rowOf,
  }: {
    readonly session: Session;
    readonly entries: EntryIndex;
    readonly rowOf: (entry: Entry) => EntryRow | undefined;
  },
): Promise<EntryDetails | undefined> {
  const found = await entries.one(id);
  const entry = found && rowOf(found);
  if (!found || !entry) return undefined;
  if (found.cache !== 'traces')
    return { entry, text: `${found.cache}\n${found.key.replace('\0', '')}` };
  const trace = traceOf(session, found);
  return trace && { entry, result: resultOf(session, trace) };
}

/** The bytes of a recorded output, where they are text. */
export async function outputText(
  { id, path }: OutputTextRequest,
  session: Session,
  entries: EntryIndex,
): Promise<OutputTextResult> {
  const found = await entries.one(id);
  const trace = found && traceOf(session, found);
  if (!trace) return { message: 'This result is no longer kept.' };
  const output = trace.outputs.find((one) => one.path === path);
  if (output?.type === 'symlink') return { text: output.target };
  if (output?.type !== 'file') return { message: `${path} is not one of its outputs.` };
  if (output.size > outputBytesMax)
    return { message: `${path} is too large to be compared as text.` };
  const read = session.store.blobs.read(output.blob);
  if ('failure' in read) return { message: `The recorded bytes of ${path} cannot be read.` };
  const text = Buffer.from(read.bytes).toString('utf8');
  return text.includes('\0') ? { message: `${path} is not text.` } : { text };
}

function traceOf({ store }: Session, { name, key, row }: Entry): StoredTrace | undefined {
  const kept = store.traces.candidates(name as ActionId, key as KeyDigest);
  return kept.find((trace) => trace.row === row);
}

function resultOf(session: Session, trace: StoredTrace): NonNullable<EntryDetails['result']> {
  const inputs = trace.dependencies.flatMap(filesOf).slice(0, filesMax);
  return {
    action: trace.action,
    startedAt: trace.startedAt,
    durationMs: trace.duration,
    inputs: inputs.map(([path, digest]) => fileRow(session, path, digest)),
    outputs: trace.outputs.slice(0, filesMax).map((output) => outputRow(session, output)),
    log:
      trace.log === undefined
        ? ''
        : printedText(session.store.blobs, trace.log).slice(0, textBytesMax),
  };
}

function filesOf(dependency: Dependency): readonly (readonly [RelativePath, FileDigest])[] {
  if (dependency.kind === 'inputs') return dependency.files;
  return dependency.kind === 'file' ? [[dependency.path, dependency.digest]] : [];
}

function outputRow(session: Session, output: OutputEntry): FileRow {
  const row = fileRow(session, output.path, output.digest);
  return output.type === 'file' ? { ...row, bytes: output.size } : row;
}

function fileRow(session: Session, path: RelativePath, digest: FileDigest): FileRow {
  const now = session.digestNow(path);
  return { path, digest, now: now === undefined ? 'absent' : now === digest ? 'same' : 'changed' };
}

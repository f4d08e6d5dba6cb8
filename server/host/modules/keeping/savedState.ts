/** Keeps an analysis for the next process, and takes it up again. */
import { modulesRow, type PackStore } from '../../files/packedRows.ts';
import { inTurns, nextTurn } from '../../platform/turns.ts';
import { parserVersions } from '../reading/parserVersion.ts';
import type { AnalysisState } from '../state.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';

/** @returns whether there was one, made by the same versions */
export function loadState(state: AnalysisState, rows: PackStore | undefined): boolean {
  const bytes = rows?.loadAll([modulesRow]).get(modulesRow);
  if (!(bytes instanceof Uint8Array)) return false;
  const found = decodeSnapshot(bytes, parserVersions(), state);
  if (!found) return false;
  state.gitText = found.head.gitText;
  state.useNames(found.folders);
  state.resolver.load(found.head.answers);
  state.resolver.installed.load(found.head.installed);
  const { rulesStamp: rules, ignoreStamp: ignore } = found.head;
  state.stamps = { rules, ignore };
  return true;
}

/**
 * Keeps everything, in turns with all that is asked meanwhile.
 * Only correct if signatures were taken before the bytes were read, and those that prove nothing are marked so: the next process believes
 * whatever is marked as settled and has the same signature. And only if what is looked at here is compared with what was noted of it before:
 * a configuration that is first read now is, see `Installed.noteFile`. And only if no change is taken in until it is done.
 */
export async function saveState(state: AnalysisState, rows: PackStore): Promise<void> {
  const { rules, ignore } = state.stamps;
  const answers = await inTurns(state.resolver.kept());
  const head = {
    versions: parserVersions(),
    rulesStamp: rules,
    gitText: state.gitText,
    ignoreStamp: ignore,
    installed: state.resolver.installed.entries(),
    answers,
  };
  const { table, memory, names } = state;
  const bytes = await inTurns(encodeSnapshot({ head, folders: names.folders, table, memory }));
  await nextTurn();
  rows.save(new Map([[modulesRow, bytes]]));
}

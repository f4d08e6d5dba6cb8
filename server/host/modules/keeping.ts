/** Keeps an analysis for the next process, and takes it up again. */
import { modulesRow, type PackStore } from '../files/packedRows.ts';
import { parserVersions } from './parserVersion.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import type { AnalysisState } from './state.ts';

/** @returns whether there was one, made by the same versions */
export function loadState(state: AnalysisState, rows: PackStore | undefined): boolean {
  const bytes = rows?.loadAll([modulesRow]).get(modulesRow);
  if (!(bytes instanceof Uint8Array)) return false;
  const found = decodeSnapshot(bytes, parserVersions(), state);
  if (!found) return false;
  state.gitText = found.head.gitText;
  state.useNames(found.folders);
  for (const [key, answer] of found.head.answers) state.resolver.answers.set(key, answer);
  const { rulesStamp: rules, ignoreStamp: ignore, installStamp: install } = found.head;
  state.stamps = { rules, ignore, install };
  return true;
}

/**
 * Keeps everything.
 * Only correct if signatures were taken before the bytes were read, and those that prove nothing are marked so: the next process believes
 * whatever is marked as settled and has the same signature.
 */
export function saveState(state: AnalysisState, rows: PackStore): void {
  state.takeStamps();
  const { rules, ignore, install } = state.stamps;
  const head = {
    versions: parserVersions(),
    rulesStamp: rules,
    gitText: state.gitText,
    ignoreStamp: ignore,
    installStamp: install,
    answers: [...state.resolver.answers],
  };
  const { table, memory, names } = state;
  const bytes = encodeSnapshot({ head, folders: names.folders, table, memory });
  rows.save(new Map([[modulesRow, bytes]]));
}

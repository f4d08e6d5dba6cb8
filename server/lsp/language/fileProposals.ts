/** Files and folders as patterns: `src/`, `src/**`, `index.ts`, one folder at a time as one types. */
import { joinPath, literalPattern } from '../../engine/model/glob.ts';
import type { Proposal, ProposalContext } from './proposal.ts';
import { itemKinds } from './shapes.ts';

/** Folders that no pattern is meant to name. */
const never = new Set(['node_modules', '.git', '.cachescope']);

/**
 * Entries of the folder that is being typed.
 * @param base the folder that patterns are relative to
 */
export function fileProposals(
  { written, model, path }: ProposalContext,
  base: string,
): readonly Proposal[] {
  const start = written.startsWith('!') ? 1 : 0;
  const slash = written.lastIndexOf('/');
  const typed = written.slice(start, Math.max(slash + 1, start));
  // Behind a wildcard there is no one folder to look into.
  if (/[*?[{(]/.test(typed)) return [];
  const folder = joinPath(base, typed.replace(/\/$/, '') || '.');
  if (folder === undefined) return [];
  const prefix = written.slice(0, start) + typed;
  const isPattern = path.at(-1) !== 'builder';
  const entries = model.listFolder(folder).filter(({ name }) => !never.has(name));
  return [
    ...(isPattern ? [everything(prefix)] : []),
    ...entries.flatMap(({ name, isFolder }) =>
      entryProposals(prefix, name, { isFolder, isPattern }),
    ),
  ];
}

function everything(prefix: string): Proposal {
  const doc = 'All files here and in all folders below.';
  return { text: `${prefix}**`, kind: itemKinds.value, doc, sort: '1' };
}

function entryProposals(
  prefix: string,
  name: string,
  { isFolder, isPattern }: { readonly isFolder: boolean; readonly isPattern: boolean },
): readonly Proposal[] {
  const path = prefix + (isPattern ? literalPattern(name) : name);
  if (!isFolder) return [{ text: path, kind: itemKinds.file, sort: `3${name}` }];
  const folder: Proposal = { text: `${path}/`, kind: itemKinds.folder, sort: `2${name}` };
  if (!isPattern) return [folder];
  return [folder, { text: `${path}/**`, kind: itemKinds.folder, sort: `2${name}/**` }];
}

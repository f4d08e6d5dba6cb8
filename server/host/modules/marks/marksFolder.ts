/** Where it is marked what is being parsed: beside what is kept of modules. See marks.ts. */
import { hash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ownName = /^parsing-[0-9a-f]{32}$/;

/** Where marks are put. */
export interface MarksPlace {
  /** Absolute, of one workspace alone, and of one user; need not be there. */
  readonly folder: string;
  /** Told once, in a full sentence, where it does not work. */
  readonly onTrouble: (message: string) => void;
}

/** Where marks of a workspace lie in its own folder for what is kept. @param folder absolute */
export function marksIn(folder: string): string {
  return join(folder, 'parsing');
}

/** Where they lie in a folder for what is kept of many. @param storage absolute @param root absolute */
export function marksOf(storage: string, root: string): string {
  return join(storage, `parsing-${hash('sha256', root).slice(0, 32)}`);
}

/** Forgets them: the folder has a store of its own now. @param storage absolute @param root absolute */
export function dropMarks(storage: string, root: string): void {
  drop(marksOf(storage, root));
}

/** Forgets those of all workspaces, with what is kept of their modules. @param storage absolute */
export function dropAllMarks(storage: string): void {
  try {
    for (const name of readdirSync(storage)) if (ownName.test(name)) drop(join(storage, name));
  } catch {
    // As in `drop`.
  }
}

function drop(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // They stay, as small as they are, and are of no more use to anyone.
  }
}

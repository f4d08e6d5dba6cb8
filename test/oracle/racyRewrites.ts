// Ways to change a file so that its size stays, and as much of its stat as the system allows.

import {
  closeSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

/** Changes a file's bytes to others of the same number. */
type Rewrite = (path: string, content: string) => void;

function inPlace(path: string, content: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, content, 0);
  closeSync(file);
}

function truncated(path: string, content: string): void {
  writeFileSync(path, content);
}

/** The modification time goes back to what it was. The change time cannot be set, so it still moves. */
function restoringTime(path: string, content: string): void {
  const { atime, mtime } = statSync(path);
  inPlace(path, content);
  utimesSync(path, atime, mtime);
}

function renamedOver(path: string, content: string): void {
  const aside = `${path}.aside`;
  writeFileSync(aside, content);
  renameSync(aside, path);
}

/** Often gets the inode that was just given up. */
function deletedAndMade(path: string, content: string): void {
  unlinkSync(path);
  writeFileSync(path, content);
}

/** The last of several: what was between is seen by nobody. */
function threeTimes(path: string, content: string): void {
  inPlace(path, 'y'.repeat(content.length));
  inPlace(path, 'z'.repeat(content.length));
  inPlace(path, content);
}

/** All ways, by name. */
export const rewrites: Readonly<Record<string, Rewrite>> = {
  inPlace,
  truncated,
  restoringTime,
  renamedOver,
  deletedAndMade,
  threeTimes,
};

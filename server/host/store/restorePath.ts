/**
 * Which paths a restore may write to. What is stored may be damaged or, from a shared cache, hostile, so this is a list of what
 * is allowed, not of what is known to be bad (CVE-2026-23745 and its like: each list of bad forms had a gap).
 */

import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';

const maxPathBytes = 4096;
const maxNameBytes = 255;
const windowsDevice = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;
/** Folders whose files are run or trusted by other programs. `git~1` is the short name of `.git` on Windows. */
const guarded = /^(\.git|git~\d+|\.cachescope)$/i;

/**
 * @param path the path as stored
 * @param platform rules of Windows are added on `win32`
 * @returns why it is refused, or undefined
 */
export function pathProblem(
  path: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (typeof path !== 'string' || path === '') return 'it is empty';
  if (Buffer.byteLength(path) > maxPathBytes) return 'it is too long';
  for (const name of path.split('/')) {
    const problem = nameProblem(name, platform);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameProblem(name: string, platform: NodeJS.Platform): string | undefined {
  if (name === '' || name === '.' || name === '..')
    return 'it is not a plain path below the workspace';
  if (/[\0\\:]/.test(name))
    return 'it holds a character that not all systems take as part of a name (NUL, backslash, colon)';
  if (!name.isWellFormed() || name.includes('\uFFFD')) return 'its name is not valid UTF-8';
  if (Buffer.byteLength(name) > maxNameBytes) return 'a name in it is longer than 255 bytes';
  if (guarded.test(normalName(name)))
    return `it leads into ${name}, which builds must not write to`;
  if (platform !== 'win32') return undefined;
  if (/[. ]$/.test(name)) return 'Windows drops dots and spaces at the end of names';
  return windowsDevice.test(name) || /[<>"|?*]|\p{Cc}/u.test(name)
    ? 'Windows keeps this name for itself'
    : undefined;
}

/** HFS+ ignores these code points and Windows ignores dots and spaces at the end, so `.g\u200cit` and `.git.` are `.git` there (CVE-2014-9390). */
function normalName(name: string): string {
  return name.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '').replace(/[. ]+$/, '');
}

/**
 * A link may point to a relative place inside the workspace, nowhere else.
 * @returns why it is refused, or undefined
 */
export function linkProblem(path: RelativePath, target: string): string | undefined {
  if (typeof target !== 'string' || target === '') return 'its link target is empty';
  if (/[\0\\:]/.test(target) || target.startsWith('/'))
    return 'its link target is not a relative path';
  if (Buffer.byteLength(target) > maxPathBytes) return 'its link target is too long';
  const resolved = joinPath(parentPath(path), target);
  if (resolved === undefined) return 'its link leads out of the workspace';
  return resolved === '' ? undefined : pathProblem(resolved);
}

// git in a folder of a test, as somebody who needs no configuration.

import { execFileSync } from 'node:child_process';

const author = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];

/** Runs git in a folder: `const git = gitIn(root); git('init')`. */
export function gitIn(root: string): (...words: readonly string[]) => void {
  return (...words) => {
    execFileSync('git', [...author, ...words], { cwd: root, stdio: 'ignore' });
  };
}

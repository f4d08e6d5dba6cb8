// Temporary folders that go away with the test that made them, for tests that need real files.
//
//   test('...', async (t) => { const dir = await makeTempDir(t); ... });

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The part of a test's context that is needed to clean up after it. */
export interface CleanupScope {
  after(cleanup: () => Promise<void>): void;
}

/**
 * Makes an empty folder and removes it, with everything in it, when the test ends.
 *
 * @returns its absolute path, without symbolic links: programs that resolve paths report the same one
 */
export async function makeTempDir(scope: CleanupScope): Promise<string> {
  const path = await mkdtemp(join(await realpath(tmpdir()), 'cachescope-test-'));
  // A process that the test has just ended may still be writing: hence the retries.
  scope.after(() => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  return path;
}

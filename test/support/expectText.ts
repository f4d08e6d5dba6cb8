// Compares a text with a file that holds what is expected, and rewrites the file on request:
//
//   await expectText(actual, new URL('./expected/reasons.txt', import.meta.url));
//   UPDATE_EXPECT=1 npm run test:unit -- reasons      and then read the difference in git
//
// For texts that are too long for the test itself; a short one belongs into an assertion.

import { strictEqual } from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** How an expectation is compared; the default is to rewrite it if `UPDATE_EXPECT=1` is set. */
export interface ExpectTextOptions {
  readonly update: boolean;
}

/**
 * Asserts that a text equals the content of a file. Where it does not, and an update is asked for,
 * the file is written instead.
 *
 * @throws AssertionError with the difference, or if the file is missing
 */
export async function expectText(
  actual: string,
  expectedFile: URL,
  options: ExpectTextOptions = { update: process.env.UPDATE_EXPECT === '1' },
): Promise<void> {
  const expected = await readIfPresent(expectedFile);
  if (options.update) {
    if (expected !== actual) await write(expectedFile, actual);
    return;
  }
  strictEqual(
    actual,
    expected,
    expected === undefined
      ? `${expectedFile.pathname} is missing: UPDATE_EXPECT=1 writes it`
      : undefined,
  );
}

async function write(file: URL, text: string): Promise<void> {
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, text);
}

async function readIfPresent(file: URL): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

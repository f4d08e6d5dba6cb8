// A test that waits for ever is ended by the runner, which cannot know what it waited for.

/** So long nothing that a test waits for takes, as long as it comes at all. */
const slowMs = 60_000;

/**
 * Waits, and says what for where that takes so long that the test will not live to say it.
 *
 * @param what completes "Still waiting for …"
 * @param known is asked for what else to say, only then
 * @throws what `wait` throws
 */
export async function tellLongWait<T>(
  what: string,
  known: () => unknown,
  wait: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    console.error(`Still waiting for ${what}. Told last: ${JSON.stringify(known())}`);
  }, slowMs);
  try {
    return await wait();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What to do with the impossible. Expected failures are values; a broken assumption of our own code is a `BrokenAssumption`,
 * which the command line reports as an internal error (exit code 3) and which no caller catches to carry on.
 */

/** Thrown when our own code met a state that it excludes. */
export class BrokenAssumption extends Error {
  override readonly name = 'BrokenAssumption';
}

/**
 * Ends an exhaustive switch over a closed union; the compiler rejects the call when a case is missing.
 * @throws BrokenAssumption always
 */
export function unreachable(value: never): never {
  throw new BrokenAssumption(`unreachable: ${JSON.stringify(value)}`);
}

/**
 * Returns `value` when it is there.
 * @param what names the value for the message, e.g. `'action web#build'`
 * @throws BrokenAssumption when it is not
 */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new BrokenAssumption(`missing: ${what}`);
  return value;
}

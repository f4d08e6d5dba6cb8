// A part of `npm run trial:profiles` in every run, and that the trial finds what it looks for.

import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { mutate } from '../support/profiles/mutate.ts';
import { readMutated, seedFiles } from './mutations.ts';
import { checkInvariants, readBytes } from './profileText.ts';

test('every seed file is read before it is broken', async () => {
  for (const [name, bytes] of await seedFiles()) {
    const profile = await readBytes(bytes);
    ok(profile.spans.starts.length > 1, name);
  }
});

test('3,000 broken files do no harm', async () => {
  const { read, refused, failures } = await readMutated({ count: 3000, seed: 500_000 });
  deepStrictEqual(failures, []);
  strictEqual(read + refused, 3000);
  ok(read > 1000 && refused > 100, `${read} read, ${refused} refused`);
});

test('a seed breaks a file always in the same way', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 251);
  deepStrictEqual(mutate(bytes, 7), mutate(bytes, 7));
  notDeepStrictEqual(mutate(bytes, 7), mutate(bytes, 8));
});

test('a profile that breaks the contract is found', async () => {
  const [bytes = new Uint8Array(0)] = (await seedFiles()).values();
  const profile = await readBytes(bytes);
  profile.spans.starts[1] = Number.NaN;
  throws(() => checkInvariants(profile), /span 1 is out of range/);
});

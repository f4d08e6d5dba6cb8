// The real hash with a fixed key.

import { hash } from 'node:crypto';
import type { Hasher } from '../../../server/engine/ports/hasher.ts';

/** See the file's comment. */
export const fakeHasher: Hasher = {
  digest: (data) => `sha256:${hash('sha256', data)}`,
  keyed: (value) => `keyed:${hash('sha256', `key ${value}`)}`,
};

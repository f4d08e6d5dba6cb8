/** Reads turbo.json. */

import type { TurboFiles } from './layers.ts';
import type { PackageModel } from './model.ts';
import type { Reading } from './reading.ts';

export function readTurboFiles(_reading: Reading, _packages: readonly PackageModel[]): TurboFiles {
  return {
    present: false,
    globalEnv: [],
    globalPassThrough: [],
    globalFiles: [],
    names: new Set(),
    layer: () => undefined,
    hasRootTask: () => false,
  };
}

/** Reads wireit blocks. */
import type { WireitBlocks } from './layers.ts';
import type { PackageModel } from './model.ts';
import type { Reading } from './reading.ts';

export function readWireitBlocks(
  _reading: Reading,
  _packages: readonly PackageModel[],
): WireitBlocks {
  return { blocks: new Map() };
}

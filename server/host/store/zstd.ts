/** Compression of what is stored. Node's zlib is loaded with the first call: a run that finds all as it was needs it late or never. */

/** @param bytes any; level 1, because disks are fast and the wait is the user's */
export function zstdCompress(bytes: Uint8Array): Buffer {
  const { constants, zstdCompressSync } = process.getBuiltinModule('node:zlib');
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

/**
 * Unpacks.
 * @param sizeMax bytes, at least 1: more than this can only be damage
 * @throws an error of zlib where the bytes are not zstd, are cut short, or are more than `sizeMax`
 */
export function zstdDecompress(bytes: Uint8Array, sizeMax: number): Buffer {
  return process.getBuiltinModule('node:zlib').zstdDecompressSync(bytes, {
    maxOutputLength: sizeMax,
  });
}

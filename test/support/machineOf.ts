// The machine that a native file is for, by its first bytes.

/** Numbers of processors in ELF, Mach-O and PE files. */
const elf: Readonly<Record<number, string>> = { 40: 'arm', 62: 'x64', 183: 'arm64' };
const machO: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };
const pe: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64' };

/**
 * Tells system and processor of a native file, e.g. `linux x64 glibc`.
 *
 * @param bytes the whole file
 */
export function machineOf(bytes: Buffer): string {
  switch (bytes.readUInt32BE(0)) {
    case 0x7f454c46:
      return `linux ${elf[bytes.readUInt16LE(18)]} ${libraryOf(bytes)}`;
    case 0xcffaedfe:
      return `macos ${machO[bytes.readUInt32LE(4)]}`;
    case 0x0061736d:
      return 'webassembly';
  }
  // `MZ`, and where the header of Windows begins.
  if (bytes.readUInt16BE(0) === 0x4d5a)
    return `windows ${pe[bytes.readUInt16LE(bytes.readUInt32LE(60) + 4)]}`;
  return `unknown ${bytes.subarray(0, 4).toString('hex')}`;
}

// Its name is in the list of libraries that the file needs.
function libraryOf(bytes: Buffer): string {
  if (bytes.includes('libc.so.6\0')) return 'glibc';
  return bytes.includes('libc.so\0') || bytes.includes('libc.musl-') ? 'musl' : 'static';
}

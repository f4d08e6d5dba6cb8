// The parts of oxc-parser that it exports without declaring them, since they may change from one version to the next: package.json names
// the version exactly.

declare module 'oxc-parser/src-js/bindings.js' {
  /** Parses what lies in a block of memory, and leaves there what it found. The path decides nothing that an option does. */
  export function parseRawSync(
    path: string,
    block: Uint8Array,
    sourceStart: number,
    sourceLength: number,
    options: { readonly lang: string; readonly sourceType: string },
  ): void;
  /** Bytes from an array's start to the next address that a block may begin at. */
  export function getBufferOffset(bytes: Uint8Array): number;
}

declare module 'oxc-parser/src-js/generated/constants.js' {
  export const BLOCK_SIZE: number;
  export const BLOCK_ALIGN: number;
  export const BUFFER_SIZE: number;
  export const ACTIVE_SIZE: number;
  export const DATA_POINTER_POS_32: number;
}

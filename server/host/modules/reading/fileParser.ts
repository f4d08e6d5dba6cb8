/** A parser that files are read for: it says where their bytes are to be, so that they need not be copied. */
import { plainParser, type ScriptParser } from '../../../modules/scriptParser.ts';

/** See the file's comment. */
export interface FileParser extends ScriptParser {
  /** Where the bytes of a text are to be written. */
  room(bytes: number): Buffer;
  /** The text of bytes that were written there. @param bytes may be less than the room */
  text(bytes: Buffer): string;
}

/** Where the fast way of parsing does not work. */
export class PlainFileParser implements FileParser {
  readonly parse = plainParser.parse;
  #buffer = Buffer.allocUnsafeSlow(256 * 1024);

  room(bytes: number): Buffer {
    if (this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(bytes * 2);
    return this.#buffer.subarray(0, bytes);
  }

  text(bytes: Buffer): string {
    return bytes.toString('utf8');
  }
}

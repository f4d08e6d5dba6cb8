/** Frames of V8's profiles, of processor time and of memory alike. */
import type { JsonWalk } from '../json/jsonWalk.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';

/** Reads what V8 says about a function: `{functionName, scriptId, url, lineNumber, columnNumber}`, from 0, -1 where unknown. */
export class CallFrameReader {
  readonly #walk: JsonWalk;
  readonly #builder: ProfileBuilder;
  #name = 0;
  #file = 0;
  #line = 0;
  #column = 0;

  constructor(walk: JsonWalk, builder: ProfileBuilder) {
    this.#walk = walk;
    this.#builder = builder;
  }

  /** Forgets the frame before. */
  reset(): void {
    this.#name = 0;
    this.#file = 0;
    this.#line = 0;
    this.#column = 0;
  }

  /** Reads the object. */
  read(): boolean {
    return this.#walk.members((key) => this.member(key) ?? this.#walk.cursor.skip());
  }

  /** Reads one of its members. @returns undefined where it is none */
  member(key: string): boolean | undefined {
    const { texts } = this.#builder;
    if (key === 'functionName')
      return this.#walk.interned(texts, (name) => {
        this.#name = name;
      });
    if (key === 'url')
      return this.#walk.interned(texts, (file) => {
        this.#file = file;
      });
    if (key === 'lineNumber')
      return this.#walk.number((line) => {
        this.#line = fromOne(line);
      });
    if (key !== 'columnNumber') return undefined;
    return this.#walk.number((column) => {
      this.#column = fromOne(column);
    });
  }

  /** The frame that was read, by number. */
  frame(): number {
    const { texts, frames } = this.#builder;
    const name = this.#name === 0 ? texts.add('(anonymous)') : this.#name;
    const place = { file: this.#file, line: this.#line, column: this.#column };
    return frames.number(name, 0, place);
  }

  /** Its name as text. */
  name(): string {
    return this.#builder.texts.text(this.#name);
  }
}

function fromOne(number: number): number {
  return number >= 0 && number < 2 ** 31 ? Math.trunc(number) + 1 : 0;
}

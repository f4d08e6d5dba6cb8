/** The threads that parse: who has nothing to do waits here to be used again. */
import type { ParseFailure, ParseReply, ParseRequest } from './parseMessages.ts';
import type { ThreadParser } from './threadParser.ts';

/** See the file's comment. */
export class Crew {
  readonly #start: (onEnd: (parser: ThreadParser) => void) => ThreadParser;
  readonly #idle: ThreadParser[] = [];
  #isClosed = false;

  /** @param start is given whom to tell that it ended */
  constructor(start: (onEnd: (parser: ThreadParser) => void) => ThreadParser) {
    this.#start = start;
  }

  /** Has so many of them ready. */
  fill(count: number): void {
    while (this.#idle.length < count) this.#idle.push(this.#begin());
  }

  /** One that is ready, or a new one. */
  take(): ThreadParser {
    for (let parser = this.#idle.pop(); parser; parser = this.#idle.pop())
      if (!parser.hasEnded) return parser;
    return this.#begin();
  }

  /** It has nothing to do. */
  rest(parser: ThreadParser): void {
    if (parser.hasEnded) return;
    if (this.#isClosed) void parser.end();
    else this.#idle.push(parser);
  }

  /** Ends those that have nothing to do, and what they hold with them; has so many new ones ready. */
  async renew(kept: number): Promise<void> {
    const idle = this.#idle.splice(0);
    this.fill(kept);
    await Promise.all(idle.map((parser) => parser.end()));
  }

  /** Ends all, as soon as they have nothing to do. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.renew(0);
  }

  #begin(): ThreadParser {
    return this.#start((parser) => {
      const at = this.#idle.indexOf(parser);
      if (at >= 0) this.#idle.splice(at, 1);
    });
  }
}

/** Asks one thread after the other: it has another one where the last one ended. */
export class Hand {
  readonly #crew: Crew;
  #parser: ThreadParser | undefined;

  constructor(crew: Crew) {
    this.#crew = crew;
  }

  /** @returns undefined where it ended instead of answering */
  async ask(request: ParseRequest): Promise<ParseReply | ParseFailure | undefined> {
    if (this.#parser?.hasEnded) this.#parser = undefined;
    const parser = this.#parser ?? this.#crew.take();
    this.#parser = parser;
    const reply = await parser.ask(request);
    if (reply) return reply;
    this.#parser = undefined;
    return undefined;
  }

  /** Asks it no more. */
  drop(): void {
    void this.#parser?.end();
    this.#parser = undefined;
  }

  /** Gives it back. */
  rest(): void {
    if (this.#parser) this.#crew.rest(this.#parser);
    this.#parser = undefined;
  }
}

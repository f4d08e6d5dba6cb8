/**
 * The processes that parse, and never more at once than there may be: who asks while all are busy waits for one. Where the system has no room for
 * another one, those that there are do all the work; where there is none, nothing is tried any more in this run.
 *
 *     processes.begin();                          // at the start of a run
 *     const tried = await processes.ask(request);
 *     await processes.shrink();                   // at its end
 */
import type { ParseFailure, ParseReply, ParseRequest } from './parseMessages.ts';
import type { ProcessParser } from './processParser.ts';

/** What became of a request: `untried` has nothing to do with the files, since there was no process to try them in. */
export type Tried<Reply = ParseReply | ParseFailure> =
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'ended'; readonly byItself: boolean }
  | { readonly type: 'untried' };

/** See the file's comment. */
export class ProcessCrew {
  readonly #start: () => ProcessParser;
  readonly #most: number;
  readonly #idle: ProcessParser[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Those that run, and those that are being started. */
  #count = 0;
  /** So many the system has room for, as far as is known. */
  #room: number;

  /** @param start may throw where none can be started @param most at once */
  constructor(start: () => ProcessParser, most: number) {
    this.#start = start;
    this.#most = most;
    this.#room = most;
  }

  /** There may be room again. */
  begin(): void {
    this.#room = this.#most;
  }

  /** False: nothing can be tried in this run. True where nobody knows yet. */
  get canStart(): boolean {
    return this.#room > 0;
  }

  /** Asks one that was ready before: what it ends of may be what it is given. */
  async ask(request: ParseRequest): Promise<Tried> {
    const parser = await this.#take();
    if (parser === undefined) return { type: 'untried' };
    const reply = await parser.ask(request);
    // Another one looks anew for the parser: meanwhile it may have been installed.
    if (reply && 'failure' in reply) await parser.end();
    this.#rest(parser);
    return reply ? { type: 'reply', reply } : { type: 'ended', byItself: parser.endedByItself };
  }

  /** Ends all that have nothing to do. */
  async shrink(): Promise<void> {
    const idle = this.#idle.splice(0);
    this.#count -= idle.length;
    await Promise.all(idle.map((parser) => parser.end()));
  }

  async #take(): Promise<ProcessParser | undefined> {
    while (this.canStart) {
      const idle = this.#idle.pop();
      if (idle?.hasEnded === true) this.#count--;
      else if (idle) return idle;
      else if (this.#count < this.#room) {
        const parser = await this.#begun();
        if (parser) return parser;
      } else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return undefined;
  }

  async #begun(): Promise<ProcessParser | undefined> {
    this.#count++;
    const parser = await readyOrNone(this.#start);
    if (parser) return parser;
    this.#count--;
    this.#room = Math.min(this.#room, this.#count);
    // With no room at all, nobody would ever be given one.
    for (const wake of this.#waiting.splice(0)) wake();
    return undefined;
  }

  #rest(parser: ProcessParser): void {
    if (parser.hasEnded) this.#count--;
    else this.#idle.push(parser);
    this.#waiting.shift()?.();
  }
}

async function readyOrNone(start: () => ProcessParser): Promise<ProcessParser | undefined> {
  try {
    const parser = start();
    return (await parser.ready) ? parser : undefined;
  } catch {
    // Forbidden in Restricted Mode, or no memory for it. Whoever asked says what that means.
    return undefined;
  }
}

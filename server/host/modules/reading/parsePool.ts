/**
 * Threads that read and parse. Each has one batch at a time, and asks for the next when it is done, so what is in flight is bounded by the
 * threads and not by the files. A thread that dies is replaced; the files of its batch are tried one by one, and the one it died of is told
 * as a problem. Files that may end the process and not only a thread (see marks.ts) are parsed by processes, likewise.
 */

import { unreachable } from '../../../engine/model/assert.ts';
import type { Marks } from '../marks/marks.ts';
import { slowBuild } from '../nativeCode.ts';
import { Attempt, wasParsed } from './attempt.ts';
import { Crew, Hand } from './crew.ts';
import type { ParseFailure, ParseReply, ParseRequest, ParseThreadData } from './parseMessages.ts';
import { ProcessCrew, type Tried } from './processCrew.ts';
import { ProcessParser } from './processParser.ts';
import { ThreadParser } from './threadParser.ts';

/** Where the next batch comes from; undefined: there is none any more. */
export type NextBatch = () => Promise<ParseRequest | undefined>;

/** One file after the other that no thread survives: then it is not for the files. */
const endsMax = 20;

/** A process takes several times the memory of a thread. */
const processesMax = 4;

/** Told of each batch that is done. */
export type OnParsed = (request: ParseRequest, reply: ParseReply) => void;

/** A thread that did nothing for so long ends: what it holds is worth more than the 60 ms to start another one. */
const idleMs = 120_000;

/** What a pool may have besides threads. */
export interface ParsePoolOptions {
  /** Threads that stay ready, however long they have nothing to do. */
  readonly kept?: number;
  /** Says which files may end the process; undefined: nobody knows. */
  readonly marks?: Marks | undefined;
}

/** Who parses in one run, for one of those who work in it. */
interface Hands {
  readonly slot: number;
  readonly thread: Hand;
  readonly onParsed: OnParsed;
}

/** See the file's comment. */
export class ParsePool {
  readonly #data: ParseThreadData;
  readonly #most: number;
  readonly #kept: number;
  readonly #marks: Marks | undefined;
  readonly #threads: Crew;
  readonly #processes: ProcessCrew;
  /** A process ended of something: nothing is parsed in this one for a run. */
  #isCareful = false;
  #timer: NodeJS.Timeout | undefined;
  #endsInARow = 0;
  #isSlowTold = false;
  /** Told once where modules are read slowly, and where they are read otherwise than usual. */
  onNote: ((message: string) => void) | undefined;

  constructor(data: ParseThreadData, threads: number, { kept = 0, marks }: ParsePoolOptions = {}) {
    this.#data = data;
    this.#most = threads;
    this.#kept = kept;
    this.#marks = marks;
    this.#threads = new Crew((onEnd) => new ThreadParser(data, onEnd));
    this.#processes = new ProcessCrew(() => new ProcessParser(data), processesMax);
  }

  /** Starts the threads ahead. */
  warm(threads = this.#most): void {
    this.#threads.fill(threads);
  }

  /**
   * Works until there are no batches left.
   * @param most threads at once
   * @throws Error with a sentence for people where no parser can be loaded
   */
  async run(next: NextBatch, onParsed: OnParsed, most = this.#most): Promise<void> {
    clearTimeout(this.#timer);
    this.#endsInARow = 0;
    this.#processes.begin();
    this.#isCareful = this.#marks?.begin() ?? false;
    if (this.#isCareful) this.onNote?.(carefulNote);
    try {
      let hasFailed = false;
      const work = async (_: unknown, slot: number): Promise<void> => {
        const thread = new Hand(this.#threads);
        const hands = { slot, thread, onParsed };
        try {
          await this.#work(async () => (hasFailed ? undefined : await next()), hands);
        } catch (error) {
          hasFailed = true;
          throw error;
        } finally {
          thread.rest();
        }
      };
      const length = this.#isCareful ? Math.min(most, processesMax) : most;
      await allEnded(Array.from({ length }, work));
    } finally {
      this.#marks?.end();
      await this.#processes.shrink();
      this.#timer = setTimeout(() => void this.#threads.renew(this.#kept), idleMs);
      this.#timer.unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.#threads.close(), this.#processes.shrink()]);
    this.#marks?.close();
  }

  async #work(next: NextBatch, hands: Hands): Promise<void> {
    for (let batch = await next(); batch; batch = await next()) {
      this.#marks?.note(hands.slot, batch.paths);
      const { here, apart } = this.#sorted(batch);
      if (here) await this.#parseHere(here, hands);
      if (apart) await this.#parseApart(apart, hands);
    }
  }

  /** What is to be parsed in this process and what is not; undefined: nothing. */
  #sorted(batch: ParseRequest): { readonly here?: ParseRequest; readonly apart?: ParseRequest } {
    if (this.#isCareful && this.#processes.canStart) return { apart: batch };
    const suspects = this.#marks?.suspects ?? nobody;
    const { paths, known } = batch;
    if (suspects.size === 0 || !paths.some((path) => suspects.has(path))) return { here: batch };
    const here = paths.filter((path) => !suspects.has(path));
    const apart = { paths: paths.filter((path) => suspects.has(path)), known };
    return here.length === 0 ? { apart } : { here: { paths: here, known }, apart };
  }

  async #parseHere(batch: ParseRequest, { thread, onParsed }: Hands): Promise<void> {
    const first = await this.#askThread(thread, batch);
    if (first) return onParsed(batch, first);
    for (const path of batch.paths) {
      const request: ParseRequest = { paths: [path], known: batch.known };
      const attempt = new Attempt(this.#data?.root, path);
      const reply = await this.#askThread(thread, request);
      onParsed(
        request,
        reply ?? attempt.failed('could not be parsed: the thread that tried ended', false),
      );
      this.#endsInARow = reply ? 0 : this.#endsInARow + 1;
      if (this.#endsInARow >= endsMax)
        throw new Error(
          `The threads that parse ended ${endsMax} times in a row, the last time with ${path}. There may be too little memory.`,
        );
    }
  }

  async #parseApart(batch: ParseRequest, hands: Hands): Promise<void> {
    const { paths, known } = batch;
    // With the others of a batch, it would take two processes to find out which one it is.
    const isOneByOne = paths.length === 1 || paths.some((path) => this.#isSuspect(path));
    const first = isOneByOne ? undefined : await this.#askProcess(batch);
    if (first?.type === 'reply') return hands.onParsed(batch, first.reply);
    if (first?.type === 'untried') return this.#parseHere(batch, hands);
    const endedOne = first?.type === 'ended';
    for (const path of paths)
      await this.#parseAlone({ paths: [path], known }, { ...hands, endedOne });
  }

  /** @param endedOne whether it is one of those of which one ended a process */
  async #parseAlone(
    request: ParseRequest,
    { endedOne, ...hands }: Hands & { readonly endedOne: boolean },
  ): Promise<void> {
    const [path = ''] = request.paths;
    const attempt = new Attempt(this.#data.root, path);
    const tried = await this.#askProcess(request);
    switch (tried.type) {
      case 'reply':
        if (wasParsed(tried.reply)) this.#marks?.clear(request.paths);
        return hands.onParsed(request, tried.reply);
      case 'ended':
        this.#marks?.addSuspect(path);
        return hands.onParsed(request, attempt.failed(ended, tried.byItself));
      case 'untried':
        if (!endedOne && !this.#isSuspect(path)) return this.#parseHere(request, hands);
        this.#marks?.addSuspect(path);
        return hands.onParsed(request, attempt.failed(untried, false));
      default:
        return unreachable(tried);
    }
  }

  #isSuspect(path: string): boolean {
    return this.#marks?.suspects.has(path) === true;
  }

  async #askProcess(request: ParseRequest): Promise<Tried<ParseReply>> {
    const tried = await this.#processes.ask(request);
    return tried.type === 'reply' ? { type: 'reply', reply: this.#checked(tried.reply) } : tried;
  }

  async #askThread(thread: Hand, request: ParseRequest): Promise<ParseReply | undefined> {
    const reply = await thread.ask(request);
    // Another one looks anew for the parser: meanwhile it may have been installed.
    if (reply && 'failure' in reply) thread.drop();
    return reply && this.#checked(reply);
  }

  /** @throws Error where there is no parser */
  #checked(reply: ParseReply | ParseFailure): ParseReply {
    if ('failure' in reply) throw new Error(reply.failure);
    if (reply.isSlow && !this.#isSlowTold) {
      this.#isSlowTold = true;
      this.onNote?.(slowBuild);
    }
    return reply;
  }
}

const nobody: ReadonlySet<string> = new Set();
const carefulNote =
  'A process ended while it read these modules, so now they are read by processes of their own.';
const ended = 'could not be parsed: the process that tried ended';
const untried =
  'was not parsed: a process ended while it was read, and no other one can be started to try it in';

/** Waits for all, whatever becomes of some: nothing goes on behind the back of who is told of an error. @throws the first error */
export async function allEnded(all: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(all)) if (end.status === 'rejected') throw end.reason;
}

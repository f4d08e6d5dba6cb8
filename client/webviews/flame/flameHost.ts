/**
 * The extension's end of the line to a flame chart's page. The page shows names out of a file that anybody may have written, so what it asks for is
 * checked, and is little: bytes of its own file, a place in a source, and to have something saved where the user says. A page that shows a run may ask
 * besides why an action ran, and for the profile of another run.
 */
import {
  asPageMessage,
  type HostMessage,
  type PageMessage,
  type PageStart,
  type ProfileSource,
} from '../../../server/protocol/webview.ts';

/** A place in a source, as the profile has it. */
export interface SourcePlace {
  /** Path or URL. */
  readonly file: string;
  /** From 1; 0 where unknown. */
  readonly line: number;
  readonly column: number;
  /** True: in another column of the editor. */
  readonly aside: boolean;
}

/** What the page is given. */
export interface FlameServices {
  /** Bytes of the file from there on, some of them; none at its end. */
  bytes(offset: number): Promise<Uint8Array>;
  /** @throws an error with a sentence for people, where there is no such place */
  openSource(place: SourcePlace): Promise<void>;
  /** Asks where to, and writes. */
  save(name: string, bytes: Uint8Array): Promise<void>;
  /** What can be asked about the run that the page shows, when it has ended; undefined for other files. */
  ofRun?(): RunServices | undefined;
  /** Of a run under way: what it did since a place that an earlier answer named, and its file when it has ended. */
  live?(since: number): Promise<unknown>;
}

/** What the page of a run is given besides. */
export interface RunServices {
  /** Opens the explanation of an action of the run. */
  explain(action: string): void;
  /** Opens the cache entry that the action has now. */
  openEntry(action: string): void;
  /** Asks the user for another run; null: they chose none. */
  pickRun(): Promise<string | null>;
  /** The run that the chart was opened to be compared with, once; null for none. */
  wantedRun(): string | null;
  /** The profile of another run. @throws an error with a sentence for people, where there is none */
  otherProfile(run: string): Promise<ProfileSource>;
  /** As `bytes`, of another run. */
  otherBytes(run: string, offset: number): Promise<Uint8Array>;
}

type Answer = (services: FlameServices, params: Readonly<Record<string, unknown>>) => unknown;

const textLengthMax = 4096;

/** Questions that a page may ask. Each throws where its parameters are none. */
const answers: Readonly<Record<string, Answer>> = {
  'profile/bytes': (services, { offset, run }) =>
    run === undefined
      ? services.bytes(whole(offset))
      : ofRun(services).otherBytes(text(run), whole(offset)),
  'profile/pickRun': (services) => ofRun(services).pickRun(),
  'profile/wantedRun': (services) => services.ofRun?.()?.wantedRun() ?? null,
  'profile/live': (services, { since }) => {
    if (services.live === undefined) throw new Error('This profile is of no run under way.');
    return services.live(whole(since));
  },
  'profile/ofRun': (services, { run }) => ofRun(services).otherProfile(text(run)),
  'profile/openSource': (services, { file, line, column, aside }) =>
    services.openSource({
      ...{ file: text(file), line: whole(line), column: whole(column) },
      aside: aside === true,
    }),
  'profile/save': (services, { name, bytes }) => {
    if (!(bytes instanceof Uint8Array)) throw new Error('There is nothing to save.');
    // A name alone: where it goes is the user's choice.
    return services.save(text(name).replace(/[\\/:*?"<>|\p{Cc}]/gu, '_'), bytes);
  },
};

/** Answers one page. */
export class FlameHost {
  readonly #start: () => PageStart;
  readonly #services: FlameServices;
  readonly #post: (message: HostMessage) => void;

  constructor(options: {
    readonly start: () => PageStart;
    readonly services: FlameServices;
    readonly post: (message: HostMessage) => void;
  }) {
    this.#start = options.start;
    this.#services = options.services;
    this.#post = options.post;
  }

  /** Takes what came from the page; what is no message is dropped. */
  receive(value: unknown): void {
    const message = asPageMessage(value);
    if (message?.type === 'ready') this.#post({ type: 'start', start: this.#start() });
    else if (message?.type === 'request') void this.#answer(message);
    else if (message?.type === 'command') this.#command(message);
  }

  /** Tells the page that something is wanted of it. */
  wake(): void {
    this.#post({ type: 'changed' });
  }

  #command({ command, arguments: args }: PageMessage & { type: 'command' }): void {
    const [action] = args;
    if (args.length !== 1 || typeof action !== 'string') return;
    if (action === '' || action.length > textLengthMax) return;
    if (command === 'cachescope.explain') this.#services.ofRun?.()?.explain(action);
    else if (command === 'cachescope.openEntry') this.#services.ofRun?.()?.openEntry(action);
  }

  async #answer({ id, method, params }: PageMessage & { type: 'request' }): Promise<void> {
    try {
      const known = Object.hasOwn(answers, method) ? answers[method] : undefined;
      if (known === undefined) throw new Error(`This page may not ask for ${method}.`);
      const asked = typeof params === 'object' && params !== null ? { ...params } : {};
      this.#post({ type: 'result', id, result: await known(this.#services, asked) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#post({ type: 'error', id, message });
    }
  }
}

function ofRun(services: FlameServices): RunServices {
  const its = services.ofRun?.();
  if (its === undefined) throw new Error('This profile is of no run.');
  return its;
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`${value} is no whole number.`);
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= textLengthMax) return value;
  throw new Error('A name is missing, or too long.');
}

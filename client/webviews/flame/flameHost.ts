/**
 * The extension's end of the line to a flame chart's page. The page shows names out of a file that anybody may have written, so what it asks for is
 * checked, and is little: bytes of its own file, a place in a source, and to have something saved where the user says.
 */
import {
  asPageMessage,
  type HostMessage,
  type PageMessage,
  type PageStart,
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
}

type Answer = (services: FlameServices, params: Readonly<Record<string, unknown>>) => unknown;

const textLengthMax = 4096;

/** Questions that a page may ask. Each throws where its parameters are none. */
const answers: Readonly<Record<string, Answer>> = {
  'profile/bytes': (services, { offset }) => services.bytes(whole(offset)),
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
  readonly #start: PageStart;
  readonly #services: FlameServices;
  readonly #post: (message: HostMessage) => void;

  constructor(options: {
    readonly start: PageStart;
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
    if (message?.type === 'ready') this.#post({ type: 'start', start: this.#start });
    else if (message?.type === 'request') void this.#answer(message);
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

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`${value} is no whole number.`);
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= textLengthMax) return value;
  throw new Error('A name is missing, or too long.');
}

/**
 * The page's end of the line to the extension. It says that the page is ready, waits for what it is opened with, and then carries
 * requests, each with an id and a deadline. What arrives is checked before anybody sees it.
 *
 *     const bridge = connect();
 *     const start = await bridge.start;
 *     const view = await bridge.request('cachescope/overview', { folder: start.folder });
 */
import type { ParamsOf, RequestName, ResultOf } from '../../server/protocol/methods.ts';
import {
  asHostMessage,
  type HostMessage,
  type PageMessage,
  type PageStart,
} from '../../server/protocol/webview.ts';

/** What VS Code gives to a page. */
interface HostApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

/** Long enough for a server that is just starting on a large workspace. */
const requestTimeoutMs = 60_000;
const startTimeoutMs = 15_000;

/** Why a request has no answer. `message` is a sentence; `timeout` and `start` leave it to the page, which knows the user's language. */
export class BridgeError extends Error {
  readonly kind: 'answer' | 'timeout' | 'start';

  constructor(kind: BridgeError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The line to the extension. */
export interface Bridge {
  /** What the page is opened with. Rejects with a `BridgeError` where nobody answers. */
  readonly start: Promise<PageStart>;
  /** Asks the server. Rejects with a `BridgeError`. */
  request<Name extends RequestName>(method: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>;
  /**
   * Asks the extension itself, something that may wait for the user, and so for any time. Rejects with a `BridgeError`.
   *
   * @returns what it answered, which the page checks
   */
  ask(method: string, params: unknown): Promise<unknown>;
  /** Starts a command of the extension, one that it allows to this page. */
  command(command: string, ...args: readonly string[]): void;
  /** Calls back when what the page shows has changed. */
  onChanged(listener: () => void): void;
  /** What `saveState` kept before the page was unloaded; undefined where there is nothing. */
  state(): Readonly<Record<string, unknown>> | undefined;
  saveState(state: Readonly<Record<string, unknown>>): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: BridgeError): void;
  /** Missing where the answer may take any time. */
  readonly timer?: number;
}

/** Connects the page. May be called once: VS Code gives its interface away one time only. */
export function connect(): Bridge {
  return new PageBridge(acquireVsCodeApi());
}

class PageBridge implements Bridge {
  readonly start: Promise<PageStart>;
  readonly #api: HostApi;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: (() => void)[] = [];
  #resolveStart: (start: PageStart) => void = () => {};
  #lastId = 0;

  constructor(api: HostApi) {
    this.#api = api;
    this.start = new Promise((resolve, reject) => {
      this.#resolveStart = resolve;
      const late = () => reject(new BridgeError('start', 'no answer to ready'));
      window.setTimeout(late, startTimeoutMs);
    });
    window.addEventListener('message', ({ data }) => {
      const message = asHostMessage(data);
      if (message !== undefined) this.#receive(message);
    });
    api.postMessage({ type: 'ready' });
  }

  request<Name extends RequestName>(method: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => this.#giveUp(id), requestTimeoutMs);
      // The server's answer to a method has the type that the table of methods gives it.
      this.#waiting.set(id, {
        resolve: (result) => resolve(result as ResultOf<Name>),
        reject,
        timer,
      });
      this.#api.postMessage({ type: 'request', id, method, params });
    });
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#api.postMessage({ type: 'request', id, method, params });
    });
  }

  command(command: string, ...args: readonly string[]): void {
    this.#api.postMessage({ type: 'command', command, arguments: args });
  }

  onChanged(listener: () => void): void {
    this.#listeners.push(listener);
  }

  state(): Readonly<Record<string, unknown>> | undefined {
    const state = this.#api.getState();
    return typeof state === 'object' && state !== null ? { ...state } : undefined;
  }

  saveState(state: Readonly<Record<string, unknown>>): void {
    this.#api.setState(state);
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'start':
        this.#resolveStart(message.start);
        break;
      case 'result':
        this.#take(message.id)?.resolve(message.result);
        break;
      case 'error':
        this.#take(message.id)?.reject(new BridgeError('answer', message.message));
        break;
      case 'changed':
        for (const listener of this.#listeners) listener();
    }
  }

  #giveUp(id: number): void {
    this.#api.postMessage({ type: 'cancel', id });
    this.#take(id)?.reject(new BridgeError('timeout', 'no answer in time'));
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    window.clearTimeout(waiting?.timer);
    return waiting;
  }
}

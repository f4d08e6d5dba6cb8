/**
 * What a webview page may ask of the server and of VS Code, and the relay that holds it to that. A page shows text of the workspace,
 * so it is trusted as little as that text: each message is checked, each method and command is looked up in a list, and a request is
 * always about the folder that the panel was opened for, whatever it names.
 */
import type { FolderUri } from '../../server/protocol/basics.ts';
import type { ParamsOf, RequestName, ResultOf } from '../../server/protocol/methods.ts';
import {
  asPageMessage,
  type HostMessage,
  type PageMessage,
  type PageName,
  type PageStart,
} from '../../server/protocol/webview.ts';

/** Tells that the answer is no longer wanted; VS Code's `CancellationToken` is one. */
export interface CancelToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** Gives such a token, and cancels it; VS Code's `CancellationTokenSource` is one. */
export interface CancelSource {
  readonly token: CancelToken;
  cancel(): void;
  dispose(): void;
}

/** What panels need of the language client. */
export interface ServerLink {
  /**
   * Asks the server; starts it where it does not run.
   *
   * @throws an error with a sentence for people
   */
  request<Name extends RequestName>(
    method: Name,
    params: ParamsOf<Name>,
    token: CancelToken,
  ): Promise<ResultOf<Name>>;
  /** Calls the listener when runs, caches, actions, modules or the status of a folder changed, or the server started anew. */
  onChanged(listener: (folder: FolderUri, what?: ChangeKind) => void): { dispose(): void };
}

/** What changed: runs and caches; or modules and actions. Undefined stands for all of it. */
export type ChangeKind = 'figures' | 'graph';

/** Answers a question that is the extension's own to answer. Throws an error with a sentence for people where it is none. */
export type OwnAnswer = (params: Readonly<Record<string, unknown>>) => unknown;

/** What a relay is made of. */
export interface RelayOptions {
  readonly start: PageStart;
  readonly link: ServerLink;
  /** To the page. */
  readonly post: (message: HostMessage) => void;
  /** Runs a command of VS Code. Failures are its own to tell. */
  readonly runCommand: (command: string, args: readonly unknown[]) => void;
  readonly newCancel: () => CancelSource;
  /** What the page may ask the extension itself, by method. */
  readonly answers?: Readonly<Record<string, OwnAnswer>>;
}

/** What of a folder each page shows. */
const shownOf: Readonly<Record<PageName, ChangeKind>> = {
  overview: 'figures',
  dashboard: 'figures',
  flame: 'figures',
  graph: 'graph',
};

/** Requests that each page may make; those of a page only read. */
const allowedRequests: Readonly<Record<PageName, readonly RequestName[]>> = {
  overview: ['cachescope/overview'],
  dashboard: ['cachescope/metrics', 'cachescope/runs'],
  // It asks the extension alone: see flame/flameHost.ts.
  flame: [],
  graph: [
    'cachescope/modules',
    'cachescope/graphView',
    'cachescope/graphSearch',
    'cachescope/route',
    'cachescope/moduleCycles',
    'cachescope/impact',
  ],
};

/**
 * Commands that each page may start, with how many texts it sends, e.g. an id. Ours get the panel's folder in front of these; those of
 * VS Code get nothing.
 */
const allowedCommands: Readonly<Record<PageName, Readonly<Record<string, number>>>> = {
  overview: {
    'cachescope.explain': 1,
    'cachescope.openEntry': 1,
    'cachescope.openRun': 1,
    'cachescope.runAll': 0,
    'cachescope.openConfiguration': 0,
    'cachescope.restartServer': 0,
    'cachescope.showLog': 0,
    'workbench.actions.view.problems': 0,
    'workbench.trust.manage': 0,
    'cachescope.showDashboard': 0,
  },
  dashboard: {
    'cachescope.explain': 1,
    'cachescope.openFlameChart': 1,
    'cachescope.openRun': 1,
    'cachescope.showCache': 1,
    'cachescope.showOverview': 0,
    'cachescope.runAll': 0,
    'cachescope.openConfiguration': 1,
    'cachescope.showLog': 0,
  },
  flame: {},
  graph: {
    'cachescope.explain': 1,
    'cachescope.showLog': 0,
    'workbench.action.openSettings': 0,
  },
};
const textLengthMax = 4096;

/** Carries messages between one page and the server. */
export class Relay {
  readonly #options: RelayOptions;
  readonly #open = new Map<number, CancelSource>();
  readonly #changes: { dispose(): void };
  #isReady = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { page, folder: own } = options.start;
    this.#changes = options.link.onChanged((folder, what = shownOf[page]) => {
      if (folder === own && what === shownOf[page]) this.wake();
    });
  }

  /** Tells the page that there is something new. One that has not said that it is there asks for everything as soon as it is. */
  wake(): void {
    if (this.#isReady) this.#options.post({ type: 'changed' });
  }

  /** Takes what came from the page; what is no message, or not allowed, is dropped or answered with an error. */
  receive(value: unknown): void {
    const message = asPageMessage(value);
    if (message === undefined) return;
    switch (message.type) {
      case 'ready':
        // The page was loaded anew: nobody waits for older answers.
        this.#cancelAll();
        this.#isReady = true;
        this.#options.post({ type: 'start', start: this.#options.start });
        break;
      case 'request':
        void this.#request(message);
        break;
      case 'cancel':
        this.#open.get(message.id)?.cancel();
        break;
      case 'command':
        this.#command(message);
    }
  }

  /** The page is hidden, which unloads it: nothing is posted until it is there again. */
  suspend(): void {
    this.#isReady = false;
    this.#cancelAll();
  }

  /** Ends what is under way. */
  dispose(): void {
    this.#changes.dispose();
    this.suspend();
  }

  #cancelAll(): void {
    for (const source of this.#open.values()) source.cancel();
    this.#open.clear();
  }

  async #request({ id, method, params }: PageMessage & { type: 'request' }): Promise<void> {
    const { post, newCancel } = this.#options;
    const source = newCancel();
    this.#open.set(id, source);
    // An answer is posted only while its page is there: a later page counts its ids from the start, too.
    const answer = (message: HostMessage) => {
      if (this.#open.get(id) === source) post(message);
    };
    try {
      const asked = typeof params === 'object' && params !== null ? { ...params } : {};
      const result = await this.#answerTo(method, asked, source.token);
      answer({ type: 'result', id, result });
    } catch (error) {
      answer({ type: 'error', id, message: error instanceof Error ? error.message : `${error}` });
    } finally {
      if (this.#open.get(id) === source) this.#open.delete(id);
      source.dispose();
    }
  }

  #answerTo(method: string, asked: Readonly<Record<string, unknown>>, token: CancelToken): unknown {
    const { start, link, answers = {} } = this.#options;
    const own = Object.hasOwn(answers, method) ? answers[method] : undefined;
    if (own !== undefined) return own(asked);
    const name = allowedRequests[start.page].find((allowed) => allowed === method);
    if (name === undefined) throw new Error(`This page may not ask for ${method}.`);
    // What the page asks is for the server to check; whose folder it is about is not the page's to say.
    return link.request(name, { ...asked, folder: start.folder } as never, token);
  }

  #command({ command, arguments: args }: PageMessage & { type: 'command' }): void {
    const { start, runCommand } = this.#options;
    const commands = allowedCommands[start.page];
    if (!Object.hasOwn(commands, command)) return;
    if (args.length !== commands[command] || !args.every(isShortText)) return;
    runCommand(command, command.startsWith('cachescope.') ? [start.folder, ...args] : []);
  }
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= textLengthMax;
}

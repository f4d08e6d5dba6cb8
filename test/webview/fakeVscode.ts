/** The part of VS Code that panels use, made up: it keeps what they ask for, and lets a test play the person and the page. */

/** What a fake panel was made with, and what happened to it. */
export class FakePanel {
  visible = true;
  isDisposed = false;
  reveals = 0;
  readonly posted: unknown[] = [];
  readonly webview;
  readonly viewType: string;
  title: string;
  #receive: (message: unknown) => void = () => {};
  #viewState: () => void = () => {};
  #dispose: () => void = () => {};

  constructor(viewType: string, title: string, options: object) {
    this.viewType = viewType;
    this.title = title;
    this.webview = {
      options,
      html: '',
      cspSource: 'https://files.test',
      asWebviewUri: (uri: FakeUri) => `https://files.test${uri.path}`,
      postMessage: (message: unknown) => this.posted.push(message),
      onDidReceiveMessage: (listener: (message: unknown) => void) => {
        this.#receive = listener;
      },
    };
  }

  onDidChangeViewState(listener: () => void): void {
    this.#viewState = listener;
  }

  onDidDispose(listener: () => void): void {
    this.#dispose = listener;
  }

  reveal(): void {
    this.reveals++;
  }

  dispose(): void {
    this.isDisposed = true;
    this.#dispose();
  }

  /** Plays the page. */
  send(message: unknown): void {
    this.#receive(message);
  }

  /** Plays the person who brings another editor to the front, or this one. */
  show(visible: boolean): void {
    this.visible = visible;
    this.#viewState();
  }
}

/** A URI, as far as it is needed. */
export class FakeUri {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static joinPath(base: FakeUri, ...parts: readonly string[]): FakeUri {
    return new FakeUri([base.path, ...parts].join('/'));
  }

  static parse(text: string): FakeUri {
    return new FakeUri(text.replace('file://', ''));
  }

  toString(): string {
    return `file://${this.path}`;
  }
}

/** Brings a panel back, as VS Code does after a restart. */
export interface FakeSerializer {
  deserializeWebviewPanel(panel: FakePanel, state: unknown): Promise<void>;
}

/** All panels that were made. */
export const panels: FakePanel[] = [];
/** Commands that ran. */
export const commandsRun: string[] = [];
/** Files that were written, with their lengths. */
export const filesWritten: string[] = [];
/** Serializers by type of panel. */
export const serializers = new Map<string, FakeSerializer>();

class FakeCancel {
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose() {} }),
  };

  cancel(): void {
    this.token.isCancellationRequested = true;
  }

  dispose(): void {}
}

class FakeThemeIcon {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export const Uri = FakeUri;
export const ThemeIcon = FakeThemeIcon;
export const CancellationTokenSource = FakeCancel;
export const ViewColumn = { Active: -1 };
export const env = { language: 'en' };
export const workspace = {
  workspaceFolders: [
    { uri: new FakeUri('/home/me/shop'), name: 'shop' },
    { uri: new FakeUri('/home/me/docs'), name: '<docs>' },
  ],
  fs: {
    writeFile: async (uri: FakeUri, bytes: Uint8Array) => {
      filesWritten.push(`${uri} ${bytes.length}`);
    },
  },
};
export const commands = {
  executeCommand: (command: string, ...args: readonly unknown[]) =>
    commandsRun.push([command, ...args].join(' ')),
};
export const window = {
  /** The person takes what is proposed. */
  showSaveDialog: async ({ defaultUri }: { defaultUri: FakeUri }) => defaultUri,
  createWebviewPanel: (viewType: string, title: string, _column: number, options: object) => {
    const panel = new FakePanel(viewType, title, options);
    panels.push(panel);
    return panel;
  },
  registerWebviewPanelSerializer: (viewType: string, serializer: FakeSerializer) => {
    serializers.set(viewType, serializer);
    return { dispose: () => serializers.delete(viewType) };
  },
};

/**
 * Opens a webview page as VS Code would: the document that the client makes, under its real policy, with the bundled script and style sheet, a default
 * theme, and the client's own relay behind it. Only `acquireVsCodeApi` and the server are made up.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { pageHtml } from '../../client/webviews/pageHtml.ts';
import { type OwnAnswer, Relay, type ServerLink } from '../../client/webviews/relay.ts';
import type { PageName } from '../../server/protocol/webview.ts';
import { sampleFolder, sampleNow } from './samples.ts';
import { type Theme, themes, variablesOf } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Longer than any deadline of a page. */
const deadlineMs = 61_000;
const origin = 'http://webview.test';

/** A page that is open. */
export interface OpenPage {
  readonly page: Page;
  /** Commands that the page started, as texts. */
  readonly commands: string[];
  /** What went wrong in it: broken policy, exceptions, messages of the browser. */
  readonly troubles: string[];
  /** Requests that came to the server. */
  readonly requests: string[];
  /** Tells it that something changed. */
  change(): void;
  /** Loads it anew, as VS Code does after it was hidden; its state stays. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** How it is opened. */
export interface PageOptions {
  readonly browser: Browser;
  /** Default: the overview. */
  readonly pageName?: PageName;
  /** What the page saved before. */
  readonly state?: Readonly<Record<string, unknown>>;
  /** What the server answers each time; a rejection is its failure. */
  readonly answer: (method: string, params: unknown) => unknown;
  /** What the extension itself answers, by method. */
  readonly ownAnswers?: Readonly<Record<string, OwnAnswer>>;
  readonly theme?: Theme;
  readonly width?: number;
  readonly locale?: string;
  readonly texts?: Readonly<Record<string, string>>;
  /** True: nobody answers the page at all. */
  readonly isMute?: boolean;
  readonly reducedMotion?: boolean;
  /** True: time goes on as it does. Default: it stands still at `sampleNow`. */
  readonly isTimed?: boolean;
  /** Runs in the page before its own script. */
  readonly initScript?: string;
  /** True: what waits for a deadline in the page has reached it at once. */
  readonly hurry?: boolean;
}

/** The bundled files, made once. */
let bundled: Promise<Readonly<Record<string, string>>> | undefined;

async function bundle(): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: {
      overview: 'webview/overview/main.ts',
      dashboard: 'webview/dashboard/main.ts',
      graph: 'webview/graph/main.ts',
      'graph.worker': 'webview/graph/graph.worker.ts',
    },
    outdir: 'unused',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2024',
    logLevel: 'warning',
  });
  return Object.fromEntries(
    outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1), text]),
  );
}

/** Opens a page. */
export async function openPage(options: PageOptions): Promise<OpenPage> {
  bundled ??= bundle();
  const files = await bundled;
  const context = await options.browser.newContext({
    viewport: { width: options.width ?? 1100, height: 800 },
    timezoneId: 'UTC',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  if (options.hurry) await page.clock.install({ time: sampleNow });
  else if (!options.isTimed) await page.clock.setFixedTime(sampleNow);
  if (options.initScript !== undefined) await page.addInitScript(options.initScript);
  const waits = Promise.withResolvers<void>();
  const opened = await connectHost(page, options, waits.resolve);
  await page.route(`${origin}/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    const body = path === '' ? documentFor(options) : (files[path] ?? themeSheet(path));
    const contentType =
      path === '' ? 'text/html' : path.endsWith('.js') ? 'text/javascript' : 'text/css';
    return route.fulfill({ body, contentType });
  });
  await page.goto(`${origin}/`);
  if (options.hurry) {
    // The deadline has begun once the page waits for something.
    await waits.promise;
    await page.clock.runFor(deadlineMs);
  }
  return {
    page,
    ...opened,
    reload: async () => void (await page.reload()),
    close: () => context.close(),
  };
}

// The state lies in the session's storage, which a reload leaves alone.
const fakeApi = `
  globalThis.acquireVsCodeApi = () => ({
    // Bytes travel as base64: the test's own line takes JSON alone.
    postMessage: (message) => void toHost(JSON.parse(JSON.stringify(message, (key, value) =>
      value instanceof Uint8Array ? { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) } : value))),
    getState: () => JSON.parse(sessionStorage.state ?? 'null') ?? undefined,
    setState: (state) => { sessionStorage.state = JSON.stringify(state); },
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
    void toTest('policy: ' + violatedDirective + ' ' + sourceFile);
  });
`;

/** @param onWait called when the page has said or asked something that nobody answers yet */
async function connectHost(page: Page, options: PageOptions, onWait: () => void) {
  const commands: string[] = [];
  const troubles: string[] = [];
  const requests: string[] = [];
  const listeners: (() => void)[] = [];
  const link: ServerLink = {
    request: async (method, params) => {
      requests.push(`${method} ${JSON.stringify(params)}`);
      onWait();
      // What a method is answered with is the test's affair.
      return (await options.answer(method, params)) as never;
    },
    onChanged: (listener) => {
      listeners.push(() => listener(sampleFolder));
      return { dispose: () => {} };
    },
  };
  const { pageName = 'overview', locale = 'en', texts = {} } = options;
  const relay = new Relay({
    start: { page: pageName, folder: sampleFolder, locale, texts },
    link,
    post: (message) => {
      // A page that is closing takes no messages.
      page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`).catch(() => {});
    },
    ...(options.ownAnswers && { answers: options.ownAnswers }),
    runCommand: (command, args) => void commands.push([command, ...args].join(' ')),
    newCancel: () => ({
      token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) },
      cancel: () => {},
      dispose: () => {},
    }),
  });
  await page.exposeFunction('toHost', (message: unknown) => {
    if (options.isMute) onWait();
    else relay.receive(JSON.parse(JSON.stringify(message), bytesAgain));
  });
  await page.exposeFunction('toTest', (text: string) => void troubles.push(text));
  await page.addInitScript(fakeApi);
  const state = JSON.stringify(JSON.stringify(options.state ?? null));
  await page.addInitScript(`sessionStorage.state ??= ${state};`);
  page.on('pageerror', (error) => void troubles.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  const change = () => {
    for (const listener of listeners) listener();
  };
  return { commands, troubles, requests, change };
}

function bytesAgain(_key: string, value: unknown): unknown {
  const isBytes = typeof value === 'object' && value !== null && 'base64' in value;
  return isBytes ? new Uint8Array(Buffer.from(String(value.base64), 'base64')) : value;
}

function documentFor({ theme = themes.dark, pageName = 'overview' }: PageOptions): string {
  const html = pageHtml({
    language: 'en',
    title: 'A page',
    cspSource: origin,
    nonce: 'c0ffee',
    scriptUri: `${origin}/${pageName}.js`,
    styleUri: `${origin}/${pageName}.css`,
    hasWorker: pageName === 'graph',
  });
  const name = Object.keys(themes).find((key) => Reflect.get(themes, key) === theme) ?? 'dark';
  return html
    .replace('</title>', `</title><link rel="stylesheet" href="${origin}/theme-${name}.css">`)
    .replace('<body>', `<body class="${classesOf(theme)}" data-vscode-theme-kind="${theme.kind}">`);
}

function themeSheet(path: string): string {
  const name = /^theme-(\w+)\.css$/.exec(path)?.[1] ?? '';
  const theme: Theme | undefined = Reflect.get(themes, name);
  if (theme === undefined) return '';
  const lines = Object.entries(variablesOf(theme)).map(([key, value]) => `${key}: ${value};`);
  return `:root { ${lines.join(' ')} }`;
}

// Of the two kinds of high contrast, the light one has the class of the other, too.
function classesOf({ kind }: Theme): string {
  return kind === 'vscode-high-contrast-light' ? `${kind} vscode-high-contrast` : kind;
}

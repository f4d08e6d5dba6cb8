/**
 * Opens the flame chart's page as VS Code would: the document that the client makes, under its real policy, the bundled scripts, and the client's own
 * host behind it. Files come from a server on this machine, so that a large profile streams as it does in the editor.
 */
import { createReadStream } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { FlameHost, type SourcePlace } from '../../client/webviews/flame/flameHost.ts';
import { pageHtml } from '../../client/webviews/pageHtml.ts';
import type { ProfileSource } from '../../server/protocol/webview.ts';
import { type Theme, themes, variablesOf } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A file to show. */
export interface ShownFile {
  readonly name: string;
  /** Its text, or the path of a file. */
  readonly text?: string;
  readonly path?: string;
}

/** How a page is opened. */
export interface FlameOptions {
  readonly browser: Browser;
  readonly file: ShownFile;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** True: the page gets no address to fetch, and asks for bytes. */
  readonly hasNoAddress?: boolean;
  /** It is the profile of a run, and there is another one to compare with. */
  readonly run?: { readonly id: string; readonly other: string; readonly otherText: string };
  /** The file is of a run under way: what is answered, by where the page is. The file is given with the answer that ends it. */
  readonly live?: (since: number, file: ProfileSource) => Promise<unknown>;
  /** Runs in the page before its own script. */
  readonly initScript?: string;
}

/** A page that is open. */
export interface OpenFlame {
  readonly page: Page;
  /** What went wrong in it: broken policy, exceptions, messages of the browser. */
  readonly troubles: string[];
  readonly sources: SourcePlace[];
  /** Actions whose explanation was asked for. */
  readonly explained: string[];
  /** Actions whose cache entry was asked for. */
  readonly entries: string[];
  /** Opens the page's comparison with the other run, as the command of the editor does. */
  wantComparison(): void;
  readonly saved: { readonly name: string; readonly bytes: Uint8Array }[];
  close(): Promise<void>;
}

/** The bundled files, made once. */
let bundled: Promise<ReadonlyMap<string, string>> | undefined;

async function bundle(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: {
      flame: 'webview/flame/main.ts',
      'flame.worker': 'webview/flame/flame.worker.ts',
    },
    outdir: 'unused',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome130',
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1) ?? '', text]));
}

/** Opens it. What it says of itself can be waited for in `page`. */
export async function openFlame(options: FlameOptions): Promise<OpenFlame> {
  bundled ??= bundle();
  const { server, origin } = await serve(await bundled, options);
  const { width = 1200, height = 800 } = options;
  const context = await options.browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const opened = await connectHost(page, options, origin);
  if (options.initScript !== undefined) await page.addInitScript(options.initScript);
  await page.goto(`${origin}/`);
  const close = async () => {
    await context.close();
    server.closeAllConnections();
    server.close();
  };
  return { page, ...opened, close };
}

async function serve(files: ReadonlyMap<string, string>, options: FlameOptions) {
  let origin = '';
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    if (path === '') send(response, 'text/html', documentFor(options, origin));
    else if (path === 'profile') sendProfile(response, options.file);
    else if (path === 'other') send(response, 'application/json', options.run?.otherText);
    else if (path === 'theme.css') send(response, 'text/css', themeSheet(options));
    else send(response, path.endsWith('.css') ? 'text/css' : 'text/javascript', files.get(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { server, origin };
}

function send(response: ServerResponse, type: string, text: string | undefined): void {
  response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}

function sendProfile(response: ServerResponse, { text, path }: ShownFile): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  if (path === undefined) response.end(text);
  else createReadStream(path, { highWaterMark: 1 << 20 }).pipe(response);
}

// The state lies in the session's storage, which a reload leaves alone. Bytes travel as base64: the test's own line takes JSON alone.
const fakeApi = `
  const toBase64 = (bytes) => {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const pack = (key, value) => (value instanceof Uint8Array ? { base64: toBase64(value) } : value);
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void toHost(JSON.stringify(message, pack)),
    getState: () => JSON.parse(sessionStorage.state ?? 'null') ?? undefined,
    setState: (state) => { sessionStorage.state = JSON.stringify(state); },
  });
  globalThis.fromHost = (json) => {
    const unpack = (key, value) =>
      typeof value?.base64 === 'string' ? Uint8Array.from(atob(value.base64), (char) => char.charCodeAt(0)) : value;
    window.postMessage(JSON.parse(json, unpack), '*');
  };
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    void toTest('policy: ' + violatedDirective + ' ' + blockedURI);
  });
`;

function packed(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
}

function unpacked(_key: string, value: unknown): unknown {
  const isBytes = typeof value === 'object' && value !== null && 'base64' in value;
  return isBytes ? new Uint8Array(Buffer.from(String(value.base64), 'base64')) : value;
}

async function connectHost(page: Page, options: FlameOptions, origin: string) {
  const troubles: string[] = [];
  const sources: SourcePlace[] = [];
  const saved: { name: string; bytes: Uint8Array }[] = [];
  const explained: string[] = [];
  const entries: string[] = [];
  const { file, run, live, hasNoAddress = false } = options;
  const url = hasNoAddress ? {} : { url: `${origin}/profile` };
  let isWanted = false;
  const runServices = ({ other, otherText }: NonNullable<FlameOptions['run']>) => ({
    openEntry: (action: string) => void entries.push(action),
    pickRun: async () => other,
    wantedRun: () => {
      const wanted = isWanted ? other : null;
      isWanted = false;
      return wanted;
    },
    otherProfile: async () => ({
      name: other,
      ...(hasNoAddress ? {} : { url: `${origin}/other` }),
    }),
    otherBytes: async (_run: string, offset: number) =>
      new TextEncoder().encode(otherText).slice(offset, offset + 1000),
  });
  const host = new FlameHost({
    start: () => ({
      ...{ page: 'flame', folder: '', locale: 'en', texts: {} },
      profile: { name: file.name, ...(live ? { isLive: true } : url), ...(run && { run: run.id }) },
    }),
    services: {
      bytes: async (offset) =>
        new TextEncoder().encode(file.text ?? '').slice(offset, offset + 1000),
      openSource: async (place) => void sources.push(place),
      save: async (name, bytes) => void saved.push({ name, bytes }),
      ofRun: () => run && { ...runServices(run), explain: (action) => void explained.push(action) },
      ...(live && { live: (since) => live(since, { name: file.name, ...url }) }),
    },
    post: (message) => {
      const json = JSON.stringify(JSON.stringify(message, packed));
      // A page that is closing takes no messages.
      page.evaluate(`fromHost(${json})`).catch(() => {});
    },
  });
  await page.exposeFunction('toHost', (json: string) => host.receive(JSON.parse(json, unpacked)));
  await page.exposeFunction('toTest', (text: string) => void troubles.push(text));
  await page.addInitScript(fakeApi);
  page.on('pageerror', (error) => void troubles.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  const wantComparison = () => {
    isWanted = true;
    host.wake();
  };
  return { troubles, sources, saved, explained, entries, wantComparison };
}

function documentFor({ theme = themes.dark }: FlameOptions, origin: string): string {
  const html = pageHtml({
    language: 'en',
    title: 'Flame chart',
    cspSource: origin,
    nonce: 'c0ffee',
    scriptUri: `${origin}/flame.js`,
    styleUri: `${origin}/flame.css`,
    hasWorker: true,
  });
  const { kind } = theme;
  const classes = kind === 'vscode-high-contrast-light' ? `${kind} vscode-high-contrast` : kind;
  return html
    .replace('</title>', `</title><link rel="stylesheet" href="${origin}/theme.css">`)
    .replace('<body>', `<body class="${classes}" data-vscode-theme-kind="${kind}">`);
}

function themeSheet({ theme = themes.dark }: FlameOptions): string {
  const lines = Object.entries(variablesOf(theme)).map(([key, value]) => `${key}: ${value};`);
  return `:root { ${lines.join(' ')} }`;
}

/** Messages between a webview page and the client, which relays requests to the server. Both sides check what they get. */
import type { FolderUri } from './basics.ts';

/** Pages that there are. */
export const pageNames = ['overview', 'dashboard', 'flame', 'graph'] as const;

/** One page. */
export type PageName = (typeof pageNames)[number];

/** The file that a page of a profile shows. */
export interface ProfileSource {
  /** Of the file, without its folder. */
  readonly name: string;
  /** Where the page can fetch it; without it, the page asks the extension for its bytes. */
  readonly url?: string;
  /** The run of the page's folder that it is the profile of; absent for other files. */
  readonly run?: string;
  /** True: it is the run itself, which is under way; the page asks what it did so far. */
  readonly isLive?: boolean;
}

/** What a page is opened with. */
export interface PageStart {
  readonly page: PageName;
  readonly folder: FolderUri;
  /** BCP 47, for numbers and dates. */
  readonly locale: string;
  /** Texts of the page in the user's language, by their English form. */
  readonly texts: Readonly<Record<string, string>>;
  /** Of the page `flame` alone. */
  readonly profile?: ProfileSource;
}

/** From the page. */
export type PageMessage =
  /** The page can take messages; answered by `start`. */
  | { readonly type: 'ready' }
  /** One of the page's allowed requests to the server. */
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
    }
  /** Nobody waits for the answer to that request any longer. */
  | { readonly type: 'cancel'; readonly id: number }
  /** A command of the extension, with the ids of its `package.json`. */
  | { readonly type: 'command'; readonly command: string; readonly arguments: readonly unknown[] };

/** To the page. */
export type HostMessage =
  | { readonly type: 'start'; readonly start: PageStart }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string }
  /** Something that the page shows changed: ask anew. */
  | { readonly type: 'changed' };

/** Checks what came from a page. @returns undefined where it is no message of ours */
export function asPageMessage(value: unknown): PageMessage | undefined {
  if (!isObject(value)) return undefined;
  switch (value.type) {
    case 'ready':
      return { type: 'ready' };
    case 'request':
      if (typeof value.id !== 'number' || typeof value.method !== 'string') return undefined;
      return { type: 'request', id: value.id, method: value.method, params: value.params };
    case 'cancel':
      return typeof value.id === 'number' ? { type: 'cancel', id: value.id } : undefined;
    case 'command':
      if (typeof value.command !== 'string' || !Array.isArray(value.arguments)) return undefined;
      return { type: 'command', command: value.command, arguments: value.arguments };
    default:
      return undefined;
  }
}

/** Checks what came to a page. @returns undefined where it is no message of ours */
export function asHostMessage(value: unknown): HostMessage | undefined {
  if (!isObject(value)) return undefined;
  switch (value.type) {
    case 'start':
      return isStart(value.start) ? { type: 'start', start: value.start } : undefined;
    case 'result':
      return typeof value.id === 'number'
        ? { type: 'result', id: value.id, result: value.result }
        : undefined;
    case 'error':
      return typeof value.id === 'number' && typeof value.message === 'string'
        ? { type: 'error', id: value.id, message: value.message }
        : undefined;
    case 'changed':
      return { type: 'changed' };
    default:
      return undefined;
  }
}

function isStart(value: unknown): value is PageStart {
  if (!isObject(value)) return false;
  const { page, folder, locale, texts, profile } = value;
  return (
    (profile === undefined || isProfileSource(profile)) &&
    pageNames.some((name) => name === page) &&
    typeof folder === 'string' &&
    typeof locale === 'string' &&
    isObject(texts)
  );
}

function isProfileSource(value: unknown): value is ProfileSource {
  if (!isObject(value) || typeof value.name !== 'string') return false;
  const { url, run, isLive } = value;
  if (isLive !== undefined && typeof isLive !== 'boolean') return false;
  return [url, run].every((one) => one === undefined || typeof one === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Something that parses batches of files and may not survive it: a thread or a process. */
import type { ParseFailure, ParseReply, ParseRequest } from './parseMessages.ts';

/** See the file's comment. */
export interface Parser {
  /** It will not answer any more. */
  readonly hasEnded: boolean;
  /** One batch at a time. @returns undefined where it ended instead of answering */
  ask(request: ParseRequest): Promise<ParseReply | ParseFailure | undefined>;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** How a process that parses ends when its thread did, so that it can be told from one that was ended from outside: on Windows, that is code 1. */
export const endCodes = { thread: 81, memory: 82 } as const;

/** Where this project's workers lie, from its sources as from what ships. */
export function workerFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./modules.worker.${extension}`, import.meta.url);
}

/** Something that parses batches of files and may not survive it: a thread or a process. */
import type { ParseFailure, ParseReply, ParseRequest } from './parseMessages.ts';

/** See the file's comment. */
export interface Parser {
  /** It will not answer any more. */
  readonly hasEnded: boolean;
  /** What it ended of may be what it was given: nobody from outside ended it. */
  readonly endedByItself: boolean;
  /** One batch at a time. @returns undefined where it ended instead of answering */
  ask(request: ParseRequest): Promise<ParseReply | ParseFailure | undefined>;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** Where this project's workers lie, from its sources as from what ships. */
export function workerFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./modules.worker.${extension}`, import.meta.url);
}

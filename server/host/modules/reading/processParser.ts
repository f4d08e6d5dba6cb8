/**
 * A process that parses, for files that may have ended one of ours: it is the same thread in a process of its own, which goes down instead. It ends
 * with whoever started it, also where that ends without a word.
 */
import type { ChildProcess } from 'node:child_process';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParseFailure, ParseReply, ParseRequest, ParseThreadData } from './parseMessages.ts';
import { endCodes, type Parser, workerFile } from './parser.ts';

/** These are sent by people and systems that are out of memory: what was being parsed need not have to do with it. */
const signalsFromOutside: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);
/** Likewise, as exit codes. Of Windows: ended by another process, Ctrl+C, shutting down, no memory, no room to commit it. */
const codesFromOutside: ReadonlySet<number> = new Set([
  endCodes.memory,
  1,
  0xc000_013a,
  0x4001_0004,
  0xc000_0017,
  0xc000_012d,
]);

/** See the file's comment. */
export class ProcessParser implements Parser {
  readonly #child: ChildProcess;
  readonly #ended = Promise.withResolvers<undefined>();
  readonly #ready: Promise<boolean>;
  #wasReady = false;
  hasEnded = false;
  /** What it ended of may be what it was given: nobody from outside ended it. */
  endedByItself = false;

  /** @throws Error where no process may be started, or the system has no room for one */
  constructor(data: ParseThreadData) {
    this.#child = startProcess();
    this.#child.once('error', () => this.#noteEnd());
    let isClosed = false;
    // Only when the channel is read to its end has everything arrived that was sent.
    this.#child.once('disconnect', () => {
      isClosed = true;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) this.#noteEnd();
      else this.#child.kill('SIGKILL');
    });
    this.#child.once('exit', (code, signal) => {
      this.endedByItself = this.#wasReady && isOwnEnd(code, signal);
      if (isClosed) this.#noteEnd();
    });
    this.#child.unref();
    this.#child.channel?.unref();
    this.#send(data);
    this.#ready = this.#exchange({ paths: [], known: undefined }).then((reply) => {
      this.#wasReady = reply !== undefined;
      return this.#wasReady;
    });
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it can do anything at all; where not, it is not for the files. */
  get ready(): Promise<boolean> {
    return this.#ready;
  }

  async ask(request: ParseRequest): Promise<ParseReply | ParseFailure | undefined> {
    return (await this.#ready) ? this.#exchange(request) : undefined;
  }

  async #exchange(request: ParseRequest): Promise<ParseReply | ParseFailure | undefined> {
    const child = this.#child;
    const { promise, resolve } = Promise.withResolvers<ParseReply | ParseFailure>();
    const onMessage = (reply: unknown): void => resolve(reply as ParseReply | ParseFailure);
    child.once('message', onMessage);
    child.ref();
    child.channel?.ref();
    this.#send(request);
    const reply = await Promise.race([promise, this.#ended.promise]);
    child.off('message', onMessage);
    child.unref();
    child.channel?.unref();
    return reply;
  }

  async end(): Promise<void> {
    if (this.hasEnded) return;
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  #send(message: ParseThreadData | ParseRequest): void {
    // An error here is its end, of which `exit` and `disconnect` tell.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #noteEnd(): void {
    this.hasEnded = true;
    this.#ended.resolve(undefined);
  }
}

/** Whether an end may be that of a file, and would be the same the next time. @param code null where a signal ended it */
export function isOwnEnd(code: number | null, signal: string | null): boolean {
  return signal === null
    ? code !== null && !codesFromOutside.has(code)
    : !signalsFromOutside.has(signal);
}

function startProcess(): ChildProcess {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const words = ['--disable-warning=ExperimentalWarning', fileURLToPath(workerFile())];
  return spawn(process.execPath, words, {
    // The folder it stands in could otherwise not be removed on some systems, and others would leave there what was in its memory.
    cwd: parse(process.execPath).root,
    // In an editor, the program of this process is the editor itself, unless told to be Node.
    env: { ...process.env, ...(process.versions.electron !== undefined && asNode) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // Ctrl+C in a terminal goes to this process alone: it must not look as if a file had ended the other one.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

const asNode = { ELECTRON_RUN_AS_NODE: '1' };

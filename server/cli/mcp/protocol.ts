/**
 * The Model Context Protocol on two streams, as far as a server of tools needs it: JSON-RPC 2.0, one message a line. Written out here because the
 * official package brings a schema library, a validator and three web servers along for these five methods.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic
 */
import { CancelSource } from '../../host/platform/cancelSource.ts';

/** What a tool says of itself in `tools/list`. */
export interface ToolDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of its input; an object. */
  readonly inputSchema: object;
  readonly annotations: { readonly readOnlyHint: true; readonly openWorldHint: false };
}

/** What a call comes to. A mistake of the caller is a result, too, which a model reads and mends. */
export interface ToolResult {
  readonly text: string;
  readonly isError?: boolean;
}

/** What is served. */
export interface ToolServer {
  readonly version: string;
  /** When to use the tools, for the model. */
  readonly instructions: string;
  readonly tools: readonly ToolDescription[];
  call(
    name: string,
    input: Readonly<Record<string, unknown>>,
    cancel: CancelSource,
  ): Promise<ToolResult>;
}

/** Versions that mean the same for what is served here, the newest first. */
const versions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
/** Longest line taken, in UTF-16 units. */
const lineLengthMax = 4_000_000;
const errorCodes = { parse: -32700, request: -32600, method: -32601, params: -32602 } as const;

type Id = string | number;
type Json = Readonly<Record<string, unknown>>;

/** One conversation. */
export class Conversation {
  readonly #server: ToolServer;
  readonly #send: (line: string) => void;
  readonly #running = new Map<Id, CancelSource>();
  /** Calls are answered one after the other: each opens the stores. */
  #last: Promise<void> = Promise.resolve();
  #rest = '';

  /**
   * @param send takes one line with its line break
   */
  constructor(server: ToolServer, send: (line: string) => void) {
    this.#server = server;
    this.#send = send;
  }

  /** Takes what came in; lines may come in pieces. */
  receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#take(line);
    if (this.#rest.length <= lineLengthMax) return;
    this.#rest = '';
    this.#fail(null, errorCodes.parse, `A message has more than ${lineLengthMax} characters.`);
  }

  /** Waits until everything that was asked is answered. */
  async end(): Promise<void> {
    await this.#last;
  }

  /** Nobody waits for what runs. */
  cancelAll(): void {
    for (const cancel of this.#running.values()) cancel.cancel('The other side is gone');
  }

  #take(line: string): void {
    const message = parsed(line);
    if (message === undefined) {
      this.#fail(null, errorCodes.parse, 'A line is no JSON object.');
      return;
    }
    const { id, method, params } = message;
    if (typeof method !== 'string') {
      // An answer to a question that was never asked, or nothing at all.
      if (!('result' in message || 'error' in message))
        this.#fail(null, errorCodes.request, 'A message has no method.');
      return;
    }
    const body = isObject(params) ? params : {};
    if (typeof id === 'string' || typeof id === 'number') this.#answer(id, method, body);
    else if (method === 'notifications/cancelled')
      this.#running.get(body.requestId as Id)?.cancel('Cancelled');
  }

  #answer(id: Id, method: string, params: Json): void {
    switch (method) {
      case 'initialize':
        this.#result(id, this.#greeting(params));
        break;
      case 'ping':
        this.#result(id, {});
        break;
      case 'tools/list':
        this.#result(id, { tools: this.#server.tools });
        break;
      case 'tools/call':
        this.#call(id, params);
        break;
      default:
        this.#fail(id, errorCodes.method, `There is no method ${method}.`);
    }
  }

  #greeting({ protocolVersion }: Json): Json {
    const { version, instructions } = this.#server;
    const known = versions.find((one) => one === protocolVersion);
    return {
      protocolVersion: known ?? versions[0],
      capabilities: { tools: {} },
      serverInfo: { name: 'cachescope', title: 'Cachescope', version },
      instructions,
    };
  }

  #call(id: Id, { name, arguments: input }: Json): void {
    if (!this.#server.tools.some((tool) => tool.name === name)) {
      this.#fail(id, errorCodes.params, `There is no tool ${String(name)}.`);
      return;
    }
    const cancel = new CancelSource();
    this.#running.set(id, cancel);
    const answer = async (): Promise<void> => {
      const { text, isError = false } = cancel.cancelled
        ? { text: '' }
        : await this.#server.call(String(name), isObject(input) ? input : {}, cancel);
      this.#running.delete(id);
      // Who cancelled expects no answer.
      if (!cancel.cancelled) this.#result(id, { content: [{ type: 'text', text }], isError });
    };
    this.#last = this.#last.then(answer);
  }

  #result(id: Id, result: Json): void {
    this.#send(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
  }

  #fail(id: Id | null, code: number, message: string): void {
    this.#send(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
  }
}

function parsed(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    // Told to the other side by the caller.
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

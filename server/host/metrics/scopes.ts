/** The current span across asynchronous work, by Node's own means. Loaded only where spans are timed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ScopeStore, Span } from '../../engine/metrics/spans.ts';

/** One for each `Spans`. */
export class NodeScopes implements ScopeStore {
  readonly #storage = new AsyncLocalStorage<Span>();

  current(): Span | undefined {
    return this.#storage.getStore();
  }

  run<R>(span: Span, work: () => R): R {
    return this.#storage.run(span, work);
  }
}

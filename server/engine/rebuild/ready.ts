/** A queue that hands out the most urgent first; equal urgency in the order of arrival. A binary heap. */

/** Items by descending priority. */
export class ReadyQueue<T> {
  readonly #heap: { readonly item: T; readonly priority: number; readonly order: number }[] = [];
  #pushed = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** @param priority higher comes out first */
  push(item: T, priority: number): void {
    this.#heap.push({ item, priority, order: this.#pushed++ });
    let at = this.#heap.length - 1;
    while (at > 0 && this.#before(at, (at - 1) >> 1)) {
      this.#swap(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  /** Takes the most urgent; undefined when empty. */
  pop(): T | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return top.item;
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let first = at;
      if (left < this.#heap.length && this.#before(left, first)) first = left;
      if (right < this.#heap.length && this.#before(right, first)) first = right;
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #before(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) return false;
    return (
      left.priority > right.priority ||
      (left.priority === right.priority && left.order < right.order)
    );
  }

  #swap(a: number, b: number): void {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
  }
}

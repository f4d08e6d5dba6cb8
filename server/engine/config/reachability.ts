/** Which action waits for which, directly or through others. */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';

/** Answers for one action at a time; asking about another forgets the one before. */
export class Reachability {
  readonly #actions: ReadonlyMap<ActionId, Action>;
  #from: Action | undefined;
  #reached = new Set<ActionId>();

  /**
   * @param actions all that there are
   */
  constructor(actions: ReadonlyMap<ActionId, Action>) {
    this.#actions = actions;
  }

  /** Whether `from` waits for `to`. */
  reaches(from: Action, to: Action): boolean {
    if (from.dependsOn.some((dependency) => dependency.action === to.id)) return true;
    if (this.#from !== from) {
      this.#from = from;
      this.#reached = this.#closure(from);
    }
    return this.#reached.has(to.id);
  }

  #closure(from: Action): Set<ActionId> {
    const reached = new Set<ActionId>();
    const open = [from];
    for (let action = open.pop(); action !== undefined; action = open.pop()) {
      for (const dependency of action.dependsOn) {
        const next = this.#actions.get(dependency.action);
        if (!next || reached.has(next.id)) continue;
        reached.add(next.id);
        open.push(next);
      }
    }
    return reached;
  }
}

/** Everything that is known to be wrong with the configuration: worked out once for each state of it. */
import type { Problem } from '../../engine/model/problem.ts';
import { inTurns, nextTurn } from '../../host/platform/turns.ts';
import { configurationAdvice } from '../../host/workspace/doctor/configurationAdvice.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';

/** Problems by who finds them. */
export interface AllProblems {
  /** Of the configuration and of the graph as a whole. */
  readonly wrong: readonly Problem[];
  /** What `doctor` would have otherwise. */
  readonly advice: readonly Problem[];
}

/** See above. */
export class ProblemList {
  readonly #session: Pick<WorkspaceEngine, 'workspace' | 'check'>;
  #known: Promise<AllProblems> | undefined;

  constructor(session: Pick<WorkspaceEngine, 'workspace' | 'check'>) {
    this.#session = session;
  }

  /** The configuration changed. */
  invalidate(): void {
    this.#known = undefined;
  }

  async all(): Promise<AllProblems> {
    this.#known ??= this.#find();
    return await this.#known;
  }

  async #find(): Promise<AllProblems> {
    const { workspace } = this.#session;
    const found = await this.#session.check([...workspace.actions.keys()]);
    // Of many packages that was a turn of its own.
    await nextTurn();
    return {
      wrong: [...workspace.problems, ...found],
      advice: await inTurns(configurationAdvice(workspace)),
    };
  }
}

/** Tells the editor what changed, at most ten times a second, and so many rows at once that they are cheaper than asking for all. */
import type { FolderUri } from '../../protocol/basics.ts';
import type { ServerNotifications } from '../../protocol/methods.ts';
import type { ActionRow } from '../../protocol/tasks.ts';
import { RateLimit } from '../rateLimit.ts';

type Changed = ServerNotifications['cachescope/changed'];

const intervalMs = 100;
/** Of more rows only that they changed is told. */
const rowsMax = 300;

/** Collects. */
export class ChangeTeller {
  readonly #folder: FolderUri;
  readonly #rowOf: (id: string) => ActionRow | undefined;
  readonly #send: (body: Changed) => void;
  readonly #limit = new RateLimit(intervalMs, () => this.#flush());
  readonly #ids = new Set<string>();
  #flags = { allActions: false, caches: false, runs: false, modules: false };
  #cause: string | undefined;
  #revision = 0;

  /** @param rowOf gives a row as it is when it is sent */
  constructor(
    folder: FolderUri,
    rowOf: (id: string) => ActionRow | undefined,
    send: (body: Changed) => void,
  ) {
    this.#folder = folder;
    this.#rowOf = rowOf;
    this.#send = send;
  }

  /** The row of an action is another. */
  action(id: string): void {
    this.#ids.add(id);
    this.#limit.wish();
  }

  /** Lists are to be asked for anew. */
  lists(flags: Partial<Pick<Changed, 'allActions' | 'caches' | 'runs' | 'modules'>>): void {
    this.#flags = {
      allActions: this.#flags.allActions || flags.allActions === true,
      caches: this.#flags.caches || flags.caches === true,
      runs: this.#flags.runs || flags.runs === true,
      modules: this.#flags.modules || flags.modules === true,
    };
    this.#limit.wish();
  }

  /** Why, for people; told with what changes next. */
  because(cause: string): void {
    this.#cause = cause;
  }

  stop(): void {
    this.#limit.stop();
  }

  #flush(): void {
    const { caches, runs, modules } = this.#flags;
    const allActions = this.#flags.allActions || this.#ids.size > rowsMax;
    const actions = allActions ? [] : [...this.#ids].flatMap((id) => this.#rowOf(id) ?? []);
    const cause = this.#cause === undefined ? {} : { cause: this.#cause };
    this.#ids.clear();
    this.#flags = { allActions: false, caches: false, runs: false, modules: false };
    this.#cause = undefined;
    this.#revision++;
    this.#send({
      folder: this.#folder,
      revision: this.#revision,
      actions,
      allActions,
      caches,
      runs,
      modules,
      ...cause,
    });
  }
}

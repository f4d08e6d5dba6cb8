/**
 * What the engine and the helper process that starts commands say to each other, over a channel that keeps the order. One command:
 * `start`, then `started`, any number of `log`, `exit`, `closed`; or `start`, then `not-started`. Numbers (`id`) are never used twice.
 */
import type { LogChunk } from '../../engine/ports/processes.ts';
import type { CommandLine } from './commandLine.ts';

/** From the engine. */
export type ToSpawner =
  | {
      readonly type: 'setup';
      /** What most commands' environments have in common. */
      readonly base: Readonly<Record<string, string>>;
      /** Time between SIGTERM and SIGKILL when the engine is gone, in milliseconds. */
      readonly graceMs: number;
    }
  | {
      readonly type: 'start';
      readonly id: number;
      readonly line: CommandLine;
      readonly cwd: string;
      readonly environment: EnvironmentChange;
    }
  /** Its output is not wanted any more, see `StartedCommand.letGo`. */
  | { readonly type: 'let-go'; readonly id: number }
  /** Read what there is to read, then answer `read-on`. */
  | { readonly type: 'read-on'; readonly id: number }
  /** Whether to read what commands print. */
  | { readonly type: 'reading'; readonly isReading: boolean }
  /** End all that runs, tell its ends, and go. */
  | { readonly type: 'stop' };

/** From the helper. */
export type FromSpawner =
  | { readonly type: 'ready' }
  /** Its last message, after `stop`. */
  | { readonly type: 'stopped' }
  | { readonly type: 'started'; readonly id: number; readonly pid: number }
  | {
      readonly type: 'not-started';
      readonly id: number;
      readonly code: string | undefined;
      readonly message: string;
    }
  | ({ readonly type: 'log'; readonly id: number } & LogChunk)
  | {
      readonly type: 'exit';
      readonly id: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** Both streams are at their end, too: no `closed` follows. */
      readonly closed: boolean;
    }
  | { readonly type: 'closed'; readonly id: number }
  | { readonly type: 'read-on'; readonly id: number };

/** How an environment differs from the base. */
export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** The way from `base` to `environment`. */
export function environmentChange(
  base: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): EnvironmentChange {
  const changed = Object.entries(environment).filter(([name, value]) => base[name] !== value);
  const unset = Object.keys(base).filter((name) => environment[name] === undefined);
  return { set: Object.fromEntries(changed), unset };
}

/** The way back: `base` with the change made. */
export function changedEnvironment(
  base: Readonly<Record<string, string>>,
  { set, unset }: EnvironmentChange,
): Record<string, string> {
  const result = { ...base, ...set };
  for (const name of unset) delete result[name];
  return result;
}

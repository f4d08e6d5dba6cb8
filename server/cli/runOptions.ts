/** What `run` is asked to do, read from its options. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './failure.ts';
import type { OutputMode } from './render/runView.ts';
import type { SlowReaderPolicy } from './slowReader.ts';

/** The options of one `run`. */
export interface RunChoice {
  readonly targets: readonly string[];
  readonly filters: readonly string[];
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly continueOnFailure: boolean;
  readonly noCache: boolean;
  readonly watch: boolean;
  /** Undefined: as the configuration says. */
  readonly concurrency: number | undefined;
  /** Absolute path of the profile to write. */
  readonly profile: string | undefined;
  /** Whether Node.js processes of actions are profiled, too. */
  readonly cpu: boolean;
  readonly outputMode: OutputMode;
  readonly slowReader: SlowReaderPolicy;
}

/**
 * Reads the options.
 * @throws CommandFailure where they contradict each other or make no sense
 */
export function runChoice({ positionals, flags, folder, output }: CommandContext): RunChoice {
  const watch = flags.has('watch');
  if (watch && output.json) {
    throw new CommandFailure(
      'bad-option',
      '--watch goes on for ever, so it has no single JSON object: leave out --json or --watch.',
    );
  }
  if (watch && flags.has('dry-run')) {
    throw new CommandFailure('bad-option', '--watch and --dry-run exclude each other.');
  }
  if (flags.has('cpu') && (watch || flags.has('dry-run'))) {
    throw new CommandFailure(
      'bad-option',
      '--cpu profiles one run: leave out --watch and --dry-run.',
    );
  }
  const profile = flags.value('profile');
  return {
    targets: positionals,
    filters: flags.values('filter'),
    force: flags.has('force'),
    dryRun: flags.has('dry-run'),
    continueOnFailure: flags.has('continue'),
    noCache: flags.has('no-cache'),
    watch,
    concurrency: parseConcurrency(flags.value('concurrency'), availableParallelism()),
    profile: profile === undefined ? undefined : resolve(folder, profile),
    cpu: flags.has('cpu'),
    outputMode: (flags.value('output') ?? 'full') as OutputMode,
    slowReader: (flags.value('slow-reader') ?? 'wait') as SlowReaderPolicy,
  };
}

/**
 * Reads `4` or `50%`.
 * @param processors what 100 % stands for
 * @returns at least 1; undefined where nothing was given
 * @throws CommandFailure for anything else
 */
export function parseConcurrency(text: string | undefined, processors: number): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,6})(%?)$/.exec(text);
  const number = Number(match?.[1] ?? 0);
  if (number < 1) {
    throw new CommandFailure(
      'bad-option',
      `--concurrency is a number of 1 or more, or a share such as 50%, not "${text}".`,
    );
  }
  return match?.[2] === '%' ? Math.max(1, Math.floor((processors * number) / 100)) : number;
}

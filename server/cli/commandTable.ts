/**
 * What the command line understands, as one table. The parser, `--help`, shell completion and the tests of all three read it, so
 * an option that works is an option that is documented. Pure data: loading it must cost next to nothing.
 */

/** What a shell may offer for a value. */
export type Completes = 'actions' | 'targets' | 'files' | 'folders' | 'caches' | 'runs';

/** One option. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** Undefined: a switch without a value. */
  readonly value?: {
    readonly placeholder: string;
    readonly choices?: readonly string[];
    readonly completes?: Completes;
  };
  /** May be given more than once. */
  readonly repeatable?: true;
  readonly help: string;
}

/** One positional argument, or several of the same meaning. */
export interface PositionalSpec {
  readonly placeholder: string;
  readonly min: number;
  readonly max: number;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

/** One command. */
export interface CommandSpec {
  /** `run`, or two words: `cache ls`. */
  readonly name: string;
  readonly summary: string;
  /** Further paragraphs of its help. */
  readonly details?: readonly string[];
  readonly positionals: PositionalSpec;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

const none: PositionalSpec = { placeholder: '', min: 0, max: 0 };
const dryRun: OptionSpec = {
  name: 'dry-run',
  help: 'Say what would be done, with count and bytes, and do nothing.',
};
const noModuleCache: OptionSpec = {
  name: 'no-cache',
  help: 'Read all files anew: neither use what is known of modules from before, nor keep it.',
};
const yes: OptionSpec = { name: 'yes', short: 'y', help: 'Do not ask before deleting.' };

/** Options of every command. */
export const globalOptions: readonly OptionSpec[] = [
  {
    name: 'cwd',
    value: { placeholder: 'DIR', completes: 'folders' },
    help: 'Work as if started in this folder.',
  },
  { name: 'json', help: 'Print one JSON object on standard output, and nothing else there.' },
  { name: 'color', help: 'Use colors even where output is not a terminal.' },
  { name: 'no-color', help: 'Use no colors. NO_COLOR and FORCE_COLOR are respected, too.' },
  {
    name: 'verbose',
    help: 'Say more: every fresh action, every reason, stack traces of internal errors.',
  },
  { name: 'quiet', short: 'q', help: 'Say less: failures only.' },
  { name: 'help', short: 'h', help: 'Show help.' },
];

/** Every command, in the order in which help shows them. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'run',
    summary: 'Bring targets up to date, and say why anything ran.',
    details: [
      'A target is a task name (build: that task of every package), one action (web#build, //#lint for the root package), a rule (templates: every file of it) or one file of a rule (templates:views/home.hbs).',
      'A task name means every package, also when started inside a package folder; --filter narrows it. Dependencies of the selected actions are always brought up to date, too.',
    ],
    positionals: { placeholder: 'target', min: 1, max: Infinity, completes: 'targets' },
    options: [
      {
        name: 'filter',
        short: 'F',
        repeatable: true,
        value: { placeholder: 'PACKAGE' },
        help: 'Only packages with this name or folder: web, @app/*, ./packages/web. May be repeated; !name leaves out.',
      },
      {
        name: 'force',
        short: 'f',
        help: 'Run the named targets even if fresh; their dependencies run only if stale.',
      },
      { name: 'dry-run', help: 'Say what would run and why; run nothing, record nothing.' },
      { name: 'continue', help: 'After a failure, go on with what does not depend on it.' },
      {
        name: 'concurrency',
        short: 'c',
        value: { placeholder: 'N|N%' },
        help: 'Actions run at once: a number, or a share of the processors such as 50%.',
      },
      {
        name: 'watch',
        short: 'w',
        help: 'Stay, and rebuild what a change touches. Ctrl-C ends it.',
      },
      {
        name: 'profile',
        value: { placeholder: 'FILE', completes: 'files' },
        help: 'Write a profile of the run: Chrome Trace Event JSON, or speedscope where the name ends so.',
      },
      {
        name: 'cpu',
        help: 'Profile the Node.js processes of actions, too; shown below their action.',
      },
      { name: 'no-cache', help: 'Neither take results from the cache nor put them there.' },
      {
        name: 'output',
        value: { placeholder: 'MODE', choices: ['full', 'errors', 'none'] },
        help: 'What commands print: full (default; replayed on hits), errors (of failed ones only) or none.',
      },
      {
        name: 'slow-reader',
        value: { placeholder: 'MODE', choices: ['wait', 'buffer', 'drop'] },
        help: 'While nobody reads the output: commands wait (default), it is held in memory (buffer), or left out and counted (drop).',
      },
    ],
    examples: [
      ['cachescope run build', 'build every package'],
      ['cachescope run build test --filter web --filter ui', 'two tasks of two packages'],
      ['cachescope run web#build --dry-run', 'what would run, and why'],
      ['cachescope run build --watch', 'rebuild while you edit'],
      ['cachescope run build --profile build.trace.json', 'see where the time goes'],
    ],
  },
  {
    name: 'explain',
    summary: 'Say why an action ran, back to the file that a person changed.',
    positionals: { placeholder: 'action', min: 1, max: 1, completes: 'actions' },
    options: [
      {
        name: 'run',
        value: { placeholder: 'ID', completes: 'runs' },
        help: 'Speak of this run (see `cachescope stats`) in place of the last one.',
      },
      { name: 'diff', help: 'Show the difference of the changed text input.' },
    ],
    examples: [
      ['cachescope explain web#build', 'why it ran the last time'],
      ['cachescope explain web#build --diff', 'and what was different in the file'],
    ],
  },
  {
    name: 'graph',
    summary: 'Show what depends on what.',
    details: [
      'Without further words it is about tasks. --modules is about files and what they import; --cycles, --unused, --boundaries and --unresolved are, too. They need no configuration.',
      'Files are used that something in use imports, starting from entry points: what package.json names (main, exports, bin and the like, and files in scripts), scripts of index.html, configuration of tools, tests, stories, type declarations, pages of frameworks, and what tasks read by name. An export is used that an import names. Type-only imports make no circle.',
    ],
    positionals: { placeholder: 'node', min: 0, max: 1, completes: 'actions' },
    options: [
      { name: 'dependents', help: 'What is built after the node, near and far; what imports it.' },
      {
        name: 'dependencies',
        help: 'What is built before the node, near and far (default); what it imports.',
      },
      {
        name: 'path',
        repeatable: true,
        value: { placeholder: 'A B', completes: 'actions' },
        help: 'The shortest way from A to its dependency B: two tasks, or two files.',
      },
      {
        name: 'modules',
        help: 'Files and their imports, all; around a file that is named, also without this: then with the tasks that read or write them.',
      },
      { name: 'cycles', help: 'Files that import each other in a circle: the shortest of each.' },
      {
        name: 'unused',
        value: { placeholder: 'files|exports', choices: ['files', 'exports'] },
        help: 'Files that no entry point leads to, or exports that no import names.',
      },
      {
        name: 'boundaries',
        help: 'Imports from one package of the workspace to another, and whether its package.json says so.',
      },
      {
        name: 'unresolved',
        help: 'Imports that lead nowhere, and why; of one file that is named, or of all.',
      },
      {
        name: 'format',
        value: { placeholder: 'FORMAT', choices: ['text', 'json', 'dot', 'mermaid'] },
        help: 'text (default), json, dot or mermaid.',
      },
      noModuleCache,
    ],
    examples: [
      ['cachescope graph', 'the whole graph as trees'],
      ['cachescope graph ui#build --dependents', 'what a change of ui will cost'],
      ['cachescope graph --path app#build core#build', 'why app needs core'],
      ['cachescope graph --modules src/api.ts --dependents', 'which files use it, near and far'],
      ['cachescope graph --cycles', 'which files import each other'],
      ['cachescope graph --unused files', 'which files could go'],
      ['cachescope graph --format dot | dot -Tsvg > graph.svg', 'a picture'],
    ],
  },
  {
    name: 'impact',
    summary: 'Say what changing files would cost, before it is done.',
    details: [
      'A folder stands for the modules in it. Tasks that read one of the files run; those behind them run unless early cutoff spares them, and how often it did says how likely that is. Times are those of the last runs, with as many tasks at once as a run has here.',
    ],
    positionals: { placeholder: 'file', min: 0, max: Infinity, completes: 'files' },
    options: [
      {
        name: 'since',
        value: { placeholder: 'REF' },
        help: 'Files that differ from this commit, branch or tag, and new ones; besides those named.',
      },
      noModuleCache,
    ],
    examples: [
      ['cachescope impact src/api.ts', 'what touching this file will cost'],
      ['cachescope impact packages/ui', 'what a change of all of a folder will cost'],
      ['cachescope impact --since main', 'what this branch will cost'],
    ],
  },
  {
    name: 'profile',
    summary: 'Show what a run was bound by, or write its profile for a viewer.',
    details: [
      'Every run in which anything ran leaves a profile; the last 20 are kept. What a run was bound by is its critical path: no number of workers makes it shorter, only faster or cached actions on it.',
    ],
    positionals: { placeholder: 'run', min: 0, max: 1, completes: 'runs' },
    options: [
      {
        name: 'format',
        value: { placeholder: 'FORMAT', choices: ['text', 'markdown', 'chrome', 'speedscope'] },
        help: 'text (default), markdown (to share), chrome (for Perfetto and chrome://tracing) or speedscope.',
      },
      {
        name: 'out',
        value: { placeholder: 'FILE', completes: 'files' },
        help: 'Write to this file in place of standard output.',
      },
    ],
    examples: [
      ['cachescope profile', 'what the last run was bound by'],
      ['cachescope profile --format chrome --out run.trace.json', 'open it in Perfetto'],
    ],
  },
  {
    name: 'stats',
    summary: 'Hit rate, time saved, sizes, percentiles, what got worse, last runs.',
    positionals: none,
    options: [
      { name: 'last', value: { placeholder: 'N' }, help: 'Count the last N runs (default 20).' },
      { name: 'watch', short: 'w', help: 'Stay, and draw the figures anew. Ctrl-C ends it.' },
      {
        name: 'interval',
        value: { placeholder: 'SECONDS' },
        help: 'With --watch: how often they are drawn (default 2).',
      },
      {
        name: 'format',
        value: { placeholder: 'FORMAT', choices: ['text', 'json', 'openmetrics'] },
        help: 'text (default), json, or openmetrics: counters and histograms of all time, as Prometheus reads them.',
      },
      {
        name: 'otlp',
        value: { placeholder: 'URL' },
        help: 'Send those metrics to an OpenTelemetry collector by OTLP over HTTP, and print nothing else.',
      },
    ],
    examples: [
      ['cachescope stats', 'is the cache any good?'],
      ['cachescope stats --watch', 'a dashboard in the terminal'],
      ['cachescope stats --format openmetrics > cachescope.prom', 'for a scraper'],
      ['cachescope stats --otlp http://127.0.0.1:4318', 'for a collector'],
    ],
  },
  {
    name: 'cache ls',
    summary: 'List what the caches hold, and how often that was of use.',
    positionals: { placeholder: 'action', min: 0, max: 1, completes: 'actions' },
    options: [],
    examples: [['cachescope cache ls', 'entries, bytes and last use of every action']],
  },
  {
    name: 'cache show',
    summary: 'Show the cached results of one action: key, inputs, outputs.',
    positionals: { placeholder: 'action', min: 1, max: 1, completes: 'actions' },
    options: [],
    examples: [['cachescope cache show web#build', 'what went into its key']],
  },
  {
    name: 'cache rm',
    summary: 'Delete the cached results of actions, groups or everything.',
    details: [
      'A target is an action (web#build), a package, a task, a rule, or a cache: traces, texts, configuration, builders, modules, validation.',
    ],
    positionals: { placeholder: 'target', min: 0, max: Infinity, completes: 'targets' },
    options: [
      { name: 'all', help: 'Everything that this workspace keeps.' },
      {
        name: 'user',
        help: 'What is kept in your own cache folder: modules of folders without configuration.',
      },
      dryRun,
      yes,
    ],
    examples: [
      ['cachescope cache rm web#build', 'forget one action'],
      ['cachescope cache rm --all --dry-run', 'what would go'],
    ],
  },
  {
    name: 'cache prune',
    summary: 'Delete what was not used for long, and keep the store below its size.',
    positionals: none,
    options: [
      {
        name: 'older-than',
        value: { placeholder: 'AGE' },
        help: 'Not used for this long: 12h, 7d, 4w. Default: the configured lifetime.',
      },
      {
        name: 'size',
        value: { placeholder: 'SIZE' },
        help: 'Keep at most this much: 500MB, 5GB. Default: the configured size.',
      },
      dryRun,
      yes,
    ],
    examples: [
      ['cachescope cache prune --older-than 3d --dry-run', 'count and bytes first'],
      ['cachescope cache prune --size 1GB', 'the longest unused go first'],
    ],
  },
  {
    name: 'cache verify',
    summary: 'Check every stored byte against its digest.',
    positionals: none,
    options: [{ name: 'repair', help: 'Remove what is damaged, so that it is built again.' }],
    examples: [['cachescope cache verify --repair', 'after a disk error']],
  },
  {
    name: 'cache warm',
    summary: 'Read the most valuable results ahead, so that the system has them in memory.',
    positionals: { placeholder: 'target', min: 0, max: Infinity, completes: 'targets' },
    options: [],
    examples: [['cachescope cache warm build', 'before a build']],
  },
  {
    name: 'doctor',
    summary: 'Check the configuration and this machine for what will go wrong or slow.',
    positionals: none,
    options: [],
    examples: [['cachescope doctor', 'problems, each with what to do']],
  },
  {
    name: 'mcp',
    summary:
      'Let a language model ask: a server of the Model Context Protocol on standard input and output.',
    details: [
      'Its tools only read: explain_rebuild, get_cache_stats, get_hot_spots, find_dependency_path. Programs that use language models start it themselves; name it in their configuration.',
    ],
    positionals: none,
    options: [],
    examples: [['cachescope mcp --cwd path/to/workspace', 'what such a program starts']],
  },
  {
    name: 'completion',
    summary: 'Print a completion script for a shell.',
    positionals: { placeholder: 'shell', min: 1, max: 1, choices: ['bash', 'zsh', 'fish'] },
    options: [],
    examples: [
      ['source <(cachescope completion bash)', 'in ~/.bashrc'],
      ['source <(cachescope completion zsh)', 'in ~/.zshrc, after compinit'],
      ['cachescope completion fish | source', 'in config.fish'],
    ],
  },
];

/** First words of two-word commands. */
export const commandGroups: ReadonlyMap<string, string> = new Map([
  ['cache', 'Look into the cache, clean it, check it.'],
]);

/** What the exit codes mean; shown by help and documented in JSON.md. */
export const exitCodes = { ok: 0, taskFailed: 1, usage: 2, internal: 3 } as const;

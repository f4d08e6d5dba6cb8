// Starts a benchmark by its name: `npm run bench -- noop --packages 100`. What stands behind the name
// goes to the benchmark, which says with `--help` what it understands.

interface Benchmark {
  readonly about: string;
  /** @returns exit code; undefined where the benchmark sets it */
  run(args: readonly string[]): Promise<number | undefined>;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  noop: {
    about: 'whole builds of a made-up workspace, side by side with other tools',
    run: async (args) => await (await import('./noop.ts')).main(args),
  },
  engine: {
    about: 'decisions, invalidations and graph look-ups with 10,000 actions',
    run: async (args) => await (await import('./engine.ts')).main(args),
  },
  store: {
    about: 'gets, puts and look-ups of the store and of the memory tier',
    // It has no options, and runs when it is loaded.
    run: async () => void (await import('./store.ts')),
  },
  lsp: {
    about:
      'the editor\'s server: from a save to "stale", memory, lists of 100,000 entries, language features',
    run: async (args) => await (await import('./lsp.ts')).main(args),
  },
  flame: {
    about: 'the flame chart with a million spans, side by side with flame-chart-js',
    run: async (args) => await (await import('./flame.ts')).main(args),
  },
  graph: {
    about: 'the module graph with 10,000 nodes, side by side with sigma; 100,000 files, closed',
    run: async (args) => await (await import('./graph.ts')).main(args),
  },
  modules: {
    about: 'the modules of real sources, side by side with madge and dependency-cruiser',
    run: async (args) => await (await import('./modules.ts')).main(args),
  },
  metrics: {
    about: 'what measuring costs: an operation, an event, a whole build',
    run: async (args) => await (await import('./metrics.ts')).main(args),
  },
  profiles: {
    about: 'reading and writing profiles of a million spans',
    run: async (args) => await (await import('./profiles.ts')).main(args),
  },
  parallel: {
    about: 'steps beside each other, and one after the other',
    run: async (args) => await (await import('./parallel.ts')).main(args),
  },
  output: {
    about: 'memory of a run whose output nobody reads',
    run: async (args) => await (await import('./output.ts')).main(args),
  },
  spawn: {
    about: 'what starting a command costs an engine of some size',
    // It reads its options itself, when it is loaded.
    run: async () => void (await import('./spawn.ts')),
  },
};

function usage(): string {
  const rows = Object.entries(benchmarks).map(([name, { about }]) => `  ${name.padEnd(8)}${about}`);
  return `npm run bench -- <name> [options]\n\n${rows.join('\n')}\n\nFor one: npm run bench -- noop --help`;
}

const [name = '', ...args] = process.argv.slice(2);
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (benchmark === undefined) {
  console.error(usage());
  process.exitCode = 2;
} else {
  process.exitCode = (await benchmark.run(args)) ?? process.exitCode;
}

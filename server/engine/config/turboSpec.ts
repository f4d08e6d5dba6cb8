/** What turbo.json may hold, in its present and its older form, as far as it matters here. */
import { patternTest } from './patterns.ts';
import type { Spec } from './schema.ts';

const text: Spec = { type: 'string' };
const texts: Spec = { type: 'array', items: text };
const variables: Spec = { type: 'array', items: { ...text, role: 'variable' } };
const references: Spec = { type: 'array', items: { ...text, role: 'reference' } };
const pattern: Spec = { type: 'string', test: patternTest, role: 'pattern' };
const patterns: Spec = { type: 'array', items: pattern };
/** Nothing that changes results: how things are shown, checked or transported. */
const accepted: Spec = { type: 'any' };

/** Marks the place of inherited values in a list of a package's turbo.json. */
export const extendsMark = '$TURBO_EXTENDS$';

const task: Spec = {
  type: 'object',
  fields: {
    dependsOn: {
      ...references,
      doc: 'What runs first: `codegen` of the same package, `^build` of the packages it depends on, or `web#build`.',
    },
    inputs: {
      type: 'array',
      // Objects in it are reported and read elsewhere.
      items: { type: 'either', options: [pattern, accepted] },
      doc: 'Files that count, relative to the package. Default: what git does not ignore.',
    },
    outputs: {
      ...patterns,
      doc: 'Files that the task writes, relative to the package. Without this key only what it prints is kept.',
    },
    env: { ...variables, doc: 'Environment variables that count and that the task may see.' },
    passThroughEnv: {
      ...variables,
      doc: 'Environment variables that the task may see, without counting.',
    },
    dotEnv: { ...texts, doc: 'Of older versions: further files that count.' },
    cache: { type: 'boolean', doc: 'False: always run, keep nothing.' },
    persistent: {
      type: 'boolean',
      doc: 'True: runs until stopped, e.g. a development server; nothing may depend on it.',
    },
    interactive: { type: 'boolean', doc: 'True: the task reads from the terminal.' },
    with: { ...references, doc: 'Tasks that run at the same time.' },
    extends: { type: 'boolean', doc: 'False: nothing is inherited from the root.' },
    interruptible: { type: 'boolean', doc: 'True: `turbo watch` may start it again.' },
    outputLogs: { ...accepted, doc: 'What is printed.' },
    outputMode: { ...accepted, doc: 'Of older versions: what is printed.' },
    description: { ...accepted, doc: 'A note for people.' },
    tags: accepted,
  },
};

const tasks: Spec = {
  type: 'map',
  role: 'task',
  values: task,
  doc: 'Tasks by name: `build` for all packages that have it, `web#build` for one.',
};

/** The whole file, at the root or in a package. */
export const turboSpec: Spec = {
  type: 'object',
  fields: {
    tasks,
    pipeline: tasks,
    extends: {
      type: 'array',
      items: { ...text, role: 'package' },
      doc: 'Whose tasks a package inherits: `//`, the root, first.',
    },
    globalDependencies: {
      ...patterns,
      doc: 'Files that count for every task, relative to the workspace root.',
    },
    globalDotEnv: texts,
    globalEnv: { ...variables, doc: 'Environment variables that count for every task.' },
    globalPassThroughEnv: {
      ...variables,
      doc: 'Environment variables that every task may see, without counting.',
    },
    envMode: text,
    futureFlags: { type: 'map', values: accepted },
    /** Where version 2.11 puts what is for all tasks. */
    global: {
      type: 'object',
      fields: {
        inputs: patterns,
        env: variables,
        passThroughEnv: variables,
        envMode: text,
        cacheDir: accepted,
        cacheMaxAge: accepted,
        cacheMaxSize: accepted,
        concurrency: accepted,
        daemon: accepted,
        dangerouslyDisablePackageManagerCheck: accepted,
        noUpdateNotifier: accepted,
        remoteCache: accepted,
        ui: accepted,
      },
    },
    agentGuidance: accepted,
    cacheMaxAge: accepted,
    cacheMaxSize: accepted,
    setup: accepted,
    $schema: accepted,
    allowNoPackageManager: accepted,
    baseBranch: accepted,
    boundaries: accepted,
    cacheDir: accepted,
    concurrency: accepted,
    daemon: accepted,
    dangerouslyDisablePackageManagerCheck: accepted,
    experimentalSpaces: accepted,
    experimentalUI: accepted,
    noUpdateNotifier: accepted,
    remoteCache: accepted,
    tags: accepted,
    ui: accepted,
  },
};

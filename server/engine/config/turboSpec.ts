/** What turbo.json may hold, in its present and its older form, as far as it matters here. */
import { patternTest } from './patterns.ts';
import type { Spec } from './schema.ts';

const text: Spec = { type: 'string' };
const texts: Spec = { type: 'array', items: text };
const pattern: Spec = { type: 'string', test: patternTest };
const patterns: Spec = { type: 'array', items: pattern };
/** Nothing that changes results: how things are shown, checked or transported. */
const accepted: Spec = { type: 'any' };

/** Marks the place of inherited values in a list of a package's turbo.json. */
export const extendsMark = '$TURBO_EXTENDS$';

const task: Spec = {
  type: 'object',
  fields: {
    dependsOn: texts,
    // Objects in it are reported and read elsewhere.
    inputs: { type: 'array', items: { type: 'either', options: [pattern, accepted] } },
    outputs: patterns,
    env: texts,
    passThroughEnv: texts,
    dotEnv: texts,
    cache: { type: 'boolean' },
    persistent: { type: 'boolean' },
    interactive: { type: 'boolean' },
    with: texts,
    extends: { type: 'boolean' },
    interruptible: { type: 'boolean' },
    outputLogs: accepted,
    outputMode: accepted,
    description: accepted,
    tags: accepted,
  },
};

const tasks: Spec = { type: 'map', values: task };

/** The whole file, at the root or in a package. */
export const turboSpec: Spec = {
  type: 'object',
  fields: {
    tasks,
    pipeline: tasks,
    extends: texts,
    globalDependencies: patterns,
    globalDotEnv: texts,
    globalEnv: texts,
    globalPassThroughEnv: texts,
    envMode: text,
    futureFlags: { type: 'map', values: accepted },
    /** Where version 2.11 puts what is for all tasks. */
    global: {
      type: 'object',
      fields: {
        inputs: patterns,
        env: texts,
        passThroughEnv: texts,
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

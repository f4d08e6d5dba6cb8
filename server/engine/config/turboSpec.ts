/** What turbo.json may hold, in its present and its older form, as far as it matters here. */
import { patternTest } from './patterns.ts';
import type { Spec } from './schema.ts';

const text: Spec = { type: 'string' };
const texts: Spec = { type: 'array', items: text };
const patterns: Spec = { type: 'array', items: { type: 'string', test: patternTest } };
/** Nothing that changes results: how things are shown, checked or transported. */
const accepted: Spec = { type: 'any' };
const nullable = (spec: Spec): Spec => ({ type: 'either', options: [spec, accepted] });

/** Marks the place of inherited values in a list of a package's turbo.json. */
export const extendsMark = '$TURBO_EXTENDS$';

const task: Spec = {
  type: 'object',
  fields: {
    dependsOn: texts,
    inputs: patterns,
    outputs: patterns,
    env: texts,
    passThroughEnv: nullable(texts),
    dotEnv: nullable(texts),
    cache: { type: 'boolean' },
    persistent: { type: 'boolean' },
    interactive: { type: 'boolean' },
    with: texts,
    extends: { type: 'boolean' },
    interruptible: accepted,
    outputLogs: accepted,
    outputMode: accepted,
    description: accepted,
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
    globalDotEnv: nullable(texts),
    globalEnv: texts,
    globalPassThroughEnv: nullable(texts),
    envMode: text,
    futureFlags: accepted,
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

/** What cachescope.json may hold: one table for the check, for the JSON Schema that editors use, and for readers. */
import { cacheNames } from './model.ts';
import { patternTest } from './patterns.ts';
import type { Spec, SpecFields, TextTest } from './schema.ts';
import { parseBytes, parseDuration } from './units.ts';

const nonEmpty: TextTest = (text) =>
  text.trim() === '' || text.includes('\0') ? { message: 'must not be empty' } : undefined;

const bytesTest: TextTest = (text) =>
  parseBytes(text) === undefined
    ? { message: 'is not a size', suggestion: 'Write "500MB" or "4GB".' }
    : undefined;

const durationTest: TextTest = (text) =>
  parseDuration(text) === undefined
    ? { message: 'is not a span of time', suggestion: 'Write "7d", "12h" or "30m".' }
    : undefined;

const taskNameTest: TextTest = (name) => {
  if (name.startsWith('^'))
    return { message: 'must not start with "^"', suggestion: '"^" belongs into "dependsOn".' };
  return (
    nonEmpty(name) ?? (name.endsWith('#') ? { message: 'lacks the task after "#"' } : undefined)
  );
};

/** Rule names stand before the colon of an action's name, so some signs are not allowed. */
const ruleNameTest: TextTest = (name) =>
  /^[^#:/\\\s^!.][^#:/\\\s]*$/.test(name)
    ? undefined
    : { message: 'is not a rule name', suggestion: 'Use letters, digits, "-" and "_".' };

const text: Spec = { type: 'string', test: nonEmpty };
const bytes: Spec = { type: 'string', test: bytesTest };
const size: Spec = { type: 'either', options: [bytes, { type: 'integer', min: 0 }] };
const variables: Spec = { type: 'array', items: { ...text, role: 'variable' } };
const argv: Spec = { type: 'array', minItems: 1, items: { type: 'string' } };
const pattern: Spec = { type: 'string', test: patternTest, role: 'pattern' };
const patterns: Spec = { type: 'array', items: pattern };

const dependsOn: Spec = {
  type: 'array',
  items: { ...text, role: 'reference' },
  doc: 'What runs first: `codegen` of the same package, `^build` of the packages it depends on, `web#build`, or the name of a rule.',
};
const env: Spec = {
  ...variables,
  doc: 'Environment variables that count and that the command may see; `VITE_*` and `!SECRET` work.',
};
const command: Spec = {
  type: 'either',
  options: [text, argv],
  doc: 'A list of arguments run without a shell, or a text run in a shell.',
};

const taskFields: SpecFields = {
  dependsOn,
  inputs: {
    ...patterns,
    doc: 'Files that count, relative to the package. Default: what git does not ignore. `$TURBO_DEFAULT$` stands for the default.',
  },
  outputs: {
    ...patterns,
    doc: 'Files that the command writes, relative to the package. Without this key the task always runs.',
  },
  env,
  passThroughEnv: {
    ...variables,
    doc: 'Environment variables that the command may see, without counting.',
  },
  command: {
    ...command,
    doc: 'Default: the package.json script of the same name. A list runs without a shell, a text in a shell.',
  },
  cache: { type: 'boolean', doc: 'False: always run, keep nothing.' },
  persistent: {
    type: 'boolean',
    doc: 'True: runs until stopped, e.g. a development server; nothing may depend on it.',
  },
  clean: {
    type: 'enum',
    values: [true, false, 'if-file-deleted'],
    doc: 'Whether outputs of the run before are deleted before the command starts.',
  },
  dependencyOutputs: {
    type: 'enum',
    values: ['transitive', 'direct'],
    doc: 'Whose outputs count: those of all dependencies behind it, or, on your word, only those of direct ones.',
  },
};

const ruleFields: SpecFields = {
  each: {
    type: 'either',
    options: [pattern, { ...patterns, minItems: 1 }],
    doc: 'The files, relative to the workspace root; each becomes an action.',
  },
  builder: {
    ...text,
    role: 'module',
    doc: 'A module that exports `build(context)`, relative to the workspace root.',
  },
  command: {
    type: 'either',
    options: [text, { ...argv, items: { type: 'string', role: 'argument' } }],
    doc: 'A list of arguments with {input}, {output}, {depfile}, {path}, {name}, {dir}, {ext}.',
  },
  outputs: {
    type: 'array',
    items: { ...pattern, role: 'output' },
    minItems: 1,
    doc: 'The files written for each input. {path}: the path below the fixed part of `each`, without extension; {name}, {dir}, {ext}.',
  },
  dependencies: {
    type: 'enum',
    values: ['declared', 'depfile'],
    doc: 'How more inputs become known: only those declared, or a Makefile-style file that the command writes to {depfile}.',
  },
  inputs: {
    ...patterns,
    doc: 'More files that count for every file of the rule, relative to the workspace root.',
  },
  env,
  dependsOn,
};

/** The whole file. */
export const cachescopeSpec: Spec = {
  type: 'object',
  doc: 'Configuration of Cachescope.',
  fields: {
    $schema: { type: 'string', doc: 'Where editors find this schema.' },
    concurrency: {
      type: 'integer',
      min: 1,
      doc: 'Processes at once. Default: what the machine runs at once.',
    },
    memoryLimit: {
      ...size,
      doc: 'No new work starts while the engine and its children use more, e.g. "4GB".',
    },
    cache: {
      type: 'object',
      doc: 'Limits of the caches, and which are switched off.',
      fields: {
        memory: {
          type: 'object',
          doc: 'Limits of what a process keeps in memory.',
          fields: {
            entries: { type: 'integer', min: 0, doc: 'Default: 10000.' },
            size: { ...size, doc: 'Default: "100MB".' },
          },
        },
        disk: {
          type: 'object',
          doc: 'Limits of what lies in .cachescope.',
          fields: {
            size: { ...size, doc: 'Default: "5GB".' },
            ttl: {
              type: 'string',
              test: durationTest,
              doc: 'How long an unused entry stays. Default: "7d".',
            },
          },
        },
        disable: {
          type: 'array',
          items: { type: 'enum', values: Object.keys(cacheNames) },
          doc: 'Caches that are switched off, to find out whether one of them is to blame.',
        },
      },
    },
    metrics: {
      type: 'boolean',
      doc: 'False: nothing is counted and timed. Runs are recorded all the same. Default: true.',
    },
    modules: {
      type: 'object',
      doc: 'What is used, for the lists of files and exports that nothing uses.',
      fields: {
        entry: {
          ...patterns,
          doc: 'Files that are used from outside, relative to the workspace root, besides what package.json files, pages, tasks and names of files say. `!` in front: this is no entry point, whatever says so.',
        },
        ignore: {
          ...patterns,
          doc: 'Files, relative to the workspace root, that are never listed as unused, nor are their exports, e.g. generated ones. What only they use is listed.',
        },
      },
    },
    globalEnv: { ...variables, doc: 'Environment variables that count for every task.' },
    globalPassThroughEnv: {
      ...variables,
      doc: 'Environment variables that every command may see, without counting.',
    },
    globalDependencies: {
      ...patterns,
      doc: 'Files that count for every task, relative to the workspace root.',
    },
    tasks: {
      type: 'map',
      role: 'task',
      names: taskNameTest,
      values: { type: 'object', fields: taskFields },
      doc: 'Tasks by name: `build` for all packages that have it, `web#build` for one, `//#lint` for the root.',
    },
    rules: {
      type: 'map',
      role: 'rule',
      names: ruleNameTest,
      values: { type: 'object', fields: ruleFields, required: ['each', 'outputs'] },
      doc: 'Steps that are done for each file that matches.',
    },
  },
};

/** What a `wireit` block of a package.json may hold. */
import { wireitPatternTest } from './patterns.ts';
import type { Spec } from './schema.ts';

const text: Spec = {
  type: 'string',
  test: (value) => (value.trim() === '' ? { message: 'must not be empty' } : undefined),
};
const scriptName: Spec = { ...text, role: 'script-reference' };
const patterns: Spec = {
  type: 'array',
  items: { type: 'string', test: wireitPatternTest, role: 'pattern' },
};
const lockName: Spec = {
  type: 'string',
  test: (value) =>
    /[/\\]|^\.{0,2}$/.test(value) ? { message: 'must be the name of a file' } : undefined,
};

const dependency: Spec = {
  type: 'either',
  options: [
    scriptName,
    {
      type: 'object',
      fields: {
        script: { ...scriptName, doc: 'The script that runs first.' },
        cascade: {
          type: 'boolean',
          doc: 'False: only the order matters, what the script writes does not count.',
        },
      },
      required: ['script'],
    },
  ],
};

const variable: Spec = {
  type: 'either',
  options: [
    { type: 'string' },
    {
      type: 'object',
      fields: {
        external: { type: 'boolean', doc: 'True: the value comes from outside and counts.' },
        default: { type: 'string', doc: 'The value where the variable is not set.' },
      },
    },
  ],
};

/** The whole block. */
export const wireitSpec: Spec = {
  type: 'map',
  role: 'script',
  doc: 'Scripts with what they read, write and wait for.',
  values: {
    type: 'object',
    fields: {
      command: {
        ...text,
        doc: 'What the script runs, in a shell. Without it: only its dependencies.',
      },
      dependencies: {
        type: 'array',
        items: dependency,
        doc: 'What runs first: a script of this package, or `../lib:build`.',
      },
      files: {
        ...patterns,
        doc: 'Files that count, relative to the package. Without this key the script always runs.',
      },
      output: {
        ...patterns,
        doc: 'Files that the script writes, relative to the package. Without this key it always runs.',
      },
      clean: {
        type: 'enum',
        values: [true, false, 'if-file-deleted'],
        doc: 'Whether outputs of the run before are deleted before the command starts.',
      },
      env: {
        type: 'map',
        role: 'variable',
        values: variable,
        doc: 'Environment variables: a value that is set, or `{ "external": true }` for one that counts.',
      },
      packageLocks: {
        type: 'array',
        items: lockName,
        doc: 'Names of lock files that count instead of the usual ones, in this folder and those above.',
      },
      allowUsuallyExcludedPaths: {
        type: 'boolean',
        doc: 'True: folders such as node_modules and .git are not left out of patterns.',
      },
      service: {
        type: 'either',
        options: [{ type: 'boolean' }, { type: 'any' }],
        doc: 'True: it runs until stopped; nothing can wait for it.',
      },
    },
  },
};

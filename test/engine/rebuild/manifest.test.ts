// The key: each part of an action counts, is named when it changes, and nothing else does.

import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../../../server/engine/model/action.ts';
import type { FileDigest, RelativePath } from '../../../server/engine/model/brand.ts';
import { diffManifests, manifestOf } from '../../../server/engine/rebuild/manifest.ts';
import { type ActionDraft, action } from '../../support/engine/actions.ts';
import { fakeHasher } from '../../support/engine/fakeHasher.ts';

const context = { hasher: fakeHasher, platform: 'linux-x64', builderDigest: undefined };
const base: ActionDraft = {
  id: 'a',
  script: 'make',
  inputs: ['src/**'],
  outputs: ['dist/**'],
  dependsOn: ['b', { action: 'c', readsOutputs: false }],
  environment: { MODE: 'x', UNSET: undefined },
  fixedEnvironment: { npm_package_name: 'a' },
};

/** The kinds of reasons for which the second differs from the first, and whether their keys do. */
function compare(before: Action, after: Action): { kinds: string[]; sameKey: boolean } {
  const [old, now] = [manifestOf(before, context), manifestOf(after, context)];
  const reasons = diffManifests(old.entries, now.entries);
  return {
    kinds: reasons.map((reason) => ('field' in reason ? `${reason.field}` : reason.kind)),
    sameKey: old.key === now.key,
  };
}

const work = {
  type: 'commands',
  commands: [{ type: 'argv', argv: ['make', 'all'] }],
} as const;
const changes: readonly (readonly [what: string, change: Partial<ActionDraft>, kind: string])[] = [
  ['script', { script: 'make all' }, 'command-changed'],
  ['words', { work }, 'command-changed'],
  ['folder', { cwd: 'web' }, 'cwd'],
  ['kind', { kind: 'rule' }, 'kind'],
  ['variable', { environment: { MODE: 'y', UNSET: undefined } }, 'environment-changed'],
  ['variable set', { environment: { MODE: 'x', UNSET: '' } }, 'environment-changed'],
  ['variable gone', { environment: { MODE: 'x' } }, 'environment-changed'],
  ['fixed variable', { fixedEnvironment: { npm_package_name: 'b' } }, 'environment-changed'],
  ['inputs', { inputs: ['src/*'] }, 'inputs'],
  ['not declared', { inputs: null }, 'inputs'],
  ['single files', { inputFiles: ['conf'] }, 'inputs'],
  ['outputs', { outputs: [] }, 'outputs'],
  ['more dependencies', { dependsOn: [...(base.dependsOn ?? []), 'd'] }, 'dependency-added'],
  ['fewer dependencies', { dependsOn: ['b'] }, 'dependency-removed'],
  ['order to outputs', { dependsOn: ['b', 'c'] }, 'dependsOn c'],
  ['clean', { clean: 'never' }, 'options'],
  ['direct', { dependencyOutputs: 'direct' }, 'options'],
  ['discovery', { discovery: { type: 'tracked' } }, 'options'],
];

/** The base with a change. Patterns lie below the folder: where that alone changes, they stay. */
function changedBy(change: Partial<ActionDraft>): Action {
  const after = action({ ...base, ...change });
  const { inputs, outputs } = action(base);
  return {
    ...after,
    inputs: 'inputs' in change ? after.inputs : inputs,
    outputs: 'outputs' in change ? after.outputs : outputs,
  };
}

for (const [what, change, kind] of changes) {
  test(`${what}: another key, and named as the one difference`, () => {
    deepStrictEqual(compare(action(base), changedBy(change)), { kinds: [kind], sameKey: false });
  });
}

test('the platform and the builder count', () => {
  const [a, now] = [action(base), manifestOf(action(base), context)];
  const other = manifestOf(a, { ...context, platform: 'darwin-arm64' });
  deepStrictEqual(
    diffManifests(now.entries, other.entries).map((reason) => 'field' in reason && reason.field),
    ['platform'],
  );
  notStrictEqual(now.key, other.key);
  const built = action({
    id: 'a',
    work: { type: 'builder', module: 'b.ts' as RelativePath, input: 'x' as RelativePath },
  });
  const with1 = manifestOf(built, { ...context, builderDigest: 'sha256:1' as FileDigest });
  const with2 = manifestOf(built, { ...context, builderDigest: 'sha256:2' as FileDigest });
  deepStrictEqual(
    diffManifests(with1.entries, with2.entries).map(({ kind }) => kind),
    ['builder-changed'],
  );
  notStrictEqual(with1.key, with2.key);
});

test('where it is defined, what it is called and whether it is cached do not count', () => {
  const source = { file: 'package.json' as RelativePath, line: 9, column: 9 };
  const after = action({
    ...base,
    id: 'z',
    name: 'other',
    group: 'other',
    source,
    cacheable: false,
  });
  deepStrictEqual(compare(action(base), after), { kinds: [], sameKey: true });
});

const text = fc.constantFrom('', 'a', 'b', 'a"b', 'a\nb', 'a\0b', ',', 'null', '["a"]');
const names = fc.uniqueArray(text, { maxLength: 3 });
const draft = fc.record({
  script: text,
  cwd: text,
  inputs: fc.option(names),
  outputs: fc.option(names),
  inputFiles: names,
  dependsOn: names.map((list) =>
    list.map((each) => ({ action: each, readsOutputs: each !== 'a' })),
  ),
  environment: fc.dictionary(text, fc.option(text, { nil: undefined }), { maxKeys: 3 }),
  fixedEnvironment: fc.dictionary(
    text.map((each) => `fixed ${each}`),
    text,
    { maxKeys: 2 },
  ),
});

test('two keys are equal exactly if no difference can be named', () => {
  fc.assert(
    fc.property(draft, draft, fc.boolean(), (one, two, same) => {
      const before = action({ id: 'a', ...one });
      const after = action({ id: 'a', ...(same ? { ...two, ...one } : two) });
      const { kinds, sameKey } = compare(before, after);
      strictEqual(kinds.length === 0, sameKey, kinds.join());
      if (same) strictEqual(sameKey, true);
    }),
    { numRuns: 500 },
  );
});

test('the order in which dependencies and variables are written down does not count', () => {
  fc.assert(
    fc.property(draft, (one) => {
      const reversed = {
        ...one,
        dependsOn: [...one.dependsOn].reverse(),
        environment: Object.fromEntries(Object.entries(one.environment).reverse()),
      };
      strictEqual(
        compare(action({ id: 'a', ...one }), action({ id: 'a', ...reversed })).sameKey,
        true,
      );
    }),
  );
});

test('the value of a declared variable stands nowhere in the manifest', () => {
  const secret = 'hunter2-very-secret';
  const { entries } = manifestOf(action({ id: 'a', environment: { TOKEN: secret } }), context);
  strictEqual(JSON.stringify(entries).includes(secret), false);
});
